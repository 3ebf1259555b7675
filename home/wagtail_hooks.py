"""What the front of the house adds to the desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet


@hooks.register("insert_global_admin_js")
def desk_script() -> SafeString:
    """The module that starts what Wagtail would start by inline scripts."""
    return format_html('<script type="module" src="{}"></script>', static("js/desk.js"))


@hooks.register("insert_global_admin_css")
def desk_styles() -> SafeString:
    """What Wagtail has no style for."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


@hooks.register("construct_page_chooser_queryset")
def only_their_pages(pages: PageQuerySet[Page], request: HttpRequest) -> PageQuerySet[Page]:
    """A chooser offers the pages of a person's own tree; Wagtail's offers every draft of the whole site."""
    return pages.filter(pk__in=page_permission_policy.explorable_instances(request.user).values("pk"))


@hooks.register("register_admin_urls")
def components_urls() -> list[URLPattern]:
    """The page of parts, under /cms/."""
    from home.components import components

    return [path("components/", components, name="components")]


@hooks.register("register_help_menu_item")
def components_item() -> MenuItem:
    """Beside Wagtail's own help."""
    return MenuItem("Components", reverse("components"), name="components", icon_name="view", order=900)

"""What the front of the house adds to the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from education.people.menu import ForRoles
from education.people.roles import Role


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
    """The page of parts, the banner and what was useful, under /cms/."""
    from home.banner import banner
    from home.components import components
    from home.useful import useful

    return [
        path("components/", components, name="components"),
        path("banner/", banner, name="banner"),
        path("useful/", useful, name="useful_report"),
    ]


@hooks.register("register_admin_menu_item")
def banner_item() -> ForRoles:
    """The banner, within reach of whoever may raise it."""
    from home.banner import MAY_RAISE

    return ForRoles("Banner", "banner", *MAY_RAISE, name="banner", icon="warning", order=900)


@hooks.register("register_reports_menu_item")
def useful_item() -> ForRoles:
    """What readers called useful."""
    return ForRoles(
        "Was it useful?", "useful_report", Role.EDITOR, Role.PUBLISHER, name="useful", icon="pick", order=110
    )


@hooks.register("register_admin_urls")
def newer_versions_urls() -> list[URLPattern]:
    """What is on offer, under /cms/."""
    from home.offers.views import newer_versions

    return [path("newer-versions/", newer_versions, name="newer_versions")]


@hooks.register("register_reports_menu_item")
def newer_versions_item() -> ForRoles:
    """Among the reports."""
    roles = (Role.EDITOR, Role.PUBLISHER)
    return ForRoles(
        "Newer versions", "newer_versions", *roles, name="newer-versions", icon="download", order=850
    )


class OffersPanel(Component):
    """How many newer versions wait for somebody."""

    order = 55
    template_name = "home/offers_panel.html"

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"waiting": self.waiting}


@hooks.register("construct_homepage_panels")
def offers_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Only for those who may take one, and only when there is one."""
    from home.offers.queries import waiting

    if request.user.has_role(Role.EDITOR, Role.PUBLISHER) and (count := waiting()):  # type: ignore[union-attr]
        panels.append(OffersPanel(count))


@hooks.register("register_help_menu_item")
def components_item() -> MenuItem:
    """Beside Wagtail's own help."""
    return MenuItem("Components", reverse("components"), name="components", icon_name="view", order=900)


@hooks.register("register_admin_urls")
def unsent_mail_urls() -> list[URLPattern]:
    """Mails that did not go out, under /cms/."""
    from home.mail_desk import unsent

    return [path("mail/", unsent, name="unsent_mail")]


@hooks.register("register_reports_menu_item")
def unsent_mail_item() -> ForRoles:
    """Among the reports, for those who can ring instead or mend the mail server."""
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR)
    return ForRoles("Mails not sent", "unsent_mail", *roles, name="unsent-mail", icon="mail", order=120)


@hooks.register("construct_homepage_panels")
def unsent_mail_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Only when a mail did not go out."""
    from education.ledger.models import OutboxMessage
    from home.mail_desk import MAY_SEE, UnsentPanel

    if request.user.has_role(*MAY_SEE) and (count := OutboxMessage.objects.unsent().count()):  # type: ignore[union-attr]
        panels.append(UnsentPanel(count))

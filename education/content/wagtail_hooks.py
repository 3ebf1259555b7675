"""Content's places in Wagtail's admin: doors that stay shut, and pictures whose consent runs out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component

from education.content.queries import images_without_consent_soon
from education.content.uploads.desk import shut
from education.people.roles import Role


@hooks.register("register_admin_urls", order=-1)
def shut_doors() -> list[URLPattern]:
    """Before Wagtail's own: pictures are made in the sizes of our templates and in no other."""
    return [
        path("images/<int:image_id>/generate_url/", shut),
        path("images/<int:image_id>/generate_url/output/", shut),
        path("images/<int:image_id>/preview/<str:filter_spec>/", shut),
    ]


class ConsentPanel(Component):
    """Pictures of people that may soon be shown no more, or are not."""

    order = 60
    template_name = "content/desk/consent_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"images": images_without_consent_soon()}


@hooks.register("construct_homepage_panels")
def consent_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Only for those who can do something about it, and only when there is something to do."""
    if request.user.has_role(Role.EDITOR, Role.PUBLISHER) and images_without_consent_soon().exists():  # type: ignore[union-attr]
        panels.append(ConsentPanel())

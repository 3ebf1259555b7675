"""The menu item and the addresses of the figures desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from education.figures import desk
from education.people.roles import Role


class FiguresItem(MenuItem):
    """Shown to those who prepare or approve."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_role(Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)  # type: ignore[union-attr]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    return [
        path("figures/", desk.desk, name="figures_desk"),
        path("figures/prepare/", desk.prepare, name="figures_prepare"),
        path("figures/<int:pk>/", desk.preparation, name="figures_preparation"),
        path("figures/withdraw/<slug:slug>/", desk.withdraw, name="figures_withdraw"),
    ]


@hooks.register("register_admin_menu_item")
def figures_item() -> MenuItem:
    """Figures to prepare, approve and withdraw."""
    return FiguresItem("Figures", reverse("figures_desk"), name="figures", icon_name="table", order=260)

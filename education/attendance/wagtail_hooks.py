"""The registers desk's place in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from education.attendance.views import desk
from education.people.roles import Role

URLS = [
    path("", desk.queue, name="queue"),
    path("<uuid:public_id>/", desk.detail, name="detail"),
    path("<uuid:public_id>/sign-off/", desk.sign_off, name="sign_off"),
    path("<uuid:public_id>/settle/", desk.settle, name="settle"),
    path("<uuid:public_id>/not-recorded/", desk.give_up, name="give_up"),
    path("<uuid:public_id>/reopen/", desk.reopen, name="reopen"),
]


class RegistersMenuItem(MenuItem):
    """Shown to those who sign registers off and to those who run visits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_role(Role.SUPERVISOR, Role.COORDINATOR))  # type: ignore[union-attr]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """The desk lives at /cms/registers/."""
    return [path("registers/", include((URLS, "attendance_desk")))]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Registers, in the main menu."""
    return RegistersMenuItem(
        "Registers", reverse("attendance_desk:queue"), name="registers", icon_name="list-ul", order=220
    )

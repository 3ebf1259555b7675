"""The menu item and the addresses of the coordinators' desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from education.people.roles import Role
from education.schools import desk


class TeachersItem(MenuItem):
    """Shown to coordinators alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_role(Role.COORDINATOR)  # type: ignore[union-attr]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    return [
        path("teachers/", desk.teachers, name="teachers"),
        path("teachers/<uuid:public_id>/", desk.teacher, name="teacher"),
        path("teachers/<uuid:public_id>/end/", desk.end, name="teacher_end"),
        path("teachers/<uuid:public_id>/letter/", desk.letter, name="teacher_letter"),
    ]


@hooks.register("register_admin_menu_item")
def teachers_item() -> MenuItem:
    """Claims that wait for an answer."""
    return TeachersItem("Teachers", reverse("teachers"), name="teachers", icon_name="group", order=220)

"""The menu item and the addresses of the coordinators' desk."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from education.people.menu import ForRoles
from education.people.roles import Role
from education.schools import desk


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
def teachers_item() -> ForRoles:
    """Claims that wait for an answer."""
    return ForRoles("Teachers", "teachers", Role.COORDINATOR, name="teachers", icon="group", order=220)

"""The people desk's place in Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from education.people.menu import ForRoles
from education.people.roles import Role
from education.people.staff import desk


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    return [
        path("people/", desk.people, name="people_desk"),
        path("people/invite/", desk.invite, name="people_invite"),
        path("people/way-back/", desk.way_back, name="people_way_back"),
        path("people/changes/<uuid:public_id>/", desk.change, name="people_change"),
        path("people/<uuid:public_id>/", desk.person, name="people_person"),
    ]


@hooks.register("register_admin_menu_item")
def people_item() -> ForRoles:
    """Who works here."""
    roles = (Role.ADMINISTRATOR, Role.COORDINATOR)
    return ForRoles("People", "people_desk", *roles, name="people", icon="group", order=700)

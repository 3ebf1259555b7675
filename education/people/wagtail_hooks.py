"""The people desk's place in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from education.people.roles import Role
from education.people.staff import desk


class PeopleItem(MenuItem):
    """Shown to those who propose roles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_role(Role.ADMINISTRATOR, Role.COORDINATOR))  # type: ignore[union-attr]


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
def people_item() -> MenuItem:
    """Who works here."""
    return PeopleItem("People", reverse("people_desk"), name="people", icon_name="group", order=700)

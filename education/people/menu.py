"""The desk's menu items, each for the roles whose work it is."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem

from education.people.roles import Role


class ForRoles(MenuItem):
    """Shown to people who hold one of the roles; `view` is the name of the address it leads to."""

    def __init__(self, label: str, view: str, *roles: Role, name: str, icon: str, order: int) -> None:
        super().__init__(label, reverse(view), name=name, icon_name=icon, order=order)
        self.roles = roles

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_role(*self.roles))  # type: ignore[union-attr]

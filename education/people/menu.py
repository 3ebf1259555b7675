"""The desk's menu items, each for the roles whose work it is, and the head of its pages."""

from __future__ import annotations

from typing import Any

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


def head(title: str, icon: str, *way: tuple[str, str], here: str = "") -> dict[str, Any]:
    """What the frame of a desk page shows: its title and icon, and the way to it as pairs of address and words."""
    crumbs = [*way, ("", here or title)]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }

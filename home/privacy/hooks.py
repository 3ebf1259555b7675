"""The audit page at the desk: its addresses and its menu item."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from education.people.menu import ForRoles
from education.people.roles import Role


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    from home.privacy import audit

    return [
        path("audit/", audit.index, name="audit"),
        path("audit/log.csv", audit.export, name="audit_export"),
        path("audit/erase/<uuid:public_id>/", audit.erase_person, name="audit_erase"),
    ]


@hooks.register("register_admin_menu_item")
def audit_item() -> ForRoles:
    """Who came in, who saw what, and what changed."""
    return ForRoles("Audit", "audit", Role.ADMINISTRATOR, name="audit", icon="history", order=900)

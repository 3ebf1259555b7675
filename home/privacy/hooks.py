"""The audit page at the desk: its addresses and its menu item."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from education.people.roles import Role


class AuditItem(MenuItem):
    """Shown to administrators alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_role(Role.ADMINISTRATOR)  # type: ignore[union-attr]


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
def audit_item() -> MenuItem:
    """Who came in, who saw what, and what changed."""
    return AuditItem("Audit", reverse("audit"), name="audit", icon_name="history", order=900)

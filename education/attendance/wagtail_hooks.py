"""The registers desk's place in Wagtail's admin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from education.attendance.importing.policies import IMPORTERS
from education.attendance.views import batches, desk, export, imports, phones, refused, together
from education.people.menu import ForRoles
from education.people.roles import Role

URLS = [
    path("", desk.queue, name="queue"),
    path("refused/", refused.refused, name="refused"),
    path("refused/<int:pk>/", refused.looked_at, name="looked_at"),
    path("together/", together.together, name="together"),
    path("months/", together.periods, name="periods"),
    path("months/<int:year>/<int:number>/", together.period, name="period"),
    path("months/<int:year>/<int:number>/close/", together.close, name="close"),
    path("export/", export.export, name="export"),
    path("phones/", phones.phones, name="phones"),
    path("phones/<uuid:pk>/revoke/", phones.revoke, name="revoke"),
    path("<uuid:public_id>/", desk.detail, name="detail"),
    path("<uuid:public_id>/sign-off/", desk.sign_off, name="sign_off"),
    path("<uuid:public_id>/settle/", desk.settle, name="settle"),
    path("<uuid:public_id>/not-recorded/", desk.give_up, name="give_up"),
    path("<uuid:public_id>/reopen/", desk.reopen, name="reopen"),
]

IMPORTS = [
    path("", imports.imports, name="imports"),
    path("<uuid:public_id>/", imports.draft, name="draft"),
    path("<uuid:public_id>/columns/", imports.columns, name="columns"),
    path("<uuid:public_id>/total/", imports.total, name="total"),
    path("<uuid:public_id>/rows/<int:number>/", imports.row, name="row"),
    path("<uuid:public_id>/commit/", imports.commit, name="commit"),
    path("<uuid:public_id>/drop/", imports.drop, name="drop"),
    path("batches/<uuid:public_id>/", batches.batch, name="batch"),
    path("batches/<uuid:public_id>/sign-off/", batches.sign, name="sign"),
    path("batches/<uuid:public_id>/withdraw/", batches.withdraw, name="withdraw"),
]


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """The desk lives at /cms/registers/, past spreadsheets come in at /cms/imports/."""
    return [
        path("registers/", include((URLS, "attendance_desk"))),
        path("imports/", include((IMPORTS, "attendance_imports"))),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> ForRoles:
    """For those who sign registers off and those who run visits."""
    roles = (Role.SUPERVISOR, Role.COORDINATOR)
    return ForRoles("Registers", "attendance_desk:queue", *roles, name="registers", icon="list-ul", order=220)


@hooks.register("register_admin_menu_item")
def export_item() -> ForRoles:
    """For the analyst, who prepares figures from counts."""
    return ForRoles(
        "Export counts",
        "attendance_desk:export",
        Role.ANALYST,
        name="export-counts",
        icon="download",
        order=225,
    )


@hooks.register("register_admin_menu_item")
def import_item() -> ForRoles:
    """For those who bring past years in, and for the supervisor who signs them off."""
    return ForRoles(
        "Imports",
        "attendance_imports:imports",
        *IMPORTERS,
        Role.SUPERVISOR,
        name="imports",
        icon="upload",
        order=226,
    )

"""The desk's pages and menu entry in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks

from education.liaison import queries
from education.liaison.views import (
    change,
    cover,
    desk,
    exports,
    move,
    new_numbers,
    phone,
    planning,
    sheets,
    waiting,
    week,
    workload,
)
from education.people.menu import ForRoles
from education.people.roles import Role


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    return [
        path("visits/", desk.inbox, name="liaison_desk"),
        path("visits/new/", phone.book, name="liaison_desk_new"),
        path("visits/ill/", cover.ill, name="liaison_desk_ill"),
        path("visits/waiting/", waiting.desk, name="liaison_desk_waiting"),
        path("visits/waiting/<uuid:public_id>/", waiting.entry, name="liaison_desk_waiting_entry"),
        path("visits/workload/", workload.show, name="liaison_desk_workload"),
        path("visits/export/", exports.export, name="liaison_desk_export"),
        path("visits/new-numbers/", new_numbers.show, name="liaison_desk_new_numbers"),
        path("visits/week/", week.week, name="liaison_desk_week"),
        path("visits/sheets/", sheets.desk, name="liaison_desk_sheets"),
        path("visits/<slug:reference>/move/", move.desk_move, name="liaison_desk_move"),
        path("visits/<slug:reference>/change/", change.desk, name="liaison_desk_change"),
        path("visits/<slug:reference>/", desk.detail, name="liaison_desk_visit"),
        path("visits/<slug:reference>/confirm/", desk.confirm, name="liaison_desk_confirm"),
        path("visits/<slug:reference>/approve/", desk.approve, name="liaison_desk_approve"),
        path("visits/<slug:reference>/decline/", desk.decline, name="liaison_desk_decline"),
        path("visits/<slug:reference>/cancel/", desk.cancel, name="liaison_desk_cancel"),
        path("visits/<slug:reference>/reassign/", cover.reassign, name="liaison_desk_reassign"),
        path("planning/", planning.index, name="liaison_planning"),
        path("planning/<slug:kind>/", planning.listing, name="liaison_planning_kind"),
        path("planning/<slug:kind>/<int:number>/", planning.row, name="liaison_planning_row"),
    ]


@hooks.register("register_admin_menu_item")
def visits_menu_item() -> ForRoles:
    """“Visits”, near the top."""
    roles = (Role.COORDINATOR, Role.SUPERVISOR)
    return ForRoles("Visits", "liaison_desk", *roles, name="visits", icon="calendar-alt", order=120)


@hooks.register("register_admin_menu_item")
def planning_menu_item() -> ForRoles:
    """“Planning”, below the visits."""
    return ForRoles("Planning", "liaison_planning", Role.COORDINATOR, name="planning", icon="cogs", order=125)


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[object]) -> None:
    """A coordinator's first page says how many requests wait."""
    if request.user.has_role(Role.COORDINATOR):  # type: ignore[union-attr]
        uncovered = queries.needing_cover().count()
        panels.insert(0, desk.WaitingPanel(queries.waiting_for_coordinator(), uncovered))

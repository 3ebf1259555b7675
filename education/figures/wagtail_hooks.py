"""The menu item and the addresses of the figures desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from education.figures import references
from education.figures.desk import coverage, inside, preparing, release, reported
from education.people.menu import ForRoles
from education.people.roles import Role


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """Addresses under /cms/."""
    return [
        path("figures/", preparing.desk, name="figures_desk"),
        path("figures/prepare/", preparing.prepare, name="figures_prepare"),
        path("figures/<int:pk>/", preparing.preparation, name="figures_preparation"),
        path("figures/withdraw/<slug:slug>/", preparing.withdraw, name="figures_withdraw"),
        path("figures/hands-up/", preparing.hands_up, name="figures_hands_up"),
        path("figures/pages/", preparing.on_pages, name="figures_on_pages"),
        path("figures/why/", inside.why, name="figures_why"),
        path("figures/look/<slug:slug>/", inside.look, name="figures_look"),
        path("figures/look/<slug:slug>/cell/", inside.cell, name="figures_cell"),
        path("figures/look/<slug:slug>/<uuid:public_id>/", inside.session, name="figures_session"),
        path("figures/release/<slug:slug>/", release.release, name="figures_release"),
        path("figures/early/<slug:slug>/", release.early, name="figures_early"),
        path("coverage/", coverage.index, name="coverage"),
        path("coverage/<int:urn>/invite/", coverage.invite, name="coverage_invite"),
        path("figures/reported/", reported.reported, name="figures_reported"),
        path("figures/reported/new/", reported.enter, name="figures_reported_new"),
        path("figures/reported/<int:pk>/", reported.decide, name="figures_reported_one"),
    ]


@hooks.register("register_admin_menu_item")
def figures_item() -> ForRoles:
    """Figures to prepare, approve and withdraw."""
    roles = (Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
    return ForRoles("Figures", "figures_desk", *roles, name="figures", icon="table", order=260)


@hooks.register("register_admin_menu_item")
def coverage_item() -> ForRoles:
    """Where nobody has been for a year."""
    return ForRoles("Coverage", "coverage", *coverage.WHO, name="coverage", icon="globe", order=128)


EDITORS = (Role.EDITOR, Role.PUBLISHER, Role.ANALYST)


@hooks.register("register_reports_menu_item")
def on_pages_item() -> ForRoles:
    """Which page shows which figure."""
    return ForRoles(
        "Figures on pages", "figures_on_pages", *EDITORS, name="figures-on-pages", icon="table", order=900
    )


@hooks.register("before_edit_page")
def warn_of_stale_figures(request: HttpRequest, page: Page) -> None:
    """Whoever opens a page that shows a corrected or withdrawn figure is told, above the form."""
    if request.method == "GET":
        for warning in references.warnings(page):
            messages.warning(request, warning)


class StalePanel(Component):
    """Pages whose figure was corrected or withdrawn."""

    order = 50
    template_name = "figures/desk/stale_panel.html"

    def __init__(self, uses: list[references.Use]) -> None:
        self.uses = uses

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"uses": self.uses}


@hooks.register("construct_homepage_panels")
def stale_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Only for those who can put it right, and only when there is something to put right."""
    if request.user.has_role(Role.EDITOR, Role.PUBLISHER):  # type: ignore[union-attr]
        stale = [use for use in references.uses() if use.reference.warning]
        if stale:
            panels.append(StalePanel(stale))

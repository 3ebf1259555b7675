"""Content's places in Wagtail's admin: shut doors, the checks of pages, and what somebody must see to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from education.content.desk import views
from education.content.desk.checker import GateChecker
from education.content.models import Recording, SiteImage
from education.content.models.checks import needs_two_checks
from education.content.queries import HelpProblem, help_problems, without_consent_soon
from education.content.queries.desk import Due, review_due
from education.content.uploads.desk import shut
from education.people.menu import ForRoles


@hooks.register("register_admin_urls", order=-1)
def shut_doors() -> list[URLPattern]:
    """Before Wagtail's own: pictures are made in the sizes of our templates and in no other."""
    return [
        path("images/<int:image_id>/generate_url/", shut),
        path("images/<int:image_id>/generate_url/output/", shut),
        path("images/<int:image_id>/preview/<str:filter_spec>/", shut),
    ]


class ConsentPanel(Component):
    """Pictures and recordings of people that may soon be shown no more, or are not."""

    order = 60
    template_name = "content/desk/consent_panel.html"

    def __init__(self, things: list[SiteImage | Recording]) -> None:
        self.things = things

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"things": self.things}


@hooks.register("construct_homepage_panels")
def consent_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Only for those who can do something about it, and only when there is something to do."""
    if request.user.has_role(*views.EDITORS) and (things := without_consent_soon()):  # type: ignore[union-attr]
        panels.append(ConsentPanel(things))


@hooks.register("register_admin_urls")
def checks_urls() -> list[URLPattern]:
    """The checks, under /cms/."""
    return [
        path("checks/", views.reports, name="content_checks"),
        path("checks/<int:number>/", views.one_page, name="content_page_checks"),
    ]


@hooks.register("register_reports_menu_item")
def checks_item() -> ForRoles:
    """What falls due, help, the grid, CEOP and reasons."""
    return ForRoles("Checks", "content_checks", *views.EDITORS, name="checks", icon="tasks", order=100)


@hooks.register("before_publish_page")
def held_to_two_checks(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The editor's publish button saves a draft and says which way the page goes live."""
    live = Page.objects.get(pk=page.pk).specific if page.pk else page
    if not (needs_two_checks(page) or (live.live and needs_two_checks(live))):
        return None
    # Wagtail adds a new page as live and publishes it a moment later.
    Page.objects.filter(pk=page.pk, live_revision=None).update(live=False, has_unpublished_changes=True)
    messages.warning(
        request,
        "Saved as a draft. A page for children, or a sensitive one, goes live by two checks: submit it for them.",
    )
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]), status=303)


@hooks.register("construct_wagtail_userbar")
def gates_in_the_checks_panel(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Wagtail's checker with all of its rules, and our gates among them."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = GateChecker(in_editor=item.in_editor)


class HelpPanel(Component):
    """Help records that are stale, unchecked or missing."""

    order = 55
    template_name = "content/desk/help_panel.html"

    def __init__(self, problems: list[HelpProblem]) -> None:
        self.problems = problems

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"problems": self.problems, "stale": [one for one in self.problems if one.kind == "stale"]}


@hooks.register("construct_homepage_panels")
def help_panel(request: HttpRequest, panels: list[Component]) -> None:
    """For editors and publishers, while there is something to check."""
    if request.user.has_role(*views.EDITORS):  # type: ignore[union-attr]
        problems = [one for one in help_problems() if one.kind != "fact"]
        if problems:
            panels.append(HelpPanel(problems))


class DuePanel(Component):
    """Live pages whose day to be read again has passed, the latest first."""

    order = 56
    template_name = "content/desk/due_panel.html"

    def __init__(self, late: list[Due]) -> None:
        self.late = late

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"late": self.late}


@hooks.register("construct_homepage_panels")
def due_panel(request: HttpRequest, panels: list[Component]) -> None:
    """For editors and publishers, while a page is late."""
    if request.user.has_role(*views.EDITORS) and (late := [one for one in review_due() if one.late]):  # type: ignore[union-attr]
        panels.append(DuePanel(late))

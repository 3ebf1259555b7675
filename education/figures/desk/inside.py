"""A figure from inside at the desk: from a cell to its sessions, their entries, who and why; each look is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from education.figures import changes, inside, queries
from education.figures.forms import WhyForm
from education.figures.models import Snapshot
from education.ledger.models import AccessEvent
from education.people.access import note
from education.people.doors import only
from education.people.roles import Role

INSIDERS = (Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
LONGEST = 500  # changed sessions listed in one group; the rest are counted


def looked(request: HttpRequest, about: str) -> None:
    """Log that somebody looked into a figure."""
    user: Any = request.user
    note(AccessEvent.Kind.FIGURE_SEEN, person=user, by=user, about=about, request=request)


def _snapshot(slug: str) -> Snapshot:
    return get_object_or_404(queries.with_basis().select_related("basis"), slug=slug)


@only(*INSIDERS)
@require_safe
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Every breakdown with its true numbers; each leads to the sessions behind it."""
    snapshot = _snapshot(slug)
    words = inside.titles()
    context = {
        "snapshot": snapshot,
        "tables": inside.tables_of(snapshot),
        "columns": [inside.SHORT.get(column, words[column]) for column in inside.COLUMNS],
        "others": queries.with_basis().exclude(pk=snapshot.pk),
    }
    looked(request, slug)
    return render(request, "figures/desk/look.html", context)


@only(*INSIDERS)
@require_safe
def cell(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions behind one cell; they add up to it."""
    snapshot = _snapshot(slug)
    way = inside.WAYS.get(request.GET.get("by", ""))
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if way is None or column not in inside.COLUMNS:
        raise Http404("There is no such cell.")
    sessions = inside.sessions_in(snapshot, way, row, column)
    words = inside.titles()
    context = {
        "snapshot": snapshot,
        "way": way,
        "row": words.get(row, row),
        "column": words[column],
        "sessions": sessions,
        "total": sum(item.heads for item in sessions),
    }
    looked(request, f"{slug} {way.key} {row} {column}")
    return render(request, "figures/desk/cell.html", context)


@only(*INSIDERS)
@require_safe
def session(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What a figure holds for one session, and everything that happened to its register, then and since."""
    snapshot = _snapshot(slug)
    lines = [line for line in inside.lines_of(snapshot) if line.session == str(public_id)]
    if not lines:
        raise Http404("This figure does not hold that session.")
    context = {
        "snapshot": snapshot,
        "line": lines[0],
        "school": inside.labels_of([lines[0].school])[lines[0].school],
        "kind": queries.names().kinds.get(lines[0].kind, lines[0].kind),
        "lines": [(line, inside.year_words(line.year)) for line in lines],
        "steps": inside.steps_of([str(public_id)]),
        "row": inside.imported_from(str(public_id)),
    }
    looked(request, f"{slug} {public_id}")
    return render(request, "figures/desk/session.html", context)


@only(*INSIDERS)
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Why one figure differs from another: the sessions that do, what was done to them, by whom and why."""
    form = WhyForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        context.update(old=old, new=new, **explained(old, new))
        looked(request, f"{old.slug} {new.slug}")
    refused = form.is_bound and not form.is_valid()
    return render(request, "figures/desk/why.html", context, status=422 if refused else 200)


def explained(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """The difference of two figures by session, with the steps between their cut-offs."""
    found = changes.between(
        inside.lines_of(old),
        inside.lines_of(new),
        (old.period_start, old.period_end),
        (new.period_start, new.period_end),
    )
    return listed(found, old.last_event, new.last_event)


def listed(found: list[changes.Change], after: int, until: int | None) -> dict[str, Any]:
    """Changes as the desk prints them: in groups, each session with what happened to it."""
    groups = changes.grouped(found)
    shown = {
        change.session
        for group in groups
        if group.what != "days not in both"
        for change in group.changes[:LONGEST]
    }
    steps: dict[str, list[inside.Step]] = {}
    for step in inside.steps_of(shown, after, until):
        steps.setdefault(step.session, []).append(step)
    schools = inside.labels_of(change.line.school for change in found)
    return {
        "groups": [
            {
                "what": group.what,
                "difference": group.difference,
                "number": len(group.changes),
                "changes": [
                    (change, schools[change.line.school], steps.get(change.session, []))
                    for change in group.changes[:LONGEST]
                ],
            }
            for group in groups
        ],
        "difference": sum(change.difference for change in found),
    }

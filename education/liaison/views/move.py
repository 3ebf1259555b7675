"""Another time for a confirmed visit: the school chooses among free ones, a coordinator may insist."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.ledger.clock import today
from education.liaison import diary, policies
from education.liaison.actions import move_visit
from education.liaison.availability import LEAD_WORKING_DAYS, Start, add_working_days
from education.liaison.errors import NotYours, Refused, SlotTaken
from education.liaison.forms import MoveForm
from education.liaison.models import Visit
from education.liaison.states import Who
from education.liaison.views import person
from education.liaison.views.book import months_of
from education.liaison.views.visits import find
from education.people.access import shows_contacts
from education.people.doors import only, signed_in
from education.people.menu import head
from education.people.replies import see_other
from education.people.roles import Role


@require_http_methods(["GET", "POST"])
@signed_in
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """The school's own page: a month of other times, each one press away."""
    visit = find(request, reference)
    try:
        policies.check_may_change_time(person(request), visit, Who.TEACHER)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refused:
        return see_other(reverse("visit", args=[reference]))
    context: dict[str, Any] = {"visit": visit, "earliest": add_working_days(today(), LEAD_WORKING_DAYS)}
    status = 200
    if request.method == "POST":
        form = MoveForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            move_visit(visit=visit, by=person(request), as_=Who.TEACHER, **form.wish())
            return see_other(reverse("visit", args=[reference]))
        except SlotTaken as taken:
            context |= {"refusal": taken, "days": _days(list(taken.nearest))}
            status = 409
        except Refused as refused:
            context["refusal"], status = refused, 409
        visit = context["visit"] = find(request, reference)
    if "days" not in context:
        context |= months_of(
            request, visit.school, lambda first, last: diary.free_to_move(visit, first, last)
        )
        context["days"] = _days(context.pop("starts", []))
    return render(request, "liaison/visits/move.html", context, status=status)


def _days(starts: list[Start]) -> list[tuple[dt.date, list[Start]]]:
    return [(day, list(rows)) for day, rows in groupby(starts, key=lambda s: s.day)]


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
@shows_contacts("reference")
def desk_move(request: HttpRequest, reference: str) -> HttpResponse:
    """The desk's page: any day and time by the rules, or against them with a reason."""
    visit = Visit.objects.with_rows().filter(reference=reference).first()
    if visit is None:
        raise Http404
    first = next(iter(diary.planned(visit)), None)
    initial = {"version": visit.version, "day": visit.day, "start": first.start_time if first else None}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=initial, reasons=True)
    nearest: tuple[Start, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            move_visit(visit=visit, by=person(request), as_=Who.COORDINATOR, **form.wish())
            messages.success(request, f"{visit.reference} has its new time. Everybody concerned gets a mail.")
            return see_other(reverse("liaison_desk_visit", args=[reference]))
        except SlotTaken as taken:
            nearest = taken.nearest
            form.add_error(None, "That time is not free by the rules. Nothing was changed.")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return render(
        request,
        "liaison/desk/move.html",
        {
            **head(
                f"Move visit {visit.reference}", "calendar-alt", (reverse("liaison_desk"), "Visits"),
                (reverse("liaison_desk_visit", args=[reference]), visit.reference), here="Move",
            ),
            "visit": visit,
            "form": form,
            "nearest": nearest,
        },
        status=409 if form.errors else 200,
    )  # fmt: skip

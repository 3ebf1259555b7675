"""Booking for a school that rang, or at a venue: find it, see when there is time, agree, and it is confirmed."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.liaison import diary
from education.liaison.actions import confirm_visit, request_visit
from education.liaison.availability import Start
from education.liaison.errors import Refused, SlotTaken
from education.liaison.phone_forms import AT, LookForm, PhoneForm
from education.liaison.states import VisitState
from education.liaison.views import person
from education.liaison.views.book import months_of
from education.people.doors import only
from education.people.menu import head
from education.people.replies import see_other
from education.people.roles import Role
from education.schools.models import School
from education.schools.queries import find_schools


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
def book(request: HttpRequest) -> HttpResponse:
    """First the school or the venue, then the visit; what was agreed on the telephone is confirmed."""
    asked, school = request.GET.get("q", ""), _place(request.GET.get("urn", ""))
    if school is None:
        venues = School.objects.venues().order_by("name")
        return _page(request, {"asked": asked, "found": find_schools(asked), "venues": venues})
    look = LookForm(request.GET if "type" in request.GET else None)
    form = PhoneForm(school, _sent(request) or None, initial=_initial(request, look))
    instead: tuple[Start, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            visit = request_visit(school=school, by=person(request), rang=True, **form.wish())
            if visit.state == VisitState.REQUESTED:
                confirm_visit(visit=visit, version=visit.version, by=person(request))
            messages.success(request, f"{visit.reference} is booked and confirmed.")
            return see_other(reverse("liaison_desk_visit", args=[visit.reference]))
        except SlotTaken as refusal:
            instead = refusal.nearest
            form.add_error(None, refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    shown = {"school": school, "form": form, "look": look, "instead": instead, **_free(request, school, look)}
    return _page(request, shown)


def _place(urn: str) -> School | None:
    """An open school or a venue in use by its number."""
    if not (urn.isdecimal() and urn.isascii() and len(urn) < 8):
        return None
    return (School.objects.open() | School.objects.venues()).filter(urn=urn).first()


def _sent(request: HttpRequest) -> QueryDict:
    """What was posted; the button of a time that was offered instead puts it in place of the one that was asked for."""
    sent = request.POST.copy()
    day, _, start = sent.get(AT, "").partition("T")
    if start:
        sent["day"], sent["start"] = day, start
    return sent


def _initial(request: HttpRequest, look: LookForm) -> dict[str, Any]:
    """A new number for the form, and the free time that was chosen from the list."""
    initial: dict[str, Any] = {"submission": uuid4()}
    initial |= {name: request.GET[name] for name in ("day", "start") if name in request.GET}
    if look.is_valid():
        initial["session_type"] = look.cleaned_data["type"].pk
        initial["way"] = "classes" if look.cleaned_data["sessions"] > 1 else "class"
    return initial


def _free(request: HttpRequest, school: School, look: LookForm) -> dict[str, Any]:
    """One month of times that are free by the rules, by day."""
    if not look.is_valid():
        return {}
    kind, sessions = look.cleaned_data["type"], look.cleaned_data["sessions"]
    found = months_of(request, school, lambda a, b: diary.free_for(school, kind, a, b, sessions))
    days = groupby(found.get("starts", []), key=lambda start: start.day)
    query = f"urn={school.urn}&type={kind.code}&sessions={sessions}"
    return {"free": [(day, list(starts)) for day, starts in days], "asked_for": query, **found}


def _page(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    title = head("Book for a school that rang", "calendar-alt", (reverse("liaison_desk"), "Visits"))
    return render(request, "liaison/desk/new.html", {**title, **shown})

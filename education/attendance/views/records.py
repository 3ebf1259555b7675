"""Pages that a school prints after a visit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from education.attendance import records
from education.liaison.models import Audience, Visit
from education.liaison.states import VisitState
from education.liaison.views.visits import find
from education.people.doors import signed_in
from education.people.replies import see_other


@require_GET
@signed_in
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """For the governors and the school's own file; a visit that has not taken place has none."""
    visit = find(request, reference)
    if visit.state != VisitState.DELIVERED:
        return see_other(reverse("visit", args=[reference]))
    return _paper(
        request, visit, "attendance/record.html",
        record=records.record(visit), statements=records.statements(visit), lessons=records.lessons(visit),
    )  # fmt: skip


@require_GET
@signed_in
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """For the families of the pupils who took part; sessions for adults have none."""
    visit = find(request, reference)
    if visit.session_type.audience != Audience.PUPIL:
        raise Http404
    if visit.state != VisitState.DELIVERED:
        return see_other(reverse("visit", args=[reference]))
    about = [one for _, some in records.statements(visit)[:1] for one in some]
    return _paper(
        request, visit, "attendance/letter.html",
        about=about, classes=records.classes_in_words(visit), guides=records.guides(visit),
    )  # fmt: skip


def _paper(request: HttpRequest, visit: Visit, template: str, **context: Any) -> HttpResponse:
    return render(request, template, {"visit": visit, "school": visit.school, **context})

"""Schools whose number in the register has changed while something is still to come, at the coordinators' desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.liaison import queries
from education.liaison.actions.new_number import follow_school
from education.liaison.errors import Refused
from education.liaison.views import person
from education.people.doors import only
from education.people.replies import see_other
from education.people.roles import Role
from education.schools.actions.following import new_number_of
from education.schools.models import School


@only(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Each closed school with open visits, teachers or wishes, and what it became; a person says that it is so."""
    if request.method == "POST":
        _follow(request)
        return see_other(reverse("liaison_desk_new_numbers"))
    rows: list[dict[str, Any]] = [
        {
            "school": school,
            "to": new_number_of(school),
            "visits": queries.unfinished_of(school).count(),
            "teachers": school.memberships.live().count(),
        }
        for school in queries.closed_with_something_open()
    ]
    context = {
        "rows": rows,
        "header_title": "Schools with a new number",
        "header_icon": "redirect",
        "breadcrumbs_items": [
            {"url": reverse("liaison_desk"), "label": "Visits"},
            {"url": "", "label": "Schools with a new number"},
        ],
    }
    return render(request, "liaison/desk/new_numbers.html", context)


def _follow(request: HttpRequest) -> None:
    school, to = (_school(request.POST.get(name, "")) for name in ("school", "to"))
    try:
        done = follow_school(school=school, to=to, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return
    messages.success(
        request, f"{done.visits} visits and {done.teachers} teachers now belong to {to.name}, {to.urn}."
    )
    if done.left:
        messages.warning(
            request, f"{done.left} filed requests stay: the same person has filed one for the new school."
        )


def _school(urn: str) -> School:
    if not (urn.isascii() and urn.isdigit() and len(urn) < 9):
        raise Http404
    found = School.objects.filter(urn=int(urn)).first()
    if found is None:
        raise Http404
    return found

"""Booking for a school that rang: find it, agree on a time, and it is confirmed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.liaison.actions import confirm_visit, request_visit
from education.liaison.errors import Refused
from education.liaison.forms import PhoneForm
from education.liaison.states import VisitState
from education.liaison.views import person, see
from education.people.doors import only
from education.people.menu import head
from education.people.roles import Role
from education.schools.models import School
from education.schools.queries import find_schools


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
def book(request: HttpRequest) -> HttpResponse:
    """First the school by name or postcode, then the visit; what was agreed on the telephone is confirmed."""
    urn, asked = request.GET.get("urn", ""), request.GET.get("q", "")
    digits = urn.isdecimal() and urn.isascii() and len(urn) < 8
    school = School.objects.open().filter(urn=urn).first() if digits else None
    form = PhoneForm(request.POST or None, initial={"submission": uuid4()})
    if request.method == "POST" and school and form.is_valid():
        try:
            visit = request_visit(school=school, by=person(request), **form.wish())
            if visit.state == VisitState.REQUESTED:
                confirm_visit(visit=visit, version=visit.version, by=person(request))
            messages.success(request, f"{visit.reference} is booked and confirmed.")
            return see(reverse("liaison_desk_visit", args=[visit.reference]))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return render(
        request,
        "liaison/desk/new.html",
        {
            **head("Book for a school that rang", "calendar-alt", (reverse("liaison_desk"), "Visits")),
            "school": school,
            "asked": asked,
            "found": [] if school else find_schools(asked),
            "form": form,
        },
    )

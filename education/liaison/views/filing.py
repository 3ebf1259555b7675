"""One request of a teacher who is not approved yet: what they would like, and nothing about what is free."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.ledger.clock import today
from education.liaison import policies
from education.liaison.actions import file_request
from education.liaison.availability import LEAD_WORKING_DAYS, add_working_days
from education.liaison.errors import NotYours, QuotaReached, Refused, SubmissionReused
from education.liaison.forms import FilingForm
from education.liaison.models import Visit
from education.liaison.states import VisitState
from education.liaison.views import person
from education.people.doors import signed_in
from education.people.replies import see_other
from education.schools.queries import waiting_memberships


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def file(request: HttpRequest, urn: int) -> HttpResponse:
    """One page with everything; somebody who has filed already is shown what they filed."""
    user = person(request)
    link = waiting_memberships(user).filter(school__urn=urn).first()
    if link is None:
        raise Http404
    form = FilingForm(request.POST if request.method == "POST" else None, initial={"submission": uuid4()})
    status, wait = 200, 0
    if request.method == "POST" and form.is_valid():
        try:
            visit = file_request(school=link.school, by=user, **form.wish())
            return see_other(reverse("visit", args=[visit.reference]))
        except NotYours as refusal:
            raise Http404 from refusal
        except QuotaReached as refusal:
            form.add_error(None, refusal.sentence)
            status, wait = 429, refusal.wait
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            status = 422 if isinstance(refusal, SubmissionReused) else 409
    elif not policies.can_file(user, link.school):
        filed = Visit.objects.get(teacher=user, school=link.school, state=VisitState.AWAITING_APPROVAL)
        return see_other(reverse("visit", args=[filed.reference]))
    response = render(
        request,
        "liaison/book/request.html",
        {
            "school": link.school,
            "form": form,
            "earliest": add_working_days(today(), LEAD_WORKING_DAYS),
            "private": True,
            "wait": wait,
        },
        status=422 if form.errors and status == 200 else status,
    )
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response

"""A school's own visits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from education.ledger.clock import today
from education.ledger.models import AccessEvent
from education.liaison import diary, invites, policies, queries, words
from education.liaison.actions import cancel_session, cancel_visit, withdraw_visit
from education.liaison.emails import officers_named
from education.liaison.errors import NotYours, Refused
from education.liaison.forms import SCHOOL_REASONS, ReasonForm
from education.liaison.models import Delivery, Visit
from education.liaison.needs import words as needs_in_words
from education.liaison.states import VisitState, Who
from education.liaison.views import person
from education.liaison.waiting_queries import waiting_for
from education.people.access import note
from education.people.doors import signed_in
from education.people.replies import see_other


def find(request: HttpRequest, reference: str) -> Visit:
    """The visit of this reference, or 404 where there is none that this person may see."""
    visit = Visit.objects.with_rows().filter(reference=reference).first()
    if visit is None or not policies.can_see(person(request), visit):
        raise Http404
    return visit


@require_GET
@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    """Visits to come first, then the others, the latest first."""
    visits = list(queries.visits_for(person(request)))
    for visit in visits:
        visit.tag = words.tag(visit)  # type: ignore[attr-defined]
    coming = [
        v for v in visits if (v.is_open and v.day >= today()) or v.state == VisitState.AWAITING_APPROVAL
    ]
    past = [v for v in reversed(visits) if v not in coming]
    shown = {"coming": coming, "past": past, "waiting": waiting_for(person(request))}
    return render(request, "liaison/visits/list.html", shown)


@require_GET
@signed_in
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One visit: its state in words, what happens next, and what can be done."""
    visit = find(request, reference)
    if (
        visit.teacher_id != person(request).pk
    ):  # whoever booked typed the contacts; everybody else looks at them
        note(AccessEvent.Kind.CONTACT_VIEWED, person=person(request), about=visit.reference, request=request)
    acts = policies.acts_for(person(request), visit.school)
    filed = visit.state == VisitState.AWAITING_APPROVAL
    return render(
        request,
        "liaison/visits/detail.html",
        {
            "visit": visit,
            "tag": words.tag(visit),
            "next": words.what_next(visit),
            "needs": needs_in_words(visit.needs),
            "officers": officers_named(visit),
            "can_end": (filed and visit.teacher_id == person(request).pk) or (acts and visit.is_open),
            "can_answer": policies.can_answer(person(request), visit),
            "again": _again(visit) if acts and visit.sessions.all() else "",
            "ready": words.ready(visit),
            "can_change": policies.can_change_details(person(request), visit, Who.TEACHER),
            "can_move": policies.can_change_time(person(request), visit, Who.TEACHER),
            "filing": visit.filing if filed else None,
        },
    )


def _again(visit: Visit) -> str:
    """The same session and groups a year later, as answers of a new booking; only a time is to be chosen."""
    groups = [group for session in visit.standing for group in session.groups.all()]
    later = visit.day.replace(day=1, year=visit.day.year + 1)
    pairs = [
        ("school", str(visit.school.urn)),
        ("type", visit.session_type.code),
        ("month", f"{later:%Y-%m}"),
    ]
    if visit.delivery != Delivery.CLASS:
        pairs += [("way", visit.delivery), ("first", "group")]
    pairs += [("group", f"{group.year or 'all'}-{group.expected}") for group in groups]
    return urlencode(pairs)


@require_GET
@signed_in
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    """The calendar file of a visit as it is now."""
    visit = find(request, reference)
    if not any(session.start_at for session in visit.sessions.all()):
        raise Http404
    response = HttpResponse(
        invites.invite(visit, attendee=person(request).email),
        content_type=invites.content_type(visit),
    )
    response.headers["Content-Disposition"] = 'attachment; filename="invite.ics"'
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw a request or cancel a confirmed visit, after one page that says what it does."""
    visit = find(request, reference)
    filed = visit.state == VisitState.AWAITING_APPROVAL and visit.teacher_id == person(request).pk
    if not (filed or (visit.is_open and policies.acts_for(person(request), visit.school))):
        return see_other(reverse("visit", args=[reference]))
    waiting = filed or visit.state == VisitState.REQUESTED
    codes = () if waiting else SCHOOL_REASONS
    several = () if waiting else diary.planned(visit)
    form = ReasonForm(codes, request.POST or None, initial={"version": visit.version}, sessions=several)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            if waiting:
                withdraw_visit(visit=visit, by=person(request), version=version)
                if filed:
                    return see_other(reverse("visits"))
            else:
                why: dict[str, Any] = {
                    "reason": form.cleaned_data["reason"],
                    "version": version,
                    "by": person(request),
                }
                one = form.one
                if one:
                    cancel_session(session=one, as_=Who.TEACHER, **why)
                else:
                    cancel_visit(visit=visit, as_=Who.TEACHER, **why)
            return see_other(reverse("visit", args=[reference]))
        except NotYours as refusal:
            raise Http404 from refusal
        except Refused as refusal:
            now_so = find(request, reference)
            several = () if waiting else diary.planned(now_so)
            form = ReasonForm(codes, initial={"version": now_so.version}, sessions=several)
            return render(
                request,
                "liaison/visits/end.html",
                {"visit": visit, "form": form, "waiting": waiting, "refusal": refusal},
                status=409,
            )
    return render(request, "liaison/visits/end.html", {"visit": visit, "form": form, "waiting": waiting})

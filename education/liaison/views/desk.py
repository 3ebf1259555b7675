"""The coordinators' desk: the inbox of visits, one visit with its history, and the decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.components import Component

from education.ledger.models import Event
from education.liaison import diary, policies, queries, words
from education.liaison.actions import (
    approve_and_confirm,
    cancel_session,
    cancel_visit,
    confirm_visit,
    decline_visit,
)
from education.liaison.actions.one_call import claim_of, held_for, proposals
from education.liaison.actions.request import OVERRIDES
from education.liaison.errors import Refused
from education.liaison.forms import DECLINE_REASONS, FORCE_REASONS, ReasonForm
from education.liaison.models import Visit
from education.liaison.needs import words as needs_in_words
from education.liaison.states import OWNERS, VisitState, Who
from education.liaison.views import person
from education.liaison.views.cover import choices
from education.people.access import shows_contacts
from education.people.doors import fresh, only
from education.people.menu import head
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role
from education.schools import policies as school_policies
from education.schools.models import Membership

PAGE = 50
NOBODY, NOBODY_LABEL = "nobody", "Nobody to talk to"
WORDS_OF_EVENTS = {
    "visit_filed": "Filed by a teacher who is not approved yet",
    "visit_settled_in_one_call": "Teacher approved and visit confirmed in one call",
    "visit_held_privately": "Best fit held, which the teacher does not know",
    "visit_followed_school": "Went along to its school’s new number",
    "visit_requested": "Requested",
    "visit_confirmed": "Confirmed",
    "visit_declined": "Declined",
    "visit_lapsed": "Lapsed: nobody answered in time",
    "visit_withdrawn": "Withdrawn by the school",
    "visit_cancelled_by_school": "Cancelled by the school",
    "visit_cancelled_by_force": "Cancelled by us",
    "visit_moved": "Moved to another time",
    "visit_details_changed": "Numbers or details changed",
    "feedback_given": "The school said how it was",
    "visit_delivered": "Delivered",
    "visit_not_delivered": "Not delivered",
    "visit_needs_cover": "Its officer is away or left: cover is needed",
    "officer_replaced": "Another officer goes",
    "session_cancelled": "One session was cancelled",
    "session_delivered": "A session was delivered",
    "session_not_delivered": "A session was not delivered",
    "contacts_removed": "Contact details were removed",
}


class WaitingPanel(Component):
    """How many requests wait for a coordinator, on the desk's first page."""

    name = "visits_waiting"
    template_name = "liaison/desk/waiting_panel.html"
    order = 10

    def __init__(self, waiting: int, uncovered: int = 0) -> None:
        self.waiting, self.uncovered = waiting, uncovered

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"waiting": self.waiting, "uncovered": self.uncovered}


def _find(reference: str) -> Visit:
    visit = Visit.objects.with_rows().filter(reference=reference).first()
    if visit is None:
        raise Http404
    return visit


@require_GET
@only(Role.COORDINATOR, Role.SUPERVISOR)
def inbox(request: HttpRequest) -> HttpResponse:
    """Requests first, the one that runs out soonest on top; other states by filter."""
    wanted = request.GET.get("state", VisitState.REQUESTED)
    counts, alone = queries.counts_by_state(), Visit.objects.with_nobody_to_talk_to()
    if wanted not in {NOBODY, *VisitState.values}:
        wanted = VisitState.REQUESTED
    rows = alone.with_rows().order_by("day", "id") if wanted == NOBODY else queries.inbox(VisitState(wanted))
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    states = [(s.value, str(s.label), counts.get(s.value, 0)) for s in VisitState]
    suggested = _officers(list(page.object_list)) if wanted == VisitState.REQUESTED else {}
    return render(
        request,
        "liaison/desk/inbox.html",
        {
            **head("Visits", "calendar-alt"),
            "states": [*states, (NOBODY, NOBODY_LABEL, alone.count())],
            "wanted": wanted,
            "label": NOBODY_LABEL if wanted == NOBODY else VisitState(wanted).label,
            "page": page,
            "rows": [(visit, suggested.get(visit.pk)) for visit in page.object_list],
            "uncovered": queries.needing_cover().with_rows()[:PAGE],
            "can_book": person(request).has_role(Role.COORDINATOR),
        },
    )


@require_GET
@only(Role.COORDINATOR, Role.SUPERVISOR)
@shows_contacts("reference")
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One visit: facts, officers and why they, history, and what can be decided now."""
    return _detail(request, _find(reference))


def _detail(
    request: HttpRequest, visit: Visit, forms: dict[str, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    decides = person(request).has_role(Role.COORDINATOR)
    forms = forms or {}
    waits = visit.state == VisitState.AWAITING_APPROVAL
    initial = {"version": visit.version}
    return render(
        request,
        "liaison/desk/detail.html",
        {
            **head(
                f"Visit {visit.reference}",
                "calendar-alt",
                (reverse("liaison_desk"), "Visits"),
                here=visit.reference,
            ),
            "visit": visit,
            "owner": OWNERS[VisitState(visit.state)].label,
            "needs": needs_in_words(visit.needs),
            "next": words.what_next(visit),
            "history": _history(visit),
            "officers": _officers([visit])[visit.pk],
            "cover": choices(visit) if decides else {},
            "can_decide": decides and visit.state == VisitState.REQUESTED,
            "can_settle": decides and waits,
            "settle": _settle(person(request), visit) if decides and waits else {},
            "alone": Visit.objects.with_nobody_to_talk_to().filter(pk=visit.pk).exists(),
            "colleagues": queries.colleagues_for(visit),
            "can_change": policies.can_change_details(person(request), visit, Who.COORDINATOR),
            "can_cancel": decides and visit.state == VisitState.CONFIRMED,
            "decline": forms.get("decline") or ReasonForm(DECLINE_REASONS, initial=initial, prefix="decline"),
            "cancel": forms.get("cancel")
            or ReasonForm(FORCE_REASONS, initial=initial, prefix="cancel", sessions=diary.planned(visit)),
        },
        status=status,
    )


def _settle(user: User, visit: Visit) -> dict[str, Any]:
    """The way to prove the person, the timetable that is held and what else could be offered."""
    claim = claim_of(visit)
    waiting = claim is not None and claim.state == Membership.State.REQUESTED
    found = proposals(visit)
    at, until = held_for(visit) or ("", None)
    classes = list(visit.filing.classes.all())
    return {
        "claim": claim,
        "proofs": [(p.value, p.label) for p in school_policies.proofs_for(claim)]
        if claim and waiting
        else [],
        "may": claim is not None and (not waiting or school_policies.can_decide(user, claim)),
        "proposals": [
            (half, [(plan, list(zip(plan.times, classes, strict=True))) for plan in plans])
            for half, plans in found
        ],
        "held_at": at,
        "held_until": until,
        "any": any(plans for _, plans in found),
    }


def _history(visit: Visit) -> list[dict[str, Any]]:
    events = queries.history(visit)
    people = {user.public_id: user for user in User.objects.filter(public_id__in=[e.actor for e in events])}
    return [
        {
            "at": event.at,
            "what": WORDS_OF_EVENTS.get(event.kind, event.kind),
            "who": (people.get(event.actor) if event.actor else None)
            or ("the clock" if event.actor_kind == "system" else "somebody"),
            "why": _why(event),
        }
        for event in events
    ]


def _why(event: Event) -> str:
    reason, override = event.data.get("reason"), event.data.get("override")
    if reason in Visit.Reason.values:
        return str(Visit.Reason(reason).label)
    return OVERRIDES.get(override or "", "")


def _officers(visits: list[Visit]) -> dict[int, dict[str, Any]]:
    """By visit, the officers whose time it takes (or took last) and why they, from the visit's own record."""
    decided = queries.last_decisions(visits)
    found = {}
    for visit in visits:
        taken = [c for s in visit.sessions.all() for c in s.commitments.all()]
        last = decided.get(str(visit.public_id))
        found[visit.pk] = {
            "names": sorted({str(c.officer) for c in taken if c.active} or {str(c.officer) for c in taken}),
            "why": words.why_officers(last.kind, last.data) if last else "",
        }
    return found


@require_POST
@only(Role.COORDINATOR)
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree to a request."""
    visit = _find(reference)
    form = ReasonForm((), request.POST)
    if not form.is_valid():
        raise Http404
    return _decided(
        request,
        visit,
        lambda: confirm_visit(visit=visit, version=form.cleaned_data["version"], by=person(request)),
    )


@require_POST
@only(Role.COORDINATOR)
@fresh
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """One action: the teacher is approved and the visit confirmed at one of the starts that were proposed."""
    visit = _find(reference)
    try:
        version = int(request.POST.get("version", "")[:9])
        at = dt.datetime.fromisoformat(request.POST.get("at", "")[:16])
    except ValueError:
        messages.error(request, "Choose one of the times that are proposed.")
        return see_other(reverse("liaison_desk_visit", args=[reference]))
    return _decided(
        request,
        visit,
        lambda: approve_and_confirm(
            visit=visit, proof=request.POST.get("proof", ""), day=at.date(), start=at.time(), version=version,
            by=person(request),
        ),
    )  # fmt: skip


@require_POST
@only(Role.COORDINATOR)
@shows_contacts("reference")
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Say no to a request, with a reason."""
    visit = _find(reference)
    form = ReasonForm(DECLINE_REASONS, request.POST, prefix="decline")
    if not form.is_valid():
        return _detail(request, visit, {"decline": form})
    return _decided(
        request, visit, lambda: decline_visit(visit=visit, by=person(request), **form.cleaned_data)
    )


@require_POST
@only(Role.COORDINATOR)
@shows_contacts("reference")
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Call off a confirmed visit, with a reason."""
    visit = _find(reference)
    form = ReasonForm(FORCE_REASONS, request.POST, prefix="cancel", sessions=diary.planned(visit))
    if not form.is_valid():
        return _detail(request, visit, {"cancel": form})
    one, by, as_ = form.one, person(request), Who.COORDINATOR
    if one:
        return _decided(
            request, visit, lambda: cancel_session(session=one, by=by, as_=as_, **form.cleaned_data)
        )
    return _decided(request, visit, lambda: cancel_visit(visit=visit, by=by, as_=as_, **form.cleaned_data))


def _decided(request: HttpRequest, visit: Visit, act: Any) -> HttpResponse:
    try:
        done = act()
        messages.success(request, f"{done.reference} is now “{done.get_state_display().lower()}”.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see_other(reverse("liaison_desk_visit", args=[visit.reference]))

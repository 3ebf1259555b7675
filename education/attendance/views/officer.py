"""The officer's day and the register, on a phone, without JavaScript."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from education.attendance import policies
from education.attendance.actions import Result, record_entry
from education.attendance.contract import MESSAGES
from education.attendance.forms import NotDeliveredForm, RegisterForm
from education.attendance.models import Entry, Register
from education.attendance.queries import accepted_entries, history, officer_days, open_proposals, tally
from education.attendance.states import HANDS_UP_WORDS
from education.ledger.clock import now
from education.ledger.models import AccessEvent
from education.liaison.models import TrainingSession
from education.liaison.states import VisitState
from education.people.access import note
from education.people.doors import only
from education.people.models import User
from education.people.replies import see_page
from education.people.roles import Role

NEVER_CONFIRMED: set[str] = {
    VisitState.REQUESTED,
    VisitState.DECLINED,
    VisitState.LAPSED,
    VisitState.WITHDRAWN,
}


@only(Role.OFFICER)
def day(request: HttpRequest) -> HttpResponse:
    """Today first, then the next ten days, then the registers still to do."""
    days = officer_days(request.user)  # type: ignore[arg-type]
    return render(request, "attendance/day.html", {"days": days, "now": now(), "private": True})


@only(Role.OFFICER)
def register(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The head-counts of one session: a count, or the correction of one."""
    session = own_session(request, public_id)
    found = Register.objects.filter(session=session).first()
    counted = _to_correct(request, found)
    if request.method != "POST":
        form = RegisterForm(session=session, register=found, counted=counted)
        return _page(request, session, found, form)
    form = RegisterForm(request.POST, session=session, register=found, counted=counted)
    if not form.is_valid():
        return _page(request, session, found, form, status=422)
    result = record_entry(submission=form.submission(), by=request.user)  # type: ignore[arg-type]
    if result.status == "refused":
        return _refused(request, session, form, result)
    return see_page("officer_saved", session.public_id, result.id)


@only(Role.OFFICER)
def not_delivered(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say with a reason that a session did not take place: it counts as nothing, never as zero."""
    session = own_session(request, public_id)
    found = Register.objects.filter(session=session).first()
    if request.method != "POST":
        form = NotDeliveredForm(initial={"entry_id": uuid4()})
    else:
        form = NotDeliveredForm(request.POST)
        if form.is_valid():
            result = record_entry(submission=form.submission(session), by=request.user)  # type: ignore[arg-type]
            if result.status != "refused":
                return see_page("officer_saved", session.public_id, result.id)
            form.add_error(None, MESSAGES[result.problems[0].code])
    context = {"session": session, "form": form, "private": True, "begun": _begun(session),
               "counted": bool(found and accepted_entries(found))}  # fmt: skip
    return render(request, "attendance/not_delivered.html", context, status=422 if form.is_bound else 200)


@only(Role.OFFICER)
@require_safe
def paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A register to print, for a phone that gives up: the booked groups, empty boxes and a line for the time."""
    session = own_session(request, public_id)
    context = {"session": session, "hands_up": HANDS_UP_WORDS.values(), "private": True}
    return render(request, "attendance/paper.html", context)


@only(Role.OFFICER)
def saved(request: HttpRequest, public_id: UUID, entry_id: UUID) -> HttpResponse:
    """The receipt of one entry."""
    session = own_session(request, public_id)
    entry = get_object_or_404(Entry.objects.prefetch_related("lines"), pk=entry_id, register__session=session)
    still = [row for row in officer_days(request.user).today if row.pk != session.pk]  # type: ignore[arg-type]
    following = next((row for row in still if row.state == TrainingSession.State.PLANNED), None)
    return render(
        request,
        "attendance/saved.html",
        {"session": session, "entry": entry, "next": following, "private": True},
    )


def own_session(request: HttpRequest, public_id: UUID) -> TrainingSession:
    """The session when it is, or was, this officer's; anybody else's, or a mere request, does not exist."""
    found = TrainingSession.objects.select_related("school", "session_type", "visit", "check_in")
    session = get_object_or_404(found.prefetch_related("groups"), public_id=public_id)
    if session.source == TrainingSession.Source.AD_HOC:
        mine = Entry.objects.filter(register__session=session, captured_by=request.user).exists()  # type: ignore[misc]
    else:
        mine = policies.relation(request.user, session) != policies.STRANGER  # type: ignore[arg-type]
        mine = mine and session.visit is not None and session.visit.state not in NEVER_CONFIRMED
    if not mine:
        raise Http404
    return session


def _to_correct(request: HttpRequest, register: Register | None) -> Entry | None:
    """The accepted entry that the form corrects: the one it names, else the only one there is."""
    accepted = {str(entry.pk): entry for entry in accepted_entries(register)} if register else {}
    if request.method == "POST":
        return accepted.get(request.POST.get("replaces", "")) or (
            _named(register, request.POST.get("replaces", "")) if register else None
        )
    named = request.GET.get("correct", "")
    return accepted.get(named)


def _named(register: Register, text: str) -> Entry | None:
    """An entry that counted when the form was opened and no longer does: the correction becomes a proposal."""
    return next((entry for entry in register.entries.all() if str(entry.pk) == text), None)


def _refused(
    request: HttpRequest, session: TrainingSession, form: RegisterForm, result: Result
) -> HttpResponse:
    """Say why, and keep what was typed; a form that was sent before becomes a correction of what it saved."""
    code = result.problems[0].code
    register = Register.objects.filter(session=session).first()
    earlier = _named(register, str(result.id)) if register else None
    if code == "id_reused" and earlier and register:
        data = request.POST.copy()
        data["entry_id"], data["base_version"] = str(uuid4()), str(register.version)
        data["replaces"] = str(earlier.pk)
        form = RegisterForm(data, session=session, register=register, counted=earlier)
        form.is_valid()
        form.add_error(None, f"You saved this form before, with receipt {earlier.receipt}. "
                             "To change its numbers, choose why and save again.")  # fmt: skip
    else:
        form.add_error(None, MESSAGES[code])
    return _page(request, session, register, form, status=422)


def _page(
    request: HttpRequest,
    session: TrainingSession,
    register: Register | None,
    form: RegisterForm,
    status: int = 200,
) -> HttpResponse:
    accepted = accepted_entries(register) if register else []
    user: User = request.user  # type: ignore[assignment]
    visit = session.visit if policies.may_ring(user, session) else None
    if visit and visit.day_telephone:
        note(AccessEvent.Kind.CONTACT_VIEWED, person=user, about=visit.reference, request=request)
    rooms = session.session_type.officers_needed > 1 or len(accepted) > 1
    context: dict[str, Any] = {
        "session": session,
        "contact": visit,
        "register": register,
        "form": form,
        "accepted": accepted,
        "waiting": open_proposals(register).count() if register else 0,
        "history": history(register) if register else [],
        "me": request.user.public_id,  # type: ignore[union-attr]
        "begun": _begun(session),
        "show_form": _begun(session)
        and (form.is_bound or form.counted or not accepted or "add" in request.GET),
        "show_part": rooms or "add" in request.GET,
        "closed": session.state in (TrainingSession.State.NOT_DELIVERED, TrainingSession.State.CANCELLED),
        "tally": tally(session.check_in) if getattr(session, "check_in", None) else None,
        "has_check_in": policies.has_check_in(session),
        "private": True,
    }
    return render(request, "attendance/register.html", context, status=status)


def _begun(session: TrainingSession) -> bool:
    return not policies.too_early(session, now())

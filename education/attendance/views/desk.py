"""The registers desk in Wagtail's admin: supervisors decide, coordinators may read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from education.attendance import actions, policies, supervising
from education.attendance.forms import DecisionForm, HeadsForm, correction_reasons, read_choice
from education.attendance.models import Entry, RefusedUpload, Register
from education.attendance.queries import Happening, accepted_entries, history, open_proposals, tally
from education.ledger.clock import today
from education.liaison.errors import Refused
from education.liaison.models import TrainingSession
from education.people.doors import fresh, only
from education.people.models import User
from education.people.replies import see_page
from education.people.roles import Role

PAGE = 50


@only(Role.SUPERVISOR, Role.COORDINATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """Every session whose register is missing, waits for a signature or has two counts; the oldest first."""
    show = request.GET.get("show", "")
    show = show if show in supervising.SHOWS else ""
    rows = supervising.narrowed(supervising.queue(), show).prefetch_related("groups")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    numbers = supervising.numbers()
    context = {
        "page_obj": page, "today": today(), "show": show,
        "refused": RefusedUpload.objects.filter(reviewed_at=None).count(),
        "supervisor": request.user.has_role(Role.SUPERVISOR),  # type: ignore[union-attr]
        "shows": [(code, words, numbers[code]) for code, words in supervising.SHOWS.items()],
    }  # fmt: skip
    return render(request, "attendance/desk/queue.html", context)


@only(Role.SUPERVISOR, Role.COORDINATOR)
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Expected beside actual, what waits for a decision, and everything that happened."""
    return _detail(request, _session(public_id))


@require_POST
@only(Role.SUPERVISOR)
def sign_off(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign the register off, as it was when the page was opened."""
    session = _session(public_id)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    return _do(
        request, session, "Signed off.",
        lambda register, by: actions.sign_off(register=register, by=by, version=seen),
    )  # fmt: skip


@require_POST
@only(Role.SUPERVISOR)
@fresh
def settle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose one of the counts of a room, type a third, or set the waiting ones aside."""
    session = _session(public_id)
    choice, part = request.POST.get("choice", ""), request.POST.get("part", "")
    reason = DecisionForm(request.POST, reasons=correction_reasons(), prefix=slugify(part))
    own = HeadsForm(request.POST, session=session, prefix=slugify(part)) if choice == "own" else None
    if not reason.is_valid() or (own and not own.is_valid()) or not choice:
        return _detail(request, session, settling=(part, reason, own, choice), status=422)
    code, seen = reason.cleaned_data["reason"], reason.cleaned_data["version"]

    def decide(register: Register, by: User) -> Register:
        if choice == "none":
            return actions.set_aside(register=register, part=part, by=by, reason=code)
        chosen = None if own else read_choice(choice)
        entry = Entry.objects.filter(pk=chosen, register=register).first() if chosen else None
        return actions.settle(
            register=register, part=part, by=by, reason=code, version=seen, choice=entry,
            lines=own.lines() if own else [],
        )  # fmt: skip

    return _do(request, session, "Decided.", decide)


@require_POST
@only(Role.SUPERVISOR)
def give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a register as never to come; it lowers the coverage and is no zero."""
    session = _session(public_id)
    form = DecisionForm(request.POST, reasons=list(Register.NotRecorded.choices), prefix="give-up")
    if not form.is_valid():
        return _detail(request, session, giving_up=form, status=422)
    reason = form.cleaned_data["reason"]
    return _do(
        request, session, "Marked as not recorded.",
        lambda register, by: actions.mark_not_recorded(register=register, by=by, reason=reason),
    )  # fmt: skip


@require_POST
@only(Role.SUPERVISOR)
@fresh
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a register again that was signed off or given up."""
    session = _session(public_id)
    form = DecisionForm(request.POST, reasons=correction_reasons(), prefix="reopen")
    if not form.is_valid():
        return _detail(request, session, reopening=form, status=422)
    reason = form.cleaned_data["reason"]
    return _do(
        request, session, "Opened again.",
        lambda register, by: actions.reopen(register=register, by=by, reason=reason),
    )  # fmt: skip


def _session(public_id: UUID) -> TrainingSession:
    found = TrainingSession.objects.select_related(
        "school", "session_type", "visit", "register__signed_by", "check_in"
    )
    return get_object_or_404(found.prefetch_related("groups"), public_id=public_id)


def _do(
    request: HttpRequest, session: TrainingSession, done: str, decide: Callable[[Register, User], Register]
) -> HttpResponse:
    """Decide, and come back to the register with a sentence: what was done, or why not."""
    try:
        decide(actions.open_register(session=session), request.user)  # type: ignore[arg-type]
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see_page("attendance_desk:detail", session.public_id)


def _detail(request: HttpRequest, session: TrainingSession, status: int = 200, **bound: Any) -> HttpResponse:
    register = getattr(session, "register", None)
    waiting = _waiting(register) if register else []
    supervisor = request.user.has_role(Role.SUPERVISOR)  # type: ignore[union-attr]
    state = register.state if register else "due"
    may_decide = supervisor and waiting and state != "signed_off"
    context: dict[str, Any] = {
        "session": session,
        "register": register,
        "state": state,
        "accepted": accepted_entries(register) if register else [],
        "waiting": waiting,
        "tally": tally(session.check_in) if getattr(session, "check_in", None) else None,
        "history": _named(history(register)) if register else [],
        "supervisor": supervisor,
        "twice": supervising.perhaps_twice(session) if register else [],
        "can_sign_off": register and policies.can_sign_off(request.user, register),  # type: ignore[arg-type]
        "why_not": _why_not(request.user, register) if supervisor and register else "",  # type: ignore[arg-type]
        "parts": _settling(session, register, waiting, bound.get("settling"))
        if register and may_decide
        else [],
        "give_up": bound.get("giving_up")
        or DecisionForm(reasons=list(Register.NotRecorded.choices), prefix="give-up"),
        "reopen": bound.get("reopening") or DecisionForm(reasons=correction_reasons(), prefix="reopen"),
    }
    return render(request, "attendance/desk/detail.html", context, status=status)


def _waiting(register: Register) -> list[Entry]:
    return list(open_proposals(register).select_related("captured_by").prefetch_related("lines"))


def _why_not(user: User, register: Register) -> str:
    """The sentence that says why this supervisor can't sign a recorded register off, "" when they can."""
    if register.state != "recorded":
        return ""
    try:
        policies.check_may_sign_off(user, register)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _settling(
    session: TrainingSession, register: Register, waiting: list[Entry], bound: tuple[Any, ...] | None
) -> list[dict[str, Any]]:
    """One form for each room with counts that wait."""
    forms = []
    for part in register.parts.select_related("accepted").prefetch_related("accepted__lines"):
        entries = [entry for entry in waiting if entry.part == part.name]
        if not entries:
            continue
        mine = bound if bound and bound[0] == part.name else ("", None, None, "")
        version = {"version": register.version}
        forms.append({
            "part": part,
            "entries": entries,
            "choice": mine[3],
            "nothing_chosen": bool(mine[1]) and not mine[3],
            "reason": mine[1] or DecisionForm(initial=version, reasons=correction_reasons(), prefix=slugify(part.name)),
            "own": mine[2] or HeadsForm(session=session, prefix=slugify(part.name)),
        })  # fmt: skip
    return forms


def _named(happenings: list[Happening]) -> list[dict[str, Any]]:
    """The history with the names of those who still have an account; the desk alone shows them."""
    ids = {item.actor for item in happenings if item.actor}
    names = {person.public_id: str(person) for person in User.objects.filter(public_id__in=ids)}
    return [
        {
            "at": item.at, "words": item.words, "data": item.data, "receipt": item.receipt,
            "who": names.get(item.actor, "Somebody") if item.actor else "The command line",
        }
        for item in happenings
    ]  # fmt: skip

"""The officer's side of a self check-in: open and close it, see what the room says, print the slide."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from education.attendance import codes, policies
from education.attendance.actions import close_check_in, open_check_in
from education.attendance.models import CheckIn
from education.attendance.queries import tally
from education.attendance.states import CheckInState
from education.attendance.views.officer import own_session
from education.content.sharing import qr_picture
from education.liaison.errors import Refused
from education.liaison.models import TrainingSession
from education.people.doors import only
from education.people.replies import see_page
from education.people.roles import Role


@only(Role.OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open, close, and what the room has said so far."""
    session = _evening(request, public_id)
    if request.method == "POST":
        return _do(request, session)
    found = getattr(session, "check_in", None)
    refusal = ""
    try:
        policies.check_may_run_check_in(request.user, session)  # type: ignore[arg-type]
    except Refused as refused:
        refusal = refused.sentence
    context = {
        "session": session,
        "check_in": found,
        "state": policies.check_in_state(found) if found else "",
        "closed": bool(found and policies.check_in_state(found) == CheckInState.CLOSED),
        "tally": tally(found) if found else None,
        "address": codes.address(found) if found else "",
        "refusal": refusal,
        "private": True,
    }
    return render(request, "attendance/check_in.html", context)


@only(Role.OFFICER)
@require_safe
def slide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One page of A4 for the wall or the screen: the picture to scan, the code to type, nothing else."""
    session, found = _opened(request, public_id)
    printed = codes.address(found).partition("://")[2]
    host, _, path = printed.partition("/")
    context = {"session": session, "check_in": found, "printed": printed, "host": host, "path": path}
    return render(request, "attendance/check_in_slide.html", context)


@only(Role.OFFICER)
@require_safe
def picture(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The address of the check-in as a QR code in SVG."""
    _, found = _opened(request, public_id)
    return HttpResponse(qr_picture(codes.address(found)), content_type="image/svg+xml")


def _do(request: HttpRequest, session: TrainingSession) -> HttpResponse:
    """Open or close, and come back with a sentence: what was done, or why not."""
    try:
        if request.POST.get("do") == "close":
            close_check_in(session=session, by=request.user)  # type: ignore[arg-type]
            messages.success(request, "Closed. No more answers are taken.")
        else:
            open_check_in(session=session, by=request.user)  # type: ignore[arg-type]
            messages.success(
                request, "The code is ready. Answers are taken from half an hour before the start."
            )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see_page("officer_check_in", session.public_id)


def _evening(request: HttpRequest, public_id: UUID) -> TrainingSession:
    """A parents' evening of this officer's; any other session has no such page."""
    session = own_session(request, public_id)
    if not policies.has_check_in(session):
        raise Http404
    return session


def _opened(request: HttpRequest, public_id: UUID) -> tuple[TrainingSession, CheckIn]:
    session = _evening(request, public_id)
    found: CheckIn | None = getattr(session, "check_in", None)
    if found is None:
        raise Http404
    return session, found

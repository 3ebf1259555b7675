"""Many registers at once at the desk: signed after a sample was looked at, and a month closed with its coverage."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from education.attendance import actions
from education.attendance.models import PeriodClose
from education.attendance.supervising import month, months, sample, to_sign_together
from education.liaison.errors import Refused
from education.people.doors import fresh, only
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role

NUMBER = re.compile(r"[0-9]{1,11}")
SHOWN = re.compile(
    rf"({NUMBER.pattern}):({NUMBER.pattern})"
)  # a register and the version that the page showed


@only(Role.SUPERVISOR)
@fresh
def together(request: HttpRequest) -> HttpResponse:
    """Registers with nothing unusual, and the sample of them that has to be looked at before all are signed."""
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        return _sign(request, user)
    return _page(request, user)


def _sign(request: HttpRequest, user: User) -> HttpResponse:
    shown = (SHOWN.fullmatch(text) for text in request.POST.getlist("register"))
    versions = {int(found[1]): int(found[2]) for found in shown if found}
    looked = {int(text) for text in request.POST.getlist("looked") if NUMBER.fullmatch(text)}
    registers = [register for register in to_sign_together(user) if register.pk in versions]
    try:
        done = actions.sign_off_together(registers=registers, versions=versions, looked_at=looked, by=user)
    except Refused as refusal:
        return _page(request, user, looked=looked, wrong=refusal.sentence)
    messages.success(request, f"Signed off: {done.signed}.")
    for register, sentence in done.refused:
        messages.error(request, f"{register.session.school.name}, {register.session.day:%d %B}: {sentence}")
    return see_other(reverse("attendance_desk:queue"))


def _page(request: HttpRequest, user: User, **more: Any) -> HttpResponse:
    registers = to_sign_together(user)
    chosen = sample(registers, user)
    rows = [{"register": register, "sampled": register.pk in chosen} for register in registers]
    rows.sort(key=lambda row: not row["sampled"])
    context = {"rows": rows, "size": len(chosen), **more}
    return render(request, "attendance/desk/together.html", context, status=422 if more else 200)


@only(Role.SUPERVISOR, Role.COORDINATOR)
@require_safe
def periods(request: HttpRequest) -> HttpResponse:
    """The last thirteen months, and which of them are closed."""
    closed = {row.month: row for row in PeriodClose.objects.all()}
    rows = [{"first": first, "closed": closed.get(first)} for first in months()]
    return render(request, "attendance/desk/periods.html", {"rows": rows})


@only(Role.SUPERVISOR, Role.COORDINATOR)
@require_safe
def period(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One month: its coverage, every session without a number, every one given up with its reason."""
    context = {"month": month(_first(year, number)), "supervisor": request.user.has_role(Role.SUPERVISOR)}  # type: ignore[union-attr]
    return render(request, "attendance/desk/period.html", context)


@require_POST
@only(Role.SUPERVISOR)
@fresh
def close(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Close a month, or say what stands in the way."""
    first = _first(year, number)
    try:
        actions.close_month(first=first, by=request.user)  # type: ignore[arg-type]
        messages.success(request, "This month is closed.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see_other(reverse("attendance_desk:period", args=[year, number]))


def _first(year: int, number: int) -> dt.date:
    """The first day of a month that there is."""
    try:
        return dt.date(year, number, 1)
    except ValueError:
        raise Http404

"""Day sheets to print: every officer's at the desk, their own for an officer."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from education.ledger.clock import today
from education.liaison import sheets
from education.liaison.models import Officer
from education.liaison.views import person
from education.people.access import shows_contacts
from education.people.doors import only
from education.people.roles import Role


def asked_day(request: HttpRequest, name: str = "day") -> dt.date:
    """The local date that an address asks for; one that makes no sense is today."""
    try:
        asked = dt.date.fromisoformat(request.GET.get(name, "")[:10])
    except ValueError:
        return today()
    return asked if 2000 <= asked.year <= 2100 else today()


@require_GET
@only(Role.COORDINATOR, Role.SUPERVISOR)
@shows_contacts("liaison_desk_sheets")
def desk(request: HttpRequest) -> HttpResponse:
    """The sheets of one day, a sheet of paper for each officer; `officer` narrows it to one."""
    day, asked = asked_day(request), request.GET.get("officer", "")
    found = sheets.busy(day)
    if asked:
        found = [sheet for sheet in found if str(sheet.officer.pk) == asked]
    return _paper(
        request, found, day, f"{reverse('liaison_desk_week')}?from={day.isoformat()}", "The week by officer"
    )


@require_GET
@only(Role.OFFICER)
@shows_contacts("calendar_sheet")
def own(request: HttpRequest) -> HttpResponse:
    """An officer's own sheet."""
    officer = Officer.objects.filter(user=person(request), active=True).select_related("user").first()
    if officer is None:
        raise Http404
    day = asked_day(request)
    return _paper(request, sheets.sheets([officer], day), day, "/officer/", "Your day")


def _paper(
    request: HttpRequest, found: list[sheets.Sheet], day: dt.date, back: str, back_words: str
) -> HttpResponse:
    shown = {
        "sheets": found, "day": day, "back": back, "back_words": back_words,
        "before": day - dt.timedelta(days=1), "after": day + dt.timedelta(days=1),
    }  # fmt: skip
    return render(request, "liaison/sheets.html", shown)

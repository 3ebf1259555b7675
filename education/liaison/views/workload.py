"""The officers' workload at the desk."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from education.ledger.clock import today
from education.liaison import workload
from education.people.doors import only
from education.people.roles import Role

YEAR = dt.timedelta(days=365)
BACK, STEP = dt.timedelta(weeks=4), dt.timedelta(weeks=workload.WEEKS)
NEVER_BEFORE, NEVER_AFTER = dt.date(2015, 1, 5), dt.timedelta(days=730)


def _monday(text: str) -> dt.date:
    """The Monday of the day in the address; four weeks ago where there is none that makes sense."""
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        day = today() - BACK
    day = min(max(day, NEVER_BEFORE), today() + NEVER_AFTER)
    return day - dt.timedelta(days=day.weekday())


@require_safe
@only(Role.COORDINATOR, Role.SUPERVISOR)
def show(request: HttpRequest) -> HttpResponse:
    """Eight weeks, four of them past: who does how much, and where there is room."""
    monday = _monday(request.GET.get("from", ""))
    found = workload.loads(monday)
    context = {
        "loads": found,
        "weeks": [monday + dt.timedelta(weeks=number) for number in range(workload.WEEKS)],
        "this_week": today() - dt.timedelta(days=today().weekday()),
        "earlier": monday - STEP,
        "later": monday + STEP,
        "became": workload.reliability(today() - YEAR, today()),
        "header_title": "Workload",
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("liaison_desk"), "label": "Visits"},
            {"url": "", "label": "Workload"},
        ],
    }
    return render(request, "liaison/desk/workload.html", context)

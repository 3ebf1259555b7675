"""The week by officer, at the desk."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from education.liaison import week as weeks
from education.liaison.views.sheets import asked_day
from education.people.doors import only
from education.people.menu import head
from education.people.roles import Role


@require_GET
@only(Role.COORDINATOR, Role.SUPERVISOR)
def week(request: HttpRequest) -> HttpResponse:
    """Seven days of every officer with the ways between; a week that makes no sense is this one."""
    asked = asked_day(request, "from")
    monday = asked - dt.timedelta(days=asked.weekday())
    return render(
        request,
        "liaison/desk/week.html",
        {
            **head(
                f"Week of {monday.day} {monday:%B %Y}", "calendar-alt", (reverse("liaison_desk"), "Visits")
            ),
            "board": weeks.board(monday),
            "days": [monday + dt.timedelta(days=number) for number in range(weeks.DAYS)],
            "before": monday - dt.timedelta(days=7),
            "after": monday + dt.timedelta(days=7),
        },
    )

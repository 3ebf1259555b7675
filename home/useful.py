"""What readers called useful, for editors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from education.people.doors import only
from education.people.menu import head
from education.people.roles import Role
from home.queries import usefulness


@require_safe
@only(Role.EDITOR, Role.PUBLISHER)
def useful(request: HttpRequest) -> HttpResponse:
    """Taps on "Was this useful?" in the last ninety days, the least useful page first."""
    return render(request, "home/desk/useful.html", {**head("Was it useful?", "pick"), "rows": usefulness()})

"""After signing in: everyone lands where their work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from education.people.doors import signed_in


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Desk roles to the desk, officers to their day, everyone else to their visits."""
    return redirect(request.user.workplace()[0])  # type: ignore[union-attr]

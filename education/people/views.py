"""After signing in: everyone lands where their work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from education.people.doors import signed_in
from education.people.roles import DESK, Role


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Desk roles to the desk, officers to their day, everyone else to their visits."""
    user = request.user
    if user.has_role(Role.OFFICER) and not user.has_role(*DESK):  # type: ignore[union-attr]
        return redirect("/officer/")
    if user.has_role(*DESK) or user.is_superuser:  # type: ignore[union-attr]
        return redirect("/cms/")
    return redirect("/visits/")

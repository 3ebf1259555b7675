"""After signing in: everyone lands where their work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from education.people.doors import signed_in
from education.people.second_factor import WANTED


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Desk roles to the desk, officers to their day, everyone else to their visits."""
    return redirect(request.user.workplace()[0])  # type: ignore[union-attr]


@signed_in
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """After a second factor was set up: where the person wanted to be when they were asked for one."""
    wanted = request.session.pop(WANTED, "")
    mine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if mine else "start")

"""After signing in: everyone lands where their work is. And what a person does with their own sign-in and name."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from education.ledger.clock import now
from education.people import actions, kept, lifetimes
from education.people.doors import signed_in
from education.people.forms import NameForm
from education.people.models import User
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


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def time_left(request: HttpRequest) -> HttpResponse:
    """How many seconds a sign-in still lasts, and at most; a POST makes it last as long as it may."""
    if request.method == "POST":
        request.session[lifetimes.SEEN] = int(now().timestamp())
    left = {"seconds": lifetimes.seconds_left(request), "at_most": lifetimes.seconds_at_most(request)}
    return JsonResponse({**left, "token": get_token(request)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest) -> HttpResponse:
    """What was sent after a sign-in had ended, with a button that sends it now and one that drops it."""
    held = kept.found(request)
    if request.method == "POST":
        kept.drop(request)
        return HttpResponseRedirect(str(held["back"]) if held else reverse("start"), status=303)
    if held is None:
        return redirect("start")
    return render(request, "people/kept_form.html", {"kept": held})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Somebody changes how they are called."""
    user = cast(User, request.user)
    form = NameForm(
        request.POST if request.method == "POST" else None,
        initial={"first_name": user.first_name, "last_name": user.last_name},
    )
    if request.method == "POST" and form.is_valid():
        actions.change_name(user=user, by=user, **form.cleaned_data)
        messages.success(request, _("Your name is changed."))
        return HttpResponseRedirect(reverse("account_name"), status=303)
    return render(request, "people/name.html", {"form": form}, status=422 if form.errors else 200)

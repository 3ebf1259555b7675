"""The page behind an invitation's link: it shows on GET and acts on POST, because scanners of mail open links."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from education.people.staff import actions
from education.people.staff.forms import JoinForm
from education.people.staff.policies import Refused

NEXT = "/accounts/2fa/totp/activate/?next=/accounts/start/"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Name and password, then straight to the second factor; one answer for every link that does not work."""
    change = actions.find_invitation(token)
    if change is None:
        return gone(request)
    form = JoinForm(request.POST or None, change=change)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.take_up(token=token, **form.cleaned_data)
        except Refused:
            return gone(request)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, user, method="password", reauthenticated=True)
        return HttpResponseRedirect(NEXT, status=303)
    return render(
        request, "people/join.html", {"form": form, "change": change, "private": True},
        status=422 if form.errors else 200,
    )  # fmt: skip


def gone(request: HttpRequest) -> HttpResponse:
    """Used, withdrawn, too old or never sent: the same page."""
    return render(request, "people/invitation_gone.html", {"private": True}, status=404)

"""What a person can ask of their own record: a copy of it, and that it goes."""

from __future__ import annotations

import json
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from education.ledger.models import AccessEvent
from education.people.access import note
from education.people.doors import fresh, fresh_to_read, signed_in
from education.people.models import User
from education.people.replies import see_other
from home.privacy.actions import StillAtWorkError, ask_to_be_deleted
from home.privacy.forms import DeleteForm
from home.privacy.held import held_on
from home.privacy.queries import is_staff, open_work


@require_GET
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What we hold, in short, and where to take a copy."""
    return render(request, "privacy/data.html")


@require_GET
@signed_in
@fresh_to_read
def data_file(request: HttpRequest) -> HttpResponse:
    """Everything that is held on whoever asks, as one JSON file."""
    user = cast(User, request.user)
    note(AccessEvent.Kind.DATA_DOWNLOADED, person=user, by=user)
    return HttpResponse(
        as_json(user),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="what-we-hold.json"'},
    )


def as_json(person: User) -> str:
    """A person's record as a file that people and machines can read."""
    return json.dumps(held_on(person), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False) + "\n"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; a POST with the box ticked does it, or for staff asks for it."""
    user = cast(User, request.user)
    work = open_work(user)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and not work:
        try:
            gone = ask_to_be_deleted(person=user, by=user)
        except StillAtWorkError as refused:
            work = refused.sentences
        else:
            if gone:
                logout(request)
                messages.success(request, "Your details are gone, and you are signed out.")
                return see_other(reverse("account_login"))
            messages.success(request, "We have your request. An administrator deals with it.")
            return see_other(reverse("account_delete"))
    refused_now = request.method == "POST" and bool(work)
    status = 422 if form.errors else 409 if refused_now else 200
    context = {"form": form, "work": work, "staff": is_staff(user), "asked": user.erasure_asked_at}
    return render(request, "privacy/delete.html", context, status=status)

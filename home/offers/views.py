"""Newer versions at the desk: what they would change, and a button for each."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.people.doors import only
from education.people.models import User
from education.people.roles import Role
from home.offers.actions import NotOfferedError, keep, take
from home.offers.queries import offers


@only(Role.EDITOR, Role.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def newer_versions(request: HttpRequest) -> HttpResponse:
    """What is on offer; a POST takes one as a draft, or leaves what stands here."""
    user = cast(User, request.user)
    if request.method == "POST":
        key = request.POST.get("key", "")
        try:
            if request.POST.get("decision") == "take":
                where = take(key=key, by=user)
                messages.success(request, "Taken. Read it through; what stood before is in the history.")
                return HttpResponseRedirect(where or reverse("newer_versions"), status=303)
            if request.POST.get("decision") != "keep":
                raise Http404
            keep(key=key, by=user)
            messages.success(request, "Left as it is. Only a version newer still will be offered.")
        except NotOfferedError as error:
            messages.warning(request, str(error))
        return HttpResponseRedirect(reverse("newer_versions"), status=303)
    context = {
        "offers": offers(by=user),
        "may_publish": user.has_role(Role.PUBLISHER),
        "header_title": "Newer versions",
        "header_icon": "download",
        "breadcrumbs_items": [{"url": "", "label": "Newer versions"}],
    }
    return render(request, "home/newer_versions.html", context)

"""Who goes instead: the coordinators' list of visits that need cover, and the change of one visit's officer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from education.liaison.actions import reassign as put_another
from education.liaison.errors import Refused
from education.liaison.models import Commitment, Officer, Visit
from education.liaison.views import person, see
from education.people.doors import only
from education.people.roles import Role


def free_instead(visit: Visit) -> QuerySet[Officer]:
    """Active officers who have nothing else at any of the visit's times, those of the same place first."""
    taken = Commitment.objects.filter(session__visit=visit, active=True)
    found = Officer.objects.filter(
        active=True, user__is_active=True, user__groups__name=Role.OFFICER.label
    ).exclude(commitments__in=taken)
    for mine in taken:
        found = found.exclude(
            pk__in=Commitment.objects.filter(
                active=True, start_at__lt=mine.end_at, end_at__gt=mine.start_at
            ).values("officer")
        )
    return found.select_related("user").distinct().order_by("id")


def choices(visit: Visit) -> dict[str, Any]:
    """What the visit's page needs to offer somebody else: who goes now, and who could."""
    if not visit.is_open:
        return {"going": [], "free": []}
    going = Officer.objects.filter(
        commitments__session__visit=visit, commitments__active=True
    ).select_related("user")
    return {"going": list(going.distinct().order_by("id")), "free": list(free_instead(visit))}


@only(Role.COORDINATOR)
@require_POST
def reassign(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one officer in the place of another."""
    visit = get_object_or_404(Visit, reference=reference)
    officer, to = (_officer(request.POST.get(name, "")) for name in ("officer", "to"))
    version = request.POST.get("version", "")
    if officer is None or not (version.isascii() and version.isdigit() and len(version) < 10):
        raise Http404
    if to is None:
        messages.error(request, "Choose who goes instead.")
        return see(reverse("liaison_desk_visit", args=[reference]))
    try:
        put_another(visit=visit, officer=officer, to=to, by=person(request), version=int(version))
        messages.success(request, f"{to} goes instead of {officer}.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see(reverse("liaison_desk_visit", args=[reference]))


def _officer(text: str) -> Officer | None:
    digits = text.isascii() and text.isdigit() and len(text) < 10
    return Officer.objects.select_related("user").filter(pk=int(text)).first() if digits else None

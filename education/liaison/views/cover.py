"""Who goes instead: the coordinators' list of visits that need cover, and the change of one visit's officer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from education.ledger.clock import today
from education.liaison import diary
from education.liaison.actions import reassign as put_another
from education.liaison.actions import report_ill
from education.liaison.availability import Why
from education.liaison.errors import Refused
from education.liaison.forms import IllForm
from education.liaison.models import Commitment, Officer, Visit
from education.liaison.views import person
from education.people.doors import only
from education.people.menu import head
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role


def free_instead(visit: Visit) -> QuerySet[Officer]:
    """Active officers who have nothing else at any of the visit's times, those of the same place first."""
    taken = Commitment.objects.filter(session__visit=visit, active=True)
    found = Officer.objects.filter(active=True, user__in=User.objects.holding(Role.OFFICER))
    found = found.exclude(commitments__in=taken)
    for mine in taken:
        found = found.exclude(
            pk__in=Commitment.objects.filter(
                active=True, start_at__lt=mine.end_at, end_at__gt=mine.start_at
            ).values("officer")
        )
    needed = set(visit.session_type.skills)
    able = [o.pk for o in found if needed <= set(o.skills)]
    return Officer.objects.filter(pk__in=able).select_related("user").order_by("id")


def choices(visit: Visit) -> dict[str, Any]:
    """What the visit's page needs to offer somebody else: who goes now, and who could."""
    if not visit.is_open:
        return {"going": [], "free": []}
    going = Officer.objects.filter(
        commitments__session__visit=visit, commitments__active=True
    ).select_related("user")
    free = {officer.pk: officer for officer in free_instead(visit)}
    rows = []
    for officer in going.distinct().order_by("id"):
        able = [why for why in diary.instead_of(visit, officer) if why.officer in free]
        best = [(free[why.officer], _words(why)) for why in able]
        others = [(o, "against the rules: hours, way or caps") for pk, o in free.items() if pk not in {w.officer for w in able}]  # fmt: skip
        rows.append((officer, [*best, *others]))
    return {"going": rows, "free": list(free.values())}


def _words(why: Why) -> str:
    """Why somebody comes first, for the list of who could go."""
    return f"{why.added_minutes} minutes more on the road, {why.load} sessions in 28 days"


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
        return see_other(reverse("liaison_desk_visit", args=[reference]))
    try:
        put_another(visit=visit, officer=officer, to=to, by=person(request), version=int(version))
        messages.success(request, f"{to} goes instead of {officer}.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return see_other(reverse("liaison_desk_visit", args=[reference]))


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
def ill(request: HttpRequest) -> HttpResponse:
    """An officer is ill: one press finds cover for each visit or tells the school, and says what was done."""
    form = IllForm(request.POST if request.method == "POST" else None, initial={"until": today()})
    answer = None
    if request.method == "POST" and form.is_valid():
        try:
            answer = report_ill(by=person(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error("until", refused.sentence)
    return render(
        request,
        "liaison/desk/ill.html",
        {
            **head("An officer is ill", "warning", (reverse("liaison_desk"), "Visits")),
            "form": form,
            "answer": answer,
        },
        status=422 if form.errors else 200,
    )


def _officer(text: str) -> Officer | None:
    digits = text.isascii() and text.isdigit() and len(text) < 10
    return Officer.objects.select_related("user").filter(pk=int(text)).first() if digits else None

"""Other numbers or details of a visit that stays at its time: the school's page and the desk's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from education.ledger.models import AccessEvent
from education.liaison import policies
from education.liaison.actions import change_details
from education.liaison.change_forms import ChangeForm
from education.liaison.errors import NotYours, Refused, Stale
from education.liaison.models import Visit
from education.liaison.states import Who
from education.liaison.views import person
from education.liaison.views.visits import find
from education.people.access import note, shows_contacts
from education.people.doors import only, signed_in
from education.people.menu import head
from education.people.replies import see_other
from education.people.roles import Role


@require_http_methods(["GET", "POST"])
@signed_in
def own(request: HttpRequest, reference: str) -> HttpResponse:
    """The school's own page: how many come, and what we need for the day."""
    visit = find(request, reference)
    try:
        policies.check_may_change_details(person(request), visit, Who.TEACHER)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refused:
        return see_other(reverse("visit", args=[reference]))
    if visit.teacher_id != person(request).pk:
        note(AccessEvent.Kind.CONTACT_VIEWED, person=person(request), about=visit.reference, request=request)
    form = _form(request, visit)
    if request.method == "POST" and _changed(request, visit, form, Who.TEACHER):
        return see_other(reverse("visit", args=[reference]))
    if request.method == "POST":
        form = _looked_at_again(request, find(request, reference), form)
    shown = {"visit": visit, "form": form}
    return render(request, "liaison/visits/change.html", shown, status=409 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
@shows_contacts("reference")
def desk(request: HttpRequest, reference: str) -> HttpResponse:
    """The desk's page, for a school that rang."""
    visit = Visit.objects.with_rows().filter(reference=reference).first()
    if visit is None:
        raise Http404
    back = reverse("liaison_desk_visit", args=[reference])
    form = _form(request, visit, at_desk=True)
    if request.method == "POST" and _changed(request, visit, form, Who.COORDINATOR):
        messages.success(request, f"{visit.reference} is as it is now so. Everybody concerned gets a mail.")
        return see_other(back)
    if request.method == "POST":
        form = _looked_at_again(request, Visit.objects.with_rows().get(pk=visit.pk), form, at_desk=True)
    title = head(
        f"Change visit {visit.reference}", "calendar-alt", (reverse("liaison_desk"), "Visits"),
        (back, visit.reference), here="Change",
    )  # fmt: skip
    shown = {**title, "visit": visit, "form": form}
    return render(request, "liaison/desk/change.html", shown, status=409 if form.errors else 200)


def _form(request: HttpRequest, visit: Visit, *, at_desk: bool = False) -> ChangeForm:
    return ChangeForm(visit, request.POST if request.method == "POST" else None, at_desk=at_desk)


def _changed(request: HttpRequest, visit: Visit, form: ChangeForm, as_: Who) -> bool:
    """True when it is written; a refusal stands in the form, with all that was typed."""
    if not form.is_valid():
        return False
    try:
        change_details(visit=visit, by=person(request), as_=as_, **form.wish())
    except NotYours as refusal:
        raise Http404 from refusal
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        form.stale = isinstance(refusal, Stale)
        return False
    return True


def _looked_at_again(
    request: HttpRequest, visit: Visit, form: ChangeForm, *, at_desk: bool = False
) -> ChangeForm:
    """What was typed, over the visit as it is now where somebody else changed it meanwhile: sending it again is a decision."""
    if not form.stale:
        return form
    typed = request.POST.copy()
    typed["version"] = str(visit.version)
    again = ChangeForm(visit, typed, at_desk=at_desk)
    if again.is_valid():
        again.add_error(None, form.non_field_errors()[0])
    return again

"""The waiting list: a teacher's wish, the offer that answers it, and the list at the coordinators' desk."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from education.ledger.clock import today
from education.liaison import diary, policies, waiting, waiting_queries
from education.liaison.actions import waiting as actions
from education.liaison.answers import Answers
from education.liaison.errors import Refused
from education.liaison.forms import DetailsForm, GroupsForm
from education.liaison.models import WaitingEntry, WaitingOffer
from education.liaison.views import person
from education.liaison.views.book import known
from education.liaison.waiting_forms import RuleForm, WaitForm
from education.people.doors import only, signed_in
from education.people.replies import see_other
from education.people.roles import Role

ROWS, TIMES_SHOWN = 3, 6


@require_http_methods(["GET", "POST"])
@signed_in
def join(request: HttpRequest) -> HttpResponse:
    """One page: who comes, when it would suit, how short the notice may be; and who comes before whom, published."""
    answers = known(request, "day")
    if not isinstance(answers, Answers):
        return answers
    of, kind = answers.school, answers.type
    if of is None or kind is None:
        return see_other(reverse("book"))
    data = request.POST if request.method == "POST" else None
    rows = max(ROWS, len(answers.groups))
    groups = GroupsForm(kind, rows, data, initial=GroupsForm.from_answers(answers))
    last = max(diary.horizon(of), today() + dt.timedelta(days=28))
    when = WaitForm(data, initial={"first_day": today(), "last_day": last})
    if data is not None and groups.is_valid() & when.is_valid():
        try:
            actions.join_waiting_list(
                school=of, session_type=kind, groups=groups.cleaned_data["groups"],
                delivery=groups.cleaned_data["way"], by=person(request), **when.cleaned_data,
            )  # fmt: skip
            messages.success(request, "You are on the waiting list. We write when a time is free for you.")
            return see_other(reverse("visits"))
        except Refused as refusal:
            when.add_error(None, refusal.sentence)
    errors = bool(groups.errors or when.errors)
    context = {
        "groups": groups, "when": when, "forms": [groups, when], "answers": answers,
        "back": f"{reverse('book_day')}?{answers.query()}", "order": waiting.in_words(waiting_queries.waiting_rule()),
    }  # fmt: skip
    return render(request, "liaison/book/waiting.html", context, status=422 if errors else 200)


def _offer(request: HttpRequest, public_id: UUID) -> WaitingOffer:
    rows = WaitingOffer.objects.select_related("entry__school", "entry__session_type", "visit")
    offer = get_object_or_404(rows, public_id=public_id)
    if not policies.acts_for(person(request), offer.entry.school):
        raise Http404
    return offer


@require_http_methods(["GET", "POST"])
@signed_in
def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A time that is held: looking changes nothing; a POST takes it, or says not this time."""
    found = _offer(request, public_id)
    if found.visit is not None:
        return see_other(reverse("visit", args=[found.visit.reference]))
    form = DetailsForm(None, initial={"submission": uuid4()})
    refused, status = "", 200
    try:
        if request.method == "POST" and "decline" in request.POST:
            actions.decline_offer(offer=found, by=person(request))
            messages.success(request, "The time is free for others. You stay on the waiting list.")
            return see_other(reverse("visits"))
        if request.method == "POST":
            form = DetailsForm(request.POST)
            if form.is_valid():
                visit = actions.take_offer(offer=found, by=person(request), **form.cleaned_data)
                return see_other(reverse("visit", args=[visit.reference]))
            status = 422
    except Refused as refusal:
        refused, status = refusal.sentence, 409
    held = WaitingOffer.objects.open().filter(pk=found.pk).exists()
    context = {
        "offer": found, "entry": found.entry, "form": form, "held": held, "refused": refused,
        "sessions": actions.sessions_of(found.entry),
    }  # fmt: skip
    return render(request, "liaison/visits/offer.html", context, status=status)


@require_POST
@signed_in
def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The school needs no time any more."""
    entry = get_object_or_404(WaitingEntry.objects.select_related("school"), public_id=public_id)
    if not policies.acts_for(person(request), entry.school):
        raise Http404
    try:
        actions.leave_waiting_list(entry=entry, by=person(request))
        messages.success(request, "You are not on the waiting list any more.")
    except Refused as refusal:
        messages.info(request, refusal.sentence)
    return see_other(reverse("visits"))


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.COORDINATOR, Role.SUPERVISOR)
def desk(request: HttpRequest) -> HttpResponse:
    """Who waits, in order and why; a coordinator changes what counts for how much."""
    decides = person(request).has_role(Role.COORDINATOR)
    rule = waiting_queries.waiting_rule()
    form = RuleForm(request.POST if request.method == "POST" and decides else None, instance=rule)
    if request.method == "POST":
        if not decides:
            raise Http404
        if form.is_valid():
            actions.set_rule(by=person(request), **form.cleaned_data)
            messages.success(request, "Changed. The schools read it so from now on.")
            return see_other(reverse("liaison_desk_waiting"))
    context = {
        **_head("Waiting list"),
        "ranks": waiting_queries.waiting_in_order(),
        "order": waiting.in_words(rule),
        "form": form,
        "decides": decides,
    }
    return render(request, "liaison/desk/waiting.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.COORDINATOR)
def entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One wish with the free times that suit it: offer one by hand, or take it off the list."""
    found = get_object_or_404(
        WaitingEntry.objects.select_related("school__locality", "session_type"), public_id=public_id
    )
    if request.method == "POST":
        _decide(request, found)
        return see_other(reverse("liaison_desk_waiting"))
    waits = found.state == WaitingEntry.State.WAITING
    open_offer = found.offers.open().first()
    context = {
        **_head(found.school.name, top=False),
        "entry": found,
        "offers": found.offers.order_by("-made_at"),
        "open": open_offer,
        "waits": waits,
        "times": actions.times_for(found)[:TIMES_SHOWN] if waits and not open_offer else [],
    }
    return render(request, "liaison/desk/waiting_entry.html", context)


def _decide(request: HttpRequest, found: WaitingEntry) -> None:
    decision = request.POST.get("decision", "")
    try:
        if decision == "leave":
            actions.leave_waiting_list(entry=found, by=person(request))
            messages.success(request, "Taken off the list.")
        elif decision == "offer":
            at = dt.datetime.fromisoformat(request.POST.get("at", "")[:16])
            actions.offer_by_hand(entry=found, day=at.date(), start=at.time(), by=person(request))
            messages.success(request, "Offered. The time is held, and we have written to the school.")
        else:
            raise Http404
    except ValueError as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, refusal.sentence)


def _head(title: str, *, top: bool = True) -> dict[str, Any]:
    trail = [{"url": reverse("liaison_desk"), "label": "Visits"}]
    trail += [] if top else [{"url": reverse("liaison_desk_waiting"), "label": "Waiting list"}]
    return {
        "header_title": title,
        "header_icon": "time",
        "breadcrumbs_items": [*trail, {"url": "", "label": title}],
    }

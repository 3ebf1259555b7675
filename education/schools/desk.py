"""The coordinators' desk for teachers' claims, inside Wagtail's admin."""

from __future__ import annotations

import datetime as dt
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from education.ledger.clock import now
from education.people.access import shows_contacts
from education.people.doors import fresh, only
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role
from education.schools import actions, policies, queries
from education.schools.forms import DecideForm
from education.schools.models import Membership
from education.schools.names import mail_domain, web_host

PER_PAGE = 50
LATELY = dt.timedelta(days=30)


@only(Role.COORDINATOR)
@require_GET
@shows_contacts("teachers")
def teachers(request: HttpRequest) -> HttpResponse:
    """Who waits for an answer, oldest first, and what was decided in the last thirty days."""
    waiting = Paginator(queries.waiting_claims(), PER_PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "schools/desk/teachers.html",
        {
            "waiting": waiting,
            "renewals": queries.to_renew()[:PER_PAGE],
            "vouched": queries.vouched_lately(since=now() - LATELY)[:PER_PAGE],
            "decided": queries.decided_claims(since=now() - LATELY)[:PER_PAGE],
        },
    )


@only(Role.COORDINATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@shows_contacts("public_id")
def teacher(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One claim: the register's telephone and address, and the decision."""
    user = cast(User, request.user)
    membership = get_object_or_404(queries.claims(), public_id=public_id)
    form = DecideForm(membership=membership)
    refusal = ""
    if request.method == "POST":
        decision = request.POST.get("decision", "")
        form = DecideForm(request.POST if decision == "approve" else None, membership=membership)
        try:
            if decide(user, membership, decision, form):
                messages.success(request, "Done. We have written to the teacher.")
                return see_other(reverse("teachers"))
        except policies.Refused as refused:
            refusal = refused.sentence
            membership.refresh_from_db()
    return render(
        request,
        "schools/desk/teacher.html",
        {
            "membership": membership,
            "school": membership.school,
            "form": form,
            "refusal": refusal,
            "can_decide": policies.can_decide(user, membership),
            "can_end": can_end(user, membership),
            "can_send_letter": policies.can_send_letter(user, membership),
            "letter": membership.letters.last(),
            "vouched": queries.vouched_by(membership),
            "colleagues": queries.colleagues(membership),
            "mail_domain": mail_domain(membership.user.email),
            "web_host": web_host(membership.school.website),
        },
        status=409 if refusal else 422 if form.errors else 200,
    )


def decide(user: User, membership: Membership, decision: str, form: DecideForm) -> bool:
    """Do what the pressed button says; False when the form has to be filled in first. Raises Refused."""
    if decision == "approve":
        if not form.is_valid():
            return False
        actions.approve_membership(membership=membership, proof=form.cleaned_data["proof"], by=user)
    elif decision == "refuse":
        actions.refuse_membership(membership=membership, by=user)
    else:
        raise policies.Refused("Choose what to do with this claim.")
    return True


def can_end(user: User, membership: Membership) -> bool:
    """True for an approval that this coordinator may end; a claim is refused instead."""
    return membership.state == Membership.State.APPROVED and policies.can_end(user, membership)


@only(Role.COORDINATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One page that says what ending does, then it is done."""
    user = cast(User, request.user)
    membership = get_object_or_404(queries.claims(), public_id=public_id)
    if not can_end(user, membership):
        messages.error(request, "There is nothing to end here.")
        return see_other(reverse("teacher", args=[public_id]))
    if request.method == "POST":
        try:
            actions.end_membership(membership=membership, by=user)
            messages.success(request, "Ended. We have written to the teacher.")
        except policies.Refused as refused:
            messages.error(request, refused.sentence)
        return see_other(reverse("teachers"))
    return render(request, "schools/desk/end.html", {"membership": membership, "school": membership.school})


@only(Role.COORDINATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@shows_contacts("public_id")
def letter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A letter with a new code, to be printed from the answer to the POST: the code is shown there and nowhere else."""
    user = cast(User, request.user)
    membership = get_object_or_404(queries.claims(), public_id=public_id)
    if not policies.can_send_letter(user, membership):
        messages.error(request, "No letter can be sent for this person now.")
        return see_other(reverse("teacher", args=[public_id]))
    context: dict[str, object] = {
        "membership": membership,
        "school": membership.school,
        "last": membership.letters.last(),
    }
    context["site"] = settings.BASE_URL
    if request.method == "POST":
        try:
            made, code = actions.issue_letter(membership=membership, by=user)
        except policies.Refused as refused:
            messages.error(request, refused.sentence)
            return see_other(reverse("teacher", args=[public_id]))
        return render(request, "schools/desk/letter.html", {**context, "made": made, "code": code})
    return render(request, "schools/desk/letter_ask.html", context)

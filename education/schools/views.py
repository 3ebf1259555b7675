"""A teacher finds their school in the register and asks to book for it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from education.ledger.clock import now
from education.people.doors import signed_in
from education.people.limits import Limit, limited
from education.people.models import User
from education.people.replies import see_other
from education.schools import actions, policies, queries
from education.schools.forms import ChooseSchoolForm
from education.schools.models import LetterCode, Membership, School

FOUND_AT_MOST = 20
SEARCHES = Limit("school searches", 240, 300)
CLAIMS = Limit("school claims", 10, 86_400)
LEFT = {
    False: "Your request for {} is withdrawn.",
    True: "You no longer book for {}. Visits already confirmed stay with the school.",
}


@signed_in
@limited(SEARCHES, methods=("GET",))
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Look for a school by name, town or postcode, and choose it from the list."""
    user = cast(User, request.user)
    q = request.GET.get("q", "").replace("\x00", "")[: queries.LETTERS].strip()
    found = queries.find_schools(q, FOUND_AT_MOST + 1)
    form = None
    if found:
        chosen = request.GET if "next" in request.GET else None
        form = ChooseSchoolForm(chosen, schools=found[:FOUND_AT_MOST])
        if form.is_valid():
            return see_other(reverse("school_claim", args=[form.cleaned_data["urn"]]))
    return render(
        request,
        "schools/search.html",
        {
            "q": q,
            "found": found[:FOUND_AT_MOST],
            "more": len(found) > FOUND_AT_MOST,
            "form": form,
            "suggested": [s for s in queries.suggested_schools(user.email) if s not in found],
            "approved": queries.approved_memberships(user),
            "waiting": queries.waiting_memberships(user),
            "private": True,
        },
    )


@signed_in
@limited(CLAIMS)
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, urn: int) -> HttpResponse:
    """Check the school's address and ask to book for it; afterwards the same page says what happens next."""
    user = cast(User, request.user)
    school = _school(urn)
    refusal = ""
    if request.method == "POST":
        try:
            actions.claim_school(user=user, school=school, by=user)
        except policies.Refused as refused:
            refusal = refused.sentence
        else:
            return see_other(reverse("school_claim", args=[urn]))
    approved = queries.approved_memberships(user).filter(school=school).first()
    waiting = queries.waiting_memberships(user).filter(school=school).first()
    if not (approved or waiting or refusal):
        try:
            policies.check_may_claim(user, school)
        except policies.Refused as refused:
            refusal = refused.sentence
    return render(
        request,
        "schools/claim.html",
        {
            "school": school,
            "approved": approved,
            "waiting": waiting,
            "refusal": "" if approved or waiting else refusal,
            "can_renew": approved is not None and policies.can_renew(user, approved),
            "letter": waiting_letter(approved or waiting),
            "private": True,
        },
        status=409 if request.method == "POST" else 200,
    )


def waiting_letter(link: Membership | None) -> LetterCode | None:
    """The letter on its way to a person's school, if there is one."""
    return link.letters.filter(open=True, expires_at__gt=now()).first() if link else None


@signed_in
@require_POST
def leave(request: HttpRequest, urn: int) -> HttpResponse:
    """Withdraw one's own claim, or stop acting for a school."""
    user = cast(User, request.user)
    school = _school(urn, still_open=False)
    link = Membership.objects.live().filter(user=user, school=school).first()
    if link is None:
        raise Http404
    ended = actions.end_membership(membership=link, by=user)
    messages.success(request, LEFT[bool(ended.proof)].format(school.label))
    return see_other(reverse("school_search"))


def _school(urn: int, *, still_open: bool = True) -> School:
    """A school of the force; an unknown, closed or foreign one does not exist here."""
    schools = School.objects.in_force().select_related("authority", "locality")
    school = (schools.open() if still_open else schools).filter(urn=urn).first()
    if school is None:
        raise Http404
    return school

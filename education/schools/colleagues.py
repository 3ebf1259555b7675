"""What a teacher does for their own approval and for colleagues at the same school."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from education.people.access import shows_contacts
from education.people.doors import signed_in
from education.people.models import User
from education.people.replies import see_other
from education.schools import actions, policies, queries
from education.schools.forms import CodeForm
from education.schools.models import Membership, School
from education.schools.states import MembershipState
from education.schools.views import waiting_letter


@signed_in
@require_POST
def renew(request: HttpRequest, urn: int) -> HttpResponse:
    """Ask for another year."""
    user = cast(User, request.user)
    link = queries.approved_memberships(user).filter(school__urn=urn).first()
    if link is None:
        raise Http404
    try:
        actions.ask_to_renew(membership=link, by=user)
        messages.success(request, "Thank you. A colleague at your school or one of us confirms it.")
    except policies.Refused as refused:
        messages.error(request, refused.sentence)
    return see_other(reverse("school_claim", args=[urn]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, urn: int) -> HttpResponse:
    """Type the code of the letter that came to the school."""
    user = cast(User, request.user)
    link = Membership.objects.live().filter(user=user, school__urn=urn).select_related("school").first()
    if link is None or not link.needs_decision:
        raise Http404
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.redeem_letter(membership=link, code=form.cleaned_data["code"], by=user)
            messages.success(request, "The code is right. You can book visits now.")
            return see_other(reverse("school_claim", args=[urn]))
        except policies.Refused as refused:
            form.add_error("code", refused.sentence)
    return render(
        request,
        "schools/code.html",
        {"school": link.school, "form": form, "letter": waiting_letter(link), "private": True},
        status=422 if form.errors else 200,
    )


def own_school(user: User, urn: int) -> School:
    """The school, for somebody who is approved for it today; for everybody else there is none."""
    link = queries.approved_memberships(user).filter(school__urn=urn).first()
    if link is None:
        raise Http404
    return link.school


@signed_in
@require_GET
@shows_contacts("urn")
def listing(request: HttpRequest, urn: int) -> HttpResponse:
    """Who acts for the school and who waits; the address of somebody who waits is shown only to who may vouch."""
    user = cast(User, request.user)
    school = own_school(user, urn)
    may = policies.can_answer_for_colleagues(user, school)
    people = list(queries.people_of(school))
    approved = [link for link in people if link.state == MembershipState.APPROVED]
    teachers = set(Membership.objects.filter(school=school).values_list("user_id", flat=True))
    return render(
        request,
        "schools/colleagues.html",
        {
            "school": school,
            "may": may,
            "why_not": "" if may else _why_not(user, school),
            "waiting": [link for link in people if link.state == MembershipState.REQUESTED],
            "approved": [(link, link.decided_by_id in teachers) for link in approved],
            "private": True,
        },
    )


def _why_not(user: User, school: School) -> str:
    try:
        policies.check_may_answer_for_colleagues(user, school)
    except policies.Refused as refused:
        return refused.sentence
    return ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@shows_contacts("public_id")
def vouch(request: HttpRequest, urn: int, public_id: UUID) -> HttpResponse:
    """One page that says what vouching does, then it is done."""
    return _about(request, urn, public_id, policies.can_vouch, actions.vouch_for, "vouch")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, urn: int, public_id: UUID) -> HttpResponse:
    """One page that says what removing does, then it is done."""
    return _about(request, urn, public_id, _can_remove, actions.end_membership, "remove")


def _can_remove(user: User, link: Membership) -> bool:
    return (
        link.user_id != user.pk
        and link.state == MembershipState.APPROVED
        and policies.is_current(link)
        and policies.can_end(user, link)
    )


def _about(
    request: HttpRequest,
    urn: int,
    public_id: UUID,
    allowed: Callable[[User, Membership], bool],
    act: Callable[..., Membership],
    page: str,
) -> HttpResponse:
    user = cast(User, request.user)
    school = own_school(user, urn)
    link = queries.people_of(school).filter(public_id=public_id).first()
    if link is None or not allowed(user, link):
        raise Http404
    if request.method == "POST":
        try:
            act(membership=link, by=user)
            messages.success(request, DONE[page].format(link.user))
        except policies.Refused as refused:
            messages.error(request, refused.sentence)
        return see_other(reverse("school_colleagues", args=[urn]))
    return render(request, f"schools/{page}.html", {"school": school, "link": link, "private": True})


DONE = {
    "vouch": "Thank you. {} can book for your school now.",
    "remove": "{} no longer books for your school.",
}

"""The people desk in /cms/: who works here, who is invited, who may do what, and the end of somebody's access."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from education.people.access import shows_contacts
from education.people.doors import fresh, only
from education.people.menu import head
from education.people.models import StaffChange, User
from education.people.replies import see_page
from education.people.roles import Role
from education.people.staff import actions, policies
from education.people.staff.forms import InviteForm, RolesForm, WayBackForm
from education.people.staff.policies import Refused

SHOWN = 50


def _head(title: str) -> dict[str, Any]:
    return head(title, "user", (reverse("people_desk"), "People"))


@only(Role.ADMINISTRATOR, Role.COORDINATOR)
@require_safe
@shows_contacts("people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff: roles, second factor yes or no, last sign-in, and no more; and what is open."""
    user = cast(User, request.user)
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows = policies.staff().annotate(has_factor=Exists(factors)).prefetch_related("groups").distinct()
    waiting = [StaffChange.State.WAITING, StaffChange.State.INVITED]
    context = {
        **head("People", "user"),
        "people": rows,
        "open": StaffChange.objects.filter(state__in=waiting).select_related("user", "proposed_by"),
        "may_invite": user.has_role(Role.ADMINISTRATOR),
    }
    return render(request, "people/desk/people.html", context)


@only(Role.ADMINISTRATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail, with roles."""
    user = cast(User, request.user)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = actions.invite(by=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, told(change))
            return see_page("people_desk")
    context = {**_head("Invite somebody"), "form": form}
    return render(request, "people/desk/invite.html", context, status=422 if form.errors else 200)


def told(change: StaffChange) -> str:
    """What happened with a proposal, in a sentence."""
    if change.state == StaffChange.State.WAITING:
        return "Another administrator has to agree. They see it on this page."
    alone = (
        " You are the only administrator, so nobody else was asked; the log says so." if change.alone else ""
    )
    if change.state == StaffChange.State.INVITED or change.what == StaffChange.What.WAY_BACK:
        return f"We have written to {change.email}.{alone}"
    return f"The roles are changed.{alone}"


@only(Role.ADMINISTRATOR, Role.COORDINATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@shows_contacts("public_id")
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One member of staff: propose other roles, or end their access."""
    user = cast(User, request.user)
    about = get_object_or_404(policies.staff().distinct(), public_id=public_id)
    form = RolesForm(initial={"roles": [role.value for role in about.roles()]})
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("decision") == "end":
                handed = actions.end_access(user=about, by=user)
                messages.success(request, f"{about}’s access has ended. {words(handed)}")
                return see_page("people_desk")
            form = RolesForm(request.POST)
            if form.is_valid():
                change = actions.propose_roles(user=about, roles=form.cleaned_data["roles"], by=user)
                messages.success(request, told(change))
                return see_page("people_desk")
        except Refused as refused:
            refusal = refused.sentence
    context = {
        **_head(str(about)),
        "about": about,
        "form": form,
        "refusal": refusal,
        "is_me": about.pk == user.pk,
        "may_end": user.has_role(Role.ADMINISTRATOR) and about.pk != user.pk,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "people/desk/person.html", context, status=status)


@only(Role.ADMINISTRATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def way_back(request: HttpRequest) -> HttpResponse:
    """Let somebody in again who lost their second factor and its codes, a teacher or a member of staff."""
    form = WayBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.person:
        try:
            change = actions.propose_way_back(user=form.person, by=cast(User, request.user))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, told(change))
            return see_page("people_desk")
    context = {**_head("A way back in"), "form": form}
    return render(request, "people/desk/way_back.html", context, status=422 if form.errors else 200)


HANDED = {"visits": "visits need cover", "preparations": "prepared figures went back"}


def words(handed: dict[str, int]) -> str:
    """What was handed over, for the message."""
    parts = [f"{handed[key]} {text}" for key, text in HANDED.items() if handed.get(key)]
    return f"Handed over: {', '.join(parts)}." if parts else "Nothing was left open."


@only(Role.ADMINISTRATOR, Role.COORDINATOR)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
@shows_contacts("public_id")
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One proposal or invitation: agree, refuse, or stop it."""
    user = cast(User, request.user)
    row = get_object_or_404(
        StaffChange.objects.select_related("user", "proposed_by", "decided_by"), public_id=public_id
    )
    refusal = ""
    if request.method == "POST":
        verbs = {"agree": actions.agree, "refuse": actions.refuse, "withdraw": actions.withdraw}
        try:
            verb = verbs.get(request.POST.get("decision", ""))
            if verb is None:
                raise Refused("Choose what to do.")
            done = verb(change=row, by=user)
            sentence = (
                BACK if (done.what, done.state) == (done.What.WAY_BACK, done.State.DONE) else DONE[done.state]
            )
            messages.success(request, sentence.format(row.email))
            return see_page("people_desk")
        except Refused as refused:
            refusal = refused.sentence
            row.refresh_from_db()
    context = {
        **_head(row.email),
        "change": row,
        "refusal": refusal,
        "may_agree": policies.can_agree(user, row),
        "may_withdraw": row.state in (StaffChange.State.WAITING, StaffChange.State.INVITED)
        and (user.has_role(Role.ADMINISTRATOR) or row.proposed_by_id == user.pk),
        "before": sorted(role.label for role in row.user.roles()) if row.user else [],
    }
    return render(request, "people/desk/change.html", context, status=409 if refusal else 200)


BACK = "Agreed. We have written to {} how to come back in."
DONE: dict[str, str] = {
    StaffChange.State.INVITED: "Agreed. We have written to {}.",
    StaffChange.State.DONE: "Agreed. The roles of {} are changed.",
    StaffChange.State.REFUSED: "Refused. Nothing changes for {}.",
    StaffChange.State.WITHDRAWN: "Stopped. The link of {} no longer works.",
}

"""The checks: five reports on one page, and what the gates say about one page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from education.content.actions import give_reason, take_reason_back
from education.content.desk.forms import ReasonForm
from education.content.gate import READING, findings, reading
from education.content.models import ReviewedPage
from education.content.queries import help_problems
from education.content.queries.checks import ceop_checks
from education.content.queries.desk import coverage, reasons, review_due
from education.content.queries.gates import open_findings, reasons_of
from education.people.doors import only
from education.people.menu import head
from education.people.models import User
from education.people.roles import Role

EDITORS = (Role.EDITOR, Role.PUBLISHER)


@require_safe
@only(*EDITORS)
def reports(request: HttpRequest) -> HttpResponse:
    """What falls due, help that nobody has checked, the grid, CEOP, and every reason that lets something stand."""
    context = {
        **head("Checks", "tasks"),
        "due": review_due(),
        "help": help_problems(),
        "rows": coverage(),
        "ceop": [row for row in ceop_checks() if row.missing or row.note],
        "reasons": reasons(),
    }
    return render(request, "content/desk/checks.html", context)


def page_of(user: User, number: int) -> ReviewedPage:
    """The newest draft of a page that this person works on; 404 for any other."""
    found = page_permission_policy.explorable_instances(user).filter(pk=number).first()
    page = found.specific.get_latest_revision_as_object() if found else None
    if not isinstance(page, ReviewedPage):
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@only(*EDITORS)
def one_page(request: HttpRequest, number: int) -> HttpResponse:
    """What the gates find on the newest draft; a publisher who did not write it may let it stand, with a reason."""
    user: User = request.user  # type: ignore[assignment]
    page = page_of(user, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            return _decide(page, form, user)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
    context = {
        **head(f"Checks of {page.title}", "tasks"),
        "page": page,
        "reading": reading(page),
        "open": open_findings(page=page),
        "found": findings(page),
        "given": reasons_of(page=page),
        "form": form,
        "may_decide": user.has_role(Role.PUBLISHER),
        "reading_gate": READING,
    }
    return render(request, "content/desk/page_checks.html", context)


def _decide(page: Page, form: ReasonForm, by: User) -> HttpResponse:
    """Give a reason, or take one back; raises ValidationError with what to do instead."""
    if not form.is_valid():
        raise ValidationError([line for lines in form.errors.values() for line in lines])
    given, data = reasons_of(page=page), form.cleaned_data
    if data["take_back"]:
        reason = given.filter(gate=data["gate"], phrase=data["phrase"]).first()
        if reason is None:
            raise ValidationError("That reason is gone already.")
        take_reason_back(reason=reason, page=page, by=by)
    else:
        give_reason(page=page, gate=data["gate"], phrase=data["phrase"], because=data["because"], by=by)
    return HttpResponseRedirect(reverse("content_page_checks", args=[page.pk]), status=303)

"""Visits leave the house as a table or a calendar; whoever takes one proves again who they are, and it is logged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from education.ledger.actions import log
from education.ledger.clock import today
from education.ledger.tables import as_csv
from education.liaison import exports
from education.liaison.states import VisitState
from education.liaison.views import person
from education.people.doors import fresh_to_read, only
from education.people.roles import Role
from education.schools.models import Locality

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
KINDS = [
    ("csv", "A table (CSV), for a spreadsheet"),
    ("ics", "A calendar (ICS): confirmed and delivered visits"),
]


class ExportForm(forms.Form):
    """Which visits, and as what."""

    first = forms.DateField(label="From", widget=DATE, error_messages={"required": "Enter the first day."})
    last = forms.DateField(label="Until", widget=DATE, error_messages={"required": "Enter the last day."})
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Every state"), *VisitState.choices]
    )
    place = forms.ModelChoiceField(
        Locality.objects.filter(authority__in_force=True), label="Place", required=False, to_field_name="slug",
        empty_label="Everywhere",
    )  # fmt: skip
    kind = forms.ChoiceField(label="As", choices=KINDS)

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "Give a last day that does not come before the first.")
        return cleaned


@only(Role.COORDINATOR, Role.SUPERVISOR)
@require_safe
@fresh_to_read
def export(request: HttpRequest) -> HttpResponseBase:
    """A form, and with a period chosen the file."""
    asked = "kind" in request.GET
    day = today()
    start = {"first": day.replace(month=1, day=1), "last": day.replace(month=12, day=31), "kind": "csv"}
    form = ExportForm(request.GET) if asked else ExportForm(initial=start)
    if not asked or not form.is_valid():
        context = {
            "form": form,
            "header_title": "Take visits away",
            "header_icon": "download",
            "breadcrumbs_items": [
                {"url": reverse("liaison_desk"), "label": "Visits"},
                {"url": "", "label": "Take visits away"},
            ],
        }
        return render(request, "liaison/desk/export.html", context, status=422 if asked else 200)
    first, last, kind = (form.cleaned_data[name] for name in ("first", "last", "kind"))
    user = person(request)
    with transaction.atomic():
        log(
            subject="export", subject_id=user.public_id, kind="visits_exported", by=user,
            data={"first": first, "last": last, "as": kind},
        )  # fmt: skip
    found = exports.visits(first, last, state=form.cleaned_data["state"], place=form.cleaned_data["place"])
    response: HttpResponseBase
    if kind == "ics":
        response = HttpResponse(
            exports.calendar(found), content_type="text/calendar; method=PUBLISH; charset=UTF-8"
        )
    else:
        response = StreamingHttpResponse(as_csv(exports.rows(found)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="visits-{first}-{last}.{kind}"'
    return response

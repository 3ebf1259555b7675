"""The export of counts at the desk: a period and a format; each one that leaves the house is logged."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from education.attendance.actions import note_export
from education.attendance.exports import as_csv, as_xlsx
from education.ledger.clock import today
from education.people.doors import fresh_to_read, only
from education.people.roles import Role

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # the one form that a browser takes


class ExportForm(forms.Form):
    """From when to when, both days included, and as what."""

    first = forms.DateField(label="From", widget=DATE)
    last = forms.DateField(label="To", widget=DATE)
    kind = forms.ChoiceField(label="As", choices=[("csv", "CSV"), ("xlsx", "Excel (XLSX)")])

    def clean_last(self) -> dt.date:
        last: dt.date = self.cleaned_data["last"]
        if self.cleaned_data.get("first") and last < self.cleaned_data["first"]:
            raise forms.ValidationError("The last day lies before the first.")
        return last


@only(Role.ANALYST, Role.SUPERVISOR, Role.COORDINATOR)
@require_safe
@fresh_to_read
def export(request: HttpRequest) -> HttpResponseBase:
    """A form, and with a period chosen the file: counts by session and group, no person."""
    if "kind" not in request.GET:
        year = {"first": today().replace(month=1, day=1), "last": today(), "kind": "csv"}
        return render(request, "attendance/desk/export.html", {"form": ExportForm(initial=year)})
    form = ExportForm(request.GET)
    if not form.is_valid():
        return render(request, "attendance/desk/export.html", {"form": form}, status=422)
    first, last, kind = (form.cleaned_data[name] for name in ("first", "last", "kind"))
    name = f"counts-{first.isoformat()}-{last.isoformat()}.{kind}"
    note_export(first=first, last=last, kind=kind, by=request.user)  # type: ignore[arg-type]
    if kind == "xlsx":
        return FileResponse(as_xlsx(first, last), as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(as_csv(first, last), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

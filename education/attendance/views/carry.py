"""The page that takes a colleague's carry code: typed, or opened by a phone's own camera."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from education.attendance.actions import record_entry
from education.attendance.carrying import LONGEST, read_code
from education.attendance.contract import MESSAGES
from education.attendance.models import Entry
from education.liaison.errors import Refused
from education.people.doors import only
from education.people.replies import see_other
from education.people.roles import Role


class CarryForm(forms.Form):
    """Letters and digits; spaces and small letters do no harm."""

    code = forms.CharField(
        label="The code on your colleague’s phone",
        max_length=LONGEST * 2,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the code, or scan it with your phone’s camera."},
    )


@only(Role.OFFICER)
def carry(request: HttpRequest) -> HttpResponse:
    """Take one code and say what it brought in; it counts for the officer who counted."""
    if request.method != "POST":
        brought = Entry.objects.filter(sent_by=request.user, pk=_shown(request)).prefetch_related("lines")  # type: ignore[misc]
        context = {"form": CarryForm(), "entry": brought.first(), "private": True}
        return render(request, "attendance/carry.html", context)
    form = CarryForm(request.POST)
    if form.is_valid():
        try:
            result = record_entry(submission=read_code(form.cleaned_data["code"]), by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("code", refusal.sentence)
        else:
            if result.status != "refused":
                return see_other(f"{reverse('officer_carry')}?brought={result.id}")
            form.add_error("code", MESSAGES[result.problems[0].code])
    return render(request, "attendance/carry.html", {"form": form, "private": True}, status=422)


def _shown(request: HttpRequest) -> object:
    """The entry that was just brought in, by the address; another's is not shown."""
    try:
        return forms.UUIDField(required=False).clean(request.GET.get("brought", ""))
    except forms.ValidationError:
        return None

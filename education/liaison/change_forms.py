"""The form of what a school told us about a visit, with the numbers of each session that is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from education.liaison.actions.details import DETAILS
from education.liaison.actions.request import has_a_lead
from education.liaison.forms import NO_NUMBER, DetailsForm
from education.liaison.models import TrainingSession, Visit

NUMBER = "expected_"


class ChangeForm(DetailsForm):
    """One number for each group that is still to come, and what we need for the day; filled with what is so."""

    submission = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)
    stale = False

    def __init__(self, visit: Visit, data: Mapping[str, Any] | None = None, *, at_desk: bool = False) -> None:
        initial = {name: getattr(visit, name) for name in DETAILS} | {"version": visit.version}
        super().__init__(data, initial=initial)
        self.fields["safeguarding_lead_email"].required = has_a_lead(visit.school, "")
        self.fields["day_telephone"].required = not at_desk
        planned = [s for s in visit.sessions.all() if s.state == TrainingSession.State.PLANNED]
        numbers = [(session, group) for session in planned for group in session.groups.all()]
        for session, group in numbers:
            when = f", {session.start_time:%H:%M}" if session.start_time and len(planned) > 1 else ""
            self.fields[f"{NUMBER}{group.pk}"] = forms.IntegerField(
                label=f"{group.get_year_display() or group.get_audience_display()}{when}: how many people",
                min_value=1, max_value=2000, initial=group.expected,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "required": NO_NUMBER, "invalid": "Enter a whole number.",
                    "min_value": "Enter a number of 1 or more.", "max_value": "Enter a number of 2,000 or less.",
                },
            )  # fmt: skip
        self.order_fields(["version", *(f"{NUMBER}{group.pk}" for _, group in numbers)])

    def wish(self) -> dict[str, Any]:
        """What the form asks for, as `change_details` takes it."""
        got = dict(self.cleaned_data)
        numbers = [name for name in got if name.startswith(NUMBER)]
        expected = {int(name.removeprefix(NUMBER)): got.pop(name) for name in numbers}
        return {**got, "expected": expected}

"""Forms of the waiting list: days, parts of the day and numbers; nothing is typed in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from education.ledger.clock import today
from education.liaison.models import WaitingEntry, WaitingRule
from education.liaison.models.waiting import LONGEST_NOTICE, SHORTEST_NOTICE, WEEKDAYS

NOTICES = [(2, "2 working days"), (3, "3 working days"), (5, "A week"), (10, "Two weeks"), (20, "Four weeks")]


class WaitForm(forms.Form):
    """When a visit would suit, and how short the notice may be."""

    first_day = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the first day that would suit.", "invalid": "Enter a date such as 2027-03-15."},
    )  # fmt: skip
    last_day = forms.DateField(
        label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the last day that would suit.", "invalid": "Enter a date such as 2027-03-15."},
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label="Which days suit?", choices=list(enumerate(WEEKDAYS)), coerce=int, widget=forms.CheckboxSelectMultiple,
        initial=[0, 1, 2, 3, 4], error_messages={"required": "Choose at least one day of the week."},
    )  # fmt: skip
    part = forms.ChoiceField(
        label="Which part of the day?", choices=WaitingEntry.Part.choices, widget=forms.RadioSelect,
        initial=WaitingEntry.Part.ANY,
    )  # fmt: skip
    notice_days = forms.TypedChoiceField(
        label="How short may the notice be?", choices=NOTICES, coerce=int, initial=5,
        help_text="The shorter, the more we can offer: time often frees when another school cancels.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first, nor before today."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and (last < first or last < today()):
            self.add_error(
                "last_day", "Give a last day that does not come before the first, or before today."
            )
        if last and last > today() + dt.timedelta(days=365):
            self.add_error("last_day", "Give a last day at most a year ahead.")
        cleaned["weekdays"] = sorted(set(cleaned.get("weekdays") or []))
        return cleaned


class RuleForm(forms.ModelForm[WaitingRule]):
    """What counts for how much when two schools wait."""

    class Meta:
        model = WaitingRule
        fields = ("cancelled", "unvisited", "week")
        help_texts = {"cancelled": "", "unvisited": "", "week": ""}
        labels = {
            "cancelled": "Points when we cancelled their visit",
            "unvisited": "Points when nobody was there for 12 months",
            "week": "Points for each week of waiting",
        }


__all__ = ["LONGEST_NOTICE", "NOTICES", "SHORTEST_NOTICE", "WEEKDAYS", "RuleForm", "WaitForm"]

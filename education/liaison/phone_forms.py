"""A visit agreed on the telephone: by the rules like any other, or at a time that a coordinator insists on with a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from education.liaison.actions import GroupAsked
from education.liaison.actions.request import (
    OVERRIDES,
    SESSIONS_AT_MOST,
    check_groups,
    has_a_lead,
    split,
)
from education.liaison.errors import Refused
from education.liaison.forms import DetailsForm
from education.liaison.models import Delivery, Officer, SessionType, SessionYear
from education.schools.models import School

AT = "at"
"""The button of a time that is offered instead: day and start as one value."""


class LookForm(forms.Form):
    """Which session, and how many one after another, to be shown when there is time."""

    type = forms.ModelChoiceField(
        label="Session",
        queryset=SessionType.objects.filter(active=True),
        to_field_name="code",
        empty_label=None,
    )
    sessions = forms.IntegerField(
        label="How many sessions one after another", min_value=1, max_value=SESSIONS_AT_MOST, initial=1
    )


class PhoneForm(DetailsForm):
    """What was agreed: the session, when, who comes, by the rules or why not, and what we need for the day."""

    session_type = forms.ModelChoiceField(label="Session", queryset=SessionType.objects.filter(active=True))
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    start = forms.TimeField(label="Start", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    way = forms.ChoiceField(
        label="How we come", choices=Delivery.choices, required=False, initial=Delivery.CLASS,
    )  # fmt: skip
    officer = forms.ModelChoiceField(
        label="Officer", required=False, queryset=Officer.objects.filter(active=True).select_related("user"),
        empty_label="Whoever is free and has least to do",
    )  # fmt: skip
    override = forms.ChoiceField(
        label="By the rules?", required=False,
        choices=[("", "Yes: notice, hours, term, travel and caps hold"), *((c, f"No. {w}") for c, w in OVERRIDES.items())],
    )  # fmt: skip

    def __init__(self, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead, why = self.fields["safeguarding_lead_email"], str(self.data.get("override", ""))
        lead.required, lead.label = has_a_lead(school, why), "Work e-mail of their safeguarding lead"
        lead.error_messages["required"] = "Ask for it: we write to them before anybody comes."
        for name in ("day_telephone", "arrival"):
            self.fields[name].required = False
        years = [("", "None: adults"), *SessionYear.choices]
        for number in range(SESSIONS_AT_MOST):
            self.fields[f"year_{number}"] = forms.ChoiceField(
                label=f"Group {number + 1}: year", choices=years, required=False
            )
            self.fields[f"expected_{number}"] = forms.IntegerField(
                label=f"Group {number + 1}: people", min_value=1, max_value=2000, required=number == 0,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        rows = [f"{name}_{n}" for n in range(SESSIONS_AT_MOST) for name in ("year", "expected")]
        self.order_fields(["submission", "session_type", "day", "start", "way", *rows, "officer", "override"])

    def clean(self) -> dict[str, Any]:
        """Whole rows only, and groups that suit the session, with what could be asked for instead."""
        got = super().clean() or {}
        got["way"] = got.get("way") or Delivery.CLASS
        got["arrival"] = got.get("arrival") or self.fields["arrival"].choices[0][0]  # type: ignore[attr-defined]
        groups = []
        for number in range(SESSIONS_AT_MOST):
            year, expected = got.pop(f"year_{number}", ""), got.pop(f"expected_{number}", None)
            if expected:
                groups.append(GroupAsked(year, expected))
            elif year and f"expected_{number}" not in self.errors:
                self.add_error(f"expected_{number}", "Enter how many people you expect.")
        got["groups"] = groups
        if not self.errors:
            try:
                check_groups(got["session_type"], groups, got["way"])
            except Refused as refusal:
                raise forms.ValidationError(
                    refusal.sentence + self._instead(refusal, got["session_type"], groups), code=refusal.code
                ) from refusal
        return got

    @staticmethod
    def _instead(refusal: Refused, kind: SessionType, groups: list[GroupAsked]) -> str:
        parts = split(kind, groups) if refusal.code in {"group_too_large", "class_only"} else ()
        if not parts:
            return ""
        rows = ", ".join(str(part.expected) for part in parts)
        return f" It would go one group after another, in {len(parts)} sessions of {rows}."

    def wish(self) -> dict[str, Any]:
        """What the form asks for, as `request_visit` takes it."""
        asked = dict(self.cleaned_data)
        officer, delivery = asked.pop("officer"), asked.pop("way")
        return {**asked, "delivery": delivery, "officers": [officer] if officer else None}

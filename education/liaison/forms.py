"""Forms of booking; every choice is from a list, and what is typed is a number, an address or a telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from education.liaison.actions import GroupAsked
from education.liaison.actions.request import OVERRIDES, TELEPHONE
from education.liaison.answers import MOST_ROWS, Answers
from education.liaison.models import Audience, Officer, SessionType, SessionYear, Visit
from education.liaison.needs import NEEDS

SCHOOL_REASONS = ("staff_absence", "timetable", "school_closed", "duplicate", "other")
DECLINE_REASONS = ("no_officer", "not_suitable", "school_not_reached", "duplicate", "other")
FORCE_REASONS = ("no_officer", "officer_called_away", "not_suitable", "other")
NO_YEAR, NO_NUMBER = "Choose the year group.", "Enter how many people you expect."
telephone = RegexValidator(
    rf"^{TELEPHONE.pattern}$", "Enter a telephone number with digits and spaces, such as 01642 000000."
)


def reasons(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Some of the reasons, as choices."""
    return [(code, Visit.Reason(code).label) for code in codes]


class GroupsForm(forms.Form):
    """Which year groups and how many of each; one number for adults."""

    def __init__(self, kind: SessionType, rows: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.pupils = kind.audience == Audience.PUPIL
        self.rows = min(max(rows, 1), MOST_ROWS) if self.pupils else 1
        years = [("", "Choose a year"), *((code, SessionYear(code).label) for code in kind.years)]
        for number in range(self.rows):
            place, first = f" in group {number + 1}" if self.rows > 1 else "", number == 0
            if self.pupils:
                self.fields[f"year_{number}"] = forms.ChoiceField(
                    choices=years, required=first, label=f"Year group{place}",
                    error_messages={"required": NO_YEAR, "invalid_choice": "Choose a year group from the list."},
                )  # fmt: skip
            self.fields[f"expected_{number}"] = forms.IntegerField(
                min_value=1, max_value=2000, required=first, label=f"Number of people{place}",
                error_messages={
                    "required": NO_NUMBER, "invalid": "Enter a whole number.",
                    "min_value": "Enter a number of 1 or more.", "max_value": "Enter a number of 2,000 or less.",
                },
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Whole rows only, each year once, no more than this session's largest group."""
        cleaned = super().clean() or {}
        groups = []
        for number in range(self.rows):
            year, expected = cleaned.get(f"year_{number}") or "", cleaned.get(f"expected_{number}")
            if year and not expected and f"expected_{number}" not in self.errors:
                self.add_error(f"expected_{number}", NO_NUMBER)
            if self.pupils and expected and not year and f"year_{number}" not in self.errors:
                self.add_error(f"year_{number}", NO_YEAR)
            if expected and (year or not self.pupils):
                groups.append(GroupAsked(year, expected))
        years = [group.year for group in groups]
        if len(years) != len(set(years)):
            raise forms.ValidationError("Give each year group once and add its numbers together.")
        total = sum(group.expected for group in groups)
        if total > self.kind.largest_group:
            raise forms.ValidationError(
                f"This session works with up to {self.kind.largest_group} people at a time; you have {total}."
                " Book the others a second session."
            )
        cleaned["groups"] = tuple(groups)
        return cleaned

    @staticmethod
    def from_answers(answers: Answers) -> dict[str, Any]:
        """What was answered before, as the form's first values."""
        values: dict[str, Any] = {}
        for number, group in enumerate(answers.groups):
            values |= {f"year_{number}": group.year, f"expected_{number}": group.expected}
        return values


class DetailsForm(forms.Form):
    """What we need for the day; sent with the last step and never part of an address."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    safeguarding_lead_email = forms.EmailField(
        label="Work e-mail of your safeguarding lead",
        help_text="We tell them what to expect, once the visit is confirmed.",
        error_messages={
            "required": "Enter the work e-mail address of your safeguarding lead.",
            "invalid": "Enter an e-mail address such as name@school.example.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    day_telephone = forms.CharField(
        label="Telephone number for the day", max_length=20, validators=[telephone],
        help_text="The office, in case our officer is held up.",
        error_messages={"required": "Enter a telephone number that is answered on the day."},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    arrival = forms.ChoiceField(label="Where should we arrive?", choices=Visit.Arrival.choices)
    needs = forms.MultipleChoiceField(
        label="What should we know?", choices=list(NEEDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    please_ring = forms.BooleanField(label="Please ring us: there is more to say", required=False)


class ReasonForm(forms.Form):
    """Why, as one of a few codes, and the version that the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label="Why?", widget=forms.RadioSelect, error_messages={"required": "Choose a reason."}
    )

    def __init__(self, codes: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if codes:
            self.fields["reason"].choices = reasons(codes)  # type: ignore[attr-defined]
        else:
            del self.fields["reason"]


class PhoneForm(forms.Form):
    """A visit agreed on the telephone: any time, today and the past as well, with the reason as a code."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    session_type = forms.ModelChoiceField(label="Session", queryset=SessionType.objects.filter(active=True))
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    start = forms.TimeField(label="Start", widget=forms.TimeInput(attrs={"type": "time"}))
    year = forms.ChoiceField(
        label="Year group", required=False, choices=[("", "None: adults"), *SessionYear.choices],
    )  # fmt: skip
    expected = forms.IntegerField(label="Number of people", min_value=1, max_value=2000)
    officer = forms.ModelChoiceField(
        label="Officer", required=False, queryset=Officer.objects.filter(active=True).select_related("user"),
        empty_label="Whoever is free and has least to do",
    )  # fmt: skip
    override = forms.ChoiceField(label="Why this time", choices=list(OVERRIDES.items()))
    day_telephone = forms.CharField(label="Telephone on the day", required=False, validators=[telephone])
    safeguarding_lead_email = forms.EmailField(label="Safeguarding lead’s work e-mail", required=False)

    def wish(self) -> dict[str, Any]:
        """What the form asks for, as `request_visit` takes it."""
        asked = dict(self.cleaned_data)
        officer, group = asked.pop("officer"), GroupAsked(asked.pop("year"), asked.pop("expected"))
        return {**asked, "groups": [group], "officers": [officer] if officer else None}

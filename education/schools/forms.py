"""Forms of this room; a school is chosen from the register and never typed."""

from __future__ import annotations

from typing import Any

from django import forms

from education.schools import policies
from education.schools.models import Membership, School


class ChooseSchoolForm(forms.Form):
    """One of the schools that were found."""

    urn = forms.TypedChoiceField(
        label="Your school",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose your school from the list, or look for it again.",
            "invalid_choice": "Choose one of the schools in this list, or look for it again.",
        },
    )

    def __init__(self, data: Any, *, schools: list[School]) -> None:
        super().__init__(data)
        self.fields["urn"].choices = [(s.urn, s.label) for s in schools]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code of a letter, however it is typed: small letters, spaces and hyphens do not matter."""

    code = forms.CharField(
        label="Code in the letter",
        help_text="Ten letters and digits, such as CDFGH-23456. Capitals, spaces and hyphens don't matter.",
        max_length=30,
        error_messages={
            "required": "Type the code that stands in the letter.",
            "max_length": "The code has ten letters and digits.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class DecideForm(forms.Form):
    """How a coordinator made sure; only what the register's entry of this school makes possible is offered."""

    proof = forms.ChoiceField(
        label="How did you make sure that this person works at the school?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you made sure that this person works at the school."},
    )

    def __init__(self, data: Any = None, *, membership: Membership) -> None:
        super().__init__(data)
        self.fields["proof"].choices = [  # type: ignore[attr-defined]
            (proof.value, proof.label) for proof in policies.proofs_for(membership)
        ]

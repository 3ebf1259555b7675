"""The one form of the checks."""

from __future__ import annotations

from typing import Any

from django import forms

from education.content.models import GateReason


class ReasonForm(forms.Form):
    """Why something may stay, or that it may not any more."""

    gate = forms.ChoiceField(choices=GateReason.Gate.choices)
    phrase = forms.CharField(max_length=120, required=False)
    because = forms.CharField(max_length=200, required=False)
    take_back = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A reason has words in it."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("take_back") and not given.get("because", "").strip():
            raise forms.ValidationError("Say in one sentence why it may stay.")
        return given

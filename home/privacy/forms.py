"""Forms about one's own record and about the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.ledger.models import AccessEvent

DATE = forms.DateInput(attrs={"type": "date"})


class DeleteForm(forms.Form):
    """One box to tick, so that nobody deletes by a slip."""

    understood = forms.BooleanField(
        label=_("Yes, delete my details"),
        error_messages={"required": _("Tick the box to say that you want this.")},
    )


class AuditForm(forms.Form):
    """What of the log is shown; whatever can't be read is left aside."""

    LOGS = (("access", "Sign-ins and looks"), ("changes", "Changes"))
    log = forms.ChoiceField(choices=LOGS, required=False, initial="access")
    kind = forms.ChoiceField(choices=[("", "All kinds"), *AccessEvent.Kind.choices], required=False)
    subject = forms.ChoiceField(required=False, label="Changes of")
    reference = forms.CharField(required=False, max_length=60, label="Visit or other reference")
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    first = forms.DateField(required=False, label="From", widget=DATE)
    last = forms.DateField(required=False, label="Until", widget=DATE)

    def __init__(self, *args: Any, subjects: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Everything"), *((name, name.capitalize()) for name in subjects)]
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]


class WhoForm(forms.Form):
    """Find a person by address; sent by POST, so that the address stays out of the address bar."""

    email = forms.CharField(label="E-mail address", max_length=254)

"""Forms about staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from education.people.models import StaffChange, User
from education.people.roles import Role


class RolesForm(forms.Form):
    """Which roles somebody shall hold."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one role.",
            "invalid_choice": "Choose roles from the list.",
        },
    )


class InviteForm(RolesForm):
    """Whom to invite."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="An address of the force that only this person reads.",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address such as name@force.example.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "roles"]


class WayBackForm(forms.Form):
    """Who lost their second factor."""

    email = forms.EmailField(
        label="E-mail address of their account",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address such as name@force.example.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sure = forms.BooleanField(
        label="I rang the person on a number that I had before, or saw them, and it is them.",
        error_messages={"required": "Make sure that it is them first: ring a number that you had before."},
    )

    def clean_email(self) -> str:
        """Somebody who has an account."""
        email = str(self.cleaned_data["email"]).strip().lower()
        self.person = User.objects.filter(email=email, emptied_at=None).first()
        if self.person is None:
            raise forms.ValidationError("Nobody signs in with this address. Look at the people desk.")
        return email


class JoinForm(forms.Form):
    """What an invited person adds: a name and a password."""

    first_name = forms.CharField(
        label="First name", max_length=150, error_messages={"required": "Enter your first name."},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    last_name = forms.CharField(
        label="Last name", max_length=150, error_messages={"required": "Enter your last name."},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Password", strip=False, error_messages={"required": "Choose a password."},
        help_text="At least twelve characters. Three or four words that don't belong together are easy to remember.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, change: StaffChange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = change

    def clean(self) -> dict[str, Any]:
        """A password as good as everybody's."""
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            person = User(
                email=self.change.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

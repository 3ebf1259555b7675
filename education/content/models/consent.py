"""Whether people can be recognised on what an editor uploads, and how long they have agreed to be shown."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from education.ledger.clock import today


class People(models.TextChoices):
    """Whether anybody can be recognised."""

    NONE = "none", "Nobody can be recognised"
    CONSENTED = "consented", "People who agreed in writing, for a time"


class Shown(models.Model):
    """Something that may show people: with a form's number and a last day, or not at all."""

    people = models.CharField(max_length=10, choices=People.choices, default=People.NONE)
    consent_reference = models.CharField(
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Z]{1,6}(-?\d{1,8}){1,3}\Z",
                "Write the form's number, such as CF-2026-014, never a name.",
            )
        ],
        help_text="the number of the signed form, never a name",
    )
    consent_until = models.DateField(
        null=True, blank=True, help_text="the last day; from the next one it is not shown any more"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def showable(self) -> bool:
        """Whether it may be shown today."""
        return self.people == People.NONE or (
            self.consent_until is not None and today() <= self.consent_until
        )

    def clean(self) -> None:
        """People are shown with a form's number and a last day, or not at all."""
        super().clean()
        if self.people == People.NONE:
            self.consent_reference, self.consent_until = "", None
            return
        errors = {}
        if not self.consent_reference:
            errors["consent_reference"] = "Write the number of the signed form, such as CF-2026-014."
        if self.consent_until is None:
            errors["consent_until"] = "Give the last day of the consent."
        elif self.consent_until < today():
            errors["consent_until"] = "This day is past. Ask for consent again, or delete it."
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever agreed again is shown again."""
        if self.showable:
            self.withdrawn_at = None
        super().save(*args, **kwargs)

"""A booking that has not been sent yet: no visit, nothing held, nobody told."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

NAMES = frozenset({"school", "type", "day", "time", "way", "first", "group"})
LONGEST = 40


def check_answers(value: object) -> None:
    """Raise ValidationError unless it is names of answers, each with a code, a number, a date or a time."""
    if not isinstance(value, list) or not all(
        isinstance(pair, list) and len(pair) == 2 and pair[0] in NAMES and len(str(pair[1])) <= LONGEST
        for pair in value
    ):
        raise ValidationError("A draft holds the answers of a booking and nothing else.")


class Draft(models.Model):
    """One person's answers so far, kept for a day so that they can go on where they stopped, on any device."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="booking_draft"
    )
    answers = models.JSONField(default=list, validators=[check_answers])
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft of {self.kept_at:%Y-%m-%d %H:%M}"

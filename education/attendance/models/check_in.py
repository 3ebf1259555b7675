"""The self check-in of a parents' evening: anonymous answers beside the register, advice and never a count."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from education.attendance.states import CODE_LETTERS
from education.liaison.models import SessionYear, TrainingSession


class CheckIn(models.Model):
    """The self check-in of a parents' evening: a code that the room answers to; advice, never a count."""

    session = models.OneToOneField(TrainingSession, on_delete=models.CASCADE, related_name="check_in")
    code = models.CharField(
        max_length=6, unique=True, validators=[RegexValidator(rf"^[{CODE_LETTERS}]{{6}}$")]
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True, help_text="the minute of the newest answer")
    in_minute = models.PositiveIntegerField(default=0, help_text="answers within that minute")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class CheckInAnswer(models.Model):
    """One group of adults who said that they are there: two numbers, nothing about who or when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    adults = models.PositiveSmallIntegerField()
    year = models.CharField(max_length=12, choices=SessionYear.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adults__gte=1, adults__lte=6), name="attendance_check_in_group_in_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adults} adults"

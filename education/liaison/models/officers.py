"""Officers and the hours they work."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from education.ledger.clock import LONDON
from education.liaison.skills import check_skills
from education.schools.models import Locality


class Officer(models.Model):
    """A liaison officer's working frame: base, area and caps."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer")
    base = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    covers = models.ManyToManyField(
        Locality, related_name="officers", help_text="localities this officer goes to"
    )
    daily_cap = models.PositiveSmallIntegerField(default=4)
    weekly_cap = models.PositiveSmallIntegerField(default=14)
    skills = models.JSONField(
        default=list, blank=True, validators=[check_skills], help_text="codes of education.liaison.skills"
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class WorkingHours(models.Model):
    """Weekly wall-clock hours of one officer, from a date on; with shifts, in one week of every so many.

    Week 0 of the cycle is the week that `valid_from` lies in.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])))  # fmt: skip
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    cycle_weeks = models.PositiveSmallIntegerField(
        "repeats every so many weeks", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    cycle_week = models.PositiveSmallIntegerField(
        "week of the cycle", default=0, help_text="0 is the week of the first date"
    )

    class Meta:
        ordering = ["weekday", "start"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="liaison_hours_have_length"),
            models.CheckConstraint(
                condition=Q(cycle_weeks__gte=1, cycle_weeks__lte=12, cycle_week__lt=F("cycle_weeks")),
                name="liaison_hours_lie_in_their_cycle",
                violation_error_message="Choose a week that lies in the cycle: 0 is the week of the first date.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="liaison_hours_end_after_they_begin",
                violation_error_message="Give a last date that does not come before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_weekday_display()} {self.start:%H:%M}–{self.end:%H:%M}"


class ExtraHours(models.Model):
    """Wall-clock hours that one officer works on one date besides the weekly ones."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="extra_hours")
    day = models.DateField()
    start = models.TimeField()
    end = models.TimeField()

    class Meta:
        ordering = ["day", "start"]
        verbose_name_plural = "extra hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="liaison_extra_hours_have_length",
                violation_error_message="Give an end that comes after the start.",
            ),
            models.UniqueConstraint(
                fields=["officer", "day", "start"],
                name="liaison_extra_hours_once",
                violation_error_message="These hours are there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.day} {self.start:%H:%M}–{self.end:%H:%M}"


class Closure(models.Model):
    """A day on which no officer goes to any school."""

    class Kind(models.TextChoices):
        TRAINING = "training", "Training day"
        DUTY = "duty", "All on duty"
        CLOSED = "closed", "Office closed"

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TRAINING)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class Absence(models.Model):
    """Time that an officer is not there for schools; what it is for is never shown to one."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        ILL = "ill", "Ill"
        COURT = "court", "Court"
        TRAINING = "training", "Training"
        DUTY = "duty", "Duty"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LEAVE)
    start_at = models.DateTimeField("from")
    end_at = models.DateTimeField("until")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["start_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")),
                name="liaison_absence_has_length",
                violation_error_message="Give an end that comes after the start.",
            )
        ]

    def __str__(self) -> str:
        start, end = (moment.astimezone(LONDON) for moment in (self.start_at, self.end_at))
        return f"{self.officer}, {self.get_kind_display().lower()}: {start:%d.%m.%Y %H:%M} to {end:%d.%m.%Y %H:%M}"

    @property
    def commitment_kind(self) -> str:
        """How it stands among the officer's commitments."""
        return "leave" if self.kind in (self.Kind.LEAVE, self.Kind.ILL) else "duty"

"""Officers and the hours they work."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

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
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class WorkingHours(models.Model):
    """Weekly wall-clock hours of one officer, from a date on."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])))  # fmt: skip
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "start"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="liaison_hours_have_length")
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_weekday_display()} {self.start:%H:%M}–{self.end:%H:%M}"

"""An officer's calendar feed, known by a secret that only they have."""

from __future__ import annotations

from django.db import models

from education.liaison.models.officers import Officer


class CalendarFeed(models.Model):
    """The one feed of an officer; only a digest of its secret is kept, so that a new one ends the old."""

    class Mode(models.TextChoices):
        FULL = "full", "School and session"
        LOCALITY = "locality", "Only the place"
        BUSY = "busy", "Only that I am busy"

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.BUSY)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Calendar of {self.officer}"

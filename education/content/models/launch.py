"""What the project shipped and loaded, so that an editor's later change is never overwritten."""

from __future__ import annotations

from django.db import models


class LaunchRecord(models.Model):
    """One shipped page or snippet: the digest of what was loaded, and the revision that the loading made."""

    key = models.CharField(max_length=120, unique=True, help_text="such as lessons/the-family-jar")
    digest = models.CharField(max_length=64)
    revision = models.PositiveBigIntegerField(null=True, blank=True)
    offered_digest = models.CharField(
        max_length=64, blank=True, help_text="a newer shipped version, not taken yet"
    )
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

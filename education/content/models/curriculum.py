"""What lessons answer to: one statement of a framework, in our own words beside the official code."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


class Framework(models.TextChoices):
    """The frameworks of England that a school plans by."""

    EFCW = "efcw", "Education for a Connected World"
    RSHE = "rshe", "RSHE guidance, July 2025"
    COMPUTING = "computing", "Computing programme of study"


@register_snippet
class CurriculumStatement(models.Model):
    """One statement of a framework. The words are ours; the code says where to read the original."""

    code = models.CharField(max_length=40, unique=True, help_text="such as RSHE-P-OSA-4")
    framework = models.CharField(max_length=10, choices=Framework.choices)
    place = models.CharField(max_length=100, help_text="its part of the framework, such as a strand")
    stage = models.CharField(max_length=20, help_text="such as Primary, KS2 or ages 7–11")
    words = models.CharField(max_length=200, help_text="in our own words; copy nothing")
    url = models.URLField(blank=True)

    panels = [FieldPanel(name) for name in ("framework", "code", "place", "stage", "words", "url")]

    class Meta:
        ordering = ["framework", "code"]

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"

"""What people type and what it stands for: synonyms, names that have changed, and words after which help comes first."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


@register_snippet
class SearchWords(TranslatableMixin, models.Model):
    """One group of words; each of the four uses stands alone, and a group may have several."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    typed = models.TextField("what people type", help_text="one word or phrase on each line")
    means = models.CharField(
        "what it stands for", max_length=240, blank=True, help_text="words that stand on our pages"
    )
    note = models.CharField(
        max_length=240, blank=True, help_text="a sentence shown above the results, such as a new name"
    )
    note_url = models.URLField("where the sentence leads", blank=True)
    help_set = models.ForeignKey(
        "content.HelpSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="help shown above the results",
        help_text="for words of crisis; those that come with the site count whatever is changed here",
    )  # fmt: skip

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("typed"),
        FieldPanel("means"),
        MultiFieldPanel([FieldPanel("note"), FieldPanel("note_url")], "A sentence above the results"),
        FieldPanel("help_set"),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = "search words"
        verbose_name_plural = "search words"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Words that lead nowhere help nobody."""
        if not (self.means or self.note or self.help_set_id):
            raise ValidationError(
                {"means": "Say what these words stand for, or give a sentence or help to show."}
            )

    def phrases(self) -> list[str]:
        """What is typed, line by line."""
        return [line.strip() for line in self.typed.splitlines() if line.strip()]

"""What a person must look up before the site goes live: laws, menus, versions and local services."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from education.content.models.help import HOURS_TRUSTED_FOR
from education.ledger.clock import today


class FactToCheck(models.Model):
    """One fact that our pages rest on and that nobody may take from the code alone."""

    class Kind(models.TextChoices):
        LAW = "law", "Law and guidance"
        DEVICE = "device", "Steps on a device"
        SERVICE = "service", "A service or a number"
        LOCAL = "local", "What our own force does"
        READER = "reader", "A reader with experience"

    TRUSTED_FOR = {Kind.LAW: 183, Kind.DEVICE: 122, Kind.SERVICE: HOURS_TRUSTED_FOR.days, Kind.LOCAL: 365, Kind.READER: 365}  # fmt: skip

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    fact = models.CharField(max_length=300, help_text="what our pages say, or what is missing")
    where = models.CharField(max_length=200, help_text="the addresses of the pages that say it")
    how = models.CharField(max_length=200, help_text="how a person checks it")
    source_url = models.URLField(max_length=300, blank=True)
    seen_on = models.DateField(null=True, blank=True, help_text="the day the source was read")
    checked_on = models.DateField(null=True, blank=True, help_text="the day a person checked it")

    panels = [
        FieldPanel("fact"),
        FieldPanel("kind"),
        FieldPanel("slug"),
        FieldPanel("where"),
        FieldPanel("how"),
        MultiFieldPanel([FieldPanel(n) for n in ("source_url", "seen_on", "checked_on")], "Checked"),
    ]

    class Meta:
        ordering = ["kind", "slug"]
        verbose_name = "fact to check"
        verbose_name_plural = "facts to check"

    def __str__(self) -> str:
        return self.fact

    @property
    def is_open(self) -> bool:
        """Whether nobody has checked it, or the check is too old: menus four months, law six, the rest as long as hours or a year."""
        if self.checked_on is None:
            return True
        return (today() - self.checked_on).days > self.TRUSTED_FOR[self.Kind(self.kind)]


class FactViewSet(SnippetViewSet):
    """The list that is read before going live, with what is still open at the top."""

    model = FactToCheck
    icon = "tasks"
    list_display = ["fact", "kind", "where", "how", "checked_on"]
    list_filter = ["kind"]
    ordering = ["checked_on", "kind", "slug"]
    list_per_page = 60


register_snippet(FactViewSet)

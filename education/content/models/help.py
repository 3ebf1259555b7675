"""Help records: one per organisation, the only place where a helpline's number is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Locale, Orderable, RevisionMixin, TranslatableMixin
from wagtail.snippets.models import register_snippet

from education.content.ages import BAND_CHOICES
from education.content.gate import refuse_numbers
from education.content.models.changes import ChangesPanel
from education.content.models.second import SecondPerson
from education.ledger.clock import today
from education.schools.models import LocalAuthority

HOURS_TRUSTED_FOR = dt.timedelta(days=90)
OFFERED = {"live": True, "in_use": True}
"""The filter for records that readers are sent to."""


def current_locale() -> int:
    """The locale that new wording is written in."""
    return Locale.get_default().pk


class HelpRecordForm(WagtailAdminModelForm):
    """The desk's form of a help record: whoever dates a check is who made it."""

    def save(self, commit: bool = True) -> Any:
        if "verified_on" in self.changed_data:
            self.instance.verified_by = self.for_user
        return super().save(commit)


@register_snippet
class HelpOrganisation(SecondPerson, ClusterableModel):
    """A helpline or service: facts once for all languages, wording per language; changed by two people."""

    base_form_class = HelpRecordForm

    slug = models.SlugField(unique=True)
    official_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    sms = models.CharField("text message", max_length=40, blank=True, help_text="such as SHOUT to 85258")
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)
    authority = models.OneToOneField(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="front_door",
        help_text="for the children's services of one council",
    )  # fmt: skip
    emergency = models.BooleanField(default=False, help_text="only 999")
    anonymous = models.BooleanField(default=False)
    source_url = models.URLField(max_length=300)
    seen_on = models.DateField(help_text="the day the source was read")
    verified_on = models.DateField(
        null=True, blank=True, help_text="the day a person rang or wrote and checked"
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    next_check = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    in_use = models.BooleanField(
        default=True, help_text="untick it when the service has ended, and name what replaced it"
    )

    panels = [
        ChangesPanel(heading="What would change"),
        FieldPanel("official_name"),
        FieldPanel("slug"),
        MultiFieldPanel([FieldPanel(n) for n in ("phone", "sms", "email", "url")], "How to reach them"),
        MultiFieldPanel(
            [FieldPanel(n) for n in ("authority", "emergency", "anonymous", "in_use", "replaced_by")], "What"
        ),
        MultiFieldPanel(
            [
                *[FieldPanel(n) for n in ("source_url", "seen_on", "verified_on")],
                FieldPanel("verified_by", read_only=True),
                FieldPanel("next_check"),
            ],
            "Checked",
        ),
        InlinePanel("wordings", heading="Wording", label="Wording"),
    ]

    class Meta:
        ordering = ["official_name"]
        verbose_name = "help record"

    def __str__(self) -> str:
        return self.official_name

    def clean(self) -> None:
        """Only 999 is an emergency number."""
        if self.emergency and self.phone.replace(" ", "") != "999":
            raise ValidationError({"emergency": "Only 999 is an emergency number."})

    @property
    def offered(self) -> bool:
        """Whether readers are sent there: approved by two people, and still in use."""
        return bool(self.live and self.in_use)

    @property
    def hours_can_be_shown(self) -> bool:
        """Hours are shown only while a person's check of them is younger than 90 days."""
        return bool(self.verified_on and today() - self.verified_on <= HOURS_TRUSTED_FOR)


class HelpWording(models.Model):
    """What one organisation does, in one language."""

    organisation = ParentalKey(HelpOrganisation, on_delete=models.CASCADE, related_name="wordings")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, default=current_locale, related_name="+")
    for_whom = models.CharField(max_length=120)
    what_they_do = models.CharField(max_length=240)
    what_they_do_not = models.CharField(max_length=240, blank=True)
    what_happens_next = models.CharField(max_length=300, blank=True)
    cost_note = models.CharField(max_length=120, blank=True)
    hours_text = models.CharField(max_length=160, blank=True)
    wording_4_7 = models.CharField("for ages 4–7", max_length=160, blank=True)
    wording_8_10 = models.CharField("for ages 8–10", max_length=160, blank=True)
    wording_11_13 = models.CharField("for ages 11–13", max_length=160, blank=True)
    wording_14_plus = models.CharField("for ages 14+", max_length=160, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "locale"], name="content_wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.locale})"

    def clean(self) -> None:
        """Its numbers stand in the record's own fields, where their source and their check are."""
        texts = [field.name for field in self._meta.fields if isinstance(field, models.CharField)]
        refuse_numbers(self, *texts)


@register_snippet
class HelpSet(TranslatableMixin, SecondPerson, ClusterableModel):  # type: ignore[django-manager-missing]
    """Which organisations are offered on a page, in order, and the sentence above them; changed by two people."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    lead = models.CharField(max_length=200, blank=True)
    lead_4_7 = models.CharField("lead for ages 4–7", max_length=200, blank=True)
    lead_8_10 = models.CharField("lead for ages 8–10", max_length=200, blank=True)
    lead_11_13 = models.CharField("lead for ages 11–13", max_length=200, blank=True)
    lead_14_plus = models.CharField("lead for ages 14+", max_length=200, blank=True)

    panels = [
        ChangesPanel(heading="What would change"),
        FieldPanel("name"),
        FieldPanel("slug"),
        *[FieldPanel(f"lead{suffix}") for suffix in ("", "_4_7", "_8_10", "_11_13", "_14_plus")],
        InlinePanel("entries", heading="Organisations", label="Organisation", min_num=1),
    ]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The sentence above the numbers has none itself."""
        super().clean()
        refuse_numbers(self, "lead", "lead_4_7", "lead_8_10", "lead_11_13", "lead_14_plus")

    def lead_for(self, band: str) -> str:
        """The sentence for a band, or the general one."""
        return (
            getattr(self, f"lead_{band.replace('-', '_')}", "") if band in dict(BAND_CHOICES) else ""
        ) or self.lead


class HelpSetEntry(Orderable):
    """One organisation in a help set."""

    help_set = ParentalKey(HelpSet, on_delete=models.CASCADE, related_name="entries")
    organisation = models.ForeignKey(HelpOrganisation, on_delete=models.PROTECT, related_name="+")

    panels = [FieldPanel("organisation")]

    def __str__(self) -> str:
        return str(self.organisation)


class AdultText(TranslatableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A block of text for the adult in the room, written once and used by many lessons."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60)
    text = models.TextField()

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("text")]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """It says who to turn to; the number stands in that one's record."""
        super().clean()
        refuse_numbers(self, "text")


@register_snippet
class DisclosureBlock(AdultText):
    """What to do when a child tells you something during a lesson."""


@register_snippet
class GroundRules(AdultText):
    """What a class agrees before it starts."""

    class Meta(AdultText.Meta):
        verbose_name_plural = "ground rules"

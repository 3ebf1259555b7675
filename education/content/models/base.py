"""What every page has: audience, safety and review."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester, Revision

from education.content.ages import BANDS
from education.content.fields import StreamField
from education.content.finder import Found
from education.ledger.clock import today


class Sensitivity(models.TextChoices):
    """How much care a page needs."""

    OPEN = "open", "Open"
    CARE = "care", "With care"
    SENSITIVE = "sensitive", "Sensitive"


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return dt.date(day.year + years, month + 1, min(day.day, last))


def sentences(
    error: ValidationError, where: str = "", names: Mapping[int, str] | None = None
) -> Iterator[str]:
    """What is wrong in a stream, a sentence each, behind the place where it is: "block 3 (quiz), questions 2: …".

    `names` gives the kinds of the outermost blocks by their place, counted from nought.
    """
    nested = getattr(error, "block_errors", None)
    if nested is None and not hasattr(error, "non_block_errors"):
        for message in error.messages:
            yield f"{where}: {message}" if where else message
        return
    for message in ValidationError(list(getattr(error, "non_block_errors", None) or [])).messages:
        yield f"{where}: {message}" if where else message
    for key, child in (nested or {}).items():
        if child is not None:
            place = f" {key + 1}" if isinstance(key, int) else f"{', ' if where else ''}{key}"
            if names and key in names:
                place = f"block {key + 1} ({names[key]})"
            yield from sentences(child, f"{where}{place}".strip())


class BasePage(Page):
    """A page of this site. It has no table of its own."""

    show_in_search = True

    class Meta:
        abstract = True

    preview_band = ""

    @property
    def band(self) -> str:
        """The age band that this page speaks to; empty for adults."""
        return self.preview_band

    @property
    def needs_two_checks(self) -> bool:
        """Whether it goes live only by an education check and a safeguarding check."""
        return False

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Wagtail's, held to the two checks."""
        from education.content.models.checks import TwoChecks

        return TwoChecks(user, self)

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Wagtail's, and a draft that was handed in for its checks is never written over."""
        from education.content.models.checks import not_handed_in

        return super().save_revision(*args, overwrite_revision=not_handed_in(overwrite_revision), **kwargs)

    @property
    def exit_shown(self) -> bool:
        """Whether the page offers to leave fast."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's context, and the part of the site that the page stands in."""
        parts = self.url_path.strip("/").split("/") if self.url_path else []
        section = parts[1] if len(parts) > 1 else ""
        return {**super().get_context(request, *args, **kwargs), "section": section}


class FinderPage(BasePage):
    """An index whose pages are found by facets. It has no table of its own."""

    intro = models.CharField(max_length=240, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    def look_up(self, request: HttpRequest, languages: list[tuple[str, str]]) -> Found:
        """What fits the address, and every facet with counts."""
        raise NotImplementedError

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The finder; its canonical address has each choice once and in one order."""
        from education.content.queries import languages

        spoken = languages()
        found = self.look_up(request, spoken)
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "found": found,
            "canonical": f"{settings.BASE_URL}{self.get_url(request)}{found.query}",
            "only_language": spoken[0][1] if len(spoken) == 1 else "",
        }


class NeverStored:
    """For pages about help: no browser and no proxy keeps a copy."""

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail's answer, marked no-store."""
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        response.headers["Cache-Control"] = "no-store"
        return response


class DraftableForm(WagtailAdminPageForm):
    """The editor's form: a draft may lack what a published page must have."""

    def _post_clean(self) -> None:
        self.instance.being_drafted = self.is_deferred_validation
        self.instance.streams_checked = True
        super()._post_clean()


class ReviewedPage(BasePage):
    """A page that somebody owns and reads again in time."""

    base_form_class = DraftableForm
    being_drafted = False
    streams_checked = False
    needs_help = True

    summary = models.CharField(max_length=160)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.OPEN)
    content_note = models.CharField(max_length=240, blank=True, help_text="required when the page needs care")
    discreet_title = models.CharField(
        max_length=80, blank=True, help_text="shown in the browser's tab and history instead of the title"
    )
    help_set = models.ForeignKey(
        "content.HelpSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_role = models.CharField(max_length=40, default="Education lead")
    reviewed_on = models.DateField(default=today)
    review_due = models.DateField(null=True, blank=True)
    evidence_note = models.CharField(max_length=300, blank=True)
    quality_mark = models.CharField(max_length=120, blank=True, help_text="who outside assessed it, and when")
    mentions_law = models.BooleanField(default=False, help_text="read again after six months")
    search_words = models.TextField(
        "words people look for it by",
        blank=True,
        help_text="with commas between; those of the page count anyway",
    )

    promote_panels = [*BasePage.promote_panels, FieldPanel("search_words")]
    safety_panels = [
        MultiFieldPanel(
            [FieldPanel(n) for n in ("sensitivity", "content_note", "discreet_title", "help_set")], "Safety"
        )
    ]
    review_panels = [
        MultiFieldPanel(
            [
                FieldPanel(n)
                for n in (
                    "owner_role",
                    "reviewed_on",
                    "review_due",
                    "mentions_law",
                    "evidence_note",
                    "quality_mark",
                )
            ],
            "Review",
        )
    ]

    class Meta:
        abstract = True

    @property
    def exit_shown(self) -> bool:
        return self.sensitivity == Sensitivity.SENSITIVE

    @property
    def readers(self) -> str:
        """Whose reading limit it is held to: a band, or a row for adults."""
        return self.preview_band or "parents"

    @property
    def needs_two_checks(self) -> bool:
        return bool(self.band) or self.sensitivity == Sensitivity.SENSITIVE

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """As it is, and as a child of each band would have it."""
        return [("", "As it is"), *((band.code, f"For ages {band.label}") for band in BANDS)]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The page in the words and the size of a band; its reading limit too."""
        self.preview_band = mode_name if mode_name in {band.code for band in BANDS} else ""
        response: HttpResponseBase = super().serve_preview(request, mode_name)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The context, with the page's help fetched at once."""
        from education.content.queries import load_help

        load_help(page=self)
        return super().get_context(request, *args, **kwargs)

    def clean(self) -> None:
        """What a page must have before it goes live; a draft may still lack it."""
        super().clean()
        errors = {} if self.being_drafted else self.unsafe()
        if errors:
            raise ValidationError(errors)

    def unsafe(self) -> dict[str, str]:
        """For each field that leaves a reader without care, a plain sentence saying what to do."""
        errors = {}
        if self.needs_help and not self.help_set_id:
            errors["help_set"] = "Choose who a reader can turn to."
        if self.sensitivity != Sensitivity.OPEN and not self.content_note:
            errors["content_note"] = "Say in one sentence what the page touches on."
        if self.sensitivity == Sensitivity.SENSITIVE and not self.discreet_title:
            errors["discreet_title"] = "Give a title that says nothing in the browser's history."
        if not self.streams_checked:
            errors |= self.unsound()
        kept = " ".join(self.kept_back())
        return {**errors, NON_FIELD_ERRORS: kept} if kept else errors

    def kept_back(self) -> list[str]:
        """What the gates find and nobody gave a reason for, a sentence each."""
        from education.content.queries.gates import open_findings

        return [one.sentence for one in open_findings(page=self)]

    def unsound(self) -> dict[str, str]:
        """What the blocks of each stream would refuse at the desk; a loader and a workflow ask no form."""
        errors = {}
        for field in self._meta.get_fields():
            stream = getattr(self, field.name) if isinstance(field, StreamField) else ()
            if len(stream):
                try:
                    field.stream_block.clean(stream)
                except ValidationError as error:
                    kinds = {n: child.block_type.replace("_", " ") for n, child in enumerate(stream)}
                    errors[field.name] = " ".join(sentences(error, names=kinds))
        return errors

    @property
    def months_trusted(self) -> int:
        """After how many months somebody reads it again: twelve, or six when it is sensitive or about the law."""
        return 6 if self.sensitivity == Sensitivity.SENSITIVE or self.mentions_law else 12

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """A page that nobody dated falls due by itself."""
        if self.review_due is None and self.reviewed_on:
            self.review_due = months_after(self.reviewed_on, self.months_trusted)
        super().full_clean(*args, **kwargs)


class CeopChecked(models.Model):
    """Whether somebody compared a page with what CEOP Education says, and when."""

    class Ceop(models.TextChoices):
        CONSISTENT = "consistent", "Consistent with CEOP Education"
        NOT_APPLICABLE = "not_applicable", "CEOP Education has nothing on this"
        DIFFERS = "differs", "Differs, and says why"
        NOT_CHECKED = "not_checked", "Not checked yet"

    ceop_check = models.CharField(max_length=16, choices=Ceop.choices, default=Ceop.NOT_CHECKED)
    ceop_note = models.CharField(max_length=240, blank=True)
    ceop_checked_on = models.DateField(null=True, blank=True)

    ceop_panels = [
        MultiFieldPanel(
            [FieldPanel(n) for n in ("ceop_check", "ceop_checked_on", "ceop_note")],
            "Consistent with CEOP Education?",
        )
    ]

    class Meta:
        abstract = True

    def ceop_problems(self) -> dict[str, str]:
        """A check has a day, and a difference has a reason."""
        errors = {}
        if self.ceop_check != self.Ceop.NOT_CHECKED and not self.ceop_checked_on:
            errors["ceop_checked_on"] = "Give the day of the check."
        if self.ceop_check == self.Ceop.DIFFERS and not self.ceop_note:
            errors["ceop_note"] = "Say in one sentence where it differs and why."
        return errors

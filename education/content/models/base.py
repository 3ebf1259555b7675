"""What every page has: audience, safety and review."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from education.ledger.clock import today


class Sensitivity(models.TextChoices):
    """How much care a page needs."""

    OPEN = "open", "Open"
    CARE = "care", "With care"
    SENSITIVE = "sensitive", "Sensitive"


class BasePage(Page):
    """A page of this site. It has no table of its own."""

    show_in_search = True

    class Meta:
        abstract = True

    @property
    def band(self) -> str:
        """The age band that this page speaks to; empty for adults."""
        return ""

    @property
    def exit_shown(self) -> bool:
        """Whether the page offers to leave fast."""
        return False

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's context, and the part of the site that the page stands in."""
        parts = self.url_path.strip("/").split("/") if self.url_path else []
        section = parts[1] if len(parts) > 1 else ""
        return {**super().get_context(request, *args, **kwargs), "section": section}


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
        super()._post_clean()


class ReviewedPage(BasePage):
    """A page that somebody owns and reads again in time."""

    base_form_class = DraftableForm
    being_drafted = False
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

    safety_panels = [
        MultiFieldPanel(
            [FieldPanel(n) for n in ("sensitivity", "content_note", "discreet_title", "help_set")], "Safety"
        )
    ]
    review_panels = [
        MultiFieldPanel(
            [FieldPanel(n) for n in ("owner_role", "reviewed_on", "review_due", "evidence_note")], "Review"
        )
    ]

    class Meta:
        abstract = True

    @property
    def exit_shown(self) -> bool:
        return self.sensitivity == Sensitivity.SENSITIVE

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
        return errors

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """A page that nobody dated falls due after twelve months, a sensitive one after six."""
        if self.review_due is None and self.reviewed_on:
            months = 6 if self.sensitivity == Sensitivity.SENSITIVE else 12
            self.review_due = self.reviewed_on + dt.timedelta(days=round(30.44 * months))
        super().full_clean(*args, **kwargs)

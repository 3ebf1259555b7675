"""Reads of the gates: what a page is kept back by, who may let something stand, and the reasons given so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import Page

from education.content.gate import Finding, findings, without
from education.content.models.base import ReviewedPage
from education.content.models.checks import GateReason

MOST_HARDER = 0.02
"""The share of live pages that may be harder than their limit, reasons or not."""


def open_findings(*, page: ReviewedPage) -> list[Finding]:
    """What keeps a page back now; one query, and none for a page without findings."""
    found = findings(page)
    if not found:
        return []
    given = GateReason.objects.filter(page_key=page.translation_key).values_list("gate", "phrase")
    return without(found, given)


def reasons_of(*, page: ReviewedPage) -> QuerySet[GateReason]:
    """The reasons that were given for a page."""
    return GateReason.objects.filter(page_key=page.translation_key).select_related("given_by")


@dataclass(frozen=True)
class Given:
    """A reason, and the live page or draft that it stands for."""

    reason: GateReason
    page: Page


def reasons_given() -> list[Given]:
    """Every reason whose page still exists, the newest first; two queries."""
    reasons = list(GateReason.objects.select_related("given_by"))
    pages = {
        page.translation_key: page
        for page in Page.objects.filter(translation_key__in=[r.page_key for r in reasons]).order_by("-path")
    }
    return [Given(reason, pages[reason.page_key]) for reason in reasons if reason.page_key in pages]

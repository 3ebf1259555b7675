"""Reads of the front of the house: pages for search engines and for a feed, the banner, what was useful."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Sum
from wagtail.models import Page

from education.content.models import GuidePage, LessonPage, ReviewedPage, Sensitivity, TeacherPage
from education.ledger.clock import today
from home.models import Banner, HomePage, UsefulDay

BANNER_KEY = "home.banner"
BANNER_SECONDS = 10
NEWEST = 30
USEFUL_FOR = dt.timedelta(days=90)


def public_pages(home: HomePage) -> list[Page]:
    """Every live page under this home page, in the order of the tree."""
    return list(Page.objects.live().public().descendant_of(home, inclusive=True).order_by("path"))


def banner() -> dict[str, str] | None:
    """The sentence that stands above every page now; asked of the database at most every ten seconds."""
    known = cache.get(BANNER_KEY)
    if known is None:
        known = banner_up()
        cache.add(BANNER_KEY, known, BANNER_SECONDS)  # never over what was raised or lowered meanwhile
    return known or None


def banner_up() -> dict[str, str]:
    """The same, asked of the database; empty when nothing is up."""
    up = Banner.objects.filter(lowered_at=None).first()
    return {"sentence": up.sentence, "address": up.address} if up else {}


def newest() -> list[ReviewedPage]:
    """Live lessons, guides and pages for teachers, the latest published first; sensitive ones announce themselves nowhere."""
    found: list[ReviewedPage] = []
    for model in (LessonPage, GuidePage, TeacherPage):
        live = model._default_manager.live().public().exclude(sensitivity=Sensitivity.SENSITIVE)
        found += live.order_by("-last_published_at", "-pk")[:NEWEST]
    return sorted(found, key=lambda page: (page.last_published_at, page.pk), reverse=True)[:NEWEST]


@dataclass(frozen=True)
class Usefulness:
    """What readers said of one page in the last ninety days."""

    page: Page
    yes: int
    no: int


def usefulness() -> list[Usefulness]:
    """Pages that somebody said something of, the least useful first; two queries."""
    since = today() - USEFUL_FOR
    rows = UsefulDay.objects.filter(day__gt=since).values("page").annotate(y=Sum("yes"), n=Sum("no"))
    sums = {row["page"]: (row["y"], row["n"]) for row in rows.order_by()}
    pages = Page.objects.in_bulk(list(sums))
    found = [Usefulness(pages[pk], yes, no) for pk, (yes, no) in sums.items()]
    return sorted(found, key=lambda one: (one.yes / (one.yes + one.no), -one.no, one.page.title))

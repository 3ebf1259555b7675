"""Reads of the front of the house: pages for search engines and for a feed, what stands above them, what was useful."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from django.db.models import Sum
from wagtail.models import Page

from education.content.models import GuidePage, LessonPage, ReviewedPage, Sensitivity, TeacherPage
from education.ledger import freshness
from education.ledger.clock import today
from education.people.models import User
from home.models import Banner, HomePage, UsefulDay

LOOK = 0.5  # seconds between two looks at the number of education.ledger.freshness
STANDS = 10  # seconds after which it is asked again whatever the number says
NEWEST = 30
USEFUL_FOR = dt.timedelta(days=90)


def public_pages(home: HomePage) -> list[Page]:
    """Every live page under this home page, in the order of the tree."""
    return list(Page.objects.live().public().descendant_of(home, inclusive=True).order_by("path"))


@dataclass(frozen=True)
class Standing:
    """What stands above every page, as it was at one number of education.ledger.freshness."""

    number: int
    demonstration: bool
    banner: dict[str, str]


class Remembered:
    """What this process knows of it: asked again when anything public has changed, and written nowhere."""

    def __init__(self) -> None:
        self.known: Standing | None = None
        self.looked = self.asked = 0.0

    def forget(self) -> None:
        """Know nothing, as a process does that has just begun."""
        self.known = None

    def __call__(self) -> Standing:
        """What stands there; the number is read first, so that what changes meanwhile moves it on."""
        moment, known = time.monotonic(), self.known
        if known is not None and moment - self.looked < LOOK:
            return known
        number, self.looked = freshness.number(), moment
        if known is None or known.number != number or moment - self.asked > STANDS:
            known, self.asked = Standing(number, has_demonstration(), banner_up()), moment
            self.known = known
        return known


standing = Remembered()


def has_demonstration() -> bool:
    """Whether demonstration people are here, which makes every page a demonstration's."""
    return User.objects.filter(is_demo=True).exists()


def banner_up() -> dict[str, str]:
    """The sentence that stands above every page, and where more of it stands; empty when nothing is up."""
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

"""Reads of the editors' desk: what falls due, where lessons are missing, and how many pages have a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.apps import apps

from education.content.ages import BANDS, Band
from education.content.models import GuidePage, LessonPage, ReviewedPage
from education.content.queries.gates import MOST_HARDER, Given, reasons_given
from education.content.topics import STRANDS, Strand
from education.ledger.clock import today

SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """A live page that somebody reads again, and when."""

    page: ReviewedPage
    kind: str
    on: dt.date
    late: bool


def reviewed_kinds() -> list[type[ReviewedPage]]:
    """Every kind of page that somebody owns and reads again."""
    return [model for model in apps.get_models() if issubclass(model, ReviewedPage)]


def review_due() -> list[Due]:
    """Live pages that are due within thirty days or late, the latest first; one query for each kind of page."""
    until, found = today() + SOON, []
    for model in reviewed_kinds():
        for page in model._default_manager.live().filter(review_due__lte=until):
            found.append(Due(page, str(model._meta.verbose_name), page.review_due, page.review_due < today()))
    return sorted(found, key=lambda due: (due.on, due.page.title))


@dataclass(frozen=True)
class Cell:
    """How many live lessons and guides one strand has for one band."""

    band: Band
    lessons: int
    guides: int


@dataclass(frozen=True)
class Row:
    """One strand, band by band."""

    strand: Strand
    cells: tuple[Cell, ...]


def coverage() -> list[Row]:
    """Strands by bands; two queries. A lesson counts in its own band, a guide in each of its bands."""
    lessons = list(LessonPage.objects.live())
    guides = list(GuidePage.objects.live())
    return [
        Row(
            strand,
            tuple(
                Cell(
                    band,
                    sum(strand.code in page.strands and page.band == band.code for page in lessons),
                    sum(strand.code in page.strands and band.code in page.bands for page in guides),
                )
                for band in BANDS
            ),
        )
        for strand in STRANDS
    ]


@dataclass(frozen=True)
class Reasons:
    """The reasons given, and what share of live pages is harder than its limit."""

    given: list[Given]
    harder: int
    pages: int

    @property
    def share(self) -> float:
        """Between nought and one."""
        return self.harder / self.pages if self.pages else 0.0

    @property
    def too_many(self) -> bool:
        """Whether more pages are harder than may be."""
        return self.share > MOST_HARDER


def reasons() -> Reasons:
    """Every reason whose page exists, and the share of live pages that a reason lets be harder."""
    given = reasons_given()
    harder = {one.page.pk for one in given if one.reason.gate == one.reason.Gate.READING and one.page.live}
    return Reasons(
        given, len(harder), sum(model._default_manager.live().count() for model in reviewed_kinds())
    )

"""The curriculum map: which lesson serves which strand, age and statement, read from the live lessons."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from wagtail.models import Locale

from education.content.ages import BANDS, Band
from education.content.models import LessonPage
from education.content.models.curriculum import CurriculumStatement, Framework
from education.content.topics import STRANDS, Strand


@dataclass(frozen=True)
class Mapped:
    """One lesson as the map names it."""

    title: str
    url: str
    band: Band
    years: str
    main: str


@dataclass(frozen=True)
class Row:
    """One strand: the lessons of each age band, in the order of the bands; a lesson that has it as its main strand first."""

    strand: Strand
    cells: tuple[tuple[Band, tuple[Mapped, ...]], ...]


@dataclass(frozen=True)
class Served:
    """One statement of a framework and the lessons that help with it."""

    statement: CurriculumStatement
    lessons: tuple[Mapped, ...]


@dataclass(frozen=True)
class Part:
    """One framework: what lessons serve, and the codes of what none serves yet."""

    name: str
    served: tuple[Served, ...]
    unserved: tuple[str, ...]


@dataclass(frozen=True)
class CurriculumMap:
    """The whole map, with how many cells of strand and band have a lesson."""

    bands: tuple[Band, ...]
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    lessons: int
    filled: int

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return len(self.rows) * len(self.bands)


def curriculum_map(*, locale: int | None = None) -> CurriculumMap:
    """Every live lesson of a language by strand, age and statement, by two queries; the site's first language by default."""
    open_to_all = LessonPage.objects.live().filter(view_restrictions=None).select_related("locale")
    pages = list(open_to_all.filter(locale=locale or Locale.get_default().pk).order_by("path"))
    bands = {band.code: band for band in BANDS}
    above: dict[str, str] = {}
    mapped = {}
    for page in pages:
        index = page.path[: -page.steplen]
        if index not in above:  # the address of the index once, since each one asks the cache
            above[index] = (page.get_url() or "").removesuffix(f"{page.slug}/")
        if band := bands.get(page.band):
            url = f"{above[index]}{page.slug}/"
            mapped[page.pk] = Mapped(page.title, url, band, page.years_label, page.main_strand)
    cells: dict[tuple[str, str], list[Mapped]] = {}
    for page in pages:
        if page.pk in mapped:
            for strand in page.strands:
                cells.setdefault((strand, page.band), []).append(mapped[page.pk])
    rows = tuple(
        Row(
            strand,
            tuple(
                (
                    band,
                    tuple(
                        sorted(cells.get((strand.code, band.code), ()), key=lambda m: m.main != strand.code)
                    ),
                )
                for band in BANDS
            ),
        )
        for strand in STRANDS
    )
    return CurriculumMap(
        bands=BANDS,
        rows=rows,
        parts=_parts(mapped),
        lessons=len(mapped),
        filled=len(cells),
    )


def _parts(mapped: dict[int, Mapped]) -> tuple[Part, ...]:
    """The statements of each framework in the order of their places, each with its lessons; one query."""
    statements: dict[int, CurriculumStatement] = {}
    served: dict[int, list[Mapped]] = {}
    rows = CurriculumStatement.objects.annotate(lesson=F("lessons")).order_by("pk", "lessons__path")
    for statement in rows:
        statements.setdefault(statement.pk, statement)
        if statement.lesson in mapped:
            served.setdefault(statement.pk, []).append(mapped[statement.lesson])
    parts = []
    for code, name in Framework.choices:
        own = [s for s in statements.values() if s.framework == code]
        parts.append(
            Part(
                name=str(name),
                served=tuple(Served(s, tuple(served[s.pk])) for s in own if s.pk in served),
                unserved=tuple(s.code for s in own if s.pk not in served),
            )
        )
    return tuple(parts)

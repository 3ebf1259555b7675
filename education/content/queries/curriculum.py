"""The curriculum map: which lesson serves which strand, age and statement, read from the live lessons."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Every live lesson of a language by strand, age and statement, by four queries; the site's first language by default."""
    pages = list(
        LessonPage.objects.live().public().filter(locale=locale or Locale.get_default().pk).order_by("path")
    )
    bands = {band.code: band for band in BANDS}
    mapped = {
        page.pk: Mapped(
            page.title, page.get_url() or "", bands[page.band], page.years_label, page.main_strand
        )
        for page in pages
        if page.band in bands
    }
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
    """The statements of each framework in the order of their places, each with its lessons."""
    through = LessonPage.curriculum_links.through.objects
    served: dict[int, list[Mapped]] = {}
    links = through.filter(lessonpage__in=mapped).order_by("lessonpage__path")
    for page, statement in links.values_list("lessonpage", "curriculumstatement"):
        served.setdefault(statement, []).append(mapped[page])
    statements = list(CurriculumStatement.objects.order_by("pk"))
    parts = []
    for code, name in Framework.choices:
        own = [s for s in statements if s.framework == code]
        parts.append(
            Part(
                name=str(name),
                served=tuple(Served(s, tuple(served[s.pk])) for s in own if s.pk in served),
                unserved=tuple(s.code for s in own if s.pk not in served),
            )
        )
    return tuple(parts)

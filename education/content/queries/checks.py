"""What was compared with CEOP Education and what was not, and which statements of the curriculum a page answers to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from education.content.models import GuidePage, LessonPage


@dataclass(frozen=True)
class Checked:
    """One live lesson or guide: the outcome of its check in words, the day, why it differs, and its curriculum codes."""

    kind: str
    title: str
    address: str
    outcome: str
    missing: bool
    on: dt.date | None
    note: str
    curriculum: tuple[str, ...]


def ceop_checks() -> list[Checked]:
    """Every live lesson and guide, those that nobody compared first; three queries."""
    found = [
        Checked(
            kind=kind,
            title=page.title,
            address=page.url_path,
            outcome=page.get_ceop_check_display(),
            missing=page.ceop_check == page.Ceop.NOT_CHECKED,
            on=page.ceop_checked_on,
            note=page.ceop_note,
            curriculum=codes,
        )
        for kind, page, codes in _pages()
    ]
    return sorted(found, key=lambda row: (not row.missing, row.kind, row.title))


def _pages() -> list[tuple[str, LessonPage | GuidePage, tuple[str, ...]]]:
    links = LessonPage.curriculum_links.through.objects.values_list(
        "lessonpage_id", "curriculumstatement__code"
    )
    codes: dict[int, list[str]] = {}
    for page, code in links.order_by("curriculumstatement__code"):
        codes.setdefault(page, []).append(code)
    lessons = [("lesson", p, tuple(codes.get(p.pk, ()))) for p in LessonPage.objects.live().order_by("path")]
    guides = [("guide", p, ()) for p in GuidePage.objects.live().order_by("path")]
    return [*lessons, *guides]

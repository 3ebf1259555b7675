"""What keeps a page from going live: harder than its readers, a phrase that blames or frightens, a number in its text.

The same three gates answer at the desk while somebody writes, when a page is sent for its checks, and when it is
published, whatever way that is asked for. The first two give way to a reason that is kept (`GateReason`); a number
never does: help records are the only place for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from education.content.fields import StreamField
from education.content.reading import LIMITS, Limits, Score, measure, parts, parts_of, plain
from education.content.safe_words import hits

READING, WORDS, NUMBERS = "reading", "words", "numbers"
EASY = "easy-read"
"""The row of the reading limits for easy read, and what stands for it where a phrase would."""
NUMBER = re.compile(
    r"\b0\d{3,4}[ \d]{4,9}\d\b|\b(?:999|101|111|159|7726|85258)\b|\b116 ?\d{3}\b|\+44|\btel:|\bsms:"
)
RUNNING = ("at_a_glance", "tonight", "what_happens_next", "body")
"""The main text, which the reading limits are for."""
SILENT = frozenset(
    {"slug", "url_path", "draft_title", "search_words", "owner_role", "evidence_note", "quality_mark", "drawing", "path"}
    | {"ceop_note", "band_override_reason", "checked_product", "checked_version", "expire_at", "locked"}
)  # fmt: skip
"""Fields that no visitor reads, or that name things; what people type into a search is as they say it."""


def refuse_numbers(thing: models.Model, *names: str) -> None:
    """A text beside the pages has no number either; raises ValidationError by field with what to do instead."""
    found = {name: NUMBER.search(str(getattr(thing, name) or "")) for name in names}
    said = {
        name: f"“{number[0]}” looks like a telephone number. Only a help record's own field shows one; say who to turn to."
        for name, number in found.items()
        if number
    }
    if said:
        raise ValidationError(said)


@dataclass(frozen=True)
class Finding:
    """One thing that stands between a page and its readers, and what to do about it."""

    gate: str
    phrase: str
    sentence: str

    @property
    def may_stay(self) -> bool:
        """Whether a reason can let it stand."""
        return self.gate != NUMBERS


@dataclass(frozen=True)
class Reading:
    """What a page measures beside what its readers may be given."""

    readers: str
    score: Score
    limits: Limits


def texts(page: models.Model) -> Iterator[str]:
    """Everything that somebody may read on a page, field by field and block by block, with its markup."""
    for field in page._meta.get_fields():
        if field.name in SILENT or not isinstance(field, models.Field):
            continue
        value = getattr(page, field.attname, None)
        if isinstance(field, StreamField):
            for child in value or ():
                yield from parts_of(child)
        elif isinstance(field, (models.CharField, models.TextField)) and value and not field.choices:
            yield str(value)


def running(page: Any) -> list[str]:
    """The main text of a page; quizzes, card sorts and stories are measured apart."""
    found: list[str] = []
    for name in RUNNING:
        value = getattr(page, name, "")
        found += plain(value) if isinstance(value, str) else parts(value)
    return found


def reading(page: Any) -> Reading | None:
    """How hard a page's main text is for its readers; None while it is for nobody."""
    limits = LIMITS.get(page.readers)
    return Reading(page.readers, measure(running(page)), limits) if limits else None


def findings(page: Any) -> list[Finding]:
    """Everything that the three gates find on a page, reasons or not."""
    measured = reading(page)
    found = [
        Finding(READING, "", line) for line in (measured.score.over(measured.limits) if measured else [])
    ]
    easy = measure(parts(getattr(page, "easy_read", ()))).over(LIMITS[EASY])
    found += [Finding(READING, EASY, f"Easy read: {line}") for line in easy]
    written = list(texts(page))
    words = {hit.phrase.lower(): hit for hit in hits(written)}
    found += [
        Finding(WORDS, phrase, f"“{hit.phrase}”: {hit.instead}.") for phrase, hit in sorted(words.items())
    ]
    numbers = {hit[0] for text in written for hit in NUMBER.finditer(text)}
    found += [
        Finding(NUMBERS, number, f"“{number}”: take the number out and choose who can help under Safety.")
        for number in sorted(numbers)
    ]
    return found


def without(found: Iterable[Finding], reasons: Iterable[tuple[str, str]]) -> list[Finding]:
    """What is left when every (gate, phrase) that somebody gave a reason for may stay."""
    known = set(reasons)
    return [one for one in found if not (one.may_stay and (one.gate, one.phrase) in known)]

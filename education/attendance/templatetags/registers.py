"""Words for registers in templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from education.attendance import soft_checks
from education.attendance.forms import label_of
from education.attendance.importing.periods import parse_period
from education.attendance.models import EntryLine
from education.liaison.models import TrainingSession

register = template.Library()


@register.filter
def group_words(session: TrainingSession) -> str:
    """Whom a session expects: "Year 5, 28 expected"."""
    groups = [label_of(group.audience, group.year) for group in session.groups.all()]
    heads = sum(group.expected for group in session.groups.all())
    return f"{', '.join(groups)}: {heads} expected" if groups else "Nobody was booked"


@register.filter
def line_words(lines: Iterable[EntryLine | dict[str, Any]]) -> str:
    """Counts in words: "Year 5: 28, School staff: 2"."""
    words = []
    for line in lines:
        if isinstance(line, dict):
            words.append(f"{label_of(line['audience'], line['year'])}: {line['actual']}")
        else:
            words.append(f"{label_of(line.audience, line.year)}: {line.actual}")
    return ", ".join(words)


@register.filter
def line_label(line: EntryLine) -> str:
    """The group of one line."""
    return label_of(line.audience, line.year)


@register.filter
def period_words(key: str) -> str:
    """The year of an import as people say it."""
    return parse_period(key).words


@register.filter
def soft_words(code: str) -> str:
    """What was unusual about a count, in words."""
    return soft_checks.QUESTIONS.get(code, code)

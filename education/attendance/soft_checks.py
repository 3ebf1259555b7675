"""Questions that a count raises but that never refuse it; the codes are stored with the entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from education.liaison.models import Audience, TrainingSession


class Headcount(Protocol):
    """Anything that says how many of one audience were there."""

    @property
    def audience(self) -> str: ...
    @property
    def actual(self) -> int: ...
    @property
    def expected(self) -> int | None: ...


QUESTIONS = {
    "all_zero": "Was nobody there at all? If you don't know the number, leave it empty.",
    "over_expected": "That is more than half as many again as were expected.",
    "over_roll": "That is more pupils than the school has.",
    "over_largest": "That is a larger group than this session is for.",
    "staff_over_pupils": "There were more staff than pupils.",
}


def codes(session: TrainingSession, lines: Sequence[Headcount]) -> list[str]:
    """The codes of the questions that these counts raise, in a fixed order; none for an entry without counts."""
    if not lines:
        return []

    def heads(audience: str) -> int:
        return sum(line.actual for line in lines if line.audience == audience)

    pupils, staff = heads(Audience.PUPIL), heads(Audience.STAFF)
    counted = pupils + heads(Audience.PARENT_CARER)
    expected = sum(line.expected or 0 for line in lines)
    raised = {
        "all_zero": not any(line.actual for line in lines),
        "over_expected": bool(expected)
        and sum(line.actual for line in lines if line.expected) > 1.5 * expected,
        "over_roll": session.school.roll is not None and pupils > session.school.roll,
        "over_largest": counted > session.session_type.largest_group,
        "staff_over_pupils": bool(pupils) and staff > pupils,
    }
    return [code for code in QUESTIONS if raised[code]]

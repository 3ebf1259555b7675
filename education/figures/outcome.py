"""Outcome, not just reach: hands up in the room before and after, as totals with their uncertainty.

A room is asked one question twice and two numbers are written down. Nobody is followed, so this says how rooms
changed and nothing about one child. Published under the rules of every cell, for the whole force only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

from education.attendance.queries import Hands, accepted_hands
from education.attendance.states import HANDS_UP_WORDS
from education.figures import queries
from education.figures.disclosure.rules import Rules, rules
from education.figures.periods import Period

Z = 1.959964  # 95 per cent


@dataclass(frozen=True)
class Interval:
    """A share with the bounds that chance alone leaves open, all parts of one."""

    share: float
    low: float
    high: float


def wilson(hits: int, of: int) -> Interval:
    """The 95 % interval after Wilson (1927), which keeps its width also near none and all; `of` is above 0."""
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


@dataclass(frozen=True)
class Answer:
    """The hands of all rooms that were asked one question."""

    question: str
    rooms: int
    sessions: int
    schools: int
    places: int
    before: int
    after: int

    @property
    def words(self) -> str:
        """What was asked."""
        return HANDS_UP_WORDS.get(self.question, self.question)

    @property
    def interval_before(self) -> Interval | None:
        """The share of hands before, None where nobody was in the room."""
        return wilson(self.before, self.places) if self.places else None

    @property
    def interval_after(self) -> Interval | None:
        """The share of hands after."""
        return wilson(self.after, self.places) if self.places else None


def answers(rooms: Iterable[Hands]) -> list[Answer]:
    """One answer a question, in the order of the questions."""
    by_question: dict[str, list[Hands]] = {}
    for room in rooms:
        by_question.setdefault(room.question, []).append(room)
    return [_answer(code, by_question[code]) for code in HANDS_UP_WORDS if code in by_question]


def _answer(code: str, rooms: Sequence[Hands]) -> Answer:
    schools = queries.one_school_each({room.school for room in rooms})
    return Answer(
        question=code,
        rooms=len(rooms),
        sessions=len({room.session for room in rooms}),
        schools=len(set(schools.values())),
        places=sum(room.places for room in rooms),
        before=sum(room.before for room in rooms),
        after=sum(room.after for room in rooms),
    )


def rooms_of(period: Period, *, with_demo: bool) -> list[Hands]:
    """Every room of the period's sessions that was asked."""
    return accepted_hands(queries.sessions_of(period, with_demo=with_demo))


def may_be_shown(answer: Answer, rooms: Sequence[Hands], limits: Rules) -> bool:
    """Whether no school and no small group can be made out: the rules of every published cell.

    They hold for the places, and no number of hands, up or down, is smaller than a group may be.
    """
    schools = queries.one_school_each({room.school for room in rooms})
    heads: Counter[int] = Counter()
    for room in rooms:
        heads[schools[room.school]] += room.places
    numbers = (answer.before, answer.after, answer.places - answer.before, answer.places - answer.after)
    small = any(0 < number < limits.threshold for number in numbers)
    return bool(answer.places) and not small and not limits.unsafe(heads)


def published(period: Period, *, with_demo: bool) -> list[dict[str, Any]]:
    """What a snapshot freezes: the questions that may be shown, with their totals."""
    rooms = rooms_of(period, with_demo=with_demo)
    return [asdict(answer) for answer, shown in judged(rooms) if shown]


def judged(rooms: Sequence[Hands]) -> list[tuple[Answer, bool]]:
    """Every answer, and whether it may be published."""
    limits = rules()
    return [
        (answer, may_be_shown(answer, [room for room in rooms if room.question == answer.question], limits))
        for answer in answers(rooms)
    ]


def printed(frozen: Iterable[dict[str, Any]]) -> list[Answer]:
    """The answers of a snapshot, ready to print."""
    return [Answer(**item) for item in frozen]

"""A lesson as a row of screens for the front of a class: a pure reading of the page, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from education.content.models import LessonPage
from education.content.parts import lesson_parts

MOST_HANDS = 99


@dataclass(frozen=True)
class Slide:
    """One screen: `kind` names its template part, `block` is the lesson's own block or question where there is one."""

    number: int
    kind: str
    block: Any = None


def slides(page: LessonPage) -> list[Slide]:
    """Every screen in teaching order.

    Title and picture, the agreement, hands up, key words, the lesson's own blocks with each question of a quiz by
    itself, hands up again, who to talk to. What a lesson lacks has no screen.
    """
    kinds: list[tuple[str, Any]] = [("title", None)]
    if page.ground_rules:
        kinds.append(("agreement", None))
    if page.hands_up_question:
        kinds.append(("before", None))
    if page.key_words:
        kinds.append(("words", None))
    for part in lesson_parts(lesson=page):
        if part.exercise:
            kinds += [("question", question) for question in part.exercise.questions]
        else:
            kinds.append(("block", part.block))
    if page.hands_up_question:
        kinds.append(("after", None))
    if page.help_set_id:
        kinds.append(("help", None))
    return [Slide(number, kind, block) for number, (kind, block) in enumerate(kinds, start=1)]


def hands(given: str | None) -> int | None:
    """A count of hands from an address, 0 to 99; anything else is no count."""
    if given and given.isascii() and given.isdigit() and int(given[:9]) <= MOST_HANDS:
        return int(given[:9])
    return None

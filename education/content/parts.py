"""A lesson's parts in teaching order, for its page, class mode and whatever is made of it to take along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from education.content.quiz import Exercise, Result, quiz_exercise, sort_exercise, unanswered
from education.content.reading import APART, LIMITS, measure, parts, parts_of
from education.content.story import Story, from_block, too_long

if TYPE_CHECKING:
    from education.content.models import LessonPage

ONCE = frozenset({"quiz", "story"})
EXERCISES = {"quiz": quiz_exercise, "sort_cards": sort_exercise}


@dataclass(frozen=True)
class Part:
    """One part of a lesson's body.

    `key` is its anchor and the name by which its answers come back; `block` is what `include_block` takes;
    `exercise` and `story` are set for those kinds, `title` for those that have one.
    """

    key: str
    kind: str
    title: str
    block: Any
    exercise: Exercise | None = None
    story: Story | None = None

    @property
    def unanswered(self) -> Result | None:
        """The exercise as it is before anybody answered, which the form is drawn from."""
        return unanswered(self.exercise) if self.exercise else None


def lesson_parts(*, lesson: LessonPage) -> list[Part]:
    """The parts of a lesson's body, in the order that they are taught."""
    found = []
    for number, block in enumerate(lesson.body, 1):
        value, kind = block.value, block.block_type
        key = kind if kind in ONCE else f"part-{number}"
        title = (value.get("title") or value.get("heading") or "") if isinstance(value, dict) else ""
        found.append(
            Part(
                key=key,
                kind=kind,
                title=title,
                block=block,
                exercise=EXERCISES[kind](key, value) if kind in EXERCISES else None,
                story=from_block(value) if kind == "story" else None,
            )
        )
    return found


def exercises(*, lesson: LessonPage) -> dict[str, Exercise]:
    """The quiz and the card sorts of a lesson, by the key that their answers come back with."""
    return {part.key: part.exercise for part in lesson_parts(lesson=lesson) if part.exercise}


def reading_problems(*, lesson: LessonPage) -> dict[str, list[str]]:
    """For each part that is too hard for its readers, sentences saying what to change.

    The running text is measured as a whole. Quiz, card sort, story and handout are measured apart and have no limit
    of words in all; each screen of a story has its own. What adults read and easy read go by rows of their own.
    """
    limits = LIMITS[lesson.band]
    apart = replace(limits, words=10**6)
    said = {"body": measure(parts(lesson.body)).over(limits)}
    for part in lesson_parts(lesson=lesson):
        if part.kind in APART:
            long = too_long(part.story, lesson.band) if part.story else []
            said[part.kind] = said.get(part.kind, []) + long + measure(parts_of(part.block)).over(apart)
    said["handout"] = measure(parts(lesson.handout)).over(apart)
    said["easy_read"] = measure(parts(lesson.easy_read)).over(LIMITS["easy-read"])
    adults = [lesson.teacher_notes, lesson.support, lesson.stretch, lesson.send, lesson.eal]
    texts = [line for text in adults for line in text.split("\n\n")]
    said["adults"] = measure([*parts(lesson.plan), *texts]).over(LIMITS["teachers"])
    return {name: sentences for name, sentences in said.items() if sentences}

"""Quizzes and card sorts: questions as plain data, and what is said to the answers. Nothing is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = {"one": "Choose one", "any": "Choose all that fit", "order": "Put in order"}
MOST_QUESTIONS = 8
MOST_OPTIONS = 6
Given = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Option:
    """One answer; `key` is its number in the file, which for a question of order is its right place."""

    key: str
    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    """One question; `key` is its field's name."""

    key: str
    prompt: str
    kind: str
    options: tuple[Option, ...]
    why: str = ""

    @property
    def shown(self) -> tuple[Option, ...]:
        """The options as they are shown: those of a question of order mixed, always in the same way, never solved."""
        if self.kind != "order":
            return self.options
        mixed = sorted(self.options, key=lambda o: hashlib.sha256(f"{self.prompt}{o.text}".encode()).digest())
        return tuple(mixed if tuple(mixed) != self.options else mixed[1:] + mixed[:1])

    @property
    def places(self) -> tuple[str, ...]:
        """The places that an option of a question of order can have."""
        return tuple(str(n) for n in range(1, len(self.options) + 1))


@dataclass(frozen=True)
class Exercise:
    """A quiz or a card sort of a lesson; `key` says which of the lesson's parts it is."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answered:
    """One option after it was answered: whether it was chosen, the place it was given, and what is said to that."""

    option: Option
    chosen: bool
    place: str
    said: str


@dataclass(frozen=True)
class Marked:
    """One question after it was answered; `missing` counts the right options that nobody chose."""

    question: Question
    right: bool
    empty: bool
    missing: int
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class Result:
    """A whole exercise after it was answered."""

    exercise: Exercise
    marked: tuple[Marked, ...]

    @property
    def again(self) -> tuple[tuple[int, Marked], ...]:
        """The questions to look at again, with their numbers."""
        return tuple((n, m) for n, m in enumerate(self.marked, 1) if not m.right)


def mark(exercise: Exercise, given: Given) -> Result:
    """What is said to these answers; what no question asks for counts as not given.

    `given` gives the values of one field, as `QueryDict.getlist` does.
    """
    return Result(exercise, tuple(_marked(question, given) for question in exercise.questions))


def unanswered(exercise: Exercise) -> Result:
    """The exercise before anybody answered."""
    return Result(
        exercise,
        tuple(
            Marked(q, False, True, 0, tuple(Answered(o, False, "", "") for o in q.shown))
            for q in exercise.questions
        ),
    )


def _marked(question: Question, given: Given) -> Marked:
    if question.kind == "order":
        return _ordered(question, given)
    known = {option.key for option in question.options}
    chosen = {value for value in given(question.key) if value in known}
    if question.kind == "one" and len(chosen) > 1:
        chosen = set()
    right = {option.key for option in question.options if option.correct}
    answers = tuple(
        Answered(o, o.key in chosen, "", o.feedback if o.key in chosen else "") for o in question.options
    )
    missing = len(right - chosen) if chosen and question.kind == "any" else 0
    return Marked(question, chosen == right, not chosen, missing, answers)


def _ordered(question: Question, given: Given) -> Marked:
    places = {}
    for option in question.options:
        value = "".join(given(f"{question.key}-{option.key}")[:1])
        places[option.key] = value if value in question.places else ""
    answers = tuple(
        Answered(o, bool(places[o.key]), places[o.key], o.feedback if places[o.key] else "")
        for o in question.shown
    )
    right = all(place == key for key, place in places.items())
    return Marked(question, right, not any(places.values()), 0, answers)


def question_problems(kind: str, correct: Sequence[bool]) -> list[str]:
    """What is wrong with a question of this kind whose options are right or not, in sentences for its author."""
    right = sum(correct)
    if kind == "one" and right != 1:
        return [f"Mark one option as right; now there are {right}. For several, choose “all that fit”."]
    if kind == "any" and right == 0:
        return ["Mark every option that fits as right; now there is none."]
    if kind == "order" and len(correct) < 3:
        return ["Give at least three options to put in order."]
    return []


def question(number: int, value: Any) -> Question:
    """A question as the editor's block holds it."""
    options = tuple(
        Option(str(n), o["text"], bool(o["correct"]), o["feedback"])
        for n, o in enumerate(value["options"], 1)
    )
    return Question(f"q{number}", value["prompt"], value["kind"], options, value["why"])


def quiz_exercise(key: str, value: Any) -> Exercise:
    """A quiz as the editor's block holds it."""
    questions = tuple(question(n, q) for n, q in enumerate(value["questions"], 1))
    return Exercise(key, value["title"], value["intro"], questions)


def sort_exercise(key: str, value: Any) -> Exercise:
    """A card sort: each card is a question, each pile an answer."""
    piles = list(value["piles"])
    questions = tuple(
        Question(
            f"q{n}",
            card["text"],
            "one",
            tuple(
                Option(str(p), pile, p == card["pile"], card["why"] if p == card["pile"] else card["hint"])
                for p, pile in enumerate(piles, 1)
            ),
        )
        for n, card in enumerate(value["cards"], 1)
    )
    return Exercise(key, value["title"], value["intro"], questions)

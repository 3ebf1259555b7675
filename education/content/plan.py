"""A plan to act on and to pass on: three answers, one page put together from the guides' own parts.

Nothing that is answered is counted, logged or cached; the three answers stand in the address and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from education.content.ages import BAND_CHOICES
from education.content.models import GuidePage, HelpSet
from education.content.queries import guides_by_number, load_help
from education.content.topics import DEVICE_CHOICES

ANY = "any"
BEGINNING = 1  # the guide that fits when no other does
GUIDE_OF_AGE = {"4-7": 3, "8-10": 4, "11-13": 5, "14-plus": 6}
GUIDE_OF_DEVICE = {"home-wifi": 9, "computer": 9, "iphone-ipad": 10, "android": 11, "console": 12, "tv": 13}
MOST_STEPS, MOST_LINES = 6, 4


@dataclass(frozen=True)
class Worry:
    """What is on a parent's mind; `code` stands in the address and in the browser's history, so it says little.

    `guide` is the number of the guide that answers it, 0 for the one of the child's age.
    """

    code: str
    label: Any
    guide: int


WORRIES = (
    Worry("telling", _("My child has told me something"), 2),
    Worry("pressure", _("Someone is threatening my child"), 15),
    Worry("pictures", _("A private picture"), 14),
    Worry("someone", _("Someone they met online"), 2),
    Worry("chats", _("Unkind messages, group chats"), 8),
    Worry("games", _("Games, and who they play with"), 7),
    Worry("watching", _("What they watch"), 13),
    Worry("screens", _("Too much time on screens"), 0),
    Worry("money", _("Money and scams"), 17),
    Worry("ai", _("AI and fake pictures"), 16),
    Worry("send", _("My child has special needs"), 18),
    Worry("caring", _("A child who stays with me"), 19),
    Worry("visit", _("Police have been to our home"), 20),
    Worry("next", _("My child has been harmed: what comes next"), 21),
    Worry("beginning", _("Nothing yet. I want to begin well"), BEGINNING),
)
WORRY = {worry.code: worry for worry in WORRIES}


@dataclass(frozen=True)
class Choice:
    """One answer and the address that gives it."""

    label: Any
    query: str


@dataclass(frozen=True)
class Step:
    """One of the three questions as it is shown."""

    name: str
    question: Any
    choices: tuple[Choice, ...]
    number: int


@dataclass(frozen=True)
class Given:
    """An answer that was given, and the address at which it is asked again."""

    question: Any
    label: Any
    query: str


QUESTIONS: tuple[tuple[str, Any, Any, Sequence[tuple[str, Any]]], ...] = (
    ("age", _("How old is your child?"), _("Any age"), BAND_CHOICES),
    ("device", _("What do they use most?"), _("Any device"), [c for c in DEVICE_CHOICES if c[0] != ANY]),
    ("worry", _("What is on your mind?"), _("I am not sure"), [(w.code, w.label) for w in WORRIES]),
)


@dataclass(frozen=True)
class Answers:
    """What was answered, question by question; empty where it was not, `unknown` where it made no sense."""

    given: Mapping[str, str]
    unknown: bool

    def query(self, **more: str) -> str:
        """The address of these answers with others in their place; an empty one takes an answer back."""
        pairs = {**self.given, **more}
        found = [(name, pairs[name]) for name, *_rest in QUESTIONS if pairs.get(name)]
        return "?" + urlencode(found) if found else ""

    def next(self) -> Step | None:
        """The first question without an answer; None when there is one for each."""
        for number, (name, question, other, options) in enumerate(QUESTIONS, 1):
            if not self.given[name]:
                choices = tuple(
                    Choice(label, self.query(**{name: code})) for code, label in [*options, (ANY, other)]
                )
                return Step(name, question, choices, number)
        return None

    def shown(self) -> list[Given]:
        """The answers so far in words."""
        found = []
        for name, question, other, options in QUESTIONS:
            code = self.given[name]
            if code:
                found.append(Given(question, dict(options).get(code, other), self.query(**{name: ""})))
        return found

    @property
    def now(self) -> str:
        """The address that shows the plan with what has been said so far."""
        return self.query(**{name: ANY for name, code in self.given.items() if not code})


def read(asked: Mapping[str, str]) -> Answers:
    """The answers in an address; what is none of the choices counts as not answered."""
    given, unknown = {}, False
    for name, _question, _other, options in QUESTIONS:
        value = asked.get(name, "")
        fits = value in {ANY, *dict(options)}
        given[name] = value if fits else ""
        unknown = unknown or bool(value and not fits)
    return Answers(given, unknown)


@dataclass(frozen=True)
class Part:
    """A few steps under a heading, and the guide that they come from."""

    title: str
    lines: tuple[str, ...]
    guide: GuidePage


@dataclass(frozen=True)
class Plan:
    """Tonight, this week, what to say, whom to ring; and the guides it was made from, the main one first."""

    tonight: Part | None
    week: tuple[Part, ...]
    say: tuple[str, ...]
    help_set: HelpSet | None
    guides: tuple[GuidePage, ...]

    @property
    def sensitive(self) -> bool:
        """Whether the page offers to leave fast."""
        return any(guide.exit_shown for guide in self.guides[:1])


def make(answers: Answers) -> Plan:
    """The plan for these answers, from guides that are live. Five queries, however many guides there are.

    The main guide is that of the worry, else that of the age, else the one to start with.
    """
    age = GUIDE_OF_AGE.get(answers.given["age"])
    device = GUIDE_OF_DEVICE.get(answers.given["device"])
    worry = WORRY.get(answers.given["worry"])
    order = [number for number in (worry and worry.guide, age, device, BEGINNING) if number]
    live = guides_by_number(numbers=order)
    numbers = [number for number in dict.fromkeys(order) if number in live]
    if not numbers:
        return Plan(None, (), (), None, ())
    main = live[numbers[0]]
    others = [live[number] for number in numbers[1:] if number in (age, device)]
    load_help(page=main)
    say = _lines(main, "talk_starter") or next(filter(None, (_lines(g, "talk_starter") for g in others)), ())
    return Plan(
        tonight=Part(main.tonight, _lines(main, "do_first")[:MOST_STEPS], main),
        week=tuple(part for part in (_week(main), *(_first(guide) for guide in others)) if part),
        say=say[:MOST_LINES],
        help_set=main.help_set,
        guides=(main, *others),
    )


def _week(guide: GuidePage) -> Part | None:
    """What a guide says to do after its first steps."""
    for block in guide.body:
        if block.block_type == "steps":
            return Part(block.value["title"], _text(block.value["steps"])[:MOST_STEPS], guide)
    return None


def _first(guide: GuidePage) -> Part | None:
    """The first steps of a guide that is not the main one, under its name."""
    lines = _lines(guide, "do_first")[:MOST_STEPS]
    return Part(guide.discreet_title or guide.title, lines, guide) if lines else None


def _lines(guide: GuidePage, kind: str) -> tuple[str, ...]:
    """The lines of the first block of one kind in a guide."""
    for block in guide.body:
        if block.block_type == kind:
            return _text(block.value["steps" if kind == "do_first" else "lines"])
    return ()


def _text(lines: Iterable[Any]) -> tuple[str, ...]:
    """Lines and steps alike; a step's picture stays in its guide."""
    return tuple(str(line["text"] if isinstance(line, Mapping) else line) for line in lines)

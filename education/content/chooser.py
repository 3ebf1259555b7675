"""Who, what, where: three taps to the people who can help. Nothing that is tapped is counted, logged or kept.

The answers stand in the address as bare numbers, because an address stays in the browser's history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from education.content.models import HelpPage, HelpSet
from education.content.queries import Contact, contacts, front_doors, other_councils
from education.schools.force import force

NAMES = ("a", "b", "c")
DANGER, PICTURE, PUSHED, UNKIND, MONEY, LOW, ELSE = range(1, 8)
NOT_HERE = 9
WHO: tuple[tuple[int, Any], ...] = (
    (1, _("Me, and I’m under 18")),
    (2, _("A friend of mine")),
    (3, _("My child, or one I look after")),
    (4, _("A child I know something about")),
    (5, _("Me, an adult, and what I think or do")),
    (6, _("A pupil at our school")),
)
WHAT: tuple[tuple[int, Any], ...] = (
    (DANGER, _("Somebody is in danger now")),
    (PICTURE, _("A picture or a video")),
    (PUSHED, _("Somebody scares or pushes")),
    (UNKIND, _("Unkind messages")),
    (MONEY, _("Money, or a scam")),
    (LOW, _("Feeling very low")),
    (ELSE, _("Something else, or not sure")),
)
QUESTIONS = (_("Who is it about?"), _("What is it about?"), _("Where do you live?"))
# Whom to ring and what to read: the answer to the first question, then what changes with the second.
SETS: Mapping[int, tuple[str, Mapping[int, str]]] = {
    1: ("help-now", {PICTURE: "my-picture"}),
    2: ("my-friend", {}),
    3: ("parents-urgent", {PICTURE: "parents-pictures", PUSHED: "parents-threats", MONEY: "money"}),
    4: ("information", {}),
    5: ("adults-themselves", {}),
    6: ("schools", {PICTURE: "school-today", UNKIND: "school-today"}),
}
PAGES: Mapping[int, tuple[str, Mapping[int, str]]] = {
    1: ("now", {PICTURE: "a-picture"}),
    2: ("a-friend", {}),
    3: ("parents-and-carers", {}),
    4: ("tell-what-you-know", {}),
    5: ("for-adults", {}),
    6: ("people-who-work-with-children", {PICTURE: "in-our-school-today", UNKIND: "in-our-school-today"}),
}
ASK_A_COUNCIL = frozenset({3, 4, 6})
"""Who may ring the children's services of a council: adults who are worried about a child."""


@dataclass(frozen=True)
class Tap:
    """One answer and the address that gives it."""

    label: Any
    query: str


@dataclass(frozen=True)
class Question:
    """One of the three as it is shown."""

    number: int
    words: Any
    taps: tuple[Tap, ...]


@dataclass(frozen=True)
class Found:
    """Whom to ring, biggest first, and the page that says what to do."""

    danger: bool
    lead: str
    contacts: list[Contact]
    page: HelpPage | None


def places() -> list[tuple[int, str, str]]:
    """Where one may live: a number, the place's name and its council, in the order of the force's own data."""
    found = [(place.name, council.slug) for council in force().authorities for place in council.places]
    return [(10 + n, name, council) for n, (name, council) in enumerate(found)]


def options(number: int) -> list[tuple[int, Any]]:
    """The answers to a question; the last is always a way round it."""
    if number == 1:
        return list(WHO)
    if number == 2:
        return list(WHAT)
    return [
        *((code, name) for code, name, _council in places()),
        (NOT_HERE, _("Somewhere else, or I’d rather not say")),
    ]


def read(asked: Mapping[str, str]) -> tuple[int, ...]:
    """The answers so far, as far as they make sense."""
    given: list[int] = []
    for number, name in enumerate(NAMES, 1):
        text = asked.get(name, "")
        code = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
        if code not in dict(options(number)):
            break
        given.append(code)
    return tuple(given)


def address(given: tuple[int, ...]) -> str:
    """The query of these answers."""
    return f"?{urlencode(list(zip(NAMES, given, strict=False)))}" if given else ""


def ask(given: tuple[int, ...]) -> Question | None:
    """The next question; None when all three are answered."""
    number = len(given) + 1
    if number > len(NAMES):
        return None
    taps = tuple(Tap(label, address((*given, code))) for code, label in options(number))
    return Question(number, QUESTIONS[number - 1], taps)


def answer(given: tuple[int, ...]) -> Found:
    """Whom to ring for three answers. Seven queries at most."""
    who, what, where = given
    default, other = SETS[who]
    help_set = HelpSet.objects.filter(slug=other.get(what, default), live=True).first()
    people = contacts(of=help_set) if help_set else []
    council = next((slug for code, _name, slug in places() if code == where), "")
    if who in ASK_A_COUNCIL and council:
        others = other_councils(authority=council)
        people = [*front_doors(authority=council), *(one for one in people if one.slug not in others)]
    people.sort(key=lambda contact: not contact.emergency)
    if what == DANGER and not (people and people[0].emergency):
        people = [*front_doors(emergency=True), *people]
    slug, otherwise = PAGES[who]
    page = HelpPage.objects.live().filter(slug=otherwise.get(what, slug)).first()
    return Found(what == DANGER, help_set.lead if help_set else "", list(dict.fromkeys(people)), page)

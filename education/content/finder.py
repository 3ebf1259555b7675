"""Facets with honest counts: a pure function from cards and an address's query to what a finder page shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

Q_LENGTH = 80
Choice = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Card:
    """One page as the finder knows it: `codes` by facet, `words` folded for looking up."""

    url: str
    title: str
    summary: str
    codes: Mapping[str, frozenset[str]]
    words: frozenset[str]
    band: str = ""
    drawing: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facet:
    """One question of the finder; with `at_most` a card fits any number that is not below its own."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    at_most: bool = False


@dataclass(frozen=True)
class Option:
    """One answer, with how many cards it would leave and the address that chooses or drops it."""

    code: str
    label: str
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True)
class Question:
    """A facet as it is shown."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Chip:
    """A chosen filter, the address without it, and how many cards that would show."""

    label: str
    query: str
    count: int


@dataclass(frozen=True)
class Found:
    """What a finder page shows; `hidden` are the pairs that the search form carries along."""

    cards: tuple[Card, ...]
    questions: tuple[Question, ...]
    chips: tuple[Chip, ...]
    q: str
    total: int
    hidden: tuple[tuple[str, str], ...]


def fold(text: str) -> list[str]:
    """Words in lower case without accents and apostrophes, so that "Café's" is found by "cafes"; "Year 5" is one word."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", re.sub(r"\b(?:years?|yrs?|y) ?(\d{1,2})\b", r"year\1", plain))


def find(
    cards: Sequence[Card], facets: Sequence[Facet], asked: Callable[[str], Iterable[str]], q: str = ""
) -> Found:
    """Narrow cards down by what was asked; unknown facets and values count as not asked.

    `asked` gives the values of one name in the address, as `QueryDict.getlist` does. Several values of one
    facet widen, several facets narrow. Words are beginnings of words, and all of them must be there.
    """
    chosen: Choice = {}
    for facet in facets:
        given = set(asked(facet.name))
        codes = tuple(code for code, _ in facet.options if code in given)
        chosen[facet.name] = codes[-1:] if facet.at_most else codes
    q = " ".join(q.split())[:Q_LENGTH]
    looked_for = fold(q)
    fitting = [card for card in cards if all(_begins(card.words, word) for word in looked_for)]
    questions = []
    for facet in facets:
        rest = [c for c in fitting if _fits(c, facets, {**chosen, facet.name: ()})]
        options = tuple(
            Option(
                code=code,
                label=label,
                count=sum(_fits(c, [facet], {facet.name: (code,)}) for c in rest),
                chosen=code in chosen[facet.name],
                query=_query(facets, _toggled(chosen, facet, code), q),
            )
            for code, label in facet.options
        )
        questions.append(Question(facet.name, facet.label, options))
    chips = []
    for facet in facets:
        for code, label in facet.options:
            if code in chosen[facet.name]:
                without = _toggled(chosen, facet, code)
                count = sum(_fits(c, facets, without) for c in fitting)
                chips.append(Chip(label, _query(facets, without, q), count))
    if q:
        count = sum(_fits(c, facets, chosen) for c in cards)
        chips.append(Chip(f"“{q}”", _query(facets, chosen, ""), count))
    return Found(
        cards=tuple(c for c in fitting if _fits(c, facets, chosen)),
        questions=tuple(questions),
        chips=tuple(chips),
        q=q,
        total=len(cards),
        hidden=tuple((f.name, code) for f in facets for code in chosen[f.name]),
    )


def _begins(words: Iterable[str], start: str) -> bool:
    if start[-1].isdigit():  # "Year 1" is not the beginning of "Year 10"
        return start in words
    return any(word.startswith(start) for word in words)


def _fits(card: Card, facets: Iterable[Facet], chosen: Choice) -> bool:
    for facet in facets:
        wanted = chosen[facet.name]
        if not wanted:
            continue
        codes = card.codes.get(facet.name, frozenset())
        if facet.at_most:
            if not any(int(code) <= int(wanted[0]) for code in codes):
                return False
        elif codes.isdisjoint(wanted):
            return False
    return True


def _toggled(chosen: Choice, facet: Facet, code: str) -> Choice:
    now = chosen[facet.name]
    if code in now:
        after = tuple(c for c in now if c != code)
    elif facet.at_most:
        after = (code,)
    else:
        after = tuple(c for c, _ in facet.options if c in now or c == code)
    return {**chosen, facet.name: after}


def _query(facets: Iterable[Facet], chosen: Choice, q: str) -> str:
    """The query of an address in one fixed order, so that the same choice is always the same address."""
    pairs = [(f.name, code) for f in facets for code in chosen[f.name]]
    if q:
        pairs.append(("q", q))
    return "?" + urlencode(pairs) if pairs else ""

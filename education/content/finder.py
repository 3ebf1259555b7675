"""Facets with honest counts: a pure function from cards and an address's query to what a finder page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlencode

from education.content.folding import fold

__all__ = ["Card", "Facet", "Found", "find", "fold"]
Q_LENGTH = 80
LONGEST_VALUE = 40
MOST_WAYS = 3
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
    language: str = ""


@dataclass(frozen=True)
class Facet:
    """One question of the finder; with `at_most` a card fits any number that is not below its own."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    at_most: bool = False


@dataclass(frozen=True)
class Option:
    """One answer and the address that chooses or drops it.

    `count` is how many cards choosing it shows; with `more`, how many it adds to those that the other answers chosen
    here show already. Where it is `open`, some card has this answer: there is a reason to choose it.
    """

    code: str
    label: str
    count: int
    chosen: bool
    query: str
    more: bool
    open: bool


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
class Unknown:
    """A value in the address that is none of a facet's; it counts as not asked, and the page says so."""

    label: str
    value: str


@dataclass(frozen=True)
class Found:
    """What a finder page shows.

    `query` is the one address of this choice, `hidden` the pairs that the search form carries along, and
    `ways_out` the fewest filters to drop when nothing fits.
    """

    cards: tuple[Card, ...]
    questions: tuple[Question, ...]
    chips: tuple[Chip, ...]
    q: str
    total: int
    hidden: tuple[tuple[str, str], ...]
    query: str
    unknown: tuple[Unknown, ...]
    ways_out: tuple[Chip, ...]


def find(
    cards: Sequence[Card], facets: Sequence[Facet], asked: Callable[[str], Iterable[str]], q: str = ""
) -> Found:
    """Narrow cards down by what was asked; unknown facets and values count as not asked.

    `asked` gives the values of one name in the address, as `QueryDict.getlist` does. Several values of one
    facet widen, several facets narrow. Words are beginnings of words, and all of them must be there.
    """
    chosen: Choice = {}
    unknown: list[Unknown] = []
    for facet in facets:
        given = dict.fromkeys(asked(facet.name))
        codes = tuple(code for code, _ in facet.options if code in given)
        chosen[facet.name] = codes[-1:] if facet.at_most else codes
        known = {code for code, _ in facet.options}
        unknown += [
            Unknown(facet.label, " ".join(value.split())[:LONGEST_VALUE])
            for value in given
            if value.strip() and value not in known
        ]
    q = " ".join(q.replace("\0", "").split())[:Q_LENGTH]
    looked_for = fold(q)
    fitting = [card for card in cards if all(_begins(card.words, word) for word in looked_for)]
    questions = []
    for facet in facets:
        rest = [c for c in fitting if _fits(c, facets, {**chosen, facet.name: ()})]
        options = tuple(_option(facet, code, label, rest, facets, chosen, q) for code, label in facet.options)
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
    shown = tuple(c for c in fitting if _fits(c, facets, chosen))
    return Found(
        cards=shown,
        questions=tuple(questions),
        chips=tuple(chips),
        q=q,
        total=len(cards),
        hidden=tuple((f.name, code) for f in facets for code in chosen[f.name]),
        query=_query(facets, chosen, q),
        unknown=tuple(unknown[:MOST_WAYS]),
        ways_out=() if shown else _ways_out(cards, fitting, facets, chosen, q),
    )


def _option(
    facet: Facet, code: str, label: str, rest: Sequence[Card], facets: Sequence[Facet], chosen: Choice, q: str
) -> Option:
    """One answer counted among the cards that fit all the other questions."""
    before = chosen[facet.name]
    mine = [c for c in rest if _fits(c, [facet], {facet.name: (code,)})]
    more = bool(before) and code not in before and not facet.at_most
    return Option(
        code=code,
        label=label,
        count=sum(not _fits(c, [facet], chosen) for c in mine) if more else len(mine),
        chosen=code in before,
        query=_query(facets, _toggled(chosen, facet, code), q),
        more=more,
        open=bool(mine),
    )


def _ways_out(
    cards: Sequence[Card], fitting: Sequence[Card], facets: Sequence[Facet], chosen: Choice, q: str
) -> tuple[Chip, ...]:
    """The fewest questions to take back so that something fits, those that bring back the most first.

    A question goes with all its values; each way says what it drops, and how many pages that shows.
    """
    words = "q"
    asked = [f.name for f in facets if chosen[f.name]] + ([words] if q else [])
    labels = {f.name: ", ".join(label for code, label in f.options if code in chosen[f.name]) for f in facets}
    labels[words] = f"“{q}”"
    for size in range(1, len(asked)):
        ways = []
        for dropped in combinations(asked, size):
            rest = {name: () if name in dropped else codes for name, codes in chosen.items()}
            count = sum(_fits(c, facets, rest) for c in (cards if words in dropped else fitting))
            if count:
                query = _query(facets, rest, "" if words in dropped else q)
                ways.append(Chip(" + ".join(labels[name] for name in dropped), query, count))
        if ways:
            return tuple(sorted(ways, key=lambda way: -way.count)[:MOST_WAYS])
    return ()


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

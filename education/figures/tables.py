"""How a figure is broken down in public, from the finest design of each table to coarser ones.

**What a snapshot holds** (`Snapshot.document`, which is `figures.json`); pages and files read this and compute
nothing:

`tables`: a list of two-way tables, each
    {"key": "authority" | "phase" | "session_type" | "time" | "schools", "title", "measure": "places" | "schools",
     "row_title", "note": a sentence where the table is coarser than it could be, else "",
     "columns": [{"key", "title", "total": bool, "covers": [finest columns]}],
     "rows": [{"key", "title", "total": bool, "covers": [finest rows], "code": ONS code or "",
               "start", "end": days of a month or term or "",
               "cells": [{"value": int or None, "marks": [symbols], "schools_band": words}]}]}
  Cells stand in the order of `columns`. `total` marks margins: the row `all`, and the columns `children` (over
  the age bands, where there are any) and `total`. Keys of columns: age bands `4-7` `8-10` `11-13` `14-plus`
  `not_stated`, or merged `4-10` `11-plus`; `children`, `parents_carers`, `total`; of the table "schools"
  `first_time`, `repeat`, `visited`, `of` (schools that there are). Keys of rows: slugs of authorities and
  `elsewhere`; `primary` `secondary` `16-plus` `other` `not_stated`; codes of session types and `other`; months
  `2019-03` or terms `2019-autumn`; `all`.
  `value` is None exactly when a mark says why: "c" hidden, "x" not available, "z" not applicable. A true zero is
  0. The other marks stand beside a value: "p" provisional, "r" revised since the figure before, "e" more than a
  quarter of it is estimated.
`left_out`: tables that are not shown, [{"key", "title", "mark": "x" or "z", "reason"}].
`schools`: {"visited", "of", "first_time", "repeat", "marks"}; the last two None with the mark "c".
`range`: {"lower", "upper", "marks"}: how many different children the places can be.
`coverage`, `shares`: of the whole figure.
`trend`: the other years of the same kind that stand published, oldest first, and this one last:
    [{"id", "name", "start", "end", "to_date", "status", "children", "parents", "total"}].
`comparison`: for a period to date the same days a year before,
    {"name", "start", "end", "children", "parents", "total"}, else None.
`outcome`: hands up before and after, for the whole force, one a question that may be shown:
    [{"question": code, "rooms", "sessions", "schools", "places", "before", "after"}].
`ratings`: what teachers answered after a visit, for the whole force, or None:
    {"visits": that could be rated, "answers": replies, "schools": that replied, "questions": [{"question": code,
     "groups": [{"covers": [codes of answers, the better first], "value"}]}]}; the groups of a question add up to
    "answers", and each is 0 or large enough to be shown.
`symbols`: {"c": explanation, …}: only those that are used.
`disclosure`: the settings of the rules, {"threshold", "schools", "share"}.

The CSV holds the same cells, one a row (`files.table_rows`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from education.figures.counts import (
    AUDIENCES,
    BANDS,
    CHILDREN,
    ELSEWHERE,
    NOT_STATED,
    PARENTS,
    WHO,
    Line,
)
from education.figures.periods import months, term_of

ALL, TOTAL, OTHER = "all", "total", "other"
WHO_TITLES = {
    "4-7": "Children aged 4–7",
    "8-10": "Children aged 8–10",
    "11-13": "Children aged 11–13",
    "14-plus": "Children aged 14 and over",
    NOT_STATED: "Children, mixed ages or not stated",
    CHILDREN: "Children",
    PARENTS: "Parents and carers",
    TOTAL: "Everyone",
}
PHASE_TITLES = {
    "primary": "Nursery and primary",
    "secondary": "Secondary and all-through",
    "16-plus": "16 and over",
    OTHER: "Special, alternative and other",
    NOT_STATED: "Not stated",
}
TITLES = {
    "authority": ("Places by authority and age", "Authority"),
    "phase": ("Places by phase of school", "Phase"),
    "session_type": ("Places by kind of session", "Kind of session"),
    "time": ("Places by month or term", "When"),
}


@dataclass(frozen=True)
class Item:
    """A row or a column as published, and which of the finest ones it covers."""

    key: str
    title: str
    covers: frozenset[str]
    total: bool = False
    code: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Design:
    """A table before it has numbers."""

    key: str
    rows: tuple[Item, ...]
    columns: tuple[Item, ...]
    note: str = ""
    title: str = ""

    @property
    def row_title(self) -> str:
        """What its rows are."""
        return TITLES[self.key][1]

    def cells(self) -> Iterator[tuple[Item, Item]]:
        """Every cell as its row and column."""
        return ((row, column) for row in self.rows for column in self.columns)

    def is_headline(self, row: Item, column: Item) -> bool:
        """Whether a cell only repeats the headline, which is exact."""
        return row.key == ALL and column.key in (CHILDREN, PARENTS, TOTAL)


def place_of(family: str, line: Line) -> tuple[str, str]:
    """The finest row and column of a table that a line belongs to."""
    if family == "authority":
        return line.authority, line.who
    if family == "phase":
        return line.phase, line.audience
    if family == "session_type":
        return line.kind, line.audience
    if family == "time":
        return line.month, line.audience
    return ALL, line.audience


@dataclass(frozen=True)
class Names:
    """Words and codes of rows that the code does not know: authorities and session types."""

    authorities: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # slug to name and ONS code
    kinds: Mapping[str, str] = field(default_factory=dict)  # code to title


def _columns(groups: Sequence[tuple[str, str, Iterable[str]]], everybody: Iterable[str]) -> tuple[Item, ...]:
    made = [
        Item(key, title, frozenset(covers), total=key == CHILDREN and len(groups) > 2)
        for key, title, covers in groups
    ]
    return (*made, Item(TOTAL, WHO_TITLES[TOTAL], frozenset(everybody), total=len(groups) > 0))


def _ages(groups: Sequence[tuple[str, str, Iterable[str]]]) -> tuple[Item, ...]:
    return _columns(
        [
            *groups,
            (CHILDREN, WHO_TITLES[CHILDREN], BANDS),
            (PARENTS, WHO_TITLES[PARENTS], [PARENTS]),
        ],
        WHO,
    )


BY_BAND = _ages([(band, WHO_TITLES[band], [band]) for band in BANDS])
BY_HALF = _ages(
    [
        ("4-10", "Children aged 4–10", ["4-7", "8-10"]),
        ("11-plus", "Children aged 11 and over", ["11-13", "14-plus"]),
        (NOT_STATED, WHO_TITLES[NOT_STATED], [NOT_STATED]),
    ]
)
BY_AUDIENCE_OF_WHO = _ages([])
EVERYONE_OF_WHO = _columns([], WHO)
BY_AUDIENCE = _columns(
    [(CHILDREN, WHO_TITLES[CHILDREN], [CHILDREN]), (PARENTS, WHO_TITLES[PARENTS], [PARENTS])], AUDIENCES
)
EVERYONE = _columns([], AUDIENCES)


def _with_all(rows: Sequence[Item], title: str = "All") -> tuple[Item, ...]:
    return (*rows, Item(ALL, title, frozenset[str]().union(*(row.covers for row in rows)), total=True))


def designs(
    key: str, lines: Sequence[Line], names: Names, start: dt.date, end: dt.date, small: frozenset[str]
) -> list[Design]:
    """The designs of a table from the finest to the coarsest; `small` holds finest rows with an unsafe cell."""
    if key == "authority":
        rows = _with_all(_authorities(lines, names))
        ages = "Age bands are put together because some groups are small."
        none = "There are no ages because some groups are small."
        return [
            Design(key, rows, BY_BAND),
            Design(key, rows, BY_HALF, ages),
            Design(key, rows, BY_AUDIENCE_OF_WHO, none),
            Design(key, rows, EVERYONE_OF_WHO, "Children and adults are put together because some groups are small."),
        ]  # fmt: skip
    if key == "phase":
        fine = [Item(phase, title, frozenset([phase])) for phase, title in PHASE_TITLES.items()]
        older = Item("secondary-and-over", "Secondary and over", frozenset(["secondary", "16-plus"]))
        rest = Item(OTHER, "Special, other or not stated", frozenset([OTHER, NOT_STATED]))
        return _rows_then_columns(
            key,
            [(fine, ""), ([fine[0], older, rest], "Phases are put together because some groups are small.")],
        )
    if key == "session_type":
        return _rows_then_columns(key, _kinds(lines, names, small))
    return _rows_then_columns(
        key,
        [
            (_months(start, end), ""),
            (_terms(start, end), "Months are put together to terms because some groups are small."),
        ],
    )


def _rows_then_columns(key: str, rows: Sequence[tuple[Sequence[Item], str]]) -> list[Design]:
    """First the rows get coarser, then audiences are put together; one row alone is no table."""
    found = [Design(key, _with_all(items), BY_AUDIENCE, note) for items, note in rows if len(items) > 1]
    if found:
        together = "Children and adults are put together because some groups are small."
        found.append(replace(found[-1], columns=EVERYONE, note=f"{found[-1].note} {together}".strip()))
    return found


def _authorities(lines: Sequence[Line], names: Names) -> list[Item]:
    rows = [
        Item(slug, name, frozenset([slug]), code=code) for slug, (name, code) in names.authorities.items()
    ]
    if any(line.authority == ELSEWHERE for line in lines):
        rows.append(Item(ELSEWHERE, "Schools outside the area", frozenset([ELSEWHERE])))
    return rows


def _kinds(lines: Sequence[Line], names: Names, small: frozenset[str]) -> list[tuple[Sequence[Item], str]]:
    codes = sorted({line.kind for line in lines}, key=lambda code: (names.kinds.get(code, code), code))
    fine = [Item(code, names.kinds.get(code, code), frozenset([code])) for code in codes]
    if len(small) < 2:
        heads: Counter[str] = Counter()
        for line in lines:
            heads[line.kind] += line.heads
        small |= frozenset(sorted(codes, key=lambda code: heads[code])[:2])
    together = [item for item in fine if item.key not in small]
    together.append(Item(OTHER, "Other kinds", frozenset(code for code in codes if code in small)))
    return [(fine, ""), (together, "Kinds with few people are put together.")]


def _months(start: dt.date, end: dt.date) -> list[Item]:
    return [
        Item(
            f"{first:%Y-%m}", f"{first:%B %Y}", frozenset([f"{first:%Y-%m}"]),
            start=first.isoformat(), end=last.isoformat(),
        )
        for first, last in months(start, end)
    ]  # fmt: skip


def _terms(start: dt.date, end: dt.date) -> list[Item]:
    found: dict[str, Item] = {}
    for first, last in months(start, end):
        name, begins, _ = term_of(first)
        key = f"{begins.year}-{name.split()[0].lower()}"
        before = found.get(key)
        covers = (before.covers if before else frozenset()) | {f"{first:%Y-%m}"}
        opened = before.start if before else first.isoformat()
        found[key] = Item(key, name, covers, start=opened, end=last.isoformat())
    return list(found.values())


def every_cell(tables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Key of the table, row and column in words, and the cell."""
    for table in tables:
        for row in table["rows"]:
            for column, cell in zip(table["columns"], row["cells"], strict=True):
                yield table["key"], f"{row['title']}, {column['title']}", cell


def sums_of(table: Mapping[str, Any]) -> Iterator[tuple[tuple[int, int], list[tuple[int, int]]]]:
    """Each margin of a published table as (row, column), with the cells that add up to it."""
    rows, columns = table["rows"], table["columns"]
    whole = next((n for n, row in enumerate(rows) if row["key"] == ALL), None)
    inner = [n for n in range(len(rows)) if n != whole]
    if whole is not None:
        for column in range(len(columns)):
            yield (whole, column), [(row, column) for row in inner]
    covers = [frozenset(column["covers"]) for column in columns]
    for number, column in enumerate(columns):
        parts = _parts(number, covers, column, columns)
        if parts:
            for row in range(len(rows)):
                yield (row, number), [(row, part) for part in parts]


def _parts(
    number: int, covers: list[frozenset[str]], column: Mapping[str, Any], columns: list[Mapping[str, Any]]
) -> list[int]:
    """The columns that together are a column: the largest ones inside it that leave nothing out."""
    if column["key"] == "visited":
        return [n for n, c in enumerate(columns) if c["key"] in ("first_time", "repeat")]
    inside = [n for n, part in enumerate(covers) if part < covers[number]]
    largest = [n for n in inside if not any(covers[n] < covers[other] for other in inside)]
    return largest if frozenset().union(*(covers[n] for n in largest)) == covers[number] else []


def margins_hold(table: Mapping[str, Any], headline: Mapping[str, int]) -> int:
    """How many margins of a table were checked; raises ValueError at the first that its cells can't give.

    A margin equals its cells, or lies within their bounds where some are hidden: a hidden cell is at least 1.
    """
    rows, columns, checked = table["rows"], table["columns"], 0

    def value(at: tuple[int, int]) -> int | None:
        found = rows[at[0]]["cells"][at[1]]["value"]
        return None if found is None else int(found)

    for margin, parts in sums_of(table):
        values = [value(part) for part in parts]
        known, hidden = sum(v for v in values if v is not None), values.count(None)
        whole = value(margin)
        fits = whole is None or (known == whole if not hidden else known + hidden <= whole)
        if not fits:
            raise ValueError(
                f"{table['key']}, {rows[margin[0]]['title']}, {columns[margin[1]]['title']}:"
                f" {whole:,} is not what its cells add up to"
            )
        checked += 1
    exact = {CHILDREN: "children", PARENTS: "parents", TOTAL: "total", "visited": "schools"}
    for n, row in enumerate(rows):
        for m, column in enumerate(columns):
            if (
                row["key"] == ALL
                and column["key"] in exact
                and value((n, m)) != headline[exact[column["key"]]]
            ):
                raise ValueError(f"{table['key']}: {column['title']} is not that of the headline")
    return checked

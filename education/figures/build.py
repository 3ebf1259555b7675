"""A snapshot's document: its headline, what stands beside it, and the tables that may be shown."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from education.figures import files, queries
from education.figures.counts import AUDIENCES, ELSEWHERE, Line, unpack
from education.figures.disclosure import protect
from education.figures.disclosure.linked import Cell, Release, headline_cells
from education.figures.disclosure.rules import Rules
from education.figures.honest import honest_range
from education.figures.models import Definition, Snapshot
from education.figures.periods import FIRST_MONTH, Period
from education.figures.recount import Facts
from education.figures.tables import ALL, TITLES, TOTAL, Design, Item, Names, designs, place_of
from education.schools.force import force

ESTIMATED_SHARE = 0.25  # of a cell, from which on it bears the mark [e]
FEW_VISITS = 3  # a number of schools below it names them nearly
SCHOOLS_TITLE = "Schools visited"
TOO_SMALL = "The groups in it are too small to be shown safely, even when they are put together."


def period_document(period: Period) -> dict[str, Any]:
    """`period` of the document."""
    return {
        "type": period.kind,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "key": period.key,
        "name": period.name,
        "to_date": period.to_date,
    }


def protected(
    slug: str, definition: Definition, period: Period, facts: Facts, rules: Rules
) -> protect.Protected | None:
    """The tables that may be shown, with what they hide; None where so few schools were visited that none may.

    This is what takes seconds: linear programs over every release whose days touch the period's.
    """
    if facts.total.schools < rules.schools:
        return None
    words = queries.names()
    return protect.protect(
        slug,
        facts.lines,
        (period.start, period.end),
        {key: partial(designs, key, facts.lines, words, period.start, period.end) for key in TITLES},
        linked_releases(queries.history(definition), period.start, period.end),
        rules,
    )


def breakdown(
    period: Period,
    facts: Facts,
    status: str,
    before: Sequence[Snapshot],
    rules: Rules,
    safe: protect.Protected | None,
    *,
    with_demo: bool,
) -> dict[str, Any]:
    """Everything of the document that goes beyond the headline; where few schools were visited, next to nothing."""
    settings = {"threshold": rules.threshold, "schools": rules.schools, "share": rules.share}
    if safe is None:
        hidden = {"lower": None, "upper": None, "marks": ["c"]}
        few = {"visited": facts.total.schools, "of": None, "first_time": None, "repeat": None, "marks": ["c"]}
        return {
            "tables": [], "left_out": [], "schools": few, "range": hidden, "disclosure": settings,
            "symbols": files.symbols(["c"]),
        }  # fmt: skip
    words = queries.names()
    common = ["p"] if status == Snapshot.Status.PROVISIONAL else []
    old = _old_values(before)
    tables = [_table(design, values, facts.lines, common, old, words) for design, values in safe.tables]
    left_out = [_left_out(key, facts.lines) for key in safe.left_out]
    schools, table = _schools(period, words, common, before, with_demo=with_demo)
    if table:
        tables.append(table)
    elif not period.to_date and period.kind in FIRST_MONTH:
        left_out.append(
            {"key": "schools", "title": SCHOOLS_TITLE, "mark": "x", "reason": "Too few schools were visited."}
        )
    low, high = honest_range(facts.lines, queries.classes_of(facts.lines), queries.rolls_of(facts.lines))
    used = {
        mark for table in tables for row in table["rows"] for cell in row["cells"] for mark in cell["marks"]
    }
    used |= {*common, *schools["marks"], *(item["mark"] for item in left_out)}
    return {
        "tables": tables,
        "left_out": left_out,
        "schools": schools,
        "range": {"lower": low, "upper": high, "marks": common},
        "disclosure": settings,
        "symbols": files.symbols(used),
    }


def _left_out(key: str, lines: Sequence[Line]) -> dict[str, str]:
    """Why a table is not there: it has one row only, or it can't be made safe."""
    single = key == "session_type" and len({line.kind for line in lines}) < 2
    mark, reason = ("z", "All sessions were of one kind.") if single else ("x", TOO_SMALL)
    return {"key": key, "title": TITLES[key][0], "mark": mark, "reason": reason}


def linked_releases(history: Iterable[Snapshot], start: dt.date, end: dt.date) -> list[Release]:
    """The earlier releases whose days touch a period's, directly or through others."""
    rest, found, reach = list(history), list[Snapshot](), [(start, end)]
    while True:
        near = [
            s for s in rest if any(s.period_start <= last and first <= s.period_end for first, last in reach)
        ]
        if not near:
            break
        found += near
        reach += [(s.period_start, s.period_end) for s in near]
        rest = [s for s in rest if s not in near]
    return [release_of(s) for s in sorted(found, key=lambda s: s.pk)]


def release_of(snapshot: Snapshot) -> Release:
    """A published snapshot as the disclosure check sees it."""
    lines = unpack(snapshot.basis.lines)
    cells = cells_of(snapshot.document["tables"])
    return Release(
        snapshot.slug, snapshot.period_start, snapshot.period_end, lines, (*headline_cells(lines), *cells)
    )


def cells_of(tables: Iterable[Mapping[str, Any]]) -> tuple[Cell, ...]:
    """Cells of published tables of places; what repeats the headline is marked so."""
    found = []
    for table in tables:
        if table["measure"] != "places":
            continue
        for row in table["rows"]:
            for column, cell in zip(table["columns"], row["cells"], strict=True):
                headline = row["key"] == ALL and column["key"] in (*AUDIENCES, TOTAL)
                covers = frozenset(row["covers"]), frozenset(column["covers"])
                found.append(Cell(table["key"], *covers, cell["value"], headline))
    return tuple(found)


def _old_values(before: Sequence[Snapshot]) -> dict[tuple[str, str, str], int]:
    """What the last figure of the same period showed, by table, row and column."""
    if not before:
        return {}
    return {
        (table["key"], row["key"], column["key"]): cell["value"]
        for table in before[0].document["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
        if cell["value"] is not None
    }


def _table(
    design: Design,
    values: Mapping[tuple[str, str], int | None],
    lines: Sequence[Line],
    common: Sequence[str],
    old: Mapping[tuple[str, str, str], int],
    words: Names,
) -> dict[str, Any]:
    heads: dict[tuple[str, str], Counter[int]] = {}
    guessed: Counter[tuple[str, str]] = Counter()
    for line in lines:
        place = place_of(design.key, line)
        heads.setdefault(place, Counter())[line.stands_for] += line.heads
        if line.method == "estimated":
            guessed[place] += line.heads

    def cell(row: Item, column: Item) -> dict[str, Any]:
        value = values[row.key, column.key]
        if value is None:
            return {"value": None, "marks": ["c"], "schools_band": files.NOT_SHOWN}
        places = [(r, c) for r in row.covers for c in column.covers]
        schools = {s for place in places for s, n in heads.get(place, {}).items() if n}
        marks = [*common]
        if old.get((design.key, row.key, column.key), value) != value:
            marks.append("r")
        if value and sum(guessed[place] for place in places) > ESTIMATED_SHARE * value:
            marks.append("e")
        return {"value": value, "marks": marks, "schools_band": files.schools_band(len(schools))}

    return {
        "key": design.key,
        "title": TITLES[design.key][0],
        "measure": "places",
        "row_title": design.row_title,
        "note": design.note,
        "columns": [_item(column) for column in design.columns],
        "rows": [
            {
                **_item(row),
                "code": row.code,
                "start": row.start,
                "end": row.end,
                "cells": [cell(row, column) for column in design.columns],
            }
            for row in design.rows
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {"key": item.key, "title": item.title, "total": item.total, "covers": sorted(item.covers)}


def _schools(
    period: Period, words: Names, common: list[str], before: Sequence[Snapshot], *, with_demo: bool
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Schools visited out of those that there are, for the force, and by authority where that names nobody."""
    visited = queries.schools_visited(period, with_demo=with_demo)
    there = {**queries.schools_there_are(with_demo=with_demo), **{s: a for s, (a, _) in visited.items()}}
    order = [*words.authorities, *([ELSEWHERE] if ELSEWHERE in there.values() else [])]
    counts = {
        slug: {
            "first_time": sum(first for a, first in visited.values() if a == slug),
            "repeat": sum(not first for a, first in visited.values() if a == slug),
            "visited": sum(a == slug for a, _ in visited.values()),
            "of": sum(a == slug for a in there.values()),
        }
        for slug in order
    }
    whole = {
        key: sum(row[key] for row in counts.values()) for key in ("first_time", "repeat", "visited", "of")
    }
    split = not any(0 < whole[key] < FEW_VISITS for key in ("first_time", "repeat"))
    summary = {
        "visited": whole["visited"],
        "of": whole["of"],
        "first_time": whole["first_time"] if split else None,
        "repeat": whole["repeat"] if split else None,
        "marks": common if split else [*common, "c"],
    }
    table = None
    if not period.to_date and period.kind in FIRST_MONTH:
        table = _schools_table(counts, whole, words, common, before)
    return summary, table


def _schools_table(
    counts: Mapping[str, Mapping[str, int]],
    whole: Mapping[str, int],
    words: Names,
    common: list[str],
    before: Sequence[Snapshot],
) -> dict[str, Any] | None:
    """The finest of two designs in which no cell is one or two schools, nor differs by so few from the last one."""
    old = _old_values(before)
    titles = {
        "first_time": "First visit",
        "repeat": "Visited before",
        "visited": "Visited",
        "of": "Schools there are",
    }
    rows = {**counts, ALL: whole}
    for keys in (("first_time", "repeat", "visited", "of"), ("visited", "of")):
        shown = [
            (value, old.get(("schools", slug, key)))
            for slug, row in rows.items() for key, value in row.items() if key in keys and key != "of"
        ]  # fmt: skip
        if any(0 < value < FEW_VISITS for value, _ in shown):
            continue
        if any(then is not None and 0 < abs(value - then) < FEW_VISITS for value, then in shown):
            continue
        columns = [
            {"key": key, "title": titles[key], "total": key == "visited" and len(keys) > 2, "covers": [key]}
            for key in keys
        ]
        return {
            "key": "schools",
            "title": SCHOOLS_TITLE,
            "measure": "schools",
            "row_title": "Authority",
            "note": "" if len(keys) > 2 else "First visits are not shown apart because they are few.",
            "columns": columns,
            "rows": [
                {
                    "key": slug,
                    "title": _authority_title(slug, words),
                    "total": slug == ALL,
                    "covers": sorted(counts) if slug == ALL else [slug],
                    "code": words.authorities.get(slug, ("", ""))[1],
                    "start": "",
                    "end": "",
                    "cells": [
                        {"value": row[key], "marks": [*common], "schools_band": files.schools_band(row[key])}
                        for key in keys
                    ],
                }
                for slug, row in rows.items()
            ],
        }
    return None


def _authority_title(slug: str, words: Names) -> str:
    if slug == ALL:
        return force().area
    return words.authorities.get(slug, ("Schools outside the area", ""))[0]


def trend(
    period: Period, definition: Definition, slug: str, facts: Facts, status: str
) -> list[dict[str, Any]]:
    """The other years of this kind that stand published, oldest first, and this one last."""
    others = [
        {
            "id": s.slug, "name": s.period_name, "start": s.period_start.isoformat(),
            "end": s.period_end.isoformat(), "to_date": s.document["period"]["to_date"], "status": s.status,
            "children": s.children, "parents": s.parents, "total": s.total,
        }
        for s in queries.same_kind(period, definition)
    ]  # fmt: skip
    span = period_document(period)
    total = facts.total
    return [
        *others,
        {
            "id": slug, **{key: span[key] for key in ("name", "start", "end", "to_date")}, "status": status,
            "children": total.children, "parents": total.parents, "total": total.total,
        },
    ]  # fmt: skip


def comparison(period: Period, facts: Facts | None, rules: Rules) -> dict[str, Any] | None:
    """The same days a year before, where enough schools were visited in them."""
    if facts is None or facts.total.schools < rules.schools:
        return None
    total = facts.total
    return {
        "name": period.name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "children": total.children,
        "parents": total.parents,
        "total": total.total,
    }

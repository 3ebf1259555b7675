"""Lines, releases and published tables made without a database, for tests of disclosure control."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any

from education.figures.build import _table, cells_of
from education.figures.counts import CHILDREN, PARENTS, Line
from education.figures.disclosure.linked import Release, headline_cells
from education.figures.disclosure.protect import protect
from education.figures.disclosure.rules import Rules
from education.figures.tables import TITLES, Names, designs

NAMES = Names(
    {"hartlepool": ("Hartlepool", "E1"), "redcar": ("Redcar", "E3"), "stockton": ("Stockton", "E4")},
    {"talk": "Class talk", "assembly": "Assembly", "evening": "Parents’ evening"},
)
RULES = Rules()
FIRST, LAST = dt.date(2019, 1, 1), dt.date(2019, 12, 31)
NUMBER = count(1)


def line(
    heads: int,
    school: int,
    authority: str = "stockton",
    day: str = "2019-05-14",
    year: str = "5",
    **fields: Any,
) -> Line:
    """So many children of one session, or parents and carers when `year` is "parents"."""
    values = {"locality": "", "phase": "primary", "kind": "talk", "method": "counted", **fields}
    audience, year = (PARENTS, "") if year == "parents" else (CHILDREN, year)
    session = values.pop("session", f"session {next(NUMBER)}")
    return Line(
        session, school, school, authority, values["locality"], values["phase"], values["kind"],
        dt.date.fromisoformat(day), audience, year, values["method"], heads,
    )  # fmt: skip


def released(
    slug: str,
    lines: Sequence[Line],
    start: dt.date = FIRST,
    end: dt.date = LAST,
    earlier: Sequence[Release] = (),
    rules: Rules = RULES,
    only: Sequence[str] = tuple(TITLES),
) -> tuple[Release, list[dict[str, Any]], tuple[str, ...]]:
    """What would be published of these lines: the release, its tables as in the file, and what is left out."""
    held = [one for one in lines if start <= one.day <= end]
    choices = {key: partial(designs, key, held, NAMES, start, end) for key in only}
    made = protect(slug, held, (start, end), choices, list(earlier), rules)
    tables = [_table(design, values, held, [], {}, NAMES) for design, values in made.tables]
    cells = (*headline_cells(held), *cells_of(tables))
    return Release(slug, start, end, held, cells), tables, made.left_out


def table(values: Sequence[Sequence[int | None]]) -> dict[str, Any]:
    """A published table of rows × columns without ages; the last row and the last column are the sums."""
    rows, columns = len(values), len(values[0])
    names = [f"c{n}" for n in range(columns - 1)]
    return {
        "key": "phase",
        "measure": "places",
        "columns": [
            *({"key": n, "title": n, "covers": [n], "total": False} for n in names),
            {"key": "total", "title": "All", "covers": names, "total": True},
        ],
        "rows": [
            {
                "key": "all" if n == rows - 1 else f"r{n}", "title": f"row {n}", "covers": [f"r{n}"],
                "cells": [{"value": value, "marks": [] if value is not None else ["c"]} for value in row],
            }
            for n, row in enumerate(values)
        ],
    }  # fmt: skip

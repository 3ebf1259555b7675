"""The attack on published tables from the files alone: how nearly can each hidden cell be worked out?

Every table is two-way with sums, and the tables of one figure share nothing but the audiences' totals, which are
exact; so the interval of a hidden cell within its own table is all that anybody can know from these files. It is
found exactly, by a linear program for each end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from education.figures.disclosure.program import SLACK, Program
from education.figures.disclosure.rules import BlockedError
from education.figures.tables import sums_of

Interval = tuple[int, int]


def intervals(table: Mapping[str, Any]) -> dict[tuple[int, int], Interval]:
    """From where to where each hidden cell of a table may lie, given everything that it shows; by row and column.

    Raises BlockedError when the table contradicts itself or the solver does not come to an end.
    """
    width = len(table["columns"])
    values = [cell["value"] for row in table["rows"] for cell in row["cells"]]
    hidden = [number for number, value in enumerate(values) if value is None]
    if not hidden:
        return {}
    most = 1 + max((value for value in values if value is not None), default=0)
    program = Program(len(values), most * (1 + len(values)))
    for number, value in enumerate(values):
        if value is None:
            program.lower[number] = 1.0  # a true zero would be shown
        else:
            program.lower[number] = program.upper[number] = float(value)
    for (row, column), parts in sums_of(table):
        terms = [(r * width + c, 1.0) for r, c in parts]
        program.add([*terms, (row * width + column, -1.0)], 0, 0)
    found = {}
    for number in hidden:
        ends = []
        for sign in (1.0, -1.0):
            solution = program.minimise([(number, 1.0)], sign=sign)
            if solution is None:
                raise BlockedError(f"The table “{table['key']}” contradicts itself.")
            ends.append(float(solution[number]))
        found[divmod(number, width)] = (math.ceil(ends[0] - SLACK), math.floor(ends[1] + SLACK))
    return found


def attack(tables: Iterable[Mapping[str, Any]], threshold: int) -> tuple[int, int]:
    """How many cells are hidden, and the width of the narrowest interval; raises BlockedError when it is too narrow."""
    count, narrowest = 0, 0
    for table in tables:
        for (row, column), (low, high) in intervals(table).items():
            if high - low < threshold:
                where = f"{table['rows'][row]['title']}, {table['columns'][column]['title']}"
                raise BlockedError(
                    f"{table['key']}, {where}: it can be worked out to lie in {low:,} to {high:,}."
                )
            narrowest = min(narrowest, high - low) if count else high - low
            count += 1
    return count, narrowest

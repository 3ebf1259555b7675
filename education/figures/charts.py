"""Charts as numbers for a template: every length is per cent of the width or em of the text, so nothing is drawn to
one screen and a chart grows with the reader's letters. A suppressed cell has no bar and keeps its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BAR = 0.76  # of the width; the number stands beside it
ROW = 3.1  # em from one bar to the next
PLOT = 11.0  # em that the tallest column takes
HEAD = 1.8  # em above it, for its number
FOOT = 3.4  # em below the line, for the year and a mark
MOST_COLUMNS = 6  # what a phone has room for; the table behind has every year
LEVELS = 4  # shades of the map


HIDING = ("c", "z", "x")  # marks that stand in the place of a value; the others stand beside it


@dataclass(frozen=True)
class Cell:
    """One published value with its marks; without a value a mark says why."""

    value: int | None
    marks: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The number with its thousands, or the mark that stands in its place."""
        if self.value is not None:
            return f"{self.value:,}"
        return f"[{next((mark for mark in self.marks if mark in HIDING), 'x')}]"

    @property
    def beside(self) -> str:
        """The marks beside a number."""
        return "" if self.value is None else " ".join(f"[{mark}]" for mark in self.marks)


@dataclass(frozen=True)
class Row:
    """One line of a chart."""

    label: str
    cell: Cell
    pattern: str = ""


@dataclass(frozen=True)
class Bar:
    """One horizontal bar, its label above it and its number beside it, however long the label is."""

    label: str
    shown: str
    hidden: bool
    pattern: str
    width: str
    text_y: str
    bar_y: str
    number_y: str


@dataclass(frozen=True)
class Bars:
    """Horizontal bars under one another."""

    bars: tuple[Bar, ...]
    height: str
    track: str = f"{100 * BAR:.2f}%"


def em(length: float) -> str:
    """A length for an attribute of the drawing."""
    return f"{length:.2f}em"


def per_cent(part: float) -> str:
    """A share of the width for an attribute of the drawing."""
    return f"{100 * part:.2f}%"


def bars(rows: Sequence[Row]) -> Bars:
    """A bar for each row, the longest as wide as its track; with nothing to show every bar is empty."""
    largest = max((row.cell.value or 0 for row in rows), default=0) or 1
    made = tuple(
        Bar(
            label=row.label,
            shown=row.cell.shown,
            hidden=row.cell.value is None,
            pattern=row.pattern or f"line-{number % 5 + 1}",
            width=per_cent(BAR * (row.cell.value or 0) / largest),
            text_y=em(ROW * number + 1),
            bar_y=em(ROW * number + 1.35),
            number_y=em(ROW * number + 2.3),
        )
        for number, row in enumerate(rows)
    )
    return Bars(made, em(ROW * len(rows)))


@dataclass(frozen=True)
class Year:
    """One period of the trend as published: its name in a table, and as two short lines under a column."""

    name: str
    label: str
    under: str
    mark: str
    address: str
    children: int
    parents: int
    here: bool = False

    @property
    def total(self) -> int:
        """Children and parents and carers together."""
        return self.children + self.parents


@dataclass(frozen=True)
class Column:
    """One year as a column: parents and carers stand on the children."""

    year: Year
    x: str
    width: str
    middle: str
    children_y: str
    children_height: str
    parents_y: str
    parents_height: str
    number_y: str


@dataclass(frozen=True)
class Columns:
    """Years side by side on one line."""

    columns: tuple[Column, ...]
    height: str
    line_y: str
    label_y: str
    mark_y: str


def columns(years: Sequence[Year]) -> Columns:
    """The last years as columns, the oldest first."""
    shown = list(years)[-MOST_COLUMNS:]
    largest = max((year.total for year in shown), default=0) or 1
    slot = 1 / max(len(shown), 3)  # one year alone is a column, not a wall
    base = HEAD + PLOT
    made = []
    for number, year in enumerate(shown):
        children, parents = (PLOT * part / largest for part in (year.children, year.parents))
        made.append(
            Column(
                year=year,
                x=per_cent(slot * (number + 0.19)),
                width=per_cent(slot * 0.62),
                middle=per_cent(slot * (number + 0.5)),
                children_y=em(base - children),
                children_height=em(children),
                parents_y=em(base - children - parents),
                parents_height=em(parents),
                number_y=em(base - children - parents - 0.45),
            )
        )
    return Columns(tuple(made), em(base + FOOT), em(base), em(base + 1.4), em(base + 2.7))


@dataclass(frozen=True)
class Shade:
    """How densely an area of the map is drawn, and what that means."""

    level: int
    least: int
    most: int


def shades(cells: Iterable[Cell]) -> list[Shade]:
    """Equal steps from nothing to the largest value, the highest first; none where nothing is known."""
    largest = max((one.value or 0 for one in cells), default=0)
    if not largest:
        return []
    edges = [round(largest * step / LEVELS) for step in range(LEVELS + 1)]
    return [
        Shade(level, edges[level - 1] + 1, edges[level])
        for level in range(LEVELS, 0, -1)
        if edges[level] > edges[level - 1]
    ]


def level(one: Cell, steps: Sequence[Shade]) -> str:
    """The shade of one value: 1 to 4, 0 for a true zero, “hidden” for a mark."""
    if one.value is None:
        return "hidden"
    return str(next((step.level for step in steps if step.least <= one.value <= step.most), 0))

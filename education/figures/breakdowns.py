"""The published tables of a snapshot as people read them; `tables.py` says what the document holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.content.ages import BAND
from education.figures import charts
from education.figures.charts import Bars, Cell, Row

TITLES = {
    "authority": gettext_lazy("By council area"),
    "phase": gettext_lazy("By kind of school"),
    "session_type": gettext_lazy("By kind of session"),
    "time": gettext_lazy("Through the year"),
    "schools": gettext_lazy("Schools visited"),
}
WHO = {
    "children": gettext_lazy("Children"),
    "parents_carers": gettext_lazy("Parents and carers"),
    "total": gettext_lazy("Everyone"),
}
GROUPS = ("children", "parents_carers")
WHOLE = "all"


@dataclass(frozen=True)
class Line:
    """One line of a table; a total is set apart."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Chart:
    """The bars of one group, with a name and the same in words."""

    key: str
    title: str
    words: str
    bars: Bars


@dataclass(frozen=True)
class Table:
    """One table with its charts, and why it is coarser than it could be."""

    key: str
    title: str
    row_title: str
    note: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...] = ()

    @property
    def heads(self) -> list[str]:
        """The words above its columns."""
        return [words for _key, words in self.columns]

    @property
    def marks(self) -> set[str]:
        """Every mark in it."""
        return {mark for line in self.lines for cell in line.cells for mark in cell.marks}

    def cell_of(self, line: str, column: str) -> Cell | None:
        """One cell by the keys of its line and its column, None where the table has no such cell."""
        keys = [key for key, _words in self.columns]
        if column not in keys:
            return None
        return next((one.cells[keys.index(column)] for one in self.lines if one.key == line), None)


def column_words(column: Mapping[str, Any]) -> str:
    """The words of a column: ours where we have them, so that they can be translated."""
    key = column["key"]
    if key == "not_stated":
        return _("Mixed or not stated")
    if key in BAND:
        return _("Ages %(ages)s") % {"ages": BAND[key].label}
    return str(WHO[key]) if key in WHO else str(column["title"])


def read(tables: Iterable[Mapping[str, Any]]) -> list[Table]:
    """The tables of a document in the order of the page."""
    by_key = {table["key"]: table for table in tables}
    return [_table(by_key[key]) for key in TITLES if key in by_key]


def _table(data: Mapping[str, Any]) -> Table:
    columns = tuple((column["key"], column_words(column)) for column in data["columns"])
    lines = tuple(
        Line(
            row["key"],
            row["title"],
            tuple(Cell(cell["value"], tuple(cell["marks"])) for cell in row["cells"]),
            row["total"],
        )
        for row in data["rows"]
    )
    made = Table(data["key"], str(TITLES[data["key"]]), data["row_title"], data["note"], columns, lines)
    return Table(**{**vars(made), "charts": tuple(_charts(made))})


def _charts(table: Table) -> list[Chart]:
    """One chart for each of children and parents, or for everyone where they are put together."""
    keys = [key for key, _words in table.columns]
    drawn = [who for who in GROUPS if who in keys] or [who for who in ("total",) if who in keys]
    return [
        _chart(
            who,
            f"{table.title}: {WHO[who]}",
            [Row(line.label, line.cells[keys.index(who)]) for line in table.lines if not line.total],
        )
        for who in drawn
    ]


def _chart(key: str, title: str, rows: Sequence[Row]) -> Chart:
    said = "; ".join(
        f"{row.label}: {_('not shown') if row.cell.value is None else row.cell.shown}" for row in rows
    )
    return Chart(key, title, said, charts.bars(rows))


def ages(tables: Iterable[Table]) -> Chart | None:
    """Children by age in the whole area: the last line of the table by authority, where it has ages."""
    table = next((table for table in tables if table.key == "authority"), None)
    whole = next((line for line in table.lines if line.key == WHOLE), None) if table else None
    if table is None or whole is None:
        return None
    rows = [
        Row(words, cell, f"band-{key}" if key in BAND else "")
        for (key, words), cell in zip(table.columns, whole.cells, strict=True)
        if key not in WHO
    ]
    return _chart("age", _("Children by age"), rows) if rows else None

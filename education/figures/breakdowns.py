"""The published tables of a snapshot as people read them: made from the rows of its file and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.content.ages import BAND, BANDS
from education.figures import charts
from education.figures.charts import Bars, Cell, Row
from education.figures.files import AUDIENCES

ALL = "all"
TITLES = {
    "age_band": gettext_lazy("By age"),
    "area": gettext_lazy("By council area"),
    "session_type": gettext_lazy("By kind of session"),
    "phase": gettext_lazy("By kind of school"),
    "term": gettext_lazy("Term by term"),
    "month": gettext_lazy("Month by month"),
}
AUDIENCE_WORDS = {
    "children": gettext_lazy("Children"),
    "parents_carers": gettext_lazy("Parents and carers"),
    "total": gettext_lazy("Together"),
}


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, and a cell for each audience of the table."""

    key: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Chart:
    """The bars of one audience, with a name and the same in words."""

    audience: str
    title: str
    words: str
    bars: Bars


@dataclass(frozen=True)
class Breakdown:
    """One table with its charts."""

    key: str
    title: str
    audiences: tuple[str, ...]
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...]

    @property
    def marks(self) -> set[str]:
        """The marks that stand in it and need their explanation."""
        return {cell.mark for line in self.lines for cell in line.cells if cell.value is None}

    def cell_of(self, key: str, audience: str) -> Cell | None:
        """The cell of one line, None where the table has no such line."""
        if audience not in self.audiences:
            return None
        place = self.audiences.index(audience)
        return next((line.cells[place] for line in self.lines if line.key == key), None)


def age_words(key: str) -> str:
    """An age band as people say it."""
    known = {band.code: _("Ages %(ages)s") % {"ages": band.label} for band in BANDS}
    return known.get(key) or words_of(key)


def words_of(key: str) -> str:
    """A code of the rows as people say it."""
    if key in ("not_stated", "not stated", "unknown"):
        return _("Not stated")
    text = key.replace("_", " ")
    return text[:1].upper() + text[1:]


def dimension(row: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    """What a row breaks the figure down by; empty for the headline and for a row of two breakdowns at once."""
    differs = [
        name
        for name, here in (
            ("age_band", row["age_band"] != ALL),
            ("session_type", row["session_type"] != ALL),
            ("phase", row.get("phase", ALL) not in (ALL, "")),
            ("area", row["area_name"] != whole["area_name"]),
            (
                "time",
                (row["period_start"], row["period_end"]) != (whole["period_start"], whole["period_end"]),
            ),
        )
        if here
    ]
    if len(differs) != 1:
        return ""
    return row["period_type"] if differs[0] == "time" else differs[0]


def label(name: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """The key of a line and its words."""
    if name == "area":
        return row["area_code"] or row["area_name"], row["area_name"]
    if name in ("term", "month"):
        return row["period_start"], row.get("period_name") or f"{row['period_start']} – {row['period_end']}"
    key = row[name]
    return key, age_words(key) if name == "age_band" else words_of(key)


def breakdowns(rows: Sequence[Mapping[str, Any]]) -> list[Breakdown]:
    """Every one-way table of places in the rows, in the order of the page; the first row is the headline's."""
    if not rows:
        return []
    found: dict[str, dict[str, tuple[str, dict[str, Cell]]]] = {}
    for row in rows:
        name = dimension(row, rows[0])
        if row["measure"] != "places" or name not in TITLES:
            continue
        key, words = label(name, row)
        line = found.setdefault(name, {}).setdefault(key, (words, {}))
        line[1][row["audience"]] = charts.cell(row["value"])
    return [breakdown(name, found[name]) for name in TITLES if name in found]


def breakdown(name: str, lines: Mapping[str, tuple[str, Mapping[str, Cell]]]) -> Breakdown:
    """One table; an audience that no line has is left out of it."""
    audiences = tuple(who for who in AUDIENCES if any(who in cells for _words, cells in lines.values()))
    made = tuple(
        Line(key, words, tuple(cells.get(who, Cell(None, "z")) for who in audiences))
        for key, (words, cells) in lines.items()
    )
    title = str(TITLES[name])
    drawn = [who for who in audiences if who != "total"] or list(audiences)
    return Breakdown(
        name, title, audiences, made, tuple(chart(title, who, made, audiences.index(who)) for who in drawn)
    )


def chart(title: str, audience: str, lines: Iterable[Line], place: int) -> Chart:
    """The bars of one audience; lines that do not apply to it are left out."""
    rows = [
        Row(line.label, line.cells[place], f"band-{line.key}" if line.key in BAND else "")
        for line in lines
        if line.cells[place].mark != "z"
    ]
    said = "; ".join(
        f"{row.label}: {_('hidden') if row.cell.value is None else row.cell.shown}" for row in rows
    )
    who = str(AUDIENCE_WORDS[audience])
    return Chart(audience, f"{title}: {who}", said, charts.bars(rows))

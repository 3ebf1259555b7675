"""What the public pages say about a snapshot, ready to print: read from the snapshot, never counted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from education.figures import archive, breakdowns, charts, outcome, queries, ratings, wording
from education.figures.breakdowns import WHO, Table
from education.figures.charts import Shade, Year
from education.figures.disclosure.rules import rules
from education.figures.force_map import force_map
from education.figures.models import Definition, Snapshot
from education.figures.periods import FIRST_MONTH
from education.schools.force import force

MARKS = {"provisional": "[p]", "revised": "[r]"}
TERMS = {"autumn": gettext_lazy("Autumn"), "spring": gettext_lazy("Spring"), "summer": gettext_lazy("Summer")}


def per_cent(share: float) -> str:
    """A part of one as people read it; one decimal place, none where it would be 0."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def facts(snapshot: Snapshot) -> dict[str, Any]:
    """Everything that stands on a snapshot's page; percentages come from the frozen thousandths."""
    document = snapshot.document
    shares = [(how, part) for how, part in document["shares"].items() if part is not None]
    wide = round(1000 * snapshot.children / snapshot.total) if snapshot.total else 0
    tables = breakdowns.read(document["tables"])
    places = [table for table in tables if table.key != "schools"]
    years = trend(snapshot)
    return {
        "snapshot": snapshot,
        "document": document,
        "coverage": per_cent(document["coverage"]["share"]),
        "shares": [(how, per_cent(part)) for how, part in shares if part],
        "bar": {"children": wide, "parents": 1000 - wide},
        "newer": queries.newer(snapshot),
        "earlier": listed(snapshot),
        "archive": archive.NAME,
        "tables": places,
        "by_age": breakdowns.ages(tables),
        "by_schools": next((table for table in tables if table.key == "schools"), None),
        "left_out": document.get("left_out", []),
        "map": drawn_map(next((table for table in tables if table.key == "authority"), None)),
        "marks": set(document.get("symbols", {})),
        "schools": visited(document.get("schools")),
        "range": document.get("range"),
        "compared": compared(snapshot, document.get("comparison")),
        "trend": charts.columns(years) if len(years) > 1 else None,
        "years": years,
        "trend_words": "; ".join(f"{year.name}: {year.total:,}" for year in years),
        "answers": outcome.printed(document.get("outcome", [])),
        "ratings": ratings.printed(document["ratings"]) if document.get("ratings") else None,
        "sentence": wording.ready(document),
        "never": wording.never(document),
        "base_url": settings.BASE_URL,
    }


def listed(before: Snapshot | None = None) -> QuerySet[Snapshot]:
    """Snapshots for a list, without their documents: all, or those that came before one of the same period."""
    found = (
        queries.earlier(before.period_key, before.definition, before.number)
        if before
        else queries.published()
    )
    return found.defer("document")


def trend(snapshot: Snapshot) -> list[Year]:
    """The newest standing figure of each period of the snapshot's kind, the oldest first; one query."""
    found: dict[dt.date, Year] = {}
    for item in queries.years_of(snapshot):
        name, label, under = period_words(item.period_key, item.period_start, item.period_end)
        to_date = item.period_type in FIRST_MONTH and item.period_end < _year_end(item.period_start)
        mark = MARKS.get(item.status, "")
        found[item.period_start] = Year(
            name=name + (f" {_('to date')}" if to_date else ""),
            label=label,
            under=" ".join(filter(None, [under, _("to date") if to_date else "", mark])),
            mark=mark,
            address=item.get_absolute_url(),
            children=item.children,
            parents=item.parents,
            here=item.pk == snapshot.pk,
        )
    return [found[first] for first in sorted(found)]


def period_words(key: str, first: dt.date, last: dt.date) -> tuple[str, str, str]:
    """A period's name in a table, and two short lines for the foot of a column."""
    kind = key.partition("-")[0]
    years = f"{first.year}/{(first.year + 1) % 100:02d}"
    if kind == "calendar":
        return str(first.year), str(first.year), ""
    if kind == "rolling":
        month = date_format(last, "M")
        return _("to the end of %(month)s") % {"month": date_format(last, "F Y")}, month, str(last.year)
    if kind == "term":
        begins = first.year if first.month == 9 else first.year - 1
        years, part = f"{begins}/{(begins + 1) % 100:02d}", TERMS.get(key.rpartition("-")[2], "")
        return f"{part} {years}", str(part), years
    return years, years, ""


def _year_end(first: dt.date) -> dt.date:
    return first.replace(year=first.year + 1) - dt.timedelta(days=1)


def visited(schools: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Schools visited out of those that there are; the share only where their number is known."""
    if not schools:
        return None
    of = schools.get("of")
    return {**schools, "share": per_cent(schools["visited"] / of) if of else ""}


def compared(snapshot: Snapshot, before: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A year to date beside the same days of the year before, as a difference in places, never as a rate alone."""
    if not before or before.get("total") is None:
        return None
    difference = snapshot.total - before["total"]
    return {**before, "more": max(0, difference), "fewer": max(0, -difference)}


def drawn_map(table: Table | None) -> dict[str, Any] | None:
    """The force's map with a value, a shade and a label for each authority; None without a map or a table."""
    drawing = force_map()
    if drawing is None or table is None:
        return None
    keys = {key for key, _words in table.columns}
    who = next((one for one in ("total", "children", "parents_carers") if one in keys), "")
    names = {authority.slug: authority.name for authority in force().authorities}
    areas = [(area, table.cell_of(area.slug, who) or charts.Cell(None, ("x",))) for area in drawing.areas]
    steps: list[Shade] = charts.shades(cell for _area, cell in areas)
    return {
        "drawing": drawing,
        "audience": WHO.get(who, ""),
        "steps": steps,
        "hidden": any(cell.value is None for _area, cell in areas),
        "areas": [
            {
                "area": area,
                "name": names.get(area.slug, area.slug),
                "shown": cell.shown,
                "level": charts.level(cell, steps),
                "lines": [(line, area.y + 20 * number) for number, line in enumerate(area.lines)],
                "number_y": area.y + 20 * len(area.lines) + 3,
            }
            for area, cell in areas
        ],
    }


def how_facts() -> dict[str, Any]:
    """The page on how the number is made: every version of the rule, and every figure there ever was."""
    limits = rules()
    return {
        "definitions": Definition.objects.filter(key=queries.TRAINED),
        "log": listed(),
        "limits": limits,
        "share": per_cent(limits.share),
    }

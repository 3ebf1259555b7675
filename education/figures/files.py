"""The open data of one snapshot as bytes: what is in each file, with no database behind it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SCHEMA_VERSION = "1.3.0"
SCHEMA_CHANGES = (
    ("1.3.0", "figures.json holds what teachers answered after a visit (ratings), where it may be shown."),
    ("1.2.0", "CHANGELOG.txt is one of the files."),
    ("1.1.0", "figures.csv holds every published table, with the columns phase and marks."),
    ("1.0.0", "The first form: the headline."),
)
CSV, JSON, PACKAGE, SUMS = "figures.csv", "figures.json", "datapackage.json", "SHA256SUMS"
LOG = "CHANGELOG.txt"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    JSON: "application/json",
    PACKAGE: "application/json",
    SUMS: "text/plain; charset=utf-8",
    LOG: "text/plain; charset=utf-8",
}
KINDS = ("calendar", "financial", "academic", "term", "rolling")
SYMBOLS = {
    "c": "confidential: hidden so that no small group, nor any single school, can be worked out from it",
    "z": "not applicable",
    "x": "not available",
    "p": "provisional: registers may still come in or be corrected",
    "r": "revised: differs from the figure published before",
    "e": "estimated: for more than a quarter of it, an officer estimated how many were there",
}
STATUSES = ("provisional", "revised", "final")
AUDIENCES = ("children", "parents_carers", "total")
MEASURES = (
    "places",
    "sessions",
    "schools",
    "schools_first_visit",
    "schools_visited_before",
    "schools_there_are",
)
NOT_SHOWN = "not shown"
BANDS = ((50, "50 or more"), (25, "25 to 49"), (10, "10 to 24"), (3, "3 to 9"), (1, "1 or 2"), (0, "none"))
MISSING = ("", "[c]", "[z]", "[x]")  # empty, suppressed, not applicable, not available
FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "period_type", "type": "string", "title": "Kind of period",
     "constraints": {"required": True, "enum": [*KINDS, "month"]}},
    {"name": "period_start", "type": "date", "title": "First day", "constraints": {"required": True}},
    {"name": "period_end", "type": "date", "title": "Last day", "constraints": {"required": True}},
    {"name": "area_code", "type": "string", "title": "ONS code of the area"},
    {"name": "area_name", "type": "string", "title": "Area", "constraints": {"required": True}},
    {"name": "audience", "type": "string", "title": "Who took part",
     "constraints": {"required": True, "enum": list(AUDIENCES)}},
    {"name": "age_band", "type": "string", "title": "Age band; “all” for every age",
     "constraints": {"required": True}},
    {"name": "session_type", "type": "string", "title": "Kind of session; “all” for every kind",
     "constraints": {"required": True}},
    {"name": "measure", "type": "string", "title": "What is counted: places taken, sessions or schools visited",
     "constraints": {"required": True, "enum": list(MEASURES)}},
    {"name": "value", "type": "integer", "title": "How many", "constraints": {"minimum": 0}},
    {"name": "status", "type": "string", "title": "Status of the figure",
     "constraints": {"required": True, "enum": list(STATUSES)}},
    {"name": "schools_band", "type": "string", "title": "How many schools stand behind it, in bands",
     "constraints": {"required": True, "enum": [*(name for _, name in reversed(BANDS)), NOT_SHOWN]}},
    {"name": "phase", "type": "string", "title": "Phase of school; “all” for every phase",
     "constraints": {"required": True}},
    {"name": "marks", "type": "string", "title": "Symbols beside the value: [c] hidden, [p] provisional, [r] revised,"
     " [e] estimated"},
)  # fmt: skip
COLUMNS = tuple(f["name"] for f in FIELDS)
KEY = (
    "period_type", "period_start", "period_end", "area_name", "audience", "age_band", "session_type", "phase",
    "measure",
)  # fmt: skip


def schools_band(schools: int) -> str:
    """The band of a number of schools."""
    return next(name for least, name in BANDS if schools >= least)


def symbols(used: Iterable[str]) -> dict[str, str]:
    """The explanations of the symbols that are used, in the order in which they are always given."""
    wanted = set(used)
    return {mark: words for mark, words in SYMBOLS.items() if mark in wanted}


def marked(marks: Iterable[str]) -> str:
    """Symbols as they are written: [p] [e]."""
    return " ".join(f"[{mark}]" for mark in marks)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def headline_rows(
    headline: Mapping[str, int], period: Mapping[str, Any], area: tuple[str, str], status: str
) -> list[dict[str, Any]]:
    """The rows of `figures.csv` that every snapshot has: places by audience, sessions, schools."""
    shared = {
        "period_type": period["type"],
        "period_start": period["start"],
        "period_end": period["end"],
        "area_code": area[0],
        "area_name": safe(area[1]),
        "age_band": "all",
        "session_type": "all",
        "status": status,
        "schools_band": schools_band(headline["schools"]),
        "phase": "all",
        "marks": marked(["p"] if status == "provisional" else []),
    }
    cells = (
        ("children", "places", headline["children"]),
        ("parents_carers", "places", headline["parents"]),
        ("total", "places", headline["total"]),
        ("total", "sessions", headline["sessions"]),
        ("total", "schools", headline["schools"]),
    )
    rows = [{**shared, "audience": who, "measure": what, "value": value} for who, what, value in cells]
    return [{column: row[column] for column in COLUMNS} for row in rows]


MEASURE_OF = {
    "first_time": "schools_first_visit", "repeat": "schools_visited_before", "visited": "schools",
    "of": "schools_there_are",
}  # fmt: skip


def table_rows(
    tables: Iterable[Mapping[str, Any]],
    period: Mapping[str, Any],
    area: tuple[str, str],
    status: str,
    headline: Mapping[str, int],
) -> list[dict[str, Any]]:
    """The rows of `figures.csv` for every cell of every table; what the headline says already is not repeated.

    A month or a term stands in `period_type`, `period_start` and `period_end`. A hidden value is written [c].
    """
    shared = {
        "period_type": period["type"], "period_start": period["start"], "period_end": period["end"],
        "area_code": area[0], "area_name": safe(area[1]), "age_band": "all", "session_type": "all",
        "measure": "places", "status": status, "phase": "all",
    }  # fmt: skip
    known = [tuple(row[name] for name in KEY) for row in headline_rows(headline, period, area, status)]
    seen, found = set(known), []
    for table in tables:
        for row in table["rows"]:
            for column, cell in zip(table["columns"], row["cells"], strict=True):
                value = marked(cell["marks"]) if cell["value"] is None else cell["value"]
                made = {
                    **shared, **_place(table["key"], row), **_group(table, column), "value": value,
                    "schools_band": cell["schools_band"], "marks": marked(cell["marks"]),
                }  # fmt: skip
                key = tuple(made[name] for name in KEY)
                if key not in seen:
                    seen.add(key)
                    found.append({name: made[name] for name in COLUMNS})
    return found


def _place(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a CSV row that its table's row decides."""
    if row["key"] == "all":
        return {}
    if table in ("authority", "schools"):
        return {"area_code": row["code"], "area_name": safe(row["title"])}
    if table == "time":
        kind = "month" if len(row["covers"]) == 1 and row["key"][5:].isdigit() else "term"
        return {"period_type": kind, "period_start": row["start"], "period_end": row["end"]}
    return {table: row["key"]}


def _group(table: Mapping[str, Any], column: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a CSV row that its table's column decides."""
    if table["measure"] == "schools":
        return {"audience": "total", "measure": MEASURE_OF[column["key"]]}
    if column["key"] in AUDIENCES:
        return {"audience": column["key"]}
    return {"audience": "children", "age_band": column["key"]}


def csv_bytes(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as UTF-8 CSV in the order of the columns."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """A document as JSON for people: indented, UTF-8, keys in the order given."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    """The digest that stands in SHA256SUMS."""
    return hashlib.sha256(content).hexdigest()


def data_package(
    slug: str, title: str, description: str, created: dt.datetime, table: bytes, licence: Mapping[str, str]
) -> dict[str, Any]:
    """The Frictionless description of `figures.csv`."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug,
        "title": title,
        "description": description,
        "version": SCHEMA_VERSION,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [dict(licence)],
        "resources": [
            {
                "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
                "name": "figures",
                "path": CSV,
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(table),
                "hash": f"sha256:{sha256(table)}",
                "schema": {
                    "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
                    "fields": list(FIELDS),
                    "missingValues": list(MISSING),
                    "primaryKey": list(KEY),
                },
            }
        ],
    }


def history(document: Mapping[str, Any]) -> bytes:
    """What changed from each figure of the period to the next and why, newest first."""
    said = [document, *document["revisions"]]
    lines = [f"{document['title']}, {document['period']['name']}", ""]
    for this, older in zip(said, [*said[1:], None], strict=True):
        total = this["headline"]["total"]
        text = f"{this['id']}: {total:,} places, {this['status']}, as at {this['as_at']}"
        if older:
            text += f"; {total - older['headline']['total']:+,} since {older['id']}"
        lines.append(text + ("; withdrawn" if this.get("withdrawn") else ""))
        lines.append(f"  {this['reason'] or 'First published.'}")
    return ("\n".join(lines) + "\n").encode()


def changelog(document: Mapping[str, Any]) -> bytes:
    """The changes of the figures of a period, then those of the form of these files."""
    lines = ["", f"The form of these files, version {SCHEMA_VERSION}", ""]
    lines += [f"{version}: {words}" for version, words in SCHEMA_CHANGES]
    return history(document) + ("\n".join(lines) + "\n").encode()


def build(document: Mapping[str, Any], slug: str, created: dt.datetime) -> dict[str, bytes]:
    """Every file of a snapshot by name; `figures.json` gets the digest of `figures.csv`."""
    table = csv_bytes(document["rows"])
    package = data_package(
        slug,
        f"{document['title']}, {document['period']['name']}",
        document["definition"]["wording"],
        created,
        table,
        document["licence"],
    )
    files = {
        CSV: table,
        JSON: json_bytes({**document, "sha256": sha256(table)}),
        PACKAGE: json_bytes(package),
        LOG: changelog(document),
    }
    files[SUMS] = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()
    return files

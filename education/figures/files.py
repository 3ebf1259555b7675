"""The open data of one snapshot as bytes: what is in each file, with no database behind it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA_VERSION = "1.0.0"
CSV, JSON, PACKAGE, SUMS = "figures.csv", "figures.json", "datapackage.json", "SHA256SUMS"
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    JSON: "application/json",
    PACKAGE: "application/json",
    SUMS: "text/plain; charset=utf-8",
}
STATUSES = ("provisional", "revised", "final")
AUDIENCES = ("children", "parents_carers", "total")
MEASURES = ("places", "sessions", "schools")
BANDS = ((50, "50 or more"), (25, "25 to 49"), (10, "10 to 24"), (3, "3 to 9"), (1, "1 or 2"), (0, "none"))
MISSING = ("", "[c]", "[z]", "[x]")  # empty, suppressed, not applicable, not available
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
FIELDS: tuple[dict[str, Any], ...] = (
    {"name": "period_type", "type": "string", "title": "Kind of year",
     "constraints": {"required": True, "enum": ["calendar", "financial", "academic"]}},
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
     "constraints": {"required": True, "enum": [name for _, name in reversed(BANDS)]}},
)  # fmt: skip
COLUMNS = tuple(f["name"] for f in FIELDS)


def schools_band(schools: int) -> str:
    """The band of a number of schools."""
    return next(name for least, name in BANDS if schools >= least)


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
    slug: str, title: str, description: str, created: dt.datetime, table: bytes
) -> dict[str, Any]:
    """The Frictionless description of `figures.csv`."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": slug,
        "title": title,
        "description": description,
        "version": SCHEMA_VERSION,
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [LICENCE],
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
                    "primaryKey": ["area_name", "audience", "age_band", "session_type", "measure"],
                },
            }
        ],
    }


def build(document: Mapping[str, Any], slug: str, created: dt.datetime) -> dict[str, bytes]:
    """Every file of a snapshot by name; `figures.json` gets the digest of `figures.csv`."""
    table = csv_bytes(document["rows"])
    package = data_package(
        slug,
        f"{document['title']}, {document['period']['name']}",
        document["definition"]["wording"],
        created,
        table,
    )
    files = {
        CSV: table,
        JSON: json_bytes({**document, "sha256": sha256(table)}),
        PACKAGE: json_bytes(package),
    }
    files[SUMS] = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()
    return files

"""Small sheets made in the test, and the one messy year with its real schools."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command
from django.core.management.base import CommandError

from education.attendance.importing.plan import Plan, make_plan
from education.ledger.clock import now
from education.schools.actions import load_force
from education.schools.models import LocalAuthority, School
from education.schools.names import fold
from tests.schools.data import CLEVELAND, _file

HEADER = ["URN", "School", "Date", "Year", "Pupils", "Parents", "Staff", "Status", "Notes"]
PAST = {ext: _file(f"attendance/past-year-2019.{ext}") for ext in ("csv", "xlsx")}
DECISIONS = _file("attendance/past-year-2019-decisions.csv")
TRUTH = _file("attendance/past-year-2019-truth.json")
HOSTILE = _file("hostile/csv_injection.json")


def real_schools() -> None:
    """The 258 schools of the area, straight from the public file."""
    load_force()
    authorities = {authority.code: authority for authority in LocalAuthority.objects.all()}
    with CLEVELAND().open(encoding="utf-8-sig", newline="") as file:
        School.objects.bulk_create(
            School(
                urn=row["URN"], name=row["EstablishmentName"], folded_name=fold(row["EstablishmentName"]),
                authority=authorities[row["LA (code)"]], status="open", updated_at=now(),
            )
            for row in csv.DictReader(file)
        )  # fmt: skip
    assert School.objects.count() == 258


def row(of: School | None = None, /, **cells: Any) -> list[Any]:
    """One good row; name a cell to spoil it."""
    values = {
        "urn": of.urn if of else "", "school": "", "date": "31/01/2019", "year": "5", "pupils": "28",
        "parents": "", "staff": "2", "status": "Y", "notes": "", **cells,
    }  # fmt: skip
    return list(values.values())


def write_csv(folder: Path, *rows: Sequence[Any], name: str = "sheet.csv", header: Any = HEADER) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows] if header else rows)
    return path


def write_xlsx(folder: Path, *rows: Sequence[Any], name: str = "sheet.xlsx", header: Any = HEADER) -> Path:
    book = openpyxl.Workbook()
    for cells in [header, *rows] if header else rows:
        book.active.append(cells)
    book.save(folder / name)
    return folder / name


def plan(path: Path, **options: Any) -> Plan:
    return make_plan(path, **{"order": "dmy", "period": "2019", **options})


def codes(of: Plan) -> list[str]:
    return [problem.code.value for problem in of.problems]


def kinds(of: Plan) -> Counter[str]:
    return Counter(codes(of))


def run(path: Path, *options: str) -> tuple[int, dict[str, Any] | None, str]:
    """The command's exit code, its JSON, and what it said beside it."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(
            "import_attendance", str(path), "--date-order", "dmy", "--period", "2019", "--json", *options,
            stdout=out, stderr=err,
        )  # fmt: skip
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    text = out.getvalue().strip()
    return code, json.loads(text) if text else None, err.getvalue()

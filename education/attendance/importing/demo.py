"""The invented past year of the demonstration: a messy workbook over invented schools that adds up to 7,805."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from education.attendance.actions.imports import import_batch
from education.attendance.importing.plan import make_plan
from education.attendance.models import ImportBatch
from education.people.models import User
from education.schools.models import School

CHILDREN, PARENTS = 6_672, 1_133
TOTAL = CHILDREN + PARENTS
EARLIER = {2017: (2_310, 402, 2), 2018: (4_985, 871, 5)}  # children, parents and carers; the schools visited
TITLE = "Online safety sessions {} (invented for the demonstration)"
HEADER = ["URN", "School", "Date of visit", "Year group", "Pupils", "Parents and carers", "School staff", "Delivered", "Notes"]  # fmt: skip
FIRST_ROW = 4
WHEN_WRITTEN = (2019, 12, 20, 12, 0, 0)
Row = list[Any]


def make_demo_workbook(path: Path) -> Path:
    """Write the workbook, the same bytes every time, and return the decisions file written beside it.

    Read with its decisions it gives exactly 7,805: the total is the one that was reported, the split and
    everything else is invented. It needs the invented schools.
    """
    dice = random.Random(2019)  # noqa: S311 - invented numbers, not secrets
    schools = list(School.objects.filter(is_demo=True).open().order_by("urn"))
    rows = _sessions(dice, schools)
    _to_the_total(rows, 4, CHILDREN)
    _to_the_total(rows, 5, PARENTS)
    rows.sort(key=lambda row: row[2])
    asked = _mess(dice, rows, schools)
    _write(path, rows, 2019)
    decisions = path.with_name(f"{path.stem}-decisions.csv")
    with decisions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "urn", "date", "pupils", "parents"])
        for row, answer in asked:
            number = FIRST_ROW + next(n for n, other in enumerate(rows) if other is row)
            writer.writerow([number, *answer])
    return decisions


def load_demo_past_year(people: Mapping[str, User]) -> ImportBatch:
    """Import the invented year: coordinator commits, supervisor signs off; a second call returns the first batch.

    `people` holds the demonstration people by name or by address.
    """
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / "past-year.xlsx"
        return _loaded(2019) or _load(people, workbook, 2019, TOTAL, make_demo_workbook(workbook))


def load_demo_earlier_years(people: Mapping[str, User]) -> list[ImportBatch]:
    """Import the two years before, smaller and tidy, so that the figure has a trend; invented throughout."""
    batches = []
    for year, (children, parents, step) in EARLIER.items():
        with TemporaryDirectory() as folder:
            workbook = Path(folder) / f"{year}.xlsx"
            if batch := _loaded(year):
                batches.append(batch)
                continue
            dice = random.Random(year)  # noqa: S311 - invented numbers, not secrets
            schools = list(School.objects.filter(is_demo=True).open().order_by("urn"))
            rows = _sessions(dice, [s for n, s in enumerate(schools) if (n % step == 0) == (step == 2)], year)
            _to_the_total(rows, 4, children)
            _to_the_total(rows, 5, parents)
            _write(workbook, sorted(rows, key=lambda row: row[2]), year)
            batches.append(_load(people, workbook, year, children + parents, None))
    return batches


def _loaded(year: int) -> ImportBatch | None:
    """The demonstration's import of a year, once it was made."""
    standing = ImportBatch.objects.filter(is_demo=True, state=ImportBatch.State.COMMITTED)
    return standing.filter(period_start=dt.date(year, 1, 1)).first()


def _load(
    people: Mapping[str, User], workbook: Path, year: int, total: int, decisions: Path | None
) -> ImportBatch:
    plan = make_plan(workbook, order="dmy", period=str(year), decisions=decisions, control_total=total)
    by, signer = (
        people.get(name) or people[f"{name}@demo.example"] for name in ("coordinator", "supervisor")
    )
    return import_batch(plan=plan, by=by, signer=signer, is_demo=True)[0]


def _days(year: int) -> list[dt.date]:
    """Weekdays of a year in term, roughly."""
    breaks = {(1, 1), (2, 3), (4, 3), (4, 4), (5, 5), (7, 5), (10, 5), (12, 4), (12, 5)}
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(365))
    return [
        day for day in days
        if day.weekday() < 5 and day.month != 8 and (day.month, (day.day - 1) // 7 + 1) not in breaks
    ]  # fmt: skip


def _sessions(dice: random.Random, schools: list[School], year: int = 2019) -> list[Row]:
    """Four or five classes and an evening for parents at each school."""
    days, rows = _days(year), []
    for school in schools:
        oldest = school.highest_age or 16
        first, last = (1, 6) if oldest <= 11 else (7, 11) if oldest <= 18 else (12, 13)
        for group in dice.sample(range(first, last + 1), min(4, last - first + 1)):
            rows.append(
                [
                    school.urn,
                    school.name,
                    dice.choice(days),
                    group,
                    dice.randint(24, 60),
                    0,
                    dice.randint(1, 4),
                    "Y",
                    None,
                ]
            )
        rows.append(
            [
                school.urn,
                school.name,
                dice.choice(days),
                None,
                0,
                dice.randint(14, 42),
                dice.randint(1, 3),
                "Y",
                None,
            ]
        )
    return rows


def _to_the_total(rows: list[Row], column: int, total: int) -> None:
    """Move the counts of a column one by one, row after row, until they add up; none falls below a class of 12."""
    able = [row for row in rows if row[column]]
    missing = total - sum(row[column] for row in able)
    step = 1 if missing > 0 else -1
    while missing:
        for row in able:
            if missing and 12 < row[column] + step < 120:
                row[column] += step
                missing -= step


def _mess(dice: random.Random, rows: list[Row], schools: list[School]) -> list[tuple[Row, list[Any]]]:
    """What a real sheet is like, without moving its true total; returns what a person must decide, and how."""
    names = Counter(school.name for school in schools)
    classes = [row for row in rows if row[4] and names[row[1]] == 1]
    dice.shuffle(classes)
    part = iter(classes)

    def some(number: int) -> list[Row]:
        return [next(part) for _ in range(number)]

    for row in some(8):
        row[0] = None
    for row in some(5):
        row[4] = f"approx {row[4]}"
    for row in some(4):
        row[4] = f" {row[4]} "
    asked = []
    for row in some(3):
        asked.append((row, [row[0], row[2], row[4], row[5]]))
        row[4] = f"{row[4] - 19} + 19"
    for row in some(2):
        asked.append((row, [row[0], row[2], row[4], row[5]]))
        row[0], row[1] = None, _misspelt(row[1])
    (row,) = some(1)
    asked.append((row, [row[0], dt.date(2019, 6, 28), row[4], row[5]]))
    row[2] = "31/06/2019"
    extra = [[*row] for row in some(3)]
    for status, source in zip(["cancelled", "N", "Cancelled - snow", "postponed"], some(4), strict=True):
        extra.append([*source[:2], source[2] + dt.timedelta(days=1), source[3], 30, 0, 2, status, None])
    for source in some(2):
        extra.append(
            [
                *source[:2],
                source[2] + dt.timedelta(days=2),
                source[3],
                None,
                None,
                None,
                "Y",
                "no count taken",
            ]
        )
    (source,) = some(1)
    extra.append([*source[:2], dt.date(2018, 12, 12), source[3], 31, 0, 2, "Y", None])
    for row in extra:
        rows.insert(dice.randint(0, len(rows)), row)
    for row in extra[:3]:  # a copy stands somewhere below the row it repeats
        rows.remove(row)
        rows.append(row)
    return asked


def _misspelt(name: str) -> str:
    """The name with two letters in each other's place."""
    at = next(n for n in range(2, len(name)) if name[n : n + 2].isalpha() and name[n] != name[n + 1])
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _write(path: Path, rows: list[Row], year: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = str(year)
    sheet.append([TITLE.format(year)])
    sheet.append([])
    sheet.append(HEADER)
    for number, row in enumerate(rows):
        if number % 3 == 0 and isinstance(row[2], dt.date):
            row = [*row[:2], row[2].strftime("%d/%m/%Y"), *row[3:]]
        sheet.append(row)
    last = FIRST_ROW + len(rows) - 1
    sheet.append(["TOTAL", None, None, None, f"=SUM(E{FIRST_ROW}:E{last})", f"=SUM(F{FIRST_ROW}:F{last})"])
    book.save(path)
    _forget_the_time(path)


def _forget_the_time(path: Path) -> None:
    """Write the archive anew with one fixed time, so that the same content is the same file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    stamp = "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*WHEN_WRITTEN).encode()
    core = members["docProps/core.xml"]
    members["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", stamp, core)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN_WRITTEN), data, zipfile.ZIP_DEFLATED)

"""What a person decided for the rows that a machine must not guess."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from education.attendance.importing.cells import MOST
from education.attendance.importing.matching import Directory, Known
from education.attendance.importing.periods import Period
from education.attendance.importing.problems import TableError

NEEDED = ["row", "urn", "date", "pupils", "parents"]
YES = {"skip", "yes", "y", "1", "true", "x"}
NO = {"", "no", "n", "0", "false"}
MOST_DECISIONS = 20_000


@dataclass(frozen=True)
class Decision:
    """One row as it should be read; both counts None means that no count was taken."""

    row: int
    skip: bool
    school: Known | None = None
    day: dt.date | None = None
    pupils: int | None = None
    parents: int | None = None


@dataclass(frozen=True)
class Decisions:
    """Decisions by row, with the digest of the file they came from."""

    by_row: dict[int, Decision] = field(default_factory=dict)
    sha256: str = ""


def read_decisions(path: Path, *, directory: Directory, period: Period, today: dt.date) -> Decisions:
    """Read `row,urn,date,pupils,parents[,skip]` with ISO dates; TableError names the line and what to write."""
    try:
        raw = path.read_bytes()
        lines = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise TableError("The decisions file is not a CSV file in UTF-8.")
    header = [cell.strip().casefold() for cell in lines[0]] if lines else []
    if header not in (NEEDED, [*NEEDED, "skip"]):
        raise TableError("The decisions file must start with the line row,urn,date,pupils,parents or …,skip.")
    if len(lines) > MOST_DECISIONS:
        raise TableError(f"The decisions file has more than {MOST_DECISIONS:,} lines.")
    by_row: dict[int, Decision] = {}
    for number, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            decision = _decision([cell.strip() for cell in cells], len(header), directory, period, today)
        except ValueError as error:
            raise TableError(f"Line {number} of the decisions file: {error}")
        if decision.row in by_row:
            raise TableError(f"Line {number} of the decisions file: row {decision.row} was decided before.")
        by_row[decision.row] = decision
    return Decisions(by_row, hashlib.sha256(raw).hexdigest())


def _decision(cells: list[str], width: int, directory: Directory, period: Period, today: dt.date) -> Decision:
    if len(cells) not in (width, len(NEEDED)):
        raise ValueError(f"it has {len(cells)} columns, the header has {width}.")
    row = _number(cells[0], "row", 1, 1_048_576 * 2)
    skip = cells[5].casefold() if len(cells) > len(NEEDED) else ""
    if skip not in YES | NO:
        raise ValueError("skip is yes or empty.")
    if skip in YES:
        return Decision(row, skip=True)
    school = directory.by_urn.get(_number(cells[1], "urn", 10_000, 9_999_999))
    if school is None:
        raise ValueError("no school has this urn: import the schools first, or correct it.")
    try:
        day = dt.date.fromisoformat(cells[2])
    except ValueError:
        raise ValueError("write the date as 2019-01-31.")
    if day > today:
        raise ValueError("the date is still to come.")
    if not period.holds(day):
        raise ValueError(
            f"the date lies outside {period.key}: skip the row, or import it with its own period."
        )
    pupils, parents = (_number(cell, name, 0, MOST) if cell else None
                       for cell, name in zip(cells[3:5], NEEDED[3:], strict=True))  # fmt: skip
    return Decision(row, skip=False, school=school, day=day, pupils=pupils, parents=parents)


def _number(text: str, name: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ValueError(f"{name} must be a whole number from {least} to {most}.")
    return int(text)

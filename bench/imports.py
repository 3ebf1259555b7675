"""How fast a past spreadsheet is read and committed, and how much memory a million rows take."""

from __future__ import annotations

import csv
import datetime as dt
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from django.db import transaction

from education.attendance.actions.imports import import_batch, withdraw_import
from education.attendance.importing.deciding import Fate
from education.attendance.importing.plan import Plan, make_plan
from education.schools.demo import load_demo_schools
from education.schools.models import School

HEADER = ["URN", "School", "Date", "Year", "Pupils", "Parents", "Staff", "Status", "Notes"]
BOTH = True
READ, COMMITTED = 1_000_000, 100_000


def write_sheet(path: Path, rows: int) -> Path:
    """Invented rows, all different, every tenth by name alone, every twentieth an estimate."""
    schools = list(School.objects.filter(is_demo=True, status="open").values_list("urn", "name"))
    twice = {name for _, name in schools if sum(1 for _, other in schools if other == name) > 1}
    days = [(dt.date(2019, 1, 1) + dt.timedelta(days=n)).strftime("%d/%m/%Y") for n in range(365)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(rows):
            urn, name = schools[n % len(schools)]
            writer.writerow([
                "" if n % 10 == 0 and name not in twice else urn, name, days[n % 365], n % 13 + 1,
                f"approx {n % 90 + 1}" if n % 20 == 0 else n % 90 + 1, n % 7, n % 4, "Y", f"class {n}",
            ])  # fmt: skip
    return path


def peak() -> str:
    """The process's highest memory so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6:.0f} MB"


class Stopwatch:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        self.wall, self.cpu = perf_counter(), process_time()

    def rate(self, rows: int) -> str:
        """Rows a second, by the clock on the wall and by the processor's own."""
        wall, cpu = perf_counter() - self.wall, process_time() - self.cpu
        return f"{rows / wall:,.0f} rows/s ({rows / cpu:,.0f} per processor second)"


def _plan(path: Path) -> Plan:
    return make_plan(path, order="dmy", period="2019")


def run() -> list[tuple[str, str]]:
    """Dry run, commit and withdrawal of 100,000 CSV rows, dry run of 1,000,000; all of it is taken back."""
    lines = []
    with TemporaryDirectory() as folder, transaction.atomic():
        load_demo_schools()
        sheet, before = write_sheet(Path(folder) / "commit.csv", COMMITTED), peak()
        watch = Stopwatch()
        batch, _ = import_batch(plan=_plan(sheet), by=None)
        lines.append((f"Import: dry run and commit of {COMMITTED:,} rows", watch.rate(COMMITTED)))
        lines.append(("Import: peak memory before and after the commit", f"{before}, {peak()}"))
        watch = Stopwatch()
        withdraw_import(batch=batch, by=None, reason="other")
        lines.append((f"Import: withdrawal of {COMMITTED:,} rows", watch.rate(COMMITTED)))
        del batch
        sheet = write_sheet(Path(folder) / "million.csv", READ)
        watch = Stopwatch()
        plan = _plan(sheet)
        lines.append((f"Import: dry run of {READ:,} rows", watch.rate(READ)))
        counted = plan.tally.fates[Fate.COUNTED]
        lines.append(("Import: rows counted, peak memory", f"{counted:,}, {peak()}"))
        transaction.set_rollback(True)
    return lines

"""How fast a past spreadsheet is read and committed, and how much memory a million rows take."""

from __future__ import annotations

import csv
import datetime as dt
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import transaction

from education.attendance.actions.imports import import_batch, withdraw_import
from education.attendance.importing.deciding import Fate
from education.attendance.importing.plan import Plan, make_plan
from education.schools.demo import load_demo_schools
from education.schools.models import School

HEADER = ["URN", "School", "Date", "Year", "Pupils", "Parents", "Staff", "Status", "Notes"]
READ, COMMITTED, WITHDRAWN = 1_000_000, 20_000, 1_000


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


def _timed(path: Path) -> tuple[Plan, float]:
    start = perf_counter()
    plan = make_plan(path, order="dmy", period="2019")
    return plan, perf_counter() - start


def run() -> list[tuple[str, str]]:
    """Dry run of 1,000,000 CSV rows, commit of 20,000, withdrawal of 1,000; all of it is taken back."""
    lines = []
    with TemporaryDirectory() as folder, transaction.atomic():
        load_demo_schools()
        before = peak()
        plan, seconds = _timed(write_sheet(Path(folder) / "million.csv", READ))
        counted = plan.tally.fates[Fate.COUNTED]
        lines.append(
            ("Dry run of a CSV sheet", f"{READ / seconds:,.0f} rows/s, {counted:,} of {READ:,} counted")
        )
        lines.append(("Peak memory before and after it", f"{before}, {peak()}"))
        del plan
        plan, seconds = _timed(write_sheet(Path(folder) / "commit.csv", COMMITTED))
        start = perf_counter()
        import_batch(plan=plan, by=None)
        writing = perf_counter() - start
        lines.append((
            f"Commit of {COMMITTED:,} rows",
            f"{COMMITTED / (seconds + writing):,.0f} rows/s with its dry run, {COMMITTED / writing:,.0f} without",
        ))  # fmt: skip
        transaction.set_rollback(True)
    with TemporaryDirectory() as folder, transaction.atomic():
        load_demo_schools()
        plan, _ = _timed(write_sheet(Path(folder) / "withdraw.csv", WITHDRAWN))
        batch, _ = import_batch(plan=plan, by=None)
        start = perf_counter()
        withdraw_import(batch=batch, by=None, reason="other")
        seconds = perf_counter() - start
        lines.append((f"Withdrawal of {WITHDRAWN:,} rows", f"{WITHDRAWN / seconds:,.0f} rows/s"))
        transaction.set_rollback(True)
    return [*lines, ("Peak memory of the process", peak())]

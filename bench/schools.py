"""How long it takes to take in the whole national register."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from time import perf_counter

from django.db import transaction

from education.schools.actions import import_schools
from education.schools.models import School

DATA = Path(__file__).resolve().parents[1].parent / "shared/data/schools"


def run() -> list[tuple[str, str]]:
    """Import all England twice into the database at hand and take it back; needs ../shared/data."""
    file = DATA / "england_schools_gias_columns.csv.zst"
    if not file.exists():
        return [("Import of all England", "not measured: ../shared/data/schools is not here")]
    lines = []
    with transaction.atomic():
        for title in ("Import of all England", "The same again"):
            start = perf_counter()
            summary = import_schools(path=file, everywhere=True)
            seconds = perf_counter() - start
            lines.append(
                (
                    title,
                    f"{seconds:.1f} s for {summary.rows:,} rows: {summary.added:,} added,"
                    f" {summary.changed:,} changed, {summary.same:,} same",
                )
            )
        lines.append(("Schools held then", f"{School.objects.count():,}"))
        transaction.set_rollback(True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return [*lines, ("Peak memory of the process", f"{peak / 1e6:.0f} MB")]

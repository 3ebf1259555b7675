"""The public data that some tests read: what is absent fails the test, with its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2].parent / "shared/data"


def _file(name: str) -> Callable[[], Path]:
    def path() -> Path:
        file = DATA / name
        if not file.exists():
            pytest.fail(f"../shared/data/{name} is not here: this test reads the real public data.")
        return file

    return path


BLNS = _file("hostile/blns.json")
CALENDAR = _file("calendar/bank-holidays.json")
CLEVELAND = _file("schools/gias_cleveland.csv")
WITH_CLOSED = _file("schools/gias_cleveland_incl_closed.csv")
LINKS = _file("schools/gias_links_cleveland.csv")
RAW_LINKS = _file("schools/links_edubasealldata20250422.csv.gz")
PAIRS = _file("schools/gias_cleveland_academised_2024_2026.csv")
FULL_HEADER = _file("schools/gias_full_140cols_synthetic.csv")
ENGLAND = _file("schools/england_schools_gias_columns.csv.zst")
MAIL_AND_WEB = _file("schools/school_email_domain_vs_website.csv")

"""Counts as a table for the analyst: one row a line that counts, as CSV or XLSX, written while it is read.

No person is in it. A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from openpyxl import Workbook

from education.attendance.models import EntryLine
from education.attendance.queries import accepted_lines
from education.ledger.tables import as_csv as lines_as_csv
from education.ledger.tables import defused

HEADERS = (
    "day", "session", "urn", "school", "authority", "session_type", "audience", "year_group", "expected", "actual",
    "part", "method", "register",
)  # fmt: skip
CHUNK = 2_000


def rows(first: dt.date, last: dt.date) -> Iterator[list[Any]]:
    """The header, then every line that counts for sessions of the period, oldest first, in bounded memory."""
    yield list(HEADERS)
    lines = accepted_lines(first, last).select_related(
        "entry__register__session__school__authority", "entry__register__session__session_type"
    )
    order = ("entry__register__session__day", "entry__register__session_id", "id")
    for line in lines.order_by(*order).iterator(chunk_size=CHUNK):
        yield [defused(value) for value in _row(line)]


def _row(line: EntryLine) -> list[Any]:
    register = line.entry.register
    session = register.session
    return [
        session.day.isoformat(), str(session.public_id), session.school.urn, session.school.name,
        str(session.school.authority or ""), session.session_type.title, line.audience, line.year, line.expected,
        line.actual, line.entry.part, line.entry.method, register.state,
    ]  # fmt: skip


def as_csv(first: dt.date, last: dt.date) -> Iterator[bytes]:
    """The same as CSV."""
    return lines_as_csv(rows(first, last))


def as_xlsx(first: dt.date, last: dt.date) -> IO[bytes]:
    """A workbook in a temporary file, written row by row; whoever takes it closes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Counts")
    for row in rows(first, last):
        sheet.append(row)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever takes it closes it
    book.save(file)
    file.seek(0)
    return file

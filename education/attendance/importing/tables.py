"""CSV, XLSX and ODS files as plain rows. No formula is evaluated and no size that a file states is believed."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from education.attendance.importing.letters import find_delimiter, find_encoding
from education.attendance.importing.ods import is_ods, ods_names, ods_rows
from education.attendance.importing.problems import TableError
from education.attendance.importing.values import COLUMNS, FORMULA, Formula, Row, Value, read_text

CSV_ROWS = 1_000_000
XLSX_ROWS = 20_000
XLSX_BYTES = 20 * 2**20
INFLATED_BYTES = 100 * 2**20
RATIO = 100
LAST_SHEET_ROW = 1_048_576
BLOCK = 512
WHOLE_BYTES = 32 * 2**20
STREAMED = ("xl/worksheets/", "content.xml")
MACROS = re.compile(r"vbaproject\.bin$|^xl/macrosheets/|^basic/|^scripts/", re.IGNORECASE)
NOT_TABLES = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:<[a-zA-Z!?/]|%PDF|\{\s*\")")


@dataclass(frozen=True)
class Table:
    """One sheet of a file; `rows` may be walked more than once and yields the sheet's own row numbers."""

    path: Path
    sha256: str
    sheet_number: int = 1
    sheet_name: str = ""
    encoding: str = ""
    delimiter: str = ","
    most_rows: int = CSV_ROWS
    is_ods: bool = False

    def rows(self) -> Iterator[Row]:
        """Every row that has anything in it; TableError as soon as the file turns out not to be a table."""
        if self.encoding:
            rows = self._csv_rows()
        else:
            rows = ods_rows(self.path, self.sheet_number) if self.is_ods else self._xlsx_rows()
        for count, row in enumerate(rows):
            if count > self.most_rows + 100:
                long = f"The sheet has more than {self.most_rows:,} rows: split it"
                raise TableError(
                    f"{long}." if self.encoding else f"{long} or save it as CSV.", at_page=f"{long}."
                )
            yield row

    def _csv_rows(self) -> Iterator[Row]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            number = 0
            try:
                for number, cells in enumerate(reader, 1):
                    if len(cells) > COLUMNS and any(cell.strip() for cell in cells[COLUMNS:]):
                        raise TableError(
                            f"Row {number} has more than {COLUMNS} columns: not a sheet of sessions."
                        )
                    values = [read_text(cell) for cell in cells[:COLUMNS]]
                    if any(value is not None for value in values):
                        yield number, values
            except csv.Error:
                raise TableError(f"The file can't be read as CSV after row {number}.")

    def _xlsx_rows(self) -> Iterator[Row]:
        with _workbook(self.path) as book:
            sheet = book.worksheets[self.sheet_number - 1]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_col=COLUMNS + 1)
            read, number, gap = 0, 0, None
            while True:
                with _refusing(f"The sheet can't be read after row {read}."):
                    block = list(islice(rows, BLOCK))
                if not block:
                    return
                for number, cells in enumerate(block, read + 1):
                    if cells is gap:  # openpyxl fills the rows between two with one and the same empty row
                        continue
                    if number > LAST_SHEET_ROW:
                        raise TableError("The sheet has rows beyond the last one that a sheet can have.")
                    values = [_cell(cell) for cell in cells]
                    if values.pop() is not None:
                        raise TableError(
                            f"Row {number} has more than {COLUMNS} columns: not a sheet of sessions."
                        )
                    while values and values[-1] is None:
                        values.pop()
                    if values:
                        yield number, values
                    else:
                        gap = cells
                read += len(block)
                if read > LAST_SHEET_ROW:
                    raise TableError("The sheet has rows beyond the last one that a sheet can have.")


def open_table(
    path: Path, *, sheet: str = "", sheet_number: int = 0, encoding: str = "", delimiter: str = "",
    most_rows: int | None = None,
) -> Table:  # fmt: skip
    """Look at a file's first bytes, never at its name, and say how to read it; TableError with one sentence.

    A sheet is named or numbered from 1; `encoding` and `delimiter` are what a person says of a CSV file, "" finds
    them out. `most_rows` makes the limits smaller.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            digest = hashlib.file_digest(_rewound(file), "sha256").hexdigest()
    except OSError as error:
        raise TableError(f"The file can't be opened: {error.strerror}.")
    if head.startswith(b"PK\x03\x04"):
        in_ods = check_zip(path)
        number, name = _choose_sheet(sheet_names(path), sheet, sheet_number)
        return Table(
            path, digest, number, name, most_rows=min(most_rows or XLSX_ROWS, XLSX_ROWS), is_ods=in_ods
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            "This is an old .xls file or one with a password: save it as .xlsx without a password."
        )
    if NOT_TABLES.match(head):
        raise TableError(
            "This is a web page, XML, JSON or a PDF, not a table: save it as .xlsx, .ods or CSV."
        )
    if not head.strip():
        raise TableError("The file is empty.")
    if sheet or sheet_number > 1:
        raise TableError("A CSV file has no sheets: leave --sheet out.")
    encoding = find_encoding(path, encoding)
    delimiter = delimiter or find_delimiter(path, encoding)
    return Table(path, digest, encoding=encoding, delimiter=delimiter, most_rows=most_rows or CSV_ROWS)


def _rewound(file):  # type: ignore[no-untyped-def]
    file.seek(0)
    return file


def _cell(cell) -> Value | Formula:  # type: ignore[no-untyped-def]
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, str):
        return read_text(value)
    if isinstance(value, dt.timedelta):
        return None
    return value  # type: ignore[no-any-return]


@contextmanager
def _refusing(sentence: str) -> Iterator[None]:
    """Whatever a broken workbook makes the reader raise is told as one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (TableError, GeneratorExit):
        raise
    except Exception:
        raise TableError(sentence)


@contextmanager
def _workbook(path: Path):  # type: ignore[no-untyped-def]
    import openpyxl

    check_zip(path)
    with path.open("rb") as file:  # openpyxl would go by the name of a path
        with _refusing("The workbook is damaged and can't be opened."):
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def check_zip(path: Path) -> bool:
    """Refuse a workbook that is too large, has macros, or would unpack to far more than it is; says if it is ODS."""
    size = path.stat().st_size
    if size > XLSX_BYTES:
        raise TableError(f"The workbook is larger than {XLSX_BYTES >> 20} MB.")
    with _refusing("The workbook is damaged and can't be opened."), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        inflated = sum(member.file_size for member in members)
        whole = [member for member in members if not member.filename.startswith(STREAMED)]
        if (
            inflated > INFLATED_BYTES
            or inflated > RATIO * max(size, 10_000)
            or len(members) > 2_000
            or any(member.file_size > WHOLE_BYTES for member in whole)
        ):
            raise TableError("The workbook unpacks to far more than it is: it is refused unread.")
        if any(MACROS.search(member.filename) for member in members):
            raise TableError("The workbook has macros: save it as .xlsx or .ods without them.")
        in_ods = is_ods(archive.read)
        if in_ods and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise TableError("The workbook has a password: save it without one.")
    return in_ods


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets, the first one first; TableError when it can't be opened."""
    if check_zip(path):
        return ods_names(path)
    with _workbook(path) as book:
        return [sheet.title for sheet in book.worksheets]


def _choose_sheet(names: list[str], wanted: str, number: int) -> tuple[int, str]:
    if not names:
        raise TableError("The workbook has no sheet.")
    if wanted:
        if wanted not in names:
            raise TableError(f"The workbook has no sheet of that name; it has: {', '.join(names[:20])}.")
        number = names.index(wanted) + 1
    number = number or 1
    if number > len(names):
        raise TableError("The workbook has fewer sheets than that.")
    return number, names[number - 1]

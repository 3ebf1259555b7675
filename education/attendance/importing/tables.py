"""CSV and XLSX files as plain rows. No formula is evaluated and no size that a file states is believed."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import hashlib
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from education.attendance.importing.problems import TableError

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | None
Row = tuple[int, list["Value | Formula"]]

COLUMNS = 60
CSV_ROWS = 1_000_000
XLSX_ROWS = 20_000
XLSX_BYTES = 20 * 2**20
INFLATED_BYTES = 100 * 2**20
RATIO = 100
LAST_SHEET_ROW = 1_048_576
BLOCK = 512


class Formula:
    """Stands where a formula was: its text is thrown away unread."""


FORMULA = Formula()


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

    def rows(self) -> Iterator[Row]:
        """Every row that has anything in it; TableError as soon as the file turns out not to be a table."""
        rows = self._csv_rows() if self.encoding else self._xlsx_rows()
        for count, row in enumerate(rows):
            if count > self.most_rows + 100:
                raise TableError(
                    f"The sheet has more than {self.most_rows:,} rows: split it or save it as CSV."
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
                    values = [_text(cell) for cell in cells[:COLUMNS]]
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


def open_table(path: Path, *, sheet: str = "", most_xlsx_rows: int = XLSX_ROWS) -> Table:
    """Look at a file's first bytes, never at its name, and say how to read it; TableError with one sentence."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            digest = hashlib.file_digest(_rewound(file), "sha256").hexdigest()
    except OSError as error:
        raise TableError(f"The file can't be opened: {error.strerror}.")
    if head.startswith(b"PK\x03\x04"):
        number, name = _choose_sheet(path, sheet)
        return Table(path, digest, number, name, most_rows=most_xlsx_rows)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(
            "This is an old .xls file or one with a password: save it as .xlsx without a password."
        )
    if not head.strip():
        raise TableError("The file is empty.")
    if sheet:
        raise TableError("A CSV file has no sheets: leave --sheet out.")
    encoding = _encoding(path)
    return Table(path, digest, encoding=encoding, delimiter=_delimiter(path, encoding))


def _rewound(file):  # type: ignore[no-untyped-def]
    file.seek(0)
    return file


def _text(cell: str) -> Value | Formula:
    text = cell.strip()
    if not text:
        return None
    return FORMULA if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would run this text; a telephone number or "- see note" is only text."""
    first = text[0]
    if first == "=":
        return True
    return first in "@+-" and any(mark in text for mark in "(!|")


def _cell(cell) -> Value | Formula:  # type: ignore[no-untyped-def]
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dt.timedelta):
        return None
    return value  # type: ignore[no-any-return]


def _encoding(path: Path) -> str:
    """UTF-8 (with or without its mark) when the whole file is, else cp1252; anything else is not a CSV file."""
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(2**20):
                    if b"\0" in block:
                        raise TableError("The file is neither CSV nor XLSX.")
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise TableError("The file's letters are neither UTF-8 nor Windows-1252: save it as CSV UTF-8.")


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(8192)
    return max(",;\t", key=sample.count)


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
    with _refusing("The workbook is damaged and can't be opened."):
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        yield book
    finally:
        book.close()


def check_zip(path: Path) -> None:
    """Refuse a workbook that is too large, or that would unpack to far more than it is."""
    size = path.stat().st_size
    if size > XLSX_BYTES:
        raise TableError(f"The workbook is larger than {XLSX_BYTES >> 20} MB.")
    with _refusing("The workbook is damaged and can't be opened."), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    inflated = sum(member.file_size for member in members)
    if inflated > INFLATED_BYTES or inflated > RATIO * max(size, 10_000) or len(members) > 2_000:
        raise TableError("The workbook unpacks to far more than it is: it is refused unread.")


def _choose_sheet(path: Path, wanted: str) -> tuple[int, str]:
    with _workbook(path) as book:
        names = [sheet.title for sheet in book.worksheets]
    if not names:
        raise TableError("The workbook has no sheet.")
    if not wanted:
        return 1, names[0]
    if wanted not in names:
        raise TableError(f"The workbook has no sheet of that name; it has: {', '.join(names[:20])}.")
    return names.index(wanted) + 1, wanted

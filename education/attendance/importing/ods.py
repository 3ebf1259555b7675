"""ODS sheets as plain rows, read in small pieces: repeats are counted, never unrolled, and no formula is read."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # noqa: S406 - declarations of entities are refused below

from education.attendance.importing.problems import TableError
from education.attendance.importing.values import COLUMNS, FORMULA, Formula, Row, Value, read_text

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
BLANKS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": " "}
LONGEST = 2_000  # characters of a cell; a comment may be cut, a count or a date is never so long
MOST_SAME = 200  # full rows that one row may stand for
PIECE = 2**16
TOO_WIDE = f"has more than {COLUMNS} columns: not a sheet of sessions."


@dataclass
class _Reader:
    """Follows the document's tags and puts the finished rows of one sheet aside."""

    wanted: int
    rows: list[Row] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    depth: int = 0
    number: int = 0
    same: int = 1
    cells: list[Value | Formula] | None = None
    empty: int = 0
    cell: dict[str, str] | None = None
    said: list[str] = field(default_factory=list)
    letters: int = 0
    aside: int = 0

    @property
    def inside(self) -> bool:
        return self.depth == 1 and len(self.names) == self.wanted

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        if name == f"{OFFICE}annotation" or self.aside:
            self.aside += 1
        elif name == f"{TABLE}table":
            self.depth += 1
            if self.depth == 1:
                self.names.append(attributes.get(f"{TABLE}name", "")[:100])
                self.number = 0
        elif not self.inside:
            return
        elif name == f"{TABLE}table-row":
            self.cells, self.empty = [], 0
            self.same = _times(attributes, "number-rows-repeated")
        elif name in CELLS and self.cells is not None:
            self.cell, self.said, self.letters = attributes, [], 0
        elif self.cell is not None and name in BLANKS:
            self.text(BLANKS[name])
        elif self.cell is not None and name == f"{TEXT}p" and self.said:
            self.text(" ")

    def text(self, data: str) -> None:
        """Letters between two tags."""
        if self.cell is None or self.aside or self.letters > LONGEST:
            return
        self.said.append(data)
        self.letters += len(data)

    def end(self, name: str) -> None:
        """A tag closes."""
        if self.aside:
            self.aside -= 1
        elif name == f"{TABLE}table":
            self.depth -= 1
        elif name in CELLS and self.cell is not None and self.cells is not None:
            value = _value(self.cell, "".join(self.said))
            times = _times(self.cell, "number-columns-repeated")
            self.cell = None
            if value is None:
                self.empty += times
                return
            if len(self.cells) + self.empty + times > COLUMNS:
                raise TableError(f"Row {self.number + 1} {TOO_WIDE}")
            self.cells += [None] * self.empty + [value] * times
            self.empty = 0
        elif name == f"{TABLE}table-row" and self.cells is not None and self.inside:
            self._row()

    def _row(self) -> None:
        if self.cells:
            if self.same > MOST_SAME:
                raise TableError(f"One row stands for {self.same:,} rows: it is refused unread.")
            self.rows += [(self.number + n, list(self.cells)) for n in range(1, self.same + 1)]
        self.number += self.same
        self.cells = None


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(TABLE + name, "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else 1


def _value(cell: dict[str, str], said: str) -> Value | Formula:
    if f"{TABLE}formula" in cell:
        return FORMULA
    kind, number = cell.get(f"{OFFICE}value-type", ""), cell.get(f"{OFFICE}value", "")
    try:
        if kind in {"float", "percentage", "currency"}:
            whole = float(number)
            return int(whole) if whole.is_integer() and abs(whole) < 2**53 else whole
        if kind == "date":
            text = cell.get(f"{OFFICE}date-value", "")
            return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
        if kind == "boolean":
            return cell.get(f"{OFFICE}boolean-value") == "true"
    except ValueError:
        return read_text(said)
    return None if kind == "time" else read_text(said)


def _walk(path: Path, reader: _Reader) -> Iterator[None]:
    """Feed the document in pieces and stop after each one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_declarations
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            while piece := content.read(PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
        yield
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, LookupError, OSError, EOFError, RuntimeError):
        raise TableError(f"The sheet can't be read after row {reader.number}.")


def _no_declarations(*_: object) -> None:
    raise TableError("The sheet declares things that no spreadsheet program writes: it is refused unread.")


def ods_rows(path: Path, sheet_number: int) -> Iterator[Row]:
    """Every row of one sheet that has anything in it, by its own number; TableError for what is no sheet."""
    reader = _Reader(sheet_number)
    for _ in _walk(path, reader):
        yield from reader.rows
        reader.rows.clear()


def ods_names(path: Path) -> list[str]:
    """The names of the sheets, the first one first."""
    reader = _Reader(0)
    for _ in _walk(path, reader):
        pass
    return reader.names


def is_ods(read: Callable[[str], bytes]) -> bool:
    """Whether a ZIP is an ODS spreadsheet, by the name that it gives itself."""
    try:
        return read("mimetype")[:100].strip().startswith(MIMETYPE)
    except KeyError:
        return False

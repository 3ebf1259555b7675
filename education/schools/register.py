"""Reading the national register's files (Get Information about Schools): pure, streaming, nothing is written.

Only the columns named here are read. Head teachers' names are in the same file and are never looked at.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import hashlib
import io
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, TextIO, cast

import zstandard

from education.schools.geo import EASTING_MAX, NORTHING_MAX
from education.schools.models import School, Succession

Status, Kind = School.Status, Succession.Kind
SHOWN = 50
STATUSES = {
    "open": Status.OPEN,
    "closed": Status.CLOSED,
    "proposed to open": Status.PROPOSED,
    "open, but proposed to close": Status.CLOSING,
}
NEEDED = ("URN", "LA (code)", "EstablishmentName", "EstablishmentStatus (name)")
LINK_COLUMNS = ("URN", "LinkURN", "LinkType")
FORWARD = {
    "successor": Kind.SUCCESSOR,
    "successor - merged": Kind.MERGED,
    "successor - amalgamated": Kind.MERGED,
    "successor - split school": Kind.SPLIT,
}
BACKWARD = {
    "predecessor": Kind.SUCCESSOR,
    "predecessor - merged": Kind.MERGED,
    "predecessor - amalgamated": Kind.MERGED,
    "predecessor - split school": Kind.SPLIT,
}
EITHER_WAY = {"result of amalgamation": Kind.MERGED}


class NotReadableError(Exception):
    """The file as a whole can't be read; the sentence says why and what to do."""


@dataclass
class Problems:
    """What is wrong with a file, row by row: the first fifty in words, the rest as a number."""

    shown: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, name: str, line: int, sentence: str) -> None:
        """Note one problem of one line."""
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(f"{name} line {line}: {sentence}")


@dataclass(frozen=True, slots=True)
class Row:
    """One establishment: its authority as the file gives it, and values by field of School."""

    urn: int
    authority_code: str
    authority_name: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """One succession; `sure` is False where the register does not say which of the two came first."""

    before: int
    after: int
    kind: str
    since: dt.date | None
    sure: bool = True


def digest(path: Path) -> str:
    """SHA-256 of the file as it is on disk; raises NotReadableError when there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotReadableError(f"{path.name} can't be opened: {error.strerror}.") from error


def read_schools(path: Path, problems: Problems) -> Iterator[Row]:
    """The sound rows of a register file, one by one; unsound ones go to `problems`.

    Raises NotReadableError when the file is no register at all.
    """
    seen: set[int] = set()
    for line, record in _records(path, NEEDED, problems):
        faults: list[str] = []
        row = _row(record, faults)
        if row and row.urn in seen:
            faults.append(f"URN {row.urn} is in this file twice")
        if row:
            seen.add(row.urn)
        for fault in faults:
            problems.add(path.name, line, fault)
        if row and not faults:
            yield row


def read_links(path: Path, problems: Problems, others: dict[str, int]) -> Iterator[Link]:
    """The successions of a links file, from before to after; other types of link are counted in `others`."""
    for line, record in _records(path, LINK_COLUMNS, problems):
        faults: list[str] = []
        one, two = (_number(record, c, faults, required=True) for c in ("URN", "LinkURN"))
        since = _date(record, "LinkEstablishedDate", faults)
        for fault in faults:
            problems.add(path.name, line, fault)
        if faults or one is None or two is None:
            continue
        name = record["LinkType"].lower()
        kind = FORWARD.get(name) or BACKWARD.get(name) or EITHER_WAY.get(name)
        if kind is None or one == two:
            others[record["LinkType"]] = others.get(record["LinkType"], 0) + 1
        elif name in BACKWARD:
            yield Link(two, one, kind, since)
        else:
            yield Link(one, two, kind, since, sure=name in FORWARD)


def _row(record: dict[str, str], faults: list[str]) -> Row | None:
    urn = _number(record, "URN", faults, required=True, most=9_999_999)
    if urn is None:
        return None
    values: dict[str, Any] = {"name": _text(record, "EstablishmentName", faults, 200)}
    if not values["name"]:
        faults.append("EstablishmentName is empty")
    code = _number(record, "LA (code)", faults, most=9999)
    status = record["EstablishmentStatus (name)"]
    values["status"] = STATUSES.get(status.lower(), "")
    if status and not values["status"]:
        faults.append(f"EstablishmentStatus (name) “{status[:40]}” is not one that we know")
    for column, (name, read) in READERS.items():
        if column in record:
            values[name] = read(record, column, faults)
    if "Locality" in record or "Address3" in record:
        parts = (_text(record, column, faults, 98) for column in ("Locality", "Address3"))
        values["address_line"] = ", ".join(part for part in parts if part)
    return Row(urn, "" if code is None else str(code), record.get("LA (name)", ""), values)


def _text(record: dict[str, str], column: str, faults: list[str], most: int) -> str:
    value = record.get(column, "")
    if len(value) > most:
        faults.append(f"{column} is longer than {most} characters")
    return value


def _number(
    record: dict[str, str], column: str, faults: list[str], *, required: bool = False, most: int = 2_000_000
) -> int | None:
    value = record.get(column, "")
    if not value:
        if required:
            faults.append(f"{column} is empty")
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 9 or int(value) > most:
        faults.append(f"{column} “{value[:40]}” is not a whole number from 0 to {most}")
        return None
    return int(value)


def _date(record: dict[str, str], column: str, faults: list[str]) -> dt.date | None:
    value = record.get(column, "")
    if not value:
        return None
    parts = value.replace("/", "-").split("-")
    try:
        if len(parts) != 3 or not all(p.isascii() and p.isdigit() for p in parts):
            raise ValueError
        if len(parts[2]) == 4:
            parts.reverse()
        if len(parts[0]) != 4:
            raise ValueError
        return dt.date(*(int(p) for p in parts))
    except ValueError:
        faults.append(f"{column} “{value[:40]}” is not a date: use dd-mm-yyyy, dd/mm/yyyy or yyyy-mm-dd")
        return None


def _postcode(record: dict[str, str], column: str, faults: list[str]) -> str:
    value = record[column].replace(" ", "").upper()
    if len(value) > 7:
        faults.append(f"Postcode “{value[:40]}” is too long to be one")
    return f"{value[:-3]} {value[-3:]}" if len(value) >= 5 else value


def _grid(most: int) -> Callable[[dict[str, str], str, list[str]], int | None]:
    """A grid coordinate in metres; 0 is how the register writes "not known"."""
    return lambda record, column, faults: _number(record, column, faults, most=most) or None


def _up_to(most: int) -> Callable[[dict[str, str], str, list[str]], str]:
    return lambda record, column, faults: _text(record, column, faults, most)


def _whole(most: int) -> Callable[[dict[str, str], str, list[str]], int | None]:
    return lambda record, column, faults: _number(record, column, faults, most=most)


def _percent(record: dict[str, str], column: str, faults: list[str]) -> Decimal | None:
    """A share of a hundred to one decimal; the register leaves it empty, or writes a word, where it must not be told."""
    try:
        value = Decimal(record.get(column, "") or "none")
    except InvalidOperation:
        return None
    if not 0 <= value <= 100:
        faults.append(f"{column} “{record[column][:40]}” is not from 0 to 100")
        return None
    return value.quantize(Decimal("0.1"))


READERS: dict[str, tuple[str, Callable[[dict[str, str], str, list[str]], Any]]] = {
    "EstablishmentNumber": ("establishment_number", _up_to(4)),
    "TypeOfEstablishment (name)": ("kind", _up_to(100)),
    "PhaseOfEducation (name)": ("phase", _up_to(40)),
    "OpenDate": ("opened_on", _date),
    "CloseDate": ("closed_on", _date),
    "StatutoryLowAge": ("lowest_age", _whole(120)),
    "StatutoryHighAge": ("highest_age", _whole(120)),
    "NumberOfPupils": ("roll", _whole(100_000)),
    "PercentageFSM": ("free_meals", _percent),
    "Street": ("street", _up_to(200)),
    "Town": ("town", _up_to(100)),
    "Postcode": ("postcode", _postcode),
    "SchoolWebsite": ("website", _up_to(200)),
    "TelephoneNum": ("telephone", _up_to(20)),
    "Easting": ("easting", _grid(EASTING_MAX)),
    "Northing": ("northing", _grid(NORTHING_MAX)),
}
READ = frozenset(
    (*NEEDED, *LINK_COLUMNS, "LA (name)", "Locality", "Address3", "LinkEstablishedDate", *READERS)
)


def _records(path: Path, needed: tuple[str, ...], problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cleaned values of the columns that we read; blank lines are passed over."""
    try:
        with _text_of(path) as text:
            reader = csv.reader(text, strict=True)
            header = [_clean(cell) for cell in next(reader, [])]
            missing = [column for column in needed if column not in header]
            if missing:
                raise NotReadableError(f"{path.name} line 1: no column named {', '.join(missing)}.")
            twice = sorted({column for column in header if column in READ and header.count(column) > 1})
            if twice:
                raise NotReadableError(f"{path.name} line 1: two columns named {', '.join(twice)}.")
            wanted = [(at, column) for at, column in enumerate(header) if column in READ]
            line = reader.line_num + 1
            for cells in reader:
                if len(cells) == len(header):
                    yield line, {column: _clean(cells[at]) for at, column in wanted}
                elif cells:
                    problems.add(
                        path.name, line, f"{len(cells)} values where the header names {len(header)} columns"
                    )
                line = reader.line_num + 1
    except csv.Error as error:
        raise NotReadableError(f"{path.name} line {reader.line_num}: not a CSV row ({error}).") from error
    except (OSError, EOFError, zlib.error, zstandard.ZstdError, UnicodeDecodeError) as error:
        raise NotReadableError(f"{path.name} can't be read to its end: {error}.") from error


def _clean(cell: str) -> str:
    """One line of text without control characters or doubled spaces."""
    if not cell.isprintable():
        cell = "".join(" " if unicodedata.category(c) in ("Cc", "Cf") else c for c in cell)
    return " ".join(cell.split())


@contextmanager
def _bytes_of(path: Path) -> Iterator[IO[bytes]]:
    """The file's content, unpacked by what its first bytes say it is."""
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=raw)))
        elif start == b"\x28\xb5\x2f\xfd":
            yield stack.enter_context(
                zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
            )
        elif start[:2] in (b"PK", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf"):
            raise NotReadableError(
                f"{path.name} is not a CSV file in UTF-8 or Windows-1252: save it as CSV first."
            )
        else:
            yield raw


@contextmanager
def _text_of(path: Path) -> Iterator[TextIO]:
    """The content as text: UTF-8 when all of it is UTF-8, otherwise Windows-1252, the register's own."""
    with _bytes_of(path) as data:
        decoder = codecs.getincrementaldecoder("utf-8")()
        encoding = "utf-8-sig"
        try:
            while block := data.read(1 << 16):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "cp1252"
    with _bytes_of(path) as data, io.TextIOWrapper(data, encoding=encoding, newline="") as text:
        yield text

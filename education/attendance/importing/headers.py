"""Which column is which, by the words of its header; a mapping file settles what words can't."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from education.attendance.importing.problems import TableError
from education.attendance.importing.values import COLUMNS, Formula, Row, Value

FIELDS = ("urn", "school", "date", "year", "children", "parents", "staff", "status", "comment")
SEARCHED_ROWS = 30
FILLER = {
    "no",
    "nos",
    "number",
    "num",
    "count",
    "of",
    "the",
    "total",
    "and",
    "or",
    "a",
    "in",
    "at",
    "attended",
    "attending",
    "present",
    "trained",
    "taking",
    "part",
    "who",
}
WORDS: dict[str, set[str]] = {
    "urn": {"urn", "school urn", "establishment urn", "dfe urn", "gias urn", "unique reference", "urn code"},
    "school": {
        "school", "establishment", "school name", "name school", "academy", "school academy", "academy name",
        "establishment name", "name establishment", "school visited", "venue", "setting", "name academy", "academy school",
    },
    "date": {
        "date", "session date", "date session", "date visit", "visit date", "date delivered", "delivery date",
        "date delivery", "date training", "training date", "day", "when", "date talk", "talk date", "session day",
    },
    "year": {"yr", "year", "year group", "yr group", "yr grp", "year groups", "years", "year grp", "school year", "yeargroup"},
    "children": {
        "children", "pupils", "students", "learners", "child", "pupil", "children young people", "pupil numbers",
        "children numbers", "pupils seen", "children seen", "pupil attendance", "young people", "kids",
    },
    "parents": {
        "parents", "parents carers", "parent carer", "parent carers", "carers", "parents guardians", "carers parents",
        "parents families", "parent", "mums dads", "parents seen", "parent attendance",
    },
    "staff": {"staff", "school staff", "teachers", "teaching staff", "staff members", "staff school", "staff seen"},
    "status": {
        "status", "delivered", "outcome", "session status", "took place", "completed", "delivered y n", "delivered yes",
        "delivered yes n", "went ahead", "held", "result", "y n", "done",
    },
    "comment": {"comments", "comment", "notes", "note", "remarks", "other information", "further comments", "feedback"},
}  # fmt: skip
BY_WORDS = {words: name for name, spellings in WORDS.items() for words in spellings}


@dataclass(frozen=True)
class Layout:
    """Where the header is and which column (from 0) holds what; columns nobody knows are listed by number."""

    header_row: int
    columns: dict[str, int]
    unrecognised: list[str] = field(default_factory=list)

    def stored(self) -> dict[str, int]:
        """What is kept with a batch: numbers only, columns counted from 1."""
        return {"header_row": self.header_row} | {name: index + 1 for name, index in self.columns.items()}


@dataclass(frozen=True)
class Mapping:
    """A person's word on the columns: a number from 1, a letter, or the header's own words; None ignores it."""

    columns: dict[str, int | str | None] = field(default_factory=dict)
    header_row: int | None = None


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file: `{"header_row": 3, "columns": {"children": "E"}}`; TableError with a sentence."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise TableError("The mapping file is not JSON that can be read.")
    columns = (
        data.get("columns", {k: v for k, v in data.items() if k != "header_row"})
        if isinstance(data, dict)
        else None
    )
    header_row = data.get("header_row") if isinstance(data, dict) else None
    if not isinstance(columns, dict) or not isinstance(header_row, int | None):
        raise TableError('Write the mapping as {"columns": {"children": "E", "date": "Date of visit"}}.')
    for name, value in columns.items():
        if name not in FIELDS:
            raise TableError(
                f"The mapping names a field that there is not; the fields are {', '.join(FIELDS)}."
            )
        if isinstance(value, bool) or not isinstance(value, int | str | None):
            raise TableError(f"In the mapping, {name} must be a column's number, letter or header.")
    return Mapping(columns, header_row)


def fold_header(value: Value | Formula) -> str:
    """A header's words without case, punctuation and filler such as "No. of"."""
    if not isinstance(value, str):
        return ""
    words = re.findall(r"[a-z]+", value[:200].casefold().replace("'", "").replace("(s)", "s"))
    return " ".join(word for word in words if word not in FILLER)


def letter(index: int) -> str:
    """The name that a spreadsheet program gives the column with this index from 0."""
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def find_layout(
    rows: Iterator[Row], *, header_row: int | None = None, mapping: Mapping | None = None
) -> Layout:
    """Find the header among the first rows; TableError says what is missing or which columns could be either."""
    mapping = mapping or Mapping()
    header_row = header_row or mapping.header_row
    best: tuple[int, int, list[Value | Formula]] | None = None
    for number, cells in islice(rows, SEARCHED_ROWS if header_row is None else None):
        if header_row is not None and number != header_row:
            if number > header_row:
                break
            continue
        score = len({name for name in (BY_WORDS.get(fold_header(cell)) for cell in cells) if name})
        if best is None or score > best[0]:
            best = (score, number, cells)
    if best is None:
        raise TableError("The header row that you named is empty." if header_row else "The sheet is empty.")
    score, number, cells = best
    if score < 2 and not mapping.columns:
        raise TableError(
            "No row looks like a header: expected words such as School, Date and Pupils. Name it with --header-row,"
            " or its columns in a mapping file.",
            at_page="No row looks like a header: expected words such as School, Date and Pupils. Say below in which row"
            " the headers stand, and which column holds what.",
        )
    return _layout(number, cells, mapping)


def _layout(number: int, cells: list[Value | Formula], mapping: Mapping) -> Layout:
    columns = _mapped(cells, mapping)
    settled = set(mapping.columns)
    unrecognised: list[str] = []
    candidates: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        if cell is None or index in columns.values():
            continue
        name = BY_WORDS.get(fold_header(cell))
        if name is None or name in settled:
            unrecognised.append(letter(index))
        else:
            candidates.setdefault(name, []).append(index)
    for name, indexes in candidates.items():
        if len(indexes) > 1 and name != "comment":
            letters = " and ".join(letter(index) for index in indexes)
            either = f"Columns {letters} could each be the {name}"
            raise TableError(
                f"{either}: say which in a mapping file.", at_page=f"{either}: say which, below."
            )
        columns[name] = indexes[0]
    missing = [name for name in ("date",) if name not in columns]
    missing += ["school or URN"] if not {"urn", "school"} & set(columns) else []
    missing += ["children or parents"] if not {"children", "parents"} & set(columns) else []
    if missing:
        raise TableError(
            f"Row {number} is read as the header, but no column is known as: {', '.join(missing)}."
        )
    return Layout(number, columns, unrecognised)


def _mapped(cells: list[Value | Formula], mapping: Mapping) -> dict[str, int]:
    columns: dict[str, int] = {}
    for name, value in mapping.columns.items():
        if value is None:
            continue
        index = value - 1 if isinstance(value, int) else _index(value, cells)
        if index is None or not 0 <= index < COLUMNS:
            raise TableError(
                f"The mapping's column for {name} is not in the sheet.",
                at_page=f"The column for {name} is not in the sheet: choose another.",
            )
        if index in columns.values():
            raise TableError(
                f"The mapping gives column {letter(index)} twice.",
                at_page=f"Column {letter(index)} is chosen twice: each column holds one thing.",
            )
        columns[name] = index
    return columns


def _index(text: str, cells: list[Value | Formula]) -> int | None:
    wanted = " ".join(text.casefold().split())
    hits = [
        i
        for i, cell in enumerate(cells)
        if isinstance(cell, str) and " ".join(cell.casefold().split()) == wanted
    ]
    if hits:
        return hits[0]
    if re.fullmatch(r"[A-Za-z]{1,2}", text):
        index = 0
        for char in text.upper():
            index = index * 26 + ord(char) - 64
        return index - 1
    return None

"""What an uploaded sheet would bring in, as far as a person has looked it through; everything here only reads."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from education.attendance.importing.cells import read_count, read_date
from education.attendance.importing.deciding import Fate, Verdict
from education.attendance.importing.decisions import Decision, Decisions
from education.attendance.importing.headers import Layout, Mapping, find_layout, fold_header
from education.attendance.importing.held import HeldTable
from education.attendance.importing.matching import Directory, Known, fold_words
from education.attendance.importing.periods import parse_period
from education.attendance.importing.plan import Plan, plan_table
from education.attendance.importing.problems import Code
from education.attendance.importing.tables import Table, open_table, sheet_names
from education.attendance.importing.values import Formula, Row, Value
from education.attendance.models import ImportDraft

PAGE_BYTES = 20 * 2**20
PAGE_ROWS = 20_000
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "colon": ":"}
NEAR, ALIKE = 5, 400
HEADER_SHOWN = 60  # characters of a header's or a cell's own words on a page


@dataclass(frozen=True)
class Review:
    """A dry run with what became of each row, in the sheet's order."""

    plan: Plan
    verdicts: list[Verdict]

    @property
    def waiting(self) -> list[int]:
        """The rows that need a person, the first one first."""
        return [verdict.row for verdict in self.verdicts if verdict.fate is Fate.NEEDS_DECISION]

    def verdict(self, row: int) -> Verdict | None:
        """What became of one row; None for a row that the sheet does not have."""
        return next((verdict for verdict in self.verdicts if verdict.row == row), None)


def held_table(draft: ImportDraft) -> HeldTable:
    """The draft's sheet, as it was read."""
    return HeldTable(
        Path(), draft.file_sha256, draft.sheet_number, most_rows=PAGE_ROWS, packed=bytes(draft.rows)
    )


def layout_of(draft: ImportDraft) -> Layout:
    """Which column is which; TableError says what is missing or could be either."""
    columns = {name: number or None for name, number in draft.columns.items()}
    return find_layout(
        held_table(draft).rows(), header_row=draft.header_row, mapping=Mapping(columns, draft.header_row)
    )


def review(draft: ImportDraft) -> Review:
    """The dry run with what was decided so far; TableError when the columns are not clear."""
    layout, directory = layout_of(draft), Directory.load()
    verdicts: list[Verdict] = []
    plan = plan_table(
        held_table(draft), layout=layout, order=draft.date_order, period=parse_period(draft.period),
        directory=directory, decisions=decisions_of(draft, directory), control_total=draft.control_total,
        verdicts=verdicts,
    )  # fmt: skip
    return Review(plan, verdicts)


def decisions_of(draft: ImportDraft, directory: Directory) -> Decisions:
    """What people decided, with a digest over it that the batch keeps."""
    by_row: dict[int, Decision] = {}
    for made in draft.decisions.select_related("school"):
        school = directory.by_urn.get(made.school.urn) if made.school else None
        by_row[made.row] = Decision(made.row, made.skip, school, made.day, made.pupils, made.parents)
    if not by_row:
        return Decisions()
    text = json.dumps(
        [[d.row, d.skip, d.school.urn if d.school else None, d.day, d.pupils, d.parents] for d in by_row.values()],
        default=str,
    )  # fmt: skip
    return Decisions(by_row, hashlib.sha256(text.encode()).hexdigest())


def header_of(draft: ImportDraft) -> Row | None:
    """The row that names the columns: the one that is known, else the widest of the first thirty."""
    best: Row | None = None
    for count, (number, cells) in enumerate(held_table(draft).rows()):
        if draft.header_row is not None:
            if number == draft.header_row:
                return number, cells
            continue
        if count >= 30:
            break
        score = sum(1 for cell in cells if isinstance(cell, str))
        if best is None or score > sum(1 for cell in best[1] if isinstance(cell, str)):
            best = number, cells
    return best


def header_digest(cells: Sequence[Value | Formula]) -> str:
    """What makes two headers the same: their words in their order, not their case or their dots."""
    words = [fold_header(cell) or str(cell or "").casefold()[:60] for cell in cells]
    return hashlib.sha256("|".join(words).encode()).hexdigest()


def shown(value: Value | Formula) -> str:
    """A cell's words on a page, cut; a formula is named, never shown."""
    if isinstance(value, Formula):
        return "(a formula, not read)"
    if value is None:
        return ""
    text = value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)
    return text if len(text) <= HEADER_SHOWN else f"{text[: HEADER_SHOWN - 1]}…"


def cells_of(draft: ImportDraft, row: int, layout: Layout) -> list[tuple[str, str, str]]:
    """Column, its header's words and what stands in it, for every cell of a row that has something in it."""
    header: list[Value | Formula] = []
    for number, cells in held_table(draft).rows():
        if number == layout.header_row:
            header = cells
        if number == row:
            known = {index: name for name, index in layout.columns.items()}
            return [
                (known.get(n, ""), shown(header[n]) if n < len(header) else "", shown(cell))
                for n, cell in enumerate(cells)
                if cell is not None
            ]
    return []


def understood(draft: ImportDraft, row: int, layout: Layout, directory: Directory) -> dict[str, Any]:
    """What of one row is beyond doubt, for a form to begin with.

    `named` is the school's name as it stands there, `unclear` the counts that say something which is no number.
    """
    cells = next((cells for number, cells in held_table(draft).rows() if number == row), [])

    def cell(name: str) -> Value | Formula:
        index = layout.columns.get(name, len(cells))
        return cells[index] if index < len(cells) else None

    school = directory.match(cell("urn"), cell("school")).school
    named = cell("school")
    dated = read_date(cell("date"), draft.date_order)
    heads = {"pupils": cell("children"), "parents": cell("parents")}
    known = {name: read_count(value).heads for name, value in heads.items()}
    return {
        "urn": school.urn if school else None,
        "day": dated.day,
        **known,
        "unclear": {name for name, value in heads.items() if value not in (None, "") and known[name] is None},
        "named": named if isinstance(named, str) else "",
    }


def near_schools(directory: Directory, name: str) -> list[Known]:
    """Open schools whose names look like this one, the nearest first: offered, never chosen."""
    words = fold_words(name)
    mine = set(words.split())
    shared = {known: len(mine & set(known.split())) for known in directory.open_by_name}
    likely = sorted((known for known in shared if shared[known]), key=lambda known: -shared[known])[:ALIKE]
    found = difflib.get_close_matches(words, likely or list(shared)[:ALIKE], n=NEAR, cutoff=0.5)
    return [school for known in found for school in directory.open_by_name[known]][:NEAR]


def sheets_in(content: bytes) -> list[str]:
    """The names of a workbook's sheets; none for a CSV file."""
    if not content.startswith(b"PK"):
        return []
    with NamedTemporaryFile(suffix=".sheet") as file:
        file.write(content)
        file.flush()
        return sheet_names(Path(file.name))


def read_content(draft: ImportDraft, path: Path) -> Table:
    """The table in a draft's file, which was written to `path`; TableError with one sentence."""
    return open_table(
        path, sheet_number=draft.sheet_number, encoding=draft.encoding,
        delimiter=DELIMITERS.get(draft.delimiter, ""), most_rows=PAGE_ROWS,
    )  # fmt: skip


KINDS = (
    ("decide", "Need a decision"),
    ("excluded", "Left out"),
    ("repeated", "Seen before"),
    ("remarks", "Counted, with a remark"),
    ("counted", "Counted"),
    ("without", "Delivered without a count"),
    ("all", "All rows"),
)
REPEATED = {Code.DUPLICATE_ROW, Code.ALREADY_IMPORTED}


def kind_of(verdict: Verdict) -> str:
    """Under which heading a row stands."""
    if verdict.fate is Fate.NEEDS_DECISION:
        return "decide"
    if verdict.fate is Fate.WITHOUT_REGISTER:
        return "without"
    if verdict.fate is Fate.COUNTED:
        return "remarks" if verdict.problems else "counted"
    return "repeated" if any(problem.code in REPEATED for problem in verdict.problems) else "excluded"


FIELD_WORDS = {
    "urn": "URN", "school": "School", "date": "Date", "year": "Year group", "children": "Children",
    "parents": "Parents and carers", "staff": "School staff", "status": "Delivered or not", "comment": "Comment (not kept)",
}  # fmt: skip

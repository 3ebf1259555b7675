"""Row by row: counted, excluded, for a person to decide, or a session without a register."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from education.attendance.importing.cells import (
    Count,
    Doubt,
    read_count,
    read_date,
    read_status,
    read_year,
)
from education.attendance.importing.decisions import Decisions
from education.attendance.importing.headers import Layout
from education.attendance.importing.matching import Directory, Known, fold_words, read_urn
from education.attendance.importing.periods import Period
from education.attendance.importing.problems import Code, Problem, TableError
from education.attendance.importing.tables import Table
from education.attendance.importing.values import Formula, Value

TOTALS = {
    "total",
    "totals",
    "grand total",
    "sub total",
    "subtotal",
    "sum",
    "overall total",
    "year total",
    "overall",
}


class Fate(Enum):
    """What becomes of a row; each row has exactly one."""

    COUNTED = "counted"
    EXCLUDED = "excluded"
    NEEDS_DECISION = "needs_decision"
    WITHOUT_REGISTER = "sessions_without_register"
    NOT_A_ROW = "not_a_row"


class Verdict(NamedTuple):
    """One row as it was read; school and day are there whenever it makes a session."""

    row: int
    fate: Fate
    problems: tuple[Problem, ...] = ()
    school: Known | None = None
    day: dt.date | None = None
    year: str = ""
    children: int | None = None
    parents: int | None = None
    staff: int | None = None
    estimated: bool = False
    key: str = ""


@dataclass
class Tally:
    """The sums of one reading."""

    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))
    children: int = 0
    parents: int = 0
    staff: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Count one row in."""
        self.fates[verdict.fate] += 1
        self.problems.extend(verdict.problems)
        if verdict.fate is Fate.COUNTED:
            self.children += verdict.children or 0
            self.parents += verdict.parents or 0
            self.staff += verdict.staff or 0

    @property
    def rows(self) -> int:
        """Rows of the sheet that are sessions, whatever became of them."""
        return sum(self.fates.values()) - self.fates[Fate.NOT_A_ROW]


@dataclass
class Reader:
    """Walks a table once and gives a verdict on each row.

    `already` holds the natural keys of sessions that another import brought in. `distrust_order` makes every
    date that could be read either way a question, because the file speaks against the stated order.
    """

    table: Table
    layout: Layout
    order: str
    period: Period
    directory: Directory
    today: dt.date
    decisions: Decisions = field(default_factory=Decisions)
    already: Container[bytes] = frozenset()
    distrust_order: bool = False
    _for_order: int = 0
    _against_order: int = 0
    _seen: dict[int, Any] = field(default_factory=dict)

    @property
    def order_doubted(self) -> bool:
        """More dates fit only the other order than fit only the stated one."""
        return self._against_order > self._for_order

    def __iter__(self) -> Iterator[Verdict]:
        self._for_order = self._against_order = 0
        self._seen = {}
        waiting = set(self.decisions.by_row)
        header = None
        for number, cells in self.table.rows():
            if number < self.layout.header_row:
                continue
            if number == self.layout.header_row:
                header = cells
                continue
            waiting.discard(number)
            if cells == header:
                continue
            yield self._verdict(number, cells)
        if waiting:
            raise TableError(
                f"The decisions file decides row {min(waiting)}, which is not a row of the sheet."
            )

    def _verdict(self, row: int, cells: list[Value | Formula]) -> Verdict:
        columns = self.layout.columns
        width = len(cells)
        cell = {name: cells[index] if index < width else None for name, index in columns.items()}
        if row in self.decisions.by_row:
            return self._decided(row, cells, cell)
        if note := _not_a_session(cells, cell):
            return Verdict(row, Fate.NOT_A_ROW, (Problem(row, Code.TOTAL_LINE, note),))
        status = read_status(cell.get("status"))
        if status is False:
            return _excluded(row, Code.CANCELLED, "The session was not delivered.")
        dated = read_date(cell["date"], self.order)
        if dated.speaks == "for":
            self._for_order += 1
        elif dated.speaks == "against":
            self._against_order += 1
        if dated.day and dated.day > self.today:
            dated = dated._replace(day=None, problem="future")
        elif dated.speaks == "open" and self.distrust_order:
            dated = dated._replace(day=None, problem="doubted")
        if dated.day and not self.period.holds(dated.day):
            return _excluded(row, Code.OUTSIDE_PERIOD, f"The date lies outside {self.period.key}.")
        children, parents = read_count(cell.get("children")), read_count(cell.get("parents"))
        staff, year = read_count(cell.get("staff")), read_year(cell.get("year"))
        match = self.directory.match(cell.get("urn"), cell.get("school"))
        repeated, key = self._repeated(
            self._identity(cells, match.school, dated.day, children, parents, staff),
            match.school, dated.day, year, children, parents,
        )  # fmt: skip
        if repeated:
            return _excluded(
                row, Code.DUPLICATE_ROW, "Everything in this row is the same as in an earlier one."
            )
        if Doubt.NEGATIVE in (children.doubt, parents.doubt):
            return _excluded(row, Code.COUNT_NEGATIVE, "A count can't be below 0.")
        questions = []
        if match.code:
            questions.append(Problem(row, match.code, match.message))
        if dated.problem or not dated.day:
            questions.append(Problem(row, *DATE_QUESTIONS.get(dated.problem, DATE_QUESTIONS["impossible"])))
        for name, count in (("children", children), ("parents", parents)):
            if count.doubt is Doubt.UNCLEAR:
                questions.append(
                    Problem(row, Code.COUNT_UNCLEAR, f"The count of {name} is not one whole number.")
                )
        if status is None:
            questions.append(
                Problem(row, Code.COUNT_UNCLEAR, "The status says neither delivered nor cancelled.")
            )
        if questions:
            return Verdict(row, Fate.NEEDS_DECISION, tuple(questions))
        return self._session(row, cells, key, match.school, dated.day, year, children, parents, staff)

    def _decided(self, row: int, cells: list[Value | Formula], cell: dict[str, Value | Formula]) -> Verdict:
        decision = self.decisions.by_row[row]
        if decision.skip:
            return Verdict(row, Fate.EXCLUDED)
        staff, year = read_count(cell.get("staff")), read_year(cell.get("year"))
        estimated = any(read_count(cell.get(name)).estimated for name in ("children", "parents"))
        children, parents = Count(decision.pupils, None, estimated), Count(decision.parents, None, estimated)
        _, key = self._repeated(row, decision.school, decision.day, year, children, parents)
        return self._session(row, cells, key, decision.school, decision.day, year, children, parents, staff)

    def _session(
        self, row: int, cells: list[Value | Formula], key: bytes, school: Known | None, day: dt.date | None,
        year: str, children: Count, parents: Count, staff: Count,
    ) -> Verdict:  # fmt: skip
        if key in self.already:
            return _excluded(row, Code.ALREADY_IMPORTED, "Another import has brought this session in.")
        remarks = []
        if any(isinstance(value, Formula) for value in cells):
            remarks.append(Problem(row, Code.FORMULA_IGNORED, "A formula in this row was not evaluated."))
        if staff.doubt not in (None, Doubt.BLANK):
            remarks.append(
                Problem(row, Code.COUNT_UNCLEAR, "The count of staff can't be read; none is recorded.")
            )
        known = (children.heads or 0) + (parents.heads or 0)
        if not known and None in (children.heads, parents.heads):
            remarks.append(
                Problem(row, Code.NO_COUNT, "Delivered, but no count was taken: not zero, unknown.")
            )
            return Verdict(row, Fate.WITHOUT_REGISTER, tuple(remarks), school, day, year, key=key.hex())
        estimated = children.estimated or parents.estimated
        if estimated:
            remarks.append(Problem(row, Code.ESTIMATED, "The count is an estimate and is marked as one."))
        return Verdict(row, Fate.COUNTED, tuple(remarks), school, day, year, children.heads, parents.heads,
                       staff.heads, estimated, key.hex())  # fmt: skip

    def _identity(
        self, cells: list[Value | Formula], school: Known | None, day: dt.date | None, *counts: Count
    ) -> int:
        """A number for the whole row: what was understood as understood, the rest as written.

        A comment can tell two classes of one year apart, so it belongs to the row.
        """
        values: list[object] = [_written(value) for value in cells]
        understood: dict[str, object] = {"date": day, "urn": school, "school": school}
        understood |= {
            name: count.heads for name, count in zip(("children", "parents", "staff"), counts, strict=True)
        }
        for name, index in self.layout.columns.items():
            if index < len(values) and (value := understood.get(name)) is not None:
                values[index] = value
        return hash(tuple(values)) & 0x3FFFFFFF

    def _repeated(
        self,
        identity: int,
        school: Known | None,
        day: dt.date | None,
        year: str,
        children: Count,
        parents: Count,
    ) -> tuple[bool, bytes]:
        """Whether this very row came before; and its session's key, numbered among those that look alike."""
        place = school.urn if school else ""
        key = _key(place, day, year, children.heads, parents.heads, 1)
        short = int.from_bytes(key[:8])  # a million of these are held at once
        before = self._seen.get(short)
        if before is None:
            self._seen[short] = identity
            return False, key
        earlier = before if isinstance(before, list) else [before]
        if identity in earlier:
            return True, key
        self._seen[short] = [*earlier, identity]
        return False, _key(place, day, year, children.heads, parents.heads, len(earlier) + 1)


DATE_QUESTIONS = {
    "impossible": (Code.DATE_IMPOSSIBLE, "There is no such date."),
    "future": (Code.DATE_IMPOSSIBLE, "The date is still to come."),
    "ambiguous": (Code.DATE_AMBIGUOUS, "The date can't be read in the stated order."),
    "doubted": (
        Code.DATE_AMBIGUOUS,
        "Other dates of this file don't fit the stated order, so this one is unsure.",
    ),
}


def _excluded(row: int, code: Code, message: str) -> Verdict:
    return Verdict(row, Fate.EXCLUDED, (Problem(row, code, message),))


def _key(*parts: object) -> bytes:
    """The natural key of a session: school, date, year and counts, and its number among equals."""
    return hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=16).digest()


def _written(value: Value | Formula) -> object:
    return (
        value.casefold() if isinstance(value, str) else type(value) if isinstance(value, Formula) else value
    )


def _not_a_session(cells: list[Value | Formula], cell: dict[str, Value | Formula]) -> str:
    """Why a line is no session at all ("" when it is one): a total at the foot, a heading, a note."""
    if cell["date"] is None and read_urn(cell.get("urn")) is None:
        first = next((value for value in cells if isinstance(value, str)), "")
        if fold_words(first) in TOTALS or fold_words(first).startswith(("total ", "grand total ")):
            return "This line is a total, not a session."
    said = ("urn", "date", "year", "children", "parents", "staff", "status")
    if all(cell.get(name) is None for name in said):
        return "This line has no date and no count: a heading or a note, not a session."
    return ""

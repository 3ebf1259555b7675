"""One reading of one file: what an import would bring in, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from education.attendance.importing.deciding import Fate, Reader, Tally, Verdict
from education.attendance.importing.decisions import Decisions, read_decisions
from education.attendance.importing.headers import Layout, find_layout, read_mapping
from education.attendance.importing.matching import Directory
from education.attendance.importing.periods import Period, parse_period
from education.attendance.importing.problems import Code, Problem, TableError
from education.attendance.importing.tables import Table, open_table
from education.attendance.models import ImportBatch, ImportRow
from education.ledger.clock import today

ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Plan:
    """The file, how it is read, and the sums that came out."""

    table: Table
    layout: Layout
    order: str
    period: Period
    directory: Directory
    day: dt.date
    decisions: Decisions
    distrust_order: bool
    tally: Tally
    control_total: int | None
    committed: ImportBatch | None

    def reader(self, already: Container[bytes]) -> Reader:
        """A fresh walk through the same file in the same way."""
        return Reader(
            self.table, self.layout, self.order, self.period, self.directory, self.day, self.decisions,
            already, self.distrust_order,
        )  # fmt: skip

    @property
    def difference(self) -> int | None:
        """Control total less children and parents; None without a control total."""
        if self.control_total is None:
            return None
        return self.control_total - self.tally.children - self.tally.parents

    @property
    def problems(self) -> list[Problem]:
        """Everything remarked, the file itself first."""
        if self.committed is None:
            return self.tally.problems
        note = f"This very file was imported on {self.committed.committed_at:%d %B %Y}; nothing changes."
        return [Problem(0, Code.ALREADY_IMPORTED, note), *self.tally.problems]

    def as_json(self) -> dict[str, object]:
        """The contract's answer."""
        fates, tally = self.tally.fates, self.tally
        return {
            "rows": tally.rows,
            "counted": fates[Fate.COUNTED],
            "excluded": fates[Fate.EXCLUDED],
            "needs_decision": fates[Fate.NEEDS_DECISION],
            "children": tally.children,
            "parents": tally.parents,
            "staff": tally.staff,
            "control_total": self.control_total,
            "difference": self.difference,
            "sessions_without_register": fates[Fate.WITHOUT_REGISTER],
            "problems": [problem._asdict() for problem in self.problems],
        }


def committed_batch(table: Table) -> ImportBatch | None:
    """The batch that this sheet of this very file was committed as and that was not withdrawn."""
    return ImportBatch.objects.filter(
        file_sha256=table.sha256, sheet_number=table.sheet_number, state=ImportBatch.State.COMMITTED
    ).first()


def imported_keys(period: Period, *, but_not: ImportBatch | None = None) -> set[bytes]:
    """Natural keys of the sessions of a period that committed batches brought in."""
    rows = ImportRow.objects.filter(
        batch__state=ImportBatch.State.COMMITTED, session__day__range=(period.start, period.end)
    )
    if but_not:
        rows = rows.exclude(batch=but_not)
    return {bytes.fromhex(key) for key in rows.values_list("natural_key", flat=True).iterator()}


def make_plan(
    path: Path, *, order: str, period: str, sheet: str = "", header_row: int | None = None,
    mapping: Path | None = None, decisions: Path | None = None, control_total: int | None = None,
) -> Plan:  # fmt: skip
    """Read a file as a dry run; TableError (one sentence) when it, or what was said about it, can't be used."""
    if order not in ORDERS:
        raise TableError("State the order of its dates: dmy, mdy or ymd.")
    time_span = parse_period(period)
    table = open_table(path, sheet=sheet)
    layout = find_layout(
        table.rows(), header_row=header_row, mapping=read_mapping(mapping) if mapping else None
    )
    directory = Directory.load()
    decided = Decisions()
    if decisions:
        decided = read_decisions(decisions, directory=directory, period=time_span, today=today())
    return plan_table(
        table, layout=layout, order=order, period=time_span, directory=directory, decisions=decided,
        control_total=control_total,
    )  # fmt: skip


def plan_table(
    table: Table, *, layout: Layout, order: str, period: Period, directory: Directory, decisions: Decisions,
    control_total: int | None, verdicts: list[Verdict] | None = None,
) -> Plan:  # fmt: skip
    """The dry run of a table whose columns are known; `verdicts` is filled with what became of each row.

    Raises TableError when a decision is about a row that is not there.
    """
    committed, day = committed_batch(table), today()
    reader = Reader(
        table, layout, order, period, directory, day, decisions, imported_keys(period, but_not=committed)
    )
    tally = _walk(reader, verdicts)
    if reader.order_doubted:
        reader.distrust_order = True
        tally = _walk(reader, verdicts)
    return Plan(
        table, layout, order, period, directory, day, decisions, reader.distrust_order, tally, control_total,
        committed,
    )  # fmt: skip


def _walk(reader: Reader, verdicts: list[Verdict] | None) -> Tally:
    tally = Tally()
    if verdicts is not None:
        verdicts.clear()
    for verdict in reader:
        tally.add(verdict)
        if verdicts is not None:
            verdicts.append(verdict)
    return tally

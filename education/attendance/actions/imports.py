"""Past spreadsheets: committed as one batch, withdrawn as one batch, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction

from education.attendance.actions.append import (
    SUBJECT,
    Line,
    append_entry,
    digest,
    lock_register,
    receipt_for,
)
from education.attendance.importing.deciding import Fate, Tally, Verdict
from education.attendance.importing.plan import Plan, committed_batch, imported_keys
from education.attendance.importing.policies import check_may_import, check_may_sign, check_ready
from education.attendance.models import Entry, EntryLine, ImportBatch, ImportRow, Register, RegisterPart
from education.attendance.states import PartName, RegisterState
from education.ledger.actions import event_body, event_hash, log
from education.ledger.clock import now, to_utc
from education.ledger.models import Event
from education.liaison.actions.past import PastSession, add_past_sessions, withdraw_past_sessions
from education.liaison.errors import Refused
from education.liaison.models import Audience, TrainingSession
from education.people.models import User

CHUNK = 2_000
NOON = dt.time(12)
IMPORT = "import"


class WithdrawReason(models.TextChoices):
    """Why a batch was taken back."""

    WRONG_FILE = "wrong_file", "The wrong file"
    WRONG_PERIOD = "wrong_period", "The wrong period"
    WRONG_COLUMNS = "wrong_columns", "Columns were read wrongly"
    DUPLICATE = "duplicate", "Its sessions were there already"
    OTHER = "other", "Another reason"


def import_batch(
    *, plan: Plan, by: User | None, signer: User | None = None, accept_difference: bool = False,
    is_demo: bool = False,
) -> tuple[ImportBatch, bool]:  # fmt: skip
    """Commit a plan: sessions, registers, entries and events in one transaction; returns the batch, and if it is new.

    The same sheet of the same file again is the same batch and changes nothing. With `signer` the registers
    are signed off, else they wait as recorded. Raises Refused when rows wait for a person, the difference was
    not accepted, the people may not, or somebody else changed what it was planned on.
    """
    check_may_import(by)
    if signer:
        check_may_sign(signer, by=by)
    with transaction.atomic():
        _one_import_at_a_time()
        committed = committed_batch(plan.table)
        if committed:
            return committed, False
        check_ready(plan, accept_difference=accept_difference)
        batch = _open_batch(plan=plan, by=by, accept_difference=accept_difference, is_demo=is_demo)
        writer = _Writer(batch, by, signer)
        tally = Tally()
        for chunk in _chunks(_counting(plan.reader(imported_keys(plan.period)), tally)):
            writer.write(chunk)
        if (tally.fates, tally.children, tally.parents) != (
            plan.tally.fates, plan.tally.children, plan.tally.parents,
        ):  # fmt: skip
            raise Refused("The file or the sessions changed since it was read: start again.", "changed")
        log(
            subject=IMPORT, subject_id=batch.public_id, kind="import_committed", by=by,
            actor_kind="" if by else "command",
            data={
                "file": batch.file_sha256, "rows": batch.rows, "children": batch.children,
                "parents": batch.parents, "difference": batch.difference,
                "difference_accepted": batch.difference_accepted, "signed_off": bool(signer),
            },
        )  # fmt: skip
    return batch, True


def withdraw_import(*, batch: ImportBatch, by: User | None, reason: str) -> bool:
    """Take a whole batch back by void entries and withdrawn sessions; False when that was done before.

    `reason` is a code of WithdrawReason. Nothing is deleted: whatever counts for its sessions today, corrections
    included, is voided with the reason "the import was withdrawn". The same file may then be imported again.
    """
    check_may_import(by)
    if reason not in WithdrawReason.values:
        raise Refused("Choose a reason from the list.", "missing_reason")
    with transaction.atomic():
        _one_import_at_a_time()
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state == ImportBatch.State.WITHDRAWN:
            return False
        sessions = TrainingSession.objects.filter(import_row__batch=batch)
        parts = RegisterPart.objects.filter(register__session__in=sessions, accepted__isnull=False)
        for part in parts.select_related("accepted", "register__session").order_by("id").iterator():
            register = lock_register(session=part.register.session)
            append_entry(
                register=register, kind=Entry.Kind.VOID, lines=(), by=by, part=part.name,
                replaces=part.accepted, reason=Entry.Reason.IMPORT_WITHDRAWN,
            )  # fmt: skip
        ids = list(sessions.values_list("id", flat=True))
        for start in range(0, len(ids), CHUNK):
            withdraw_past_sessions(ids=ids[start : start + CHUNK])
        batch.state, batch.withdrawn_at = ImportBatch.State.WITHDRAWN, now()
        batch.save(update_fields=["state", "withdrawn_at"])
        log(
            subject=IMPORT, subject_id=batch.public_id, kind="import_withdrawn", by=by,
            actor_kind="" if by else "command", data={"reason": reason, "sessions": len(ids)},
        )  # fmt: skip
    return True


def _one_import_at_a_time() -> None:
    """Two imports may hold the same session, so they take turns; SQLite's immediate transaction is that lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE attendance_importbatch IN SHARE ROW EXCLUSIVE MODE")


def _open_batch(*, plan: Plan, by: User | None, accept_difference: bool, is_demo: bool) -> ImportBatch:
    tally = plan.tally
    return ImportBatch.objects.create(
        file_sha256=plan.table.sha256, decisions_sha256=plan.decisions.sha256,
        sheet_number=plan.table.sheet_number, mapping=plan.layout.stored(), period_start=plan.period.start,
        period_end=plan.period.end, rows=tally.rows, children=tally.children, parents=tally.parents,
        staff=tally.staff, control_total=plan.control_total, difference=plan.difference,
        difference_accepted=accept_difference and bool(plan.difference), committed_by=by, committed_at=now(),
        is_demo=is_demo,
    )  # fmt: skip


def _counting(verdicts: Iterable[Verdict], tally: Tally) -> Iterator[Verdict]:
    for verdict in verdicts:
        tally.add(verdict)
        if verdict.fate in (Fate.COUNTED, Fate.WITHOUT_REGISTER):
            yield verdict


def _chunks(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    walk = iter(verdicts)
    while chunk := list(islice(walk, CHUNK)):
        yield chunk


@lru_cache(maxsize=1024)
def _noon(day: dt.date) -> dt.datetime:
    """Local noon: an imported session knows its day only."""
    return to_utc(day, NOON)


def lines_of(verdict: Verdict) -> list[Line]:
    """The head-counts of a counted row; a nought beside a number is left out, an all-nought row keeps one."""
    pupils = Line(Audience.PUPIL, verdict.year, verdict.children or 0)
    lines = [
        pupils,
        Line(Audience.PARENT_CARER, "", verdict.parents or 0),
        Line(Audience.STAFF, "", verdict.staff or 0),
    ]
    return [line for line in lines if line.actual] or [pupils]


@dataclass
class _Writer:
    """Writes chunks of verdicts in bulk: the same rows that append_entry would write one by one."""

    batch: ImportBatch
    by: User | None
    signer: User | None
    moment: dt.datetime = field(default_factory=now)

    def write(self, chunk: Sequence[Verdict]) -> None:
        """Sessions, registers, entries, lines, pointers, lineage and events of some rows."""
        sessions = add_past_sessions(
            sessions=[PastSession(v.school.id, v.day) for v in chunk if v.school and v.day],
            is_demo=self.batch.is_demo,
        )
        registers = Register.objects.bulk_create(
            [self._register(v, session) for v, session in zip(chunk, sessions, strict=True)]
        )
        ImportRow.objects.bulk_create(
            [
                ImportRow(
                    batch=self.batch, row=v.row, natural_key=v.key, session=session,
                    problems=[problem.code.value for problem in v.problems],
                )
                for v, session in zip(chunk, sessions, strict=True)
            ]
        )  # fmt: skip
        counted = [
            (register, self._entry(v, register), lines_of(v))
            for v, register in zip(chunk, registers, strict=True)
            if v.fate is Fate.COUNTED
        ]
        Entry.objects.bulk_create([entry for _, entry, _ in counted])
        EntryLine.objects.bulk_create(
            [EntryLine(entry=entry, **asdict(line)) for _, entry, lines in counted for line in lines]
        )
        RegisterPart.objects.bulk_create(
            [RegisterPart(register=r, name=e.part, accepted=e, version=r.version) for r, e, _ in counted]
        )
        Event.objects.bulk_create([event for item in counted for event in self._events(*item)])

    def _register(self, verdict: Verdict, session: TrainingSession) -> Register:
        if verdict.fate is Fate.WITHOUT_REGISTER:
            return Register(session=session)
        if self.signer is None:
            return Register(session=session, state=RegisterState.RECORDED, version=1)
        return Register(
            session=session, state=RegisterState.SIGNED_OFF, version=1, signed_by=self.signer,
            signed_at=self.moment,
        )  # fmt: skip

    def _entry(self, verdict: Verdict, register: Register) -> Entry:
        entry_id, day = uuid4(), verdict.day
        method = Entry.Method.ESTIMATED if verdict.estimated else Entry.Method.IMPORTED
        payload_hash = digest(
            {"id": entry_id, "session": register.session.public_id, "part": PartName.ONLY,
             "kind": Entry.Kind.COUNT, "method": method, "reason": "",
             "lines": [asdict(line) for line in lines_of(verdict)]}
        )  # fmt: skip
        assert day is not None  # noqa: S101 - every counted verdict has its day
        return Entry(
            id=entry_id, register=register, part=PartName.ONLY, kind=Entry.Kind.COUNT, method=method,
            base_version=0, captured_at=_noon(day), received_at=self.moment, captured_by=self.by,
            sent_by=self.by, payload_hash=payload_hash, status=Entry.Status.ACCEPTED, result_version=1,
            receipt=receipt_for(entry_id, payload_hash),
        )  # fmt: skip

    def _events(self, register: Register, entry: Entry, lines: Sequence[Line]) -> Iterator[Event]:
        """The chain of a new register: its entry, accepted, and its signature."""
        accepted = self._event(register, "", self.by, "entry_accepted", {
            "entry": str(entry.id), "session": str(register.session.public_id), "part": str(entry.part),
            "kind": str(entry.kind), "method": str(entry.method), "version": register.version,
            "lines": [{"audience": str(li.audience), "year": str(li.year), "actual": li.actual}
                      for li in lines], "replaces": None,
        })  # fmt: skip
        yield accepted
        if self.signer:
            data = {"version": register.version}
            yield self._event(register, accepted.hash, self.signer, "register_signed_off", data)

    def _event(
        self, register: Register, previous: str, by: User | None, kind: str, data: Mapping[str, Any]
    ) -> Event:
        event = Event(
            at=self.moment, actor=by.public_id if by else None, actor_kind="person" if by else "command",
            subject=SUBJECT, subject_id=str(register.pk), kind=kind, data=dict(data), previous_hash=previous,
        )  # fmt: skip
        event.hash = event_hash(previous=previous, body=event_body(event))
        return event

"""Past spreadsheets: committed as one batch, withdrawn as one batch, never deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery

from education.attendance.actions.append import (
    SUBJECT,
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
from education.ledger.actions import log
from education.ledger.bulk import insert_rows, log_many, reserve_ids
from education.ledger.clock import now, to_utc
from education.liaison.actions.past import (
    AddedSession,
    PastSession,
    add_past_sessions,
    withdraw_past_sessions,
)
from education.liaison.errors import Refused
from education.liaison.models import Audience, TrainingSession
from education.people.models import User

CHUNK = 2_000
NOON = dt.time(12)
IMPORT = "import"
PUPIL, PARENT_CARER, STAFF = Audience.PUPIL.value, Audience.PARENT_CARER.value, Audience.STAFF.value
ESTIMATED, IMPORTED = Entry.Method.ESTIMATED.value, Entry.Method.IMPORTED.value
COUNT, VOID = Entry.Kind.COUNT.value, Entry.Kind.VOID.value
ONLY = PartName.ONLY.value


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
        for pointer in _void_the_plain_ones(parts, by):
            append_entry(
                register=lock_register(session=pointer.register.session), kind=VOID, lines=(), by=by,
                part=pointer.name, replaces=pointer.accepted, reason=Entry.Reason.IMPORT_WITHDRAWN,
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


@transaction.atomic
def sign_off_import(*, batch: ImportBatch, by: User) -> int:
    """Sign off every register of a batch that still waits as it was imported; returns how many.

    Raises Refused for anybody but a supervisor who did not import it. What somebody corrected since waits for a
    look of its own.
    """
    check_may_sign(by, by=batch.committed_by)
    _one_import_at_a_time()
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state != ImportBatch.State.COMMITTED:
        raise Refused("This batch was withdrawn.", "withdrawn")
    waiting = Register.objects.select_for_update().filter(
        session__import_row__batch=batch, state=RegisterState.RECORDED, version=1
    )
    ids = list(waiting.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        Register.objects.filter(id__in=some).update(
            state=RegisterState.SIGNED_OFF, signed_by=by, signed_at=now()
        )
        log_many(
            subject=SUBJECT, kind="register_signed_off", by=by,
            entries=[(register, {"version": 1}) for register in some],
        )  # fmt: skip
    if ids:
        log(
            subject=IMPORT, subject_id=batch.public_id, kind="import_signed_off", by=by,
            data={"registers": len(ids)},
        )  # fmt: skip
    return len(ids)


def _void_the_plain_ones(parts: QuerySet[RegisterPart], by: User | None) -> Iterator[RegisterPart]:
    """Void in bulk what an import left as it was; whatever has rooms or a dispute is handed back one by one."""
    list(Register.objects.select_for_update().filter(parts__in=parts).order_by("id").values_list("id"))
    found = list(parts.order_by("register_id", "id").values_list("id", "register_id", "register__state"))
    rooms = Counter(register for _, register, _ in found)
    plain = [pk for pk, register, state in found if rooms[register] == 1 and state != RegisterState.DISPUTED]
    whole = RegisterPart.objects.select_related("accepted", "register__session").order_by("register_id", "id")
    yield from whole.filter(pk__in={pk for pk, _, _ in found}.difference(plain))
    for start in range(0, len(plain), CHUNK):
        _void_many(list(whole.filter(pk__in=plain[start : start + CHUNK])), by)


def _void_many(pointers: Sequence[RegisterPart], by: User | None) -> None:
    """The rows that append_entry would write for a void of each of these, which are the only rooms they have."""
    reason, moment = Entry.Reason.IMPORT_WITHDRAWN.value, now()
    voids = [(pointer, uuid4()) for pointer in pointers]
    rows = []
    for pointer, void in voids:
        payload_hash = digest(
            {"id": void, "session": pointer.register.session.public_id, "part": pointer.name, "kind": VOID,
             "method": "", "reason": reason, "lines": []}
        )  # fmt: skip
        version = pointer.register.version
        rows.append((
            void, pointer.register_id, pointer.name, pointer.accepted_id, version, version + 1, payload_hash,
            receipt_for(void, payload_hash),
        ))  # fmt: skip
    sender = by.pk if by else None
    insert_rows(
        Entry,
        columns=["id", "register_id", "part", "replaces_id", "base_version", "result_version", "payload_hash",
                 "receipt"],
        rows=rows,
        constant={
            "kind": VOID, "method": "", "reason": reason, "captured_at": moment, "received_at": moment,
            "captured_by": sender, "sent_by": sender, "status": Entry.Status.ACCEPTED.value,
        },
    )  # fmt: skip
    Register.objects.filter(id__in=[pointer.register_id for pointer in pointers]).update(
        version=F("version") + 1,
        state=RegisterState.DUE,
        signed_by=None,
        signed_at=None,
        not_recorded_reason="",
    )
    newer = Register.objects.filter(pk=OuterRef("register_id")).values("version")[:1]
    RegisterPart.objects.filter(id__in=[pointer.pk for pointer in pointers]).update(
        accepted=None, version=Subquery(newer)
    )
    log_many(
        subject=SUBJECT, kind="entry_voided", by=by, actor_kind="" if by else "command",
        entries=[
            (pointer.register_id, {
                "entry": str(pointer.accepted_id), "session": str(pointer.register.session.public_id),
                "part": pointer.name, "kind": VOID, "method": "", "version": pointer.register.version + 1,
                "lines": [], "void": str(void), "reason": reason,
            })
            for pointer, void in voids
        ],
    )  # fmt: skip


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


class Counted(NamedTuple):
    """A counted row on its way into the tables; `lines` are audience, year group, heads."""

    verdict: Verdict
    session: AddedSession
    register: int
    entry: UUID
    method: str
    lines: list[tuple[str, str, int]]


def lines_of(verdict: Verdict) -> list[tuple[str, str, int]]:
    """The head-counts of a counted row; a nought beside a number is left out, an all-nought row keeps one."""
    pupils = (PUPIL, str(verdict.year), verdict.children or 0)
    lines = [pupils, (PARENT_CARER, "", verdict.parents or 0), (STAFF, "", verdict.staff or 0)]
    return [line for line in lines if line[2]] or [pupils]


@dataclass
class _Writer:
    """Writes verdicts in bulk: the very rows that append_entry would write one by one."""

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
        registers = reserve_ids(Register, len(chunk))
        insert_rows(
            ImportRow, columns=["row", "natural_key", "session_id", "problems"],
            rows=[(v.row, v.key, s.id, [p.code.value for p in v.problems])
                  for v, s in zip(chunk, sessions, strict=True)],
            constant={"batch": self.batch.pk},
        )  # fmt: skip
        items = list(zip(chunk, sessions, registers, strict=True))
        insert_rows(
            Register, columns=["id", "session_id"],
            rows=[(register, s.id) for v, s, register in items if v.fate is Fate.WITHOUT_REGISTER],
        )  # fmt: skip
        self._write_counted([
            Counted(v, s, register, uuid4(), ESTIMATED if v.estimated else IMPORTED, lines_of(v))
            for v, s, register in items if v.fate is Fate.COUNTED
        ])  # fmt: skip

    def _write_counted(self, rows: Sequence[Counted]) -> None:
        signed = {"signed_by": self.signer.pk, "signed_at": self.moment} if self.signer else {}
        state = RegisterState.SIGNED_OFF if self.signer else RegisterState.RECORDED
        insert_rows(
            Register, columns=["id", "session_id"], rows=[(c.register, c.session.id) for c in rows],
            constant={"state": state.value, "version": 1, **signed},
        )  # fmt: skip
        sender = self.by.pk if self.by else None
        insert_rows(
            Entry,
            columns=["id", "register_id", "method", "captured_at", "payload_hash", "receipt"],
            rows=[self._entry(c) for c in rows],
            constant={
                "part": ONLY, "kind": COUNT, "base_version": 0, "received_at": self.moment, "captured_by": sender,
                "sent_by": sender, "status": Entry.Status.ACCEPTED.value, "result_version": 1,
            },
        )  # fmt: skip
        insert_rows(
            EntryLine, columns=["entry_id", "audience", "year", "actual"],
            rows=[(c.entry, *line) for c in rows for line in c.lines],
        )  # fmt: skip
        insert_rows(
            RegisterPart, columns=["register_id", "accepted_id"], rows=[(c.register, c.entry) for c in rows],
            constant={"name": ONLY, "version": 1},
        )  # fmt: skip
        log_many(
            subject=SUBJECT, kind="entry_accepted", by=self.by, actor_kind="" if self.by else "command",
            entries=[(c.register, self._accepted(c)) for c in rows],
        )  # fmt: skip
        if self.signer:
            log_many(
                subject=SUBJECT, kind="register_signed_off", by=self.signer,
                entries=[(c.register, {"version": 1}) for c in rows],
            )  # fmt: skip

    def _entry(self, row: Counted) -> tuple[Any, ...]:
        assert row.verdict.day is not None  # noqa: S101 - every counted verdict has its day
        payload_hash = digest(
            {"id": row.entry, "session": row.session.public_id, "part": ONLY, "kind": COUNT,
             "method": row.method, "reason": "",
             "lines": [{"audience": audience, "year": year, "actual": actual, "expected": None}
                       for audience, year, actual in row.lines]}
        )  # fmt: skip
        receipt = receipt_for(row.entry, payload_hash)
        return row.entry, row.register, row.method, _noon(row.verdict.day), payload_hash, receipt

    @staticmethod
    def _accepted(row: Counted) -> dict[str, Any]:
        """What the event of any accepted entry says."""
        return {
            "entry": str(row.entry), "session": str(row.session.public_id), "part": ONLY, "kind": COUNT,
            "method": row.method, "version": 1, "replaces": None,
            "lines": [{"audience": audience, "year": year, "actual": actual}
                      for audience, year, actual in row.lines],
        }  # fmt: skip

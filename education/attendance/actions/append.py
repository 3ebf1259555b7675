"""The one place that writes an entry: its lines, the pointer of its part, the register and the event."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.attendance.states import PartName, RegisterState, transition
from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison.models import TrainingSession
from education.people.models import User

SUBJECT = "register"


@dataclass(frozen=True)
class Line:
    """How many of one audience and year ("" when no year applies) were there, and were expected."""

    audience: str
    year: str
    actual: int
    expected: int | None = None


def open_register(*, session: TrainingSession) -> Register:
    """The session's register, made when it is not there yet; it starts as due, version 0, without a number."""
    register, _ = Register.objects.get_or_create(session=session)
    return register


def lock_register(*, session: TrainingSession) -> Register:
    """The session's register, locked until the caller's transaction ends.

    A row lock on PostgreSQL; on SQLite the immediate transaction itself is the lock.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A lock lasts as long as a transaction, so open one first.")
    open_register(session=session)
    return Register.objects.select_for_update().get(session=session)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over canonical JSON: what makes a repeated id the same submission or another one."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def receipt_for(entry_id: UUID, payload_hash: str) -> str:
    """Eight hex digits that only this id with this content gets."""
    return hashlib.sha256(f"{entry_id}:{payload_hash}".encode()).hexdigest()[:8].upper()


def append_entry(
    *,
    register: Register,
    kind: str,
    lines: Sequence[Line],
    by: User | None,
    method: str = "",
    part: str = PartName.ONLY,
    entry_id: UUID | None = None,
    captured_at: dt.datetime | None = None,
    captured_by: User | None = None,
    base_version: int | None = None,
    replaces: Entry | None = None,
    reason: str = "",
    payload_hash: str = "",
    status: str = Entry.Status.ACCEPTED,
    confirms: bool = False,
    **details: Any,
) -> Entry:
    """Write one entry with its lines, move the pointer of its part, and log it, in the caller's transaction.

    The caller holds `lock_register` and has applied the rules. An accepted count or correction becomes what
    counts for its part and makes the register one version newer; an accepted void leaves its part without a
    number; a proposal or an entry for review changes no number; `confirms` keeps a repeat of the same numbers
    without a new version. `by` is who sent it, None for the command line; `captured_by` who counted (default
    `by`). `captured_at` defaults to now. `details`: outcome, started_at, hands_up, soft_checks, device,
    clock_skew_seconds. Raises IntegrityError when `entry_id` exists.
    """
    entry_id = entry_id or uuid4()
    received_at = now()
    base_version = register.version if base_version is None else base_version
    payload_hash = payload_hash or digest(
        {"id": entry_id, "session": register.session.public_id, "part": part, "kind": kind, "method": method,
         "reason": reason, "lines": [asdict(line) for line in lines]}
    )  # fmt: skip
    changes = status == Entry.Status.ACCEPTED and not confirms and kind != Entry.Kind.OUTCOME
    if changes:
        register.version += 1
    entry = Entry.objects.create(
        id=entry_id, register=register, part=part, kind=kind, method=method, reason=reason,
        base_version=base_version, replaces=replaces, captured_at=captured_at or received_at,
        received_at=received_at, captured_by=captured_by or by, sent_by=by, payload_hash=payload_hash,
        status=status, result_version=register.version, receipt=receipt_for(entry_id, payload_hash), **details,
    )  # fmt: skip
    EntryLine.objects.bulk_create(EntryLine(entry=entry, **asdict(line)) for line in lines)
    if changes:
        _accept(register=register, entry=entry, lines=lines, by=by)
    else:
        _keep(register=register, entry=entry, lines=lines, confirms=confirms, by=by)
    return entry


def accept_kept_entry(*, register: Register, entry: Entry, by: User | None) -> None:
    """Let an entry that was kept as a proposal or for review count from now on, one version later."""
    register.version += 1
    lines = [Line(li.audience, li.year, li.actual, li.expected) for li in entry.lines.all()]
    _accept(register=register, entry=entry, lines=lines, by=by)


def move(register: Register, target: RegisterState) -> None:
    """Put the register in an open state, without saving it; a move that the table does not have is a fault.

    A signature, or the reason for giving up, ends with it.
    """
    if register.state != target and transition(register.state, target) is None:
        raise RuntimeError(f"A register can't go from {register.state} to {target}.")
    register.state = target
    register.signed_by = register.signed_at = None
    register.not_recorded_reason = ""


def _accept(*, register: Register, entry: Entry, lines: Sequence[Line], by: User | None) -> None:
    pointer, _ = RegisterPart.objects.get_or_create(register=register, name=entry.part)
    before = pointer.accepted_id
    if entry.kind == Entry.Kind.VOID:
        pointer.accepted = None
        data = {**_event(register, entry, ()), "entry": before or entry.replaces_id, "void": entry.id,
                "reason": entry.reason}  # fmt: skip
        kind = "entry_voided"
    else:
        pointer.accepted = entry
        data = {**_event(register, entry, lines), "replaces": before}
        kind = "entry_accepted"
    pointer.version = register.version
    pointer.save(update_fields=["accepted", "version"])
    log_register(register, kind, data, by)
    if register.state != RegisterState.DISPUTED:
        known = RegisterPart.objects.filter(register=register, accepted__isnull=False).exists()
        move(register, RegisterState.RECORDED if known else RegisterState.DUE)
    register.save()


def _keep(
    *, register: Register, entry: Entry, lines: Sequence[Line], confirms: bool, by: User | None
) -> None:
    if entry.kind == Entry.Kind.OUTCOME:
        log_register(register, "outcome_recorded", {**_event(register, entry, ()), "outcome": entry.outcome,
                                            "status": entry.status}, by)  # fmt: skip
    elif confirms:
        log_register(register, "entry_confirmed", _event(register, entry, lines), by)
    else:
        RegisterPart.objects.get_or_create(register=register, name=entry.part)
        log_register(register, "entry_proposed", {**_event(register, entry, lines), "status": entry.status,
                                          "replaces": entry.replaces_id}, by)  # fmt: skip
        if entry.status == Entry.Status.PROPOSAL:
            move(register, RegisterState.DISPUTED)
            register.save()


def _event(register: Register, entry: Entry, lines: Sequence[Line]) -> dict[str, Any]:
    """What every event of an entry says: ids, codes and numbers, enough to add the figure up again."""
    return {
        "entry": entry.id,
        "session": register.session.public_id,
        "part": entry.part,
        "kind": entry.kind,
        "method": entry.method,
        "version": register.version,
        "lines": [{"audience": li.audience, "year": li.year, "actual": li.actual} for li in lines],
    }


def log_register(register: Register, kind: str, data: Mapping[str, Any], by: User | None) -> None:
    """One event in the register's chain; a write without a person is the command line's."""
    log(
        subject=SUBJECT,
        subject_id=register.pk,
        kind=kind,
        by=by,
        data=data,
        actor_kind="" if by else "command",
    )

"""How long the figure takes over 100,000 registers: both computations, on the database at hand."""

from __future__ import annotations

import datetime as dt
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.figures import queries, recount
from education.figures.models import Definition
from education.figures.periods import parse
from education.ledger.actions import event_body, event_hash
from education.ledger.clock import now, today
from education.ledger.models import Event
from education.liaison.models import SessionType, TrainingSession
from education.schools.models import LocalAuthority, School

SIZE = 100_000
BATCH = 5_000
YEAR = "calendar-2001"  # nobody's figure, whatever else the database holds


def _many(model: Any, rows: list[Any]) -> list[Any]:
    return list(model.objects.bulk_create(rows, batch_size=BATCH))


def make(size: int = SIZE) -> None:
    """So many signed registers of one year: two lines in each, one event for each."""
    moment, first = now(), dt.date(2001, 1, 1)
    by = get_user_model().objects.create_user("bench@force.example")
    authority = LocalAuthority.objects.create(code="BNCH", name="Bench", slug="bench")
    school = {"authority": authority, "updated_at": moment}
    schools = _many(School, [School(urn=800_000_000 + n, name=f"Bench {n}", **school) for n in range(300)])
    kind = SessionType.objects.create(
        code="bench", title="Bench", summary="Bench", audience="pupil", minutes=60, largest_group=60
    )
    delivered = {"session_type": kind, "source": "ad_hoc", "state": "delivered"}
    sessions = _many(TrainingSession, [
        TrainingSession(school=schools[n % 300], day=first + dt.timedelta(days=n % 365), **delivered)
        for n in range(size)
    ])  # fmt: skip
    signed = {"state": "signed_off", "signed_by": by, "signed_at": moment, "version": 1}
    registers = _many(Register, [Register(session=session, **signed) for session in sessions])
    shared = {
        "kind": "count", "method": "counted", "status": "accepted", "result_version": 1, "receipt": "0000",
        "payload_hash": "0" * 64, "captured_at": moment, "received_at": moment, "captured_by": by, "sent_by": by,
    }  # fmt: skip
    entries = _many(Entry, [Entry(id=uuid4(), register=register, **shared) for register in registers])
    _many(EntryLine, [
        EntryLine(entry=entry, audience=audience, year=year, actual=actual)
        for entry in entries for audience, year, actual in (("pupil", "5", 28), ("parent_carer", "", 3))
    ])  # fmt: skip
    _many(RegisterPart, [RegisterPart(register=e.register, name="Only", accepted=e) for e in entries])
    _many(Event, [_event(entry, moment) for entry in entries])


def _event(entry: Entry, moment: dt.datetime) -> Event:
    lines = [
        {"audience": "pupil", "year": "5", "actual": 28},
        {"audience": "parent_carer", "year": "", "actual": 3},
    ]
    event = Event(
        at=moment, actor=None, actor_kind="system", subject="register", subject_id=str(entry.register_id),
        kind="entry_accepted",
        data={"entry": str(entry.id), "session": str(entry.register.session.public_id), "part": "Only",
              "kind": "count", "method": "counted", "version": 1, "lines": lines},
    )  # fmt: skip
    event.hash = event_hash(previous="", body=event_body(event))
    return event


def run() -> list[tuple[str, str]]:
    """Make 100,000 registers, compute their figure both ways, and take everything back."""
    definition, period = Definition(key=queries.TRAINED), parse(YEAR, today=today())
    with transaction.atomic():
        began = perf_counter()
        make()
        made = perf_counter() - began
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        began = perf_counter()
        total = queries.total(definition, period)
        counted = perf_counter() - began
        began = perf_counter()
        both = recount.agreed(definition, period, with_demo=False)
        twice = perf_counter() - began
        transaction.set_rollback(True)
    if both != total or total.total != SIZE * 31:
        raise AssertionError(f"{SIZE:,} registers of 31 gave {total.total:,}.")
    return [
        (f"Figure over {SIZE:,} registers", f"{counted:.2f} s from the counts, {total.total:,} places"),
        ("With the second computation over the log", f"{twice:.2f} s; both agree"),
        ("Making the registers for it", f"{made:.0f} s"),
    ]

"""Registers with their entries and their log, written past the actions so that a test can choose every number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction

from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.attendance.states import RegisterState
from education.figures import actions
from education.ledger import actions as ledger
from education.ledger.clock import now
from education.liaison.models import TrainingSession
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School
from tests import factories

Lines = Mapping[tuple[str, str], int]  # (audience, year) to heads


def delivered(of: School | None = None, day: str = "2019-05-14", **fields: Any) -> TrainingSession:
    """A delivered session that nobody booked."""
    values = {"session_type": factories.session_type(), "source": "ad_hoc", "state": "delivered", **fields}
    return TrainingSession.objects.create(
        school=of or factories.school(), day=dt.date.fromisoformat(day), **values
    )


def entry(register: Register, lines: Lines, by: User, part: str = "Only", **fields: Any) -> Entry:
    """One entry with its lines, which counts for nothing yet."""
    moment = now()
    values = {
        "kind": "count", "method": "counted", "status": "accepted", "result_version": 1, "payload_hash": "0" * 64,
        "receipt": "7F3A", "captured_at": moment, "received_at": moment, "captured_by": by, "sent_by": by, **fields,
    }  # fmt: skip
    made = Entry.objects.create(id=uuid4(), register=register, part=part, **values)
    EntryLine.objects.bulk_create(
        EntryLine(entry=made, audience=audience, year=year, actual=actual)
        for (audience, year), actual in lines.items()
    )
    return made


def accept(made: Entry) -> None:
    """Let an entry count from now on, and log it as the attendance room does."""
    RegisterPart.objects.update_or_create(register=made.register, name=made.part, defaults={"accepted": made})
    lines = [{"audience": li.audience, "year": li.year, "actual": li.actual} for li in made.lines.all()]
    _log(
        made.register,
        "entry_accepted",
        {"entry": made.id, "part": made.part, "method": made.method, "lines": lines},
    )


def void(register: Register, part: str) -> None:
    """Nothing is known of a room any more."""
    RegisterPart.objects.filter(register=register, name=part).update(accepted=None)
    _log(register, "entry_voided", {"part": part, "lines": []})


def _log(register: Register, kind: str, data: Mapping[str, Any]) -> None:
    with transaction.atomic():
        ledger.log(
            subject="register", subject_id=register.pk, kind=kind, by=None,
            data={"session": register.session.public_id, **data},
        )  # fmt: skip


def counted(
    pupils: int = 0,
    parents: int = 0,
    *,
    by: User,
    signed: bool = True,
    method: str = "counted",
    **fields: Any,
) -> TrainingSession:
    """A delivered session with one register of so many pupils and parents."""
    session = delivered(**fields)
    register = Register.objects.create(session=session)
    lines = {("pupil", "5"): pupils, ("parent_carer", ""): parents, ("staff", ""): 3}
    accept(entry(register, lines, by, method=method))
    settle(register, signed=signed)
    return session


def settle(register: Register, *, signed: bool) -> None:
    """Recorded, or signed off."""
    register.state = RegisterState.RECORDED
    if signed:
        signer = User.objects.filter(groups__name=Role.SUPERVISOR.label).first() or factories.staff(
            Role.SUPERVISOR
        )
        register.state, register.signed_by, register.signed_at = RegisterState.SIGNED_OFF, signer, now()
    register.save()


def past_year() -> tuple[User, User]:
    """Three schools with 6,817 children and 988 parents in 2019; returns the analyst and the publisher."""
    officer = factories.staff(Role.OFFICER)
    for school, pupils, parents in (("Shore", 1900, 0), ("Tide", 1900, 988), ("Pier", 1900, 0)):
        counted(pupils, parents, by=officer, of=factories.school(f"{school} Primary School"))
    counted(
        1117, 0, by=officer, of=School.objects.filter(name="Shore Primary School").first(), method="estimated"
    )
    actions.load_definitions()
    return factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)

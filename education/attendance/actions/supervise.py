"""What supervisors do to many registers: sign them together after a sample, close a month, and ask for what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from education.attendance import policies
from education.attendance.actions.append import lock_register, log_register
from education.attendance.actions.sign_off import sign_off
from education.attendance.models import PeriodClose, Register
from education.attendance.supervising import last_day, month, sample, to_chase
from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.liaison.errors import Refused
from education.liaison.models import Commitment, TrainingSession
from education.people.models import User
from education.people.roles import Role

ASKED_AFTER = tuple(dt.timedelta(days=days) for days in (2, 5, 9, 14))
"""How long after a session its count is asked for; after the last time a supervisor decides."""


@dataclass(frozen=True)
class Together:
    """What came of signing many registers: how many, and the sentence why not for each of the others."""

    signed: int
    refused: tuple[tuple[Register, str], ...]


def sign_off_together(
    *, registers: Sequence[Register], versions: dict[int, int], looked_at: set[int], by: User
) -> Together:
    """Sign registers off in one go, each in a transaction of its own, once the sample has been looked at.

    `versions` is what the page showed of each. One that changed meanwhile, or that the signer recorded, is left
    and named. Raises Refused for anybody but a supervisor and while one of the sample was not looked at.
    """
    policies.check_supervisor(by)
    if not registers:
        raise Refused("There is nothing to sign.", "nothing_chosen")
    if sample(registers, by) - looked_at:
        raise Refused("Look at every register of the sample first, and tick it.", "not_looked_at")
    signed, refused = 0, []
    for register in registers:
        try:
            sign_off(register=register, by=by, version=versions.get(register.pk, -1))
            signed += 1
        except Refused as refusal:
            refused.append((register, refusal.sentence))
    return Together(signed, tuple(refused))


@transaction.atomic
def close_month(*, first: dt.date, by: User) -> PeriodClose:
    """Close a month whose registers are all signed or given up; closing twice changes nothing.

    `first` is its first day. Raises Refused with the sentence why not.
    """
    policies.check_supervisor(by)
    known = PeriodClose.objects.filter(month=first).first()
    if known:
        return known
    found = month(first)
    if found.missing or found.unsigned:
        raise Refused("Some of its registers are missing or not signed off.", "not_complete")
    if not found.may_close:
        raise Refused("This month is not over, or nothing was delivered in it.", "not_over")
    closed = PeriodClose.objects.create(
        month=first, closed_by=by, closed_at=now(), delivered=found.coverage.delivered,
        signed_off=found.coverage.signed_off, given_up=found.coverage.given_up,
    )  # fmt: skip
    log(
        subject="month", subject_id=first.isoformat(), kind="month_closed", by=by,
        data={"delivered": closed.delivered, "signed_off": closed.signed_off, "given_up": closed.given_up,
              "last_day": last_day(first)},
    )  # fmt: skip
    return closed


def chase_missing() -> int:
    """Ask for every count that is missing, at most four times each; returns how many were asked for.

    The officers who went are asked; at the first time the supervisors hear of it too, with the day their phone was
    last heard of. After the fourth time nobody is asked any more: the desk shows that a supervisor has to decide.
    """
    moment, asked = now(), 0
    for session in to_chase(moment):
        register = getattr(session, "register", None)
        times = register.chased if register else 0
        if times < len(ASKED_AFTER) and session.end_at and session.end_at + ASKED_AFTER[times] <= moment:
            asked += _ask(session=session, times=times)
    return asked


@transaction.atomic
def _ask(*, session: TrainingSession, times: int) -> int:
    register = lock_register(session=session)
    if register.chased != times or register.parts.filter(accepted__isnull=False).exists():
        return 0
    register.chased, register.chased_at = times + 1, now()
    register.save(update_fields=["chased", "chased_at"])
    log_register(register, "count_asked_for", {"session": session.public_id, "time": register.chased}, None)
    goers = Commitment.objects.filter(session=session, active=True, kind=Commitment.Kind.SESSION)
    people = User.objects.filter(pk__in=goers.values("officer__user"), is_active=True)
    for person in people:
        _queue("count_missing", session, person, register.chased)
    if register.chased == 1:
        for person in User.objects.holding(Role.SUPERVISOR):
            _queue("count_missing_at_desk", session, person, 1)
    return 1


def _queue(kind: str, session: TrainingSession, person: User, time: int) -> None:
    key = f"{kind}:{session.public_id}:{person.public_id}:{time}"
    queue_mail(kind=kind, subject_id=session.public_id, recipient=person.email, key=key, data={"time": time})

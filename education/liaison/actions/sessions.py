"""The sessions of a visit as rows: each with its group and the time that it takes from every officer who comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from education.ledger.clock import to_utc
from education.liaison import dayplan, diary
from education.liaison.models import Commitment, Group, TrainingSession, Visit


@dataclass(frozen=True)
class GroupAsked:
    """One year group (empty for adults) and how many are expected."""

    year: str
    expected: int


def write_sessions(
    *,
    visit: Visit,
    plan: dayplan.Plan,
    rooms: Sequence[Sequence[GroupAsked]],
    expires_at: dt.datetime | None = None,
) -> None:
    """One session for each room of people, at the plan's times, held for the plan's officers.

    Called inside the transaction that locked these officers; `rooms` are as many as the plan has times.
    """
    kind = visit.session_type
    taken = dayplan.stretches(plan, kind.minutes, kind.setup_minutes, kind.packdown_minutes)
    for groups, time, (begin, finish) in zip(rooms, plan.times, taken, strict=True):
        start_at = to_utc(visit.day, time)
        end_at = start_at + dt.timedelta(minutes=kind.minutes)
        session = TrainingSession.objects.create(
            visit=visit, school=visit.school, session_type=kind, day=visit.day, start_time=time,
            end_time=diary.local_time(end_at), start_at=start_at, end_at=end_at, is_demo=visit.is_demo,
        )  # fmt: skip
        Group.objects.bulk_create(
            Group(session=session, audience=kind.audience, year=g.year, expected=g.expected) for g in groups
        )
        for officer_id in sorted(plan.start.officers):
            Commitment.objects.create(
                officer_id=officer_id, session=session, kind=Commitment.Kind.HOLD, start_at=begin, end_at=finish,
                expires_at=expires_at,
            )  # fmt: skip

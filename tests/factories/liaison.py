"""Officers, session types and visits."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any
from uuid import uuid4

from education.ledger.clock import now, to_utc
from education.liaison.models import (
    Commitment,
    Group,
    Officer,
    SessionType,
    TrainingSession,
    Visit,
    WorkingHours,
)
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Locality, School
from tests.factories.people import staff
from tests.factories.schools import locality, membership, school

NUMBER = count(1)


def make_officer(
    user: User | None = None, hours: tuple[str, str] = ("08:30", "16:30"), **fields: Any
) -> Officer:
    """An officer who works Monday to Friday and covers every locality that exists."""
    base = fields.pop("base", None) or locality()
    officer = Officer.objects.create(user=user or staff(Role.OFFICER), base=base, **fields)
    officer.covers.set(Locality.objects.all())
    start, end = (dt.time.fromisoformat(text) for text in hours)
    for weekday in range(5):
        WorkingHours.objects.create(
            officer=officer, weekday=weekday, start=start, end=end, valid_from=dt.date(2015, 1, 1)
        )
    return officer


def session_type(code: str = "class-talk", **fields: Any) -> SessionType:
    """An hour with a class."""
    values = {
        "title": "Safe and kind online", "summary": "An hour with one class.", "audience": "pupil",
        "years": ["3", "4", "5", "6"], "minutes": 60, "largest_group": 60, **fields,
    }  # fmt: skip
    found, _ = SessionType.objects.get_or_create(code=code, version=values.pop("version", 1), defaults=values)
    return found


def visit(
    of: School | None = None, day: dt.date = dt.date(2027, 1, 20), state: str = "requested", **f: Any
) -> Visit:
    """A visit by itself, written past the actions, with a teacher who is approved: for tests that need one to exist."""
    of = of or school()
    values = {
        "school": of, "teacher": f.pop("teacher", None) or membership(of=of).user, "day": day, "state": state,
        "session_type": f.pop("type", None) or session_type(), "reference": f"BK-{next(NUMBER):05d}",
        "submission": uuid4(), "submission_digest": "0" * 64, "created_at": now(), **f,
    }  # fmt: skip
    return Visit.objects.create(**values)


def training_session(
    of: Visit | None = None, start: str = "10:00", expected: int = 28, year: str = "5", **fields: Any
) -> TrainingSession:
    """One planned session of a visit with one group."""
    of = of or visit(state="confirmed")
    begin = to_utc(of.day, dt.time.fromisoformat(start))
    values = {
        "visit": of, "school": of.school, "session_type": of.session_type, "day": of.day, "start_at": begin,
        "end_at": begin + dt.timedelta(minutes=of.session_type.minutes), "start_time": dt.time.fromisoformat(start),
        **fields,
    }  # fmt: skip
    session = TrainingSession.objects.create(**values)
    Group.objects.create(session=session, audience=of.session_type.audience, year=year, expected=expected)
    return session


def commitment(
    officer: Officer, session: TrainingSession, kind: str = "session", **fields: Any
) -> Commitment:
    """The officer's time that a session takes, with set-up and pack-down."""
    type_ = session.session_type
    assert session.start_at and session.end_at
    return Commitment.objects.create(
        officer=officer, session=session, kind=kind,
        start_at=session.start_at - dt.timedelta(minutes=type_.setup_minutes),
        end_at=session.end_at + dt.timedelta(minutes=type_.packdown_minutes), **fields,
    )  # fmt: skip

"""Bookings and entries by the second, beside a bare ORM insert on the same database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from time import perf_counter

from django.db import transaction

from education.attendance.actions import record_entry
from education.attendance.contract import Count, Submission
from education.attendance.models import Entry
from education.ledger.clock import today
from education.ledger.models import ChainHead
from education.liaison.actions import GroupAsked, record_outcome
from education.liaison.demo import demo_visit
from education.liaison.models import Audience, Officer, SessionType
from education.people.models import User
from education.schools.models import School

BOTH = True
INSERTS, BOOKINGS, ENTRIES = 300, 60, 200


def per_second(times: int, work: Callable[[int], object]) -> float:
    """How many of these a second, one after the other, each in its own transaction."""
    began = perf_counter()
    for number in range(times):
        work(number)
    return times / (perf_counter() - began)


def insert(number: int) -> None:
    """One small row."""
    with transaction.atomic():
        ChainHead.objects.create(day=today(), subject="bench", subject_id=str(number), length=1, hash="")


def run() -> list[tuple[str, str]]:
    """One writer; the rows stay in the throw-away database of the run."""
    school, kind = School.objects.get(urn=900_001), SessionType.objects.get(code="safe-and-kind", active=True)
    officer = Officer.objects.get(user__email="officer@demo.example")
    coordinator = User.objects.get(email="coordinator@demo.example")
    teacher = User.objects.get(email="teacher@demo.example")
    first = today() - dt.timedelta(days=4_000)

    def book(number: int, confirmed: bool = False) -> object:
        return demo_visit(
            key=f"bench/{number}", school=school, session_type=kind, day=first + dt.timedelta(days=number),
            start=dt.time(10, 0), groups=[GroupAsked("5", 28)], officer=officer, teacher=teacher,
            coordinator=coordinator, confirmed=confirmed,
        )  # fmt: skip

    bare = per_second(INSERTS, insert)
    bookings = per_second(BOOKINGS, book)
    session = demo_visit(
        key="bench/register", school=school, session_type=kind, day=first - dt.timedelta(days=1),
        start=dt.time(10, 0), groups=[GroupAsked("5", 28)], officer=officer, teacher=teacher, coordinator=coordinator,
    ).sessions.get()  # fmt: skip
    record_outcome(session=session, delivered=True, by=officer.user)

    def enter(number: int) -> None:
        record_entry(
            submission=Submission(
                id=uuid.uuid4(), session=session.public_id, kind=Entry.Kind.COUNT, method=Entry.Method.COUNTED,
                captured_at=session.end_at, lines=(Count(Audience.PUPIL.value, "5", number % 30),),
            ),
            by=officer.user,
        )  # fmt: skip

    entries = per_second(ENTRIES, enter)
    return [
        ("bare ORM insert", f"{bare:,.0f}/s"),
        ("a booking, requested under its locks", f"{bookings:,.0f}/s, {bookings / bare:.2f} × insert"),
        ("an entry of a register", f"{entries:,.0f}/s, {entries / bare:.2f} × insert"),
    ]

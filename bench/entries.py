"""Counts by the second through the server's own upload, 200 in a request as a phone may send, beside a bare insert."""

from __future__ import annotations

import datetime as dt
import json
from time import perf_counter
from uuid import uuid4

from django.test import RequestFactory

from bench.writes import insert, per_second
from education.attendance.models import Entry
from education.attendance.views import sync
from education.ledger.clock import now, today
from education.liaison.actions import GroupAsked, record_outcome
from education.liaison.demo import demo_visit
from education.liaison.models import Commitment, Group, Officer, SessionType, TrainingSession
from education.people.models import User
from education.schools.models import School

BOTH = True
INSERTS, REQUESTS, EACH = 600, 5, 200


def send(user: User, sessions: list[TrainingSession]) -> float:
    """One request with a count for each of these; returns the seconds it took, and stops at anything not accepted."""
    entries = [
        {
            "id": str(uuid4()), "session": str(session.public_id), "kind": "count", "base_version": 0,
            "method": "counted", "captured_at": (session.end_at or now()).isoformat(),
            "lines": [{"audience": "pupil", "year_group": "5", "actual": number % 30}],
        }
        for number, session in enumerate(sessions)
    ]  # fmt: skip
    body = json.dumps({"sent_at": now().isoformat(), "entries": entries})
    request = RequestFactory().post("/officer/sync/", body, content_type="application/json")
    request.user = user
    began = perf_counter()
    answer = json.loads(sync.sync(request).content)
    took = perf_counter() - began
    wrong = {result["status"] for result in answer["results"]} - {"accepted"}
    if wrong:
        raise RuntimeError(f"not accepted: {wrong}")
    return took


def many_like(session: TrainingSession, number: int) -> list[TrainingSession]:
    """Sessions like this one on the days before it, delivered and without a count."""
    commitment, group = Commitment.objects.get(session=session), Group.objects.get(session=session)
    start, end = session.start_at, session.end_at
    if start is None or end is None:
        raise RuntimeError("The session has no time.")
    back = [dt.timedelta(days=n) for n in range(1, number + 1)]
    made = [
        TrainingSession(**{
            field.attname: getattr(session, field.attname)
            for field in TrainingSession._meta.concrete_fields if field.attname not in {"id", "public_id"}
        } | {"day": session.day - days, "start_at": start - days, "end_at": end - days})
        for days in back
    ]  # fmt: skip
    TrainingSession.objects.bulk_create(made)
    Commitment.objects.bulk_create([
        Commitment(**{
            field.attname: getattr(commitment, field.attname)
            for field in Commitment._meta.concrete_fields if field.attname != "id"
        } | {"session_id": like.pk, "start_at": commitment.start_at - days, "end_at": commitment.end_at - days})
        for like, days in zip(made, back, strict=True)
    ])  # fmt: skip
    Group.objects.bulk_create([
        Group(session=like, audience=group.audience, year=group.year, expected=group.expected) for like in made
    ])  # fmt: skip
    return made


def run() -> list[tuple[str, str]]:
    """One sender; the rows stay in the throw-away database of the run."""
    school, kind = School.objects.get(urn=900_001), SessionType.objects.get(code="safe-and-kind", active=True)
    officer = Officer.objects.get(user__email="officer@demo.example")
    coordinator, teacher = (
        User.objects.get(email=f"{name}@demo.example") for name in ("coordinator", "teacher")
    )
    first = today() - dt.timedelta(days=6_000)

    def booked(number: int) -> TrainingSession:
        return demo_visit(
            key=f"entries/{number}", school=school, session_type=kind, day=first + dt.timedelta(days=number),
            start=dt.time(10, 0), groups=[GroupAsked("5", 28)], officer=officer,
            coordinator=coordinator, teacher=teacher,
        ).sessions.get()  # fmt: skip

    planned = [booked(number) for number in range(EACH)]
    pattern = booked(-1)
    record_outcome(session=pattern, delivered=True, by=officer.user)
    pattern.refresh_from_db()
    delivered = many_like(pattern, REQUESTS * EACH)
    bare = per_second(INSERTS, insert)
    took = sum(
        send(officer.user, delivered[start : start + EACH]) for start in range(0, len(delivered), EACH)
    )
    entries = len(delivered) / took
    first_counts = len(planned) / send(officer.user, planned)
    bare = (bare + per_second(INSERTS, lambda number: insert(number + INSERTS))) / 2
    return [
        ("bare ORM insert, before and after", f"{bare:,.0f}/s"),
        (f"counts in requests of {EACH}", f"{entries:,.0f}/s, {entries / bare:.2f} × insert"),
        (
            "the same, each marking its session delivered",
            f"{first_counts:,.0f}/s, {first_counts / bare:.2f} × insert",
        ),
        ("entries in the database", f"{Entry.objects.count():,}"),
    ]

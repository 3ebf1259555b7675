"""Demonstration registers: one missing, one in dispute, one to sign off, and hands up in a past year."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import QuerySet

from education.attendance.actions import record_entry, sign_off
from education.attendance.actions.append import Line, append_entry, lock_register
from education.attendance.contract import Count, Submission
from education.attendance.models import Entry, RegisterPart
from education.attendance.queries import accepted_hands
from education.attendance.states import HANDS_UP_QUESTIONS, RegisterState
from education.liaison.actions import GroupAsked, load_session_types, record_outcome
from education.liaison.demo import demo_visit
from education.liaison.errors import SlotTaken
from education.liaison.models import Audience, Officer, TrainingSession
from education.people.models import User
from education.schools.models import School

AT = dt.time(10, 0)
COUNTS = {"due": (), "disputed": (27, 29), "to_sign": (30,)}
SCHOOLS = {
    "due": (900_001, "teacher@demo.example"),
    "disputed": (900_002, "teacher2@demo.example"),
    "to_sign": (900_001, "teacher@demo.example"),
}
ROOMS = (9, 6, 2)  # how many rooms were asked each question; two are too few to be published
HANDS = ((0.52, 0.86), (0.64, 0.81), (0.4, 0.7))  # about which part of a room put a hand up, before and after


def load_demo_attendance(*, today: dt.date, people: Mapping[str, User]) -> dict[str, TrainingSession]:
    """Past sessions of `officer@`: "due" without a count, "disputed" with two, "to_sign" with one.

    Comes after `load_demo_liaison` and takes the same people (by e-mail address). May be repeated: a session
    that is still in that state is left as it is.
    """
    officer = Officer.objects.get(user=people["officer@demo.example"])
    found = {}
    for number, name in enumerate(COUNTS):
        session = _there(name, officer, today)
        if session is None:
            session = _make(name, officer, _weekday_before(today, 2 + 3 * number), people)
            _count(name, session, officer.user)
        found[name] = session
    return found


def _there(name: str, officer: Officer, today: dt.date) -> TrainingSession | None:
    mine = TrainingSession.objects.filter(
        visit__is_demo=True, commitments__officer=officer, commitments__active=True, day__lt=today
    ).filter(state=TrainingSession.State.DELIVERED, day__gte=today - dt.timedelta(days=60))
    due = mine.filter(register=None) | mine.filter(register__state=RegisterState.DUE)
    wanted = {
        "due": due,
        "disputed": mine.filter(register__state=RegisterState.DISPUTED),
        "to_sign": mine.filter(register__state=RegisterState.RECORDED),
    }
    return wanted[name].first()


def _make(name: str, officer: Officer, day: dt.date, people: Mapping[str, User]) -> TrainingSession:
    types = {kind.code: kind for kind in load_session_types()}
    urn, teacher = SCHOOLS[name]
    for _ in range(10):
        try:
            visit = demo_visit(
                key=f"register/{name}/{day}", school=School.objects.get(urn=urn), day=day, start=AT,
                session_type=types["safe-and-kind"], groups=[GroupAsked("5", 28)], officer=officer,
                teacher=people[teacher], coordinator=people["coordinator@demo.example"],
            )  # fmt: skip
            return visit.sessions.get()
        except SlotTaken:
            day = _weekday_before(day, 1)
    raise SlotTaken


def _count(name: str, session: TrainingSession, officer: User) -> None:
    record_outcome(session=session, delivered=True, by=officer)
    for heads in COUNTS[name]:
        record_entry(
            submission=Submission(
                id=uuid5(NAMESPACE_URL, f"demo/{session.public_id}/{heads}"), session=session.public_id,
                kind=Entry.Kind.COUNT, method=Entry.Method.COUNTED, captured_at=session.end_at,
                lines=(Count(Audience.PUPIL.value, "5", heads), Count(Audience.STAFF.value, "", 2)),
                hands_up={"question": HANDS_UP_QUESTIONS[0], "before": heads // 3, "after": heads - 4},
            ),
            by=officer,
        )  # fmt: skip


@transaction.atomic
def load_demo_hands(*, year: int, people: Mapping[str, User]) -> int:
    """Invent what some rooms of an imported demonstration year answered before and after; returns how many rooms.

    Each is a correction by `officer@` that leaves the heads as they are, signed off again by `supervisor@`. May
    be repeated; a year that has some keeps them.
    """
    past = TrainingSession.objects.delivered().filter(
        is_demo=True, source=TrainingSession.Source.IMPORTED, day__year=year
    )
    if asked := len(accepted_hands(past)):
        return asked
    dice = random.Random(year)  # noqa: S311 - invented answers, not secrets
    officer, supervisor = people["officer@demo.example"], people["supervisor@demo.example"]
    rooms = iter(_one_room_each(past))
    for question, number, parts in zip(HANDS_UP_QUESTIONS, ROOMS, HANDS, strict=True):
        for _ in range(number):
            pointer, accepted = next(rooms)
            lines = [Line(li.audience, li.year, li.actual, li.expected) for li in accepted.lines.all()]
            heads = sum(line.actual for line in lines if line.audience == Audience.PUPIL)
            before, after = (round(heads * (part + dice.uniform(-0.12, 0.12))) for part in parts)
            register = lock_register(session=pointer.register.session)
            append_entry(
                register=register, kind=Entry.Kind.CORRECTION, method=Entry.Method.IMPORTED, lines=lines,
                by=officer, part=pointer.name, replaces=accepted, reason=Entry.Reason.OTHER,
                hands_up={"question": question, "before": before, "after": after},
            )  # fmt: skip
            sign_off(register=register, by=supervisor)
    return sum(ROOMS)


def _one_room_each(sessions: QuerySet[TrainingSession]) -> list[tuple[RegisterPart, Entry]]:
    """The first signed-off class of each school, in the order of their days."""
    found = RegisterPart.objects.filter(
        register__session__in=sessions, register__state=RegisterState.SIGNED_OFF,
        accepted__method=Entry.Method.IMPORTED, accepted__lines__audience=Audience.PUPIL,
    ).select_related("accepted", "register__session")  # fmt: skip
    first: dict[int, tuple[RegisterPart, Entry]] = {}
    for pointer in found.order_by("register__session__day", "pk").distinct():
        if pointer.accepted:
            first.setdefault(pointer.register.session.school_id, (pointer, pointer.accepted))
    return list(first.values())


def _weekday_before(day: dt.date, days: int) -> dt.date:
    """A day at least so many days earlier that is no Saturday or Sunday."""
    day -= dt.timedelta(days=days)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))

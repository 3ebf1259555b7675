"""Demonstration bookings, relative to the day they are loaded and made by the same actions as real ones."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from education.ledger import clock
from education.ledger.bulk import log_many
from education.liaison import diary, policies
from education.liaison.actions import GroupAsked, confirm_visit, load_session_types, request_visit
from education.liaison.actions.request import RANG, new_reference
from education.liaison.actions.waiting import join_waiting_list
from education.liaison.availability import free_starts
from education.liaison.errors import SlotTaken
from education.liaison.models import (
    Delivery,
    Feedback,
    Officer,
    SessionType,
    TrainingSession,
    Visit,
    WaitingEntry,
    WorkingHours,
)
from education.liaison.states import VisitState
from education.people.models import User
from education.schools.models import Locality, Membership, School

DAY_HOURS = (dt.time(8, 30), dt.time(16, 30))
EVENING_HOURS = (dt.time(16, 0), dt.time(21, 0))
EVENINGS = {1, 3}
FIRST, LAST = dt.time(9, 15), dt.time(13, 30)
REPLYING = 0.7
ANSWERED = {"useful": (60, 30, 8, 2), "pitch": (75, 12, 13), "help": (45, 35, 10, 10), "again": (65, 28, 7)}
"""How often an invented school gives each answer, in the order of the questions' own lists."""
OFFICERS = {"officer@demo.example": "stockton", "officer2@demo.example": "hartlepool"}
FRIDAY = 4
# who waits, at which school, for what, with whom, on which days: nobody works on a Friday evening, so the first waits
# on, and the clock offers the others a time within minutes
WISHES: tuple[tuple[str, int, str, GroupAsked, list[int]], ...] = (
    ("teacher@demo.example", 900_001, "parents-evening", GroupAsked("", 60), [FRIDAY]),
    ("teacher@demo.example", 900_001, "first-clicks", GroupAsked("2", 26), [0, 1, 2, 3, FRIDAY]),
    ("teacher2@demo.example", 900_002, "safe-and-kind", GroupAsked("6", 31), [0, 2]),
)


def demo_officer(user: User, base: Locality) -> Officer:
    """An officer who works weekdays and two evenings and goes everywhere; an existing one is left alone."""
    officer, made = Officer.objects.get_or_create(user=user, defaults={"base": base})
    if made:
        officer.covers.set(Locality.objects.all())
        hours = [(weekday, *DAY_HOURS) for weekday in range(5)]
        hours += [(weekday, *EVENING_HOURS) for weekday in sorted(EVENINGS)]
        WorkingHours.objects.bulk_create(
            WorkingHours(officer=officer, weekday=w, start=s, end=e, valid_from=dt.date(2015, 1, 1))
            for w, s, e in hours
        )
    return officer


def demo_visit(
    *,
    key: str,
    school: School,
    session_type: SessionType,
    day: dt.date,
    start: dt.time,
    groups: Sequence[GroupAsked],
    officer: Officer,
    teacher: User,
    coordinator: User,
    confirmed: bool = True,
) -> Visit:
    """A visit on any day, past or to come; the same `key` returns the same visit. No mail is queued.

    `coordinator` books and confirms it. Raises SlotTaken when the officer is busy then.
    """
    submission = uuid5(NAMESPACE_URL, f"demo/{key}")
    found = Visit.objects.filter(submission=submission).first()
    if found:
        return found
    visit = request_visit(
        school=school, session_type=session_type, day=day, start=start, groups=groups, submission=submission,
        by=coordinator, teacher=teacher, safeguarding_lead_email="safeguarding@demo.example",
        override=RANG, officers=[officer], is_demo=True, tell=False,
    )  # fmt: skip
    if confirmed:
        visit = confirm_visit(visit=visit, version=visit.version, by=coordinator, tell=False)
    return visit


def start_today(moment: dt.datetime) -> dt.time:
    """A start half an hour ago on the quarter hour, inside a school day, so that its register is open."""
    local = (moment - dt.timedelta(minutes=30)).astimezone(clock.LONDON)
    if local.date() != moment.astimezone(clock.LONDON).date():
        return FIRST
    time = dt.time(local.hour, local.minute // 15 * 15)
    return min(max(time, FIRST), LAST)


def load_demo_liaison(*, today: dt.date, people: Mapping[str, User]) -> dict[str, Visit]:
    """Session types, two officers with hours, for `officer@` a visit today, one ahead and a request; who waits.

    Needs the demonstration schools 900001 and 900002 and the people `officer@`, `officer2@`, `teacher@`,
    `teacher2@` and `coordinator@demo.example`. May be repeated; what is still there is not made again.
    """
    types = {kind.code: kind for kind in load_session_types()}
    places = {place.slug: place for place in Locality.objects.all()}
    first, second = (School.objects.get(urn=urn) for urn in (900_001, 900_002))
    officers = {
        email: demo_officer(people[email], places.get(base) or first.locality or next(iter(places.values())))
        for email, base in OFFICERS.items()
    }
    officer, kind = officers["officer@demo.example"], types["safe-and-kind"]
    teacher, other = people["teacher@demo.example"], people["teacher2@demo.example"]
    coordinator = people["coordinator@demo.example"]
    mine = Visit.objects.filter(is_demo=True, sessions__commitments__officer=officer)
    made: dict[str, Visit] = {}

    def ensure(name: str, there: Visit | None, school: School, who: User, **wish: object) -> None:
        made[name] = there or demo_visit(
            key=f"{name}/{today}", school=school, teacher=who, session_type=kind, officer=officer,
            coordinator=coordinator, **wish,  # type: ignore[arg-type]
        )  # fmt: skip

    now_start = start_today(clock.now()) if today == clock.today() else dt.time(10, 0)
    ensure("today", mine.filter(day=today).exclude(state=VisitState.REQUESTED).first(), first, teacher,
           day=today, start=now_start, groups=[GroupAsked("5", 28)])  # fmt: skip
    ahead = mine.confirmed().filter(day__gt=today, school=second).first()
    day, start = _free(second, kind, officer, today + dt.timedelta(days=14))
    ensure(
        "ahead", ahead, second, other, day=day, start=start, groups=[GroupAsked("4", 30), GroupAsked("3", 27)]
    )
    request = mine.requested().filter(held_until__gt=clock.now(), school=first).first()
    day, start = _free(first, kind, officer, today + dt.timedelta(days=21))
    ensure("request", request, first, teacher, day=day, start=start, groups=[GroupAsked("6", 29)],
           confirmed=False)  # fmt: skip
    _wait(today, people, types)
    return made


def _wait(today: dt.date, people: Mapping[str, User], types: Mapping[str, SessionType]) -> None:
    """Schools on the waiting list; one that waits already keeps its place and what it was offered."""
    for email, urn, code, group, weekdays in WISHES:
        school = School.objects.get(urn=urn)
        waits = WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING, last_day__gte=today)
        if policies.acts_for(people[email], school) and not waits.filter(
            school=school, session_type=types[code]
        ):
            join_waiting_list(
                school=school, session_type=types[code], groups=[group], delivery=Delivery.CLASS, by=people[email],
                first_day=today + dt.timedelta(days=14), last_day=today + dt.timedelta(days=84), weekdays=weekdays,
                part=WaitingEntry.Part.ANY, notice_days=5,
            )  # fmt: skip


def _free(school: School, kind: SessionType, officer: Officer, first: dt.date) -> tuple[dt.date, dt.time]:
    """A time at which this officer is free, from a date on."""
    last = first + dt.timedelta(days=56)
    starts = free_starts(diary.world_of(school, kind, first, last, [officer]), first, last)
    if not starts:
        raise SlotTaken
    return starts[0].day, starts[0].time


def load_demo_replies(*, year: int) -> int:
    """Make visits of every third imported session of a demonstration year, and invent what most of their schools answered.

    Returns how many answers there are. May be repeated; a year that has some keeps them. Schools at which somebody
    of the demonstration teaches are left out, so that a teacher's own visits stay those of today.
    """
    asked = Visit.objects.filter(is_demo=True, day__year=year, feedback__isnull=False)
    if number := asked.count():
        return number
    dice = random.Random(year)  # noqa: S311 - invented answers, not secrets
    past = TrainingSession.objects.delivered().filter(
        is_demo=True, source=TrainingSession.Source.IMPORTED, visit=None, day__year=year
    )
    sessions = list(past.exclude(school__in=Membership.objects.values("school")).order_by("day", "pk")[::3])
    moments = [clock.to_utc(session.day, dt.time(16, 0)) for session in sessions]
    with transaction.atomic():
        visits = Visit.objects.bulk_create(
            Visit(
                reference=new_reference(), school_id=session.school_id, session_type_id=session.session_type_id,
                day=session.day, state=VisitState.DELIVERED, created_at=moment, is_demo=True,
                submission=uuid5(NAMESPACE_URL, f"demo/reply/{session.public_id}"),
            )
            for session, moment in zip(sessions, moments, strict=True)
        )  # fmt: skip
        for session, visit in zip(sessions, visits, strict=True):
            session.visit = visit
        TrainingSession.objects.bulk_update(sessions, ["visit"])
        replies = [
            Feedback(
                visit=visit, answered_at=moment + dt.timedelta(days=dice.randint(1, 20)),
                **{name: dice.choices(codes.values, ANSWERED[name])[0] for name, codes in Feedback.QUESTIONS.items()},
            )
            for visit, moment in zip(visits, moments, strict=True) if dice.random() < REPLYING
        ]  # fmt: skip
        Feedback.objects.bulk_create(replies)
        log_many(
            subject="visit", kind="feedback_given", by=None, actor_kind="command",
            entries=[
                (reply.visit.public_id, {name: getattr(reply, name) for name in Feedback.QUESTIONS})
                for reply in replies
            ],
        )  # fmt: skip
    return len(replies)

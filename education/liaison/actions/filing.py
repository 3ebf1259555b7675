"""One request of a teacher who is not approved yet: written down, nothing held, nothing looked up.

No officer's time is read here, so that neither the answer nor the time it takes can tell what is free. The worker
looks for the best fit afterwards and holds it privately (private_hold.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import Unpack
from uuid import UUID

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import now, today
from education.liaison import policies
from education.liaison.actions.details import Details, details_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.actions.request import check_quota_of_person, new_reference
from education.liaison.availability import LEAD_WORKING_DAYS, add_working_days
from education.liaison.errors import Refused, SubmissionReused
from education.liaison.models import (
    Audience,
    FiledClass,
    FiledHalfDay,
    Filing,
    SessionType,
    SessionYear,
    Visit,
)
from education.liaison.states import VisitState, Who, transition
from education.people.models import User
from education.schools.models import School
from education.schools.queries import is_bank_holiday

CLASSES_AT_MOST, HALF_DAYS_AT_MOST, AHEAD = 6, 3, dt.timedelta(days=365)


@dataclass(frozen=True)
class ClassAsked:
    """One class: year code (or "mixed"), a letter or none, how many."""

    year: str
    letter: str
    size: int


@dataclass(frozen=True)
class HalfDay:
    """A local date and the morning or the afternoon of it."""

    day: dt.date
    part: str


def file_request(
    *,
    school: School,
    session_type: SessionType,
    lessons: Mapping[str, dt.time | None],
    classes: Sequence[ClassAsked],
    half_days: Sequence[HalfDay],
    submission: UUID,
    by: User,
    **said: Unpack[Details],
) -> Visit:
    """Write down what somebody asks for whose claim to the school waits; one at a time for a person and school.

    `lessons` are the fields of LessonTimes, wall-clock. The same submission returns the first visit.
    Raises NotYours, SubmissionReused or Refused with a sentence.
    """
    _check(session_type, lessons, classes, half_days)
    details = details_of(**said)
    body = [
        school.urn, session_type.pk, {k: str(v) for k, v in lessons.items()}, [astuple(c) for c in classes],
        [[str(h.day), h.part] for h in half_days], details, str(by.public_id),
    ]  # fmt: skip
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        first = Visit.objects.filter(submission=submission).first()
        if first:
            if first.submission_digest != digest:
                raise SubmissionReused
            return first
        policies.check_may_file(by, school)
        check_quota_of_person(by)
        step = transition(None, VisitState.AWAITING_APPROVAL)
        if step is None:
            raise Refused("A request can't be filed.", "no_such_move")
        visit = Visit.objects.create(
            reference=new_reference(), school=school, teacher=by, session_type=session_type,
            day=min(half.day for half in half_days), state=VisitState.AWAITING_APPROVAL, submission=submission,
            submission_digest=digest, created_at=now(), is_demo=by.is_demo, **details,
        )  # fmt: skip
        filing = Filing.objects.create(visit=visit, **lessons)
        FiledClass.objects.bulk_create(
            FiledClass(filing=filing, year=c.year, letter=c.letter, size=c.size) for c in classes
        )
        FiledHalfDay.objects.bulk_create(
            FiledHalfDay(filing=filing, day=h.day, part=h.part) for h in half_days
        )
        log(
            subject="visit", subject_id=visit.public_id, kind=step.event, by=by,
            data={"from": None, "to": visit.state, "as": Who.CLAIMANT, "version": 0},
        )  # fmt: skip
        queue_for_move(visit=visit, kinds=step.mails, officer_ids=())
        from education.liaison.tasks import hold_privately

        hold_privately.enqueue(str(visit.public_id))
    return visit


def _check(
    session_type: SessionType,
    lessons: Mapping[str, dt.time | None],
    classes: Sequence[ClassAsked],
    half_days: Sequence[HalfDay],
) -> None:
    if not can_be_filed(session_type):
        raise Refused("Choose a session for pupils from the list.", "type_closed")
    if not 1 <= len(classes) <= CLASSES_AT_MOST:
        raise Refused(f"Give one class or up to {CLASSES_AT_MOST}.", "class_missing")
    for one in classes:
        if (
            one.year not in {*session_type.years, SessionYear.MIXED}
            or one.letter not in FiledClass.Letter.values
        ):
            raise Refused(f"“{session_type.title}” is not for one of these years.", "year_not_offered")
        if not 1 <= one.size <= session_type.largest_group:
            raise Refused(
                f"“{session_type.title}” works with up to {session_type.largest_group} people in a class.",
                "group_too_large",
            )
    check_half_days(half_days)
    check_lessons(lessons)


def can_be_filed(session_type: SessionType) -> bool:
    """Sessions for pupils in school hours; evenings and adults are agreed after the approval."""
    return (
        session_type.active
        and session_type.audience == Audience.PUPIL
        and session_type.window == SessionType.Window.SCHOOL_DAY
    )


def check_half_days(half_days: Sequence[HalfDay]) -> None:
    """Up to three different half-days, Monday to Friday, from ten working days to a year ahead; raises Refused.

    Only the calendar that everybody knows is asked, never an officer's or the school's.
    """
    if not 1 <= len(half_days) <= HALF_DAYS_AT_MOST:
        raise Refused("Give one half-day, or up to three.", "half_day_missing")
    if len(set(half_days)) != len(half_days):
        raise Refused("Give each half-day once.", "half_day_twice")
    first, last = add_working_days(today(), LEAD_WORKING_DAYS), today() + AHEAD
    for half in half_days:
        if half.part not in FiledHalfDay.Part.values:
            raise Refused("Choose morning or afternoon.", "not_in_list")
        if not first <= half.day <= last or half.day.weekday() > 4 or is_bank_holiday(half.day):
            raise Refused(
                f"Choose weekdays from {first.day} {first:%B %Y} on, at most a year ahead.", "half_day_wrong"
            )


def check_lessons(lessons: Mapping[str, dt.time | None]) -> None:
    """The day's times follow each other: start, break if there is one, lunch, end; raises Refused."""
    start, pause, back = lessons["starts"], lessons["break_starts"], lessons["break_ends"]
    if (pause is None) != (back is None):
        raise Refused("Give both times of the break, or none.", "lesson_times")
    order = [
        t for t in (start, pause, back, lessons["lunch_starts"], lessons["lunch_ends"], lessons["ends"]) if t
    ]
    if len(order) < 4 or any(a >= b for a, b in pairwise(order)):
        raise Refused(
            "These times don't follow each other: lessons, break, lunch, end of the day.", "lesson_times"
        )

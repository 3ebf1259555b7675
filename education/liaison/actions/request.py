"""Asking for a visit: cheap checks, lock, look again, count, write; the database's guard stands behind."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison import diary, policies
from education.liaison.actions.lapse import lapse_holds_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.availability import Start, World, add_working_days, any_start, free_starts, stretch
from education.liaison.errors import NotYours, QuotaReached, Refused, SlotTaken, SubmissionReused
from education.liaison.locks import clear_when_busy, lock_officers, lock_school
from education.liaison.models import (
    Audience,
    Commitment,
    Group,
    Officer,
    SessionType,
    SessionYear,
    TrainingSession,
    Visit,
)
from education.liaison.needs import NEEDS
from education.liaison.states import VisitState, Who, transition
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School

HOLD_WORKING_DAYS = 3
OPEN_REQUESTS_PER_SCHOOL = 3
REQUESTS_A_DAY = 5
LETTERS = "23456789CDFGHJKMNPQRTVWXY"
"""No look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) and hardly a vowel, so that no reference spells a word."""
GUARD = "liaison_commitment_no_overlap"
RANG = "school_rang"
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,18}")
OVERRIDES = {
    RANG: "The school rang",
    "rebooked": "Rebooked after we cancelled",
    "recorded_late": "Recorded late",
}


@dataclass(frozen=True)
class GroupAsked:
    """One year group (empty for adults) and how many are expected."""

    year: str
    expected: int


def new_reference() -> str:
    """A reference that reads well over the telephone, such as BK-7F3K2."""
    while True:
        reference = "BK-" + "".join(secrets.choice(LETTERS) for _ in range(5))
        if not Visit.objects.filter(reference=reference).exists():
            return reference


def hold_until(moment: dt.datetime) -> dt.datetime:
    """Three working days later at the same time."""
    return moment + (add_working_days(moment.date(), HOLD_WORKING_DAYS) - moment.date())


def request_visit(
    *,
    school: School,
    session_type: SessionType,
    day: dt.date,
    start: dt.time,
    groups: Sequence[GroupAsked],
    submission: UUID,
    by: User,
    safeguarding_lead_email: str = "",
    day_telephone: str = "",
    arrival: str = Visit.Arrival.MAIN_RECEPTION,
    needs: Sequence[str] = (),
    please_ring: bool = False,
    teacher: User | None = None,
    override: str = "",
    officers: Sequence[Officer] | None = None,
    is_demo: bool = False,
    tell: bool = True,
) -> Visit:
    """Hold a time for a school until a coordinator decides, three working days at most.

    `day` and `start` are wall-clock time in Europe/London. With `override` (a code of OVERRIDES, coordinators
    only) notice, hours, term, caps and quota do not count, today and the past can be booked, and `officers`
    may be named. The same submission with the same answers returns the first visit.
    Raises SlotTaken with the nearest free times, SubmissionReused, NotYours or Refused with a sentence.
    """
    _check_person(by, school, override, officers)
    _check_answers(session_type, groups, needs, arrival)
    if day_telephone.strip() and not TELEPHONE.fullmatch(day_telephone.strip()):
        raise Refused("Enter a telephone number with digits and spaces.", "telephone")
    details = {
        "safeguarding_lead_email": safeguarding_lead_email.strip().lower(),
        "day_telephone": day_telephone.strip(),
        "arrival": arrival,
        "needs": sorted(set(needs)),
        "please_ring": please_ring,
    }
    digest = _digest(school, session_type, day, start, groups, details, by)
    first = _first_answer(submission, digest)
    if first:
        return first
    wish = _Wish(
        school, session_type, day, start, tuple(groups), submission, digest, details, by,
        teacher or (None if override else by), override, is_demo, tell, officers is not None,
    )  # fmt: skip
    try:
        if not override:
            choose(diary.world_of(school, session_type, day, day), wish)
        with clear_when_busy(), transaction.atomic():
            return _write(wish, list(officers) if officers is not None else None)
    except IntegrityError as error:
        first = _first_answer(submission, digest)
        if first:
            return first
        if GUARD not in str(error):
            raise
        taken = SlotTaken()
    except SlotTaken as error:
        first = _first_answer(submission, digest)
        if first:
            return first
        taken = error
    taken.nearest = tuple(diary.nearest(school, session_type, day, start))
    raise taken


@dataclass(frozen=True)
class _Wish:
    school: School
    session_type: SessionType
    day: dt.date
    start: dt.time
    groups: tuple[GroupAsked, ...]
    submission: UUID
    digest: str
    details: dict[str, object]
    by: User
    teacher: User | None
    override: str
    is_demo: bool
    tell: bool
    named: bool


def _check_person(by: User, school: School, override: str, officers: Sequence[Officer] | None) -> None:
    if override or officers is not None:
        if not by.has_role(Role.COORDINATOR):
            raise NotYours("Only a coordinator can book for a school that rang.")
        if override not in OVERRIDES:
            raise Refused("Choose why you book this time from the list.", "reason_missing")
    elif not policies.acts_for(by, school):
        raise NotYours("You can book for a school once a coordinator has approved you for it.")


def _check_answers(
    session_type: SessionType, groups: Sequence[GroupAsked], needs: Sequence[str], arrival: str
) -> None:
    if not session_type.active:
        raise Refused("This session can't be booked any more. Choose another one.", "type_closed")
    if not groups or any(group.expected < 1 for group in groups):
        raise Refused("Say how many people you expect in each group.", "group_missing")
    years = [group.year for group in groups]
    if len(years) != len(set(years)):
        raise Refused("Each year group can be given once. Add their numbers together.", "group_twice")
    for_pupils = session_type.audience == Audience.PUPIL
    if for_pupils and not set(years) <= set(session_type.years):
        wrong = ", ".join(
            SessionYear(y).label if y in SessionYear.values else y
            for y in years
            if y not in session_type.years
        )
        raise Refused(f"“{session_type.title}” is not for {wrong or 'this group'}.", "year_not_offered")
    if not for_pupils and set(years) - {"", *SessionYear.values}:
        raise Refused("Choose the year group from the list.", "year_not_offered")
    total = sum(group.expected for group in groups)
    if total > session_type.largest_group:
        raise Refused(
            f"“{session_type.title}” works with up to {session_type.largest_group} people at a time;"
            f" you asked for {total}. Book a second session for the others.",
            "group_too_large",
        )
    if set(needs) - set(NEEDS) or arrival not in Visit.Arrival.values:
        raise Refused("Choose from the lists.", "not_in_list")


def _digest(
    school: School,
    session_type: SessionType,
    day: dt.date,
    start: dt.time,
    groups: Sequence[GroupAsked],
    details: dict[str, object],
    by: User,
) -> str:
    body = [
        school.urn, session_type.code, session_type.version, day.isoformat(), start.isoformat(),
        sorted([g.year, g.expected] for g in groups), details, str(by.public_id),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _first_answer(submission: UUID, digest: str) -> Visit | None:
    found = Visit.objects.filter(submission=submission).first()
    if found and found.submission_digest != digest:
        raise SubmissionReused
    return found


def _write(wish: _Wish, officers: list[Officer] | None) -> Visit:
    lock_school(wish.school.pk)
    who = diary.candidates(wish.school, wish.session_type) if officers is None else officers
    lock_officers(officer.pk for officer in who)
    first = _first_answer(wish.submission, wish.digest)
    if first:
        return first
    lapse_holds_of(officers=who)
    if not wish.override:
        check_quota_of_school(wish.school)
        check_quota_of_person(wish.by)
    chosen = choose(diary.world_of(wish.school, wish.session_type, wish.day, wish.day, who), wish)
    return _insert(wish, chosen)


def check_quota_of_school(school: School) -> None:
    """So many requests of a school wait for an answer at a time; raises QuotaReached."""
    ends = list(Visit.objects.requested().filter(school=school).values_list("held_until", flat=True))
    if len(ends) >= OPEN_REQUESTS_PER_SCHOOL:
        first = min((end for end in ends if end), default=now())
        raise QuotaReached(
            f"Your school already has {len(ends)} requests waiting for an answer."
            " We answer within three working days; then you can ask for more.",
            (first - now()).total_seconds(),
        )


def check_quota_of_person(person: User) -> None:
    """So many requests of one person in any twenty-four hours, answered, withdrawn or not; raises QuotaReached."""
    day = dt.timedelta(days=1)
    asked = Visit.objects.filter(teacher=person, created_at__gt=now() - day).order_by("created_at")
    lately = list(asked.values_list("created_at", flat=True))
    if len(lately) >= REQUESTS_A_DAY:
        raise QuotaReached(
            f"You have asked for {len(lately)} visits since this time yesterday, which is the most for one person."
            " Ask for more tomorrow.",
            (lately[-REQUESTS_A_DAY] + day - now()).total_seconds(),
        )


def choose(world: World, wish: _Wish) -> Start:
    """The wanted start with its officers, decided again under the lock; raises SlotTaken."""
    if wish.override:
        try:
            found = any_start(world, wish.day, wish.start)
        except ValueError as error:
            raise Refused(str(error), "no_such_time") from error
    else:
        found = next((s for s in free_starts(world, wish.day, wish.day) if s.time == wish.start), None)
    if found is None:
        raise SlotTaken
    return found


def _insert(wish: _Wish, chosen: Start) -> Visit:
    moment = now()
    held = hold_until(moment)
    visit = Visit.objects.create(
        reference=new_reference(), school=wish.school, teacher=wish.teacher, session_type=wish.session_type,
        day=wish.day, state=VisitState.REQUESTED, held_until=held, submission=wish.submission,
        submission_digest=wish.digest, created_at=moment, is_demo=wish.is_demo, **wish.details,
    )  # fmt: skip
    end_at = chosen.start_at + dt.timedelta(minutes=wish.session_type.minutes)
    session = TrainingSession.objects.create(
        visit=visit, school=wish.school, session_type=wish.session_type, day=wish.day, start_time=wish.start,
        end_time=diary.local_time(end_at), start_at=chosen.start_at, end_at=end_at, is_demo=wish.is_demo,
    )  # fmt: skip
    Group.objects.bulk_create(
        Group(session=session, audience=wish.session_type.audience, year=g.year, expected=g.expected)
        for g in wish.groups
    )
    begin, finish = stretch(diary.ask_for(wish.school, wish.session_type), chosen.start_at)
    for officer_id in sorted(chosen.officers):
        Commitment.objects.create(
            officer_id=officer_id, session=session, kind=Commitment.Kind.HOLD, start_at=begin, end_at=finish,
            expires_at=held,
        )  # fmt: skip
    step = transition(None, VisitState.REQUESTED)
    if step is None:
        raise Refused("A visit can't be requested.", "no_such_move")
    log(
        subject="visit", subject_id=visit.public_id, kind=step.event, by=wish.by,
        data={
            "from": None, "to": visit.state, "as": Who.COORDINATOR if wish.override else Who.TEACHER, "version": 0,
            "override": wish.override, "officers": list(chosen.officers), "eligible": chosen.eligible, "named": wish.named,
        },
    )  # fmt: skip
    if wish.tell:
        queue_for_move(visit=visit, kinds=step.mails, officer_ids=chosen.officers)
    return visit

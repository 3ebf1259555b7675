"""Asking for a visit: cheap checks, lock, look again, count, write; the database's guard stands behind."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison import dayplan, diary, policies
from education.liaison.actions.details import Details, details_of
from education.liaison.actions.drafts import drop_draft
from education.liaison.actions.lapse import lapse_holds_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.actions.sessions import GroupAsked, write_sessions
from education.liaison.availability import Start, World, add_working_days
from education.liaison.errors import NotYours, QuotaReached, Refused, SlotTaken, SubmissionReused
from education.liaison.locks import clear_when_busy, lock_officers, lock_school
from education.liaison.models import (
    Audience,
    Delivery,
    Officer,
    SessionType,
    SessionYear,
    Visit,
)
from education.liaison.states import VisitState, Who, transition
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School

HOLD_WORKING_DAYS = 3
OPEN_REQUESTS_PER_SCHOOL = 3
REQUESTS_A_DAY = 5
SESSIONS_AT_MOST = 6
LARGEST_CLASS = 40
"""More than so many pupils in one room are no class any more, whatever the form says."""
LETTERS = "23456789CDFGHJKMNPQRTVWXY"
"""No look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) and hardly a vowel, so that no reference spells a word."""
GUARD = "liaison_commitment_no_overlap"
RANG = "school_rang"
LATE = "recorded_late"
OVERRIDES = {RANG: "The school rang", "rebooked": "Rebooked after we cancelled", LATE: "Recorded late"}


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
    teacher: User | None = None,
    rang: bool = False,
    override: str = "",
    delivery: str = Delivery.CLASS,
    officers: Sequence[Officer] | None = None,
    is_demo: bool = False,
    tell: bool = True,
    **said: Unpack[Details],
) -> Visit:
    """Hold a time for a school until a coordinator decides, three working days at most.

    `day` and `start` are wall-clock time in Europe/London. With `delivery` "classes" each group has a session of its
    own, one after another from `start`, with the same officers; else all groups are in one room. With `rang` a
    coordinator books for a school that rang or for a venue: by the same rules, without quota and teacher, and `officers`
    may be named. With `override` (a code of OVERRIDES) notice, hours, term and caps do not count either, and today and
    the past can be booked. The same submission with the same answers returns the first visit.
    Raises SlotTaken with the nearest free times, SubmissionReused, NotYours or Refused with a sentence.
    """
    rang = rang or bool(override) or officers is not None
    _check_person(by, school, rang, override)
    check_groups(session_type, groups, delivery)
    details = {**details_of(**said), "delivery": delivery}
    check_lead(school, override, details)
    digest = _digest(school, session_type, day, start, groups, details, by)
    first = _first_answer(submission, digest)
    if first:
        return first
    wish = _Wish(
        school, session_type, day, start, tuple(groups), submission, digest, details, by,
        teacher or (None if rang else by), rang, override, is_demo, tell, officers is not None,
    )  # fmt: skip
    named = list(officers) if officers is not None else None
    try:
        if not override:
            choose(diary.world_of(school, session_type, day, day), wish)
        with clear_when_busy(), transaction.atomic():
            return _write(wish, named)
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
    taken.nearest = tuple(
        diary.nearest(school, session_type, day, start, sessions=len(wish.rooms), officers=named)
    )
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
    rang: bool
    override: str
    is_demo: bool
    tell: bool
    named: bool

    @property
    def rooms(self) -> tuple[tuple[GroupAsked, ...], ...]:
        """Who is in the room in each session, in order."""
        return rooms_of(self.groups, str(self.details["delivery"]))


def _check_person(by: User, school: School, rang: bool, override: str) -> None:
    if rang:
        if not by.has_role(Role.COORDINATOR):
            raise NotYours("Only a coordinator can book for a school that rang.")
        if override and override not in OVERRIDES:
            raise Refused("Choose why you book this time from the list.", "reason_missing")
    elif not policies.acts_for(by, school):
        raise NotYours("You can book for a school once a coordinator has approved you for it.")


def rooms_of(groups: Sequence[GroupAsked], delivery: str) -> tuple[tuple[GroupAsked, ...], ...]:
    """The groups by session: each by itself when they come one after another, else all in one."""
    if delivery == Delivery.CLASSES:
        return tuple((group,) for group in groups)
    return (tuple(groups),)


def check_groups(session_type: SessionType, groups: Sequence[GroupAsked], delivery: str) -> None:
    """Who is asked for suits the session, by years, numbers and the way it is taught; raises Refused with the reason."""
    if not session_type.active:
        raise Refused("This session can't be booked any more. Choose another one.", "type_closed")
    if not groups or any(group.expected < 1 for group in groups):
        raise Refused("Say how many people you expect in each group.", "group_missing")
    if delivery not in Delivery.values:
        raise Refused("Choose from the lists.", "not_in_list")
    for_pupils = session_type.audience == Audience.PUPIL
    years = [group.year for group in groups]
    if for_pupils and not set(years) <= set(session_type.years):
        wrong = ", ".join(
            SessionYear(y).label if y in SessionYear.values else y
            for y in years
            if y not in session_type.years
        )
        raise Refused(f"“{session_type.title}” is not for {wrong or 'this group'}.", "year_not_offered")
    if not for_pupils and set(years) - {"", *SessionYear.values}:
        raise Refused("Choose the year group from the list.", "year_not_offered")
    if not for_pupils and delivery == Delivery.ASSEMBLY:
        raise Refused("Only pupils can have an assembly.", "not_in_list")
    if delivery == Delivery.ASSEMBLY and session_type.class_only:
        raise Refused(why_no_assembly(session_type), "class_only")
    rooms = rooms_of(groups, delivery)
    if len(rooms) > SESSIONS_AT_MOST:
        raise Refused(
            f"One visit has up to {SESSIONS_AT_MOST} sessions. Ask for another day for the others.",
            "too_many_sessions",
        )
    for room in rooms:
        check_room(session_type, room)


def why_no_assembly(session_type: SessionType) -> str:
    """Why a session can't be an assembly, in a sentence; empty where it can be one."""
    if not session_type.class_only:
        return ""
    return (
        f"“{session_type.title}” can’t be an assembly. {session_type.get_class_only_display()}."
        " We come to one class after another instead."
    )


def check_room(session_type: SessionType, room: Sequence[GroupAsked]) -> None:
    """The people of one session are as many as it works with; raises Refused with the reason."""
    if len(room) != len({group.year for group in room}):
        raise Refused("Each year group can be given once. Add their numbers together.", "group_twice")
    total = sum(group.expected for group in room)
    if session_type.class_only and total > LARGEST_CLASS:
        raise Refused(f"{total} are more than one class. {why_no_assembly(session_type)}", "class_only")
    if total > session_type.largest_group:
        raise Refused(
            f"“{session_type.title}” works with up to {session_type.largest_group} people at a time;"
            f" you asked for {total}. Book a second session for the others.",
            "group_too_large",
        )


def split(session_type: SessionType, groups: Sequence[GroupAsked]) -> tuple[GroupAsked, ...]:
    """The same people in as few sessions of one year each as the session's limit allows; () where they are too many.

    A year that is too large is divided evenly, so 90 with a limit of 60 are 45 and 45.
    """
    most = (
        min(session_type.largest_group, LARGEST_CLASS)
        if session_type.class_only
        else session_type.largest_group
    )
    found: list[GroupAsked] = []
    for group in groups:
        parts = -(-group.expected // most)
        if len(found) + parts > SESSIONS_AT_MOST:
            return ()
        each, more = divmod(group.expected, parts)
        found += [GroupAsked(group.year, each + (number < more)) for number in range(parts)]
    return tuple(found)


def has_a_lead(school: School, override: str) -> bool:
    """True where somebody has to be named who hears of it before: at a school, but not for what is over already."""
    return not school.is_venue and override != LATE


def check_lead(school: School, override: str, details: Mapping[str, Any]) -> None:
    """Nobody comes to a school where no safeguarding lead is named; raises Refused."""
    if has_a_lead(school, override) and not details["safeguarding_lead_email"]:
        raise Refused(
            "Name the school’s safeguarding lead: we write to them before anybody comes.", "lead_missing"
        )


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
        [[g.year, g.expected] for g in groups], details, str(by.public_id),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _first_answer(submission: UUID, digest: str) -> Visit | None:
    found = Visit.objects.filter(submission=submission).first()
    if found and found.submission_digest != digest:
        raise SubmissionReused
    return found


def _write(wish: _Wish, officers: list[Officer] | None) -> Visit:
    lock_school(wish.school.pk)
    who = diary.candidates(wish.school, wish.session_type)
    if officers is not None:
        if not wish.override and {o.pk for o in officers} - {o.pk for o in who}:
            raise Refused(
                "This officer doesn’t go there, or isn’t trained for this session. Choose another, or say why.",
                "officer_not_suitable",
            )
        who = officers
    lock_officers(officer.pk for officer in who)
    first = _first_answer(wish.submission, wish.digest)
    if first:
        return first
    lapse_holds_of(officers=who)
    if not wish.rang:
        check_quota_of_school(wish.school)
        check_quota_of_person(wish.by)
    world = diary.world_of(wish.school, wish.session_type, wish.day, wish.day, who)
    return _insert(wish, world, choose(world, wish))


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
            found = dayplan.insisted_row(world, wish.day, wish.start, len(wish.rooms))
        except ValueError as error:
            raise Refused(str(error), "no_such_time") from error
    else:
        free = dayplan.free_rows(world, wish.day, wish.day, len(wish.rooms))
        found = next((s for s in free if s.time == wish.start), None)
    if found is None:
        raise SlotTaken
    return found


def _insert(wish: _Wish, world: World, chosen: Start) -> Visit:
    moment = now()
    held = hold_until(moment)
    visit = Visit.objects.create(
        reference=new_reference(), school=wish.school, teacher=wish.teacher, session_type=wish.session_type,
        day=wish.day, state=VisitState.REQUESTED, held_until=held, submission=wish.submission,
        submission_digest=wish.digest, created_at=moment, is_demo=wish.is_demo, **wish.details,
    )  # fmt: skip
    ask = dayplan.at_any_hour(world.ask) if wish.override else world.ask
    plan = dayplan.plan_of(ask, chosen, len(wish.rooms))
    write_sessions(visit=visit, plan=plan, rooms=wish.rooms, expires_at=held)
    drop_draft(by=wish.by)
    step = transition(None, VisitState.REQUESTED)
    if step is None:
        raise Refused("A visit can't be requested.", "no_such_move")
    log(
        subject="visit", subject_id=visit.public_id, kind=step.event, by=wish.by,
        data={
            "from": None, "to": visit.state, "as": Who.COORDINATOR if wish.rang else Who.TEACHER, "version": 0,
            "sessions": len(wish.rooms), "override": wish.override, "named": wish.named, **dayplan.record(chosen),
        },
    )  # fmt: skip
    if wish.tell:
        queue_for_move(visit=visit, kinds=step.mails, officer_ids=chosen.officers)
    return visit

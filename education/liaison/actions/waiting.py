"""The waiting list: joining and leaving it, offers that hold a time, and the answers to them.

An offer is a real hold. Its commitments and its state change together, so there are never more offers than holds.
Locks are taken in the order school, officers, offer, entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Unpack
from uuid import UUID

from django.db import IntegrityError, transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now, today
from education.liaison import dayplan, diary, policies
from education.liaison.actions.details import Details, details_of
from education.liaison.actions.lapse import end_offers, lapse_holds_of, waiting_teachers
from education.liaison.actions.moves import move
from education.liaison.actions.request import (
    GUARD,
    check_groups,
    check_lead,
    hold_until,
    new_reference,
    rooms_of,
)
from education.liaison.actions.sessions import GroupAsked, write_sessions
from education.liaison.availability import Start
from education.liaison.errors import NotYours, Refused, SlotTaken
from education.liaison.locks import clear_when_busy, lock_officers, lock_school
from education.liaison.models import (
    Commitment,
    SessionType,
    Visit,
    WaitingEntry,
    WaitingGroup,
    WaitingOffer,
    WaitingRule,
)
from education.liaison.states import VisitState, Who
from education.liaison.waiting import answer_by, fitting
from education.liaison.waiting_queries import waiting_in_order
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School

LONGEST_WAIT = dt.timedelta(days=365)
LOOKED_AT = 200
"""So many entries are looked at in one run of the clock; the others have their turn in the next."""
Entry, Offer = WaitingEntry.State, WaitingOffer.State
GONE = "This time is not held for you any more. You are still on the list, and we write when another one is free."


@transaction.atomic
def join_waiting_list(
    *,
    school: School,
    session_type: SessionType,
    groups: Sequence[GroupAsked],
    delivery: str,
    first_day: dt.date,
    last_day: dt.date,
    weekdays: Sequence[int],
    part: str,
    notice_days: int,
    by: User,
) -> WaitingEntry:
    """Put a school on the list for one kind of session; asking again for it changes what was asked and keeps the place.

    Raises NotYours or Refused with a sentence.
    """
    if not policies.acts_for(by, school):
        raise NotYours("You can wait for a school once a coordinator has approved you for it.")
    check_groups(session_type, groups, delivery)
    if not today() <= last_day <= today() + LONGEST_WAIT or last_day < first_day:
        raise Refused("Give a last day that comes after the first, at most a year ahead.", "days")
    lock_school(school.pk)
    asked = {
        "delivery": delivery, "first_day": first_day, "last_day": last_day, "weekdays": sorted(set(weekdays)),
        "part": part, "notice_days": notice_days,
    }  # fmt: skip
    entry = WaitingEntry.objects.filter(school=school, session_type=session_type, state=Entry.WAITING).first()
    kind = "waiting_changed" if entry else "waiting_joined"
    if entry is None:
        entry = WaitingEntry(
            school=school, session_type=session_type, teacher=by, created_at=now(), is_demo=by.is_demo
        )
    for name, value in asked.items():
        setattr(entry, name, value)
    entry.full_clean(exclude=["teacher", "school", "session_type"])
    entry.save()
    entry.groups.all().delete()
    WaitingGroup.objects.bulk_create(
        WaitingGroup(entry=entry, year=g.year, expected=g.expected) for g in groups
    )
    _end_offers_of(entry, Offer.ENDED)
    log(subject="waiting", subject_id=entry.public_id, kind=kind, by=by, data={"school": school.urn})
    return entry


@transaction.atomic
def leave_waiting_list(*, entry: WaitingEntry, by: User) -> WaitingEntry:
    """Take a wish off the list, and free what is held for it; an approved teacher of the school or a coordinator."""
    _check_teacher_or_coordinator(entry, by)
    lock_school(entry.school_id)
    _end_offers_of(entry, Offer.DECLINED)
    entry = _locked(entry)
    if entry.state != Entry.WAITING:
        raise Refused("This is not on the list any more.", "no_such_move")
    return _close(entry, Entry.LEFT, by)


def offer_times() -> int:
    """Offer what is free to whoever waits, in order; returns how many offers were made.

    Also ends what has run out: offers that nobody answered and wishes whose last day has passed.
    """
    end_offers()
    for entry in WaitingEntry.objects.filter(state=Entry.WAITING, last_day__lt=today()):
        with transaction.atomic():
            lock_school(entry.school_id)
            _end_offers_of(entry, Offer.ENDED)
            _close(_locked(entry), Entry.OVER, None)
    made = 0
    for place in waiting_in_order()[:LOOKED_AT]:
        entry = place.entry
        if not entry.offers.open().exists():
            found = next(iter(times_for(entry)), None)
            made += found is not None and _offer(entry, found, by=None) is not None
    return made


def times_for(entry: WaitingEntry) -> list[Start]:
    """The free times that suit a wish, the soonest first; advisory until an offer looks again."""
    first, last = max(entry.first_day, today()), entry.last_day
    world = diary.world_of(entry.school, entry.session_type, first, last)
    refused = set(entry.offers.values_list("start_at", flat=True))
    return list(fitting(entry, world, sessions_of(entry), refused))


def offer_by_hand(*, entry: WaitingEntry, day: dt.date, start: dt.time, by: User) -> WaitingOffer:
    """A coordinator offers one of the free times to one school, whatever the order; raises NotYours, Refused or SlotTaken."""
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    if entry.state != Entry.WAITING or entry.offers.open().exists():
        raise Refused("This school has an offer already, or is not on the list any more.", "no_such_move")
    wanted = next((s for s in times_for(entry) if (s.day, s.time) == (day, start)), None)
    offer = _offer(entry, wanted, by=by) if wanted else None
    if offer is None:
        raise SlotTaken
    return offer


def _offer(entry: WaitingEntry, wanted: Start, *, by: User | None) -> WaitingOffer | None:
    """Hold one start for an entry, decided again under the lock; None when it went to somebody else."""
    try:
        with clear_when_busy(), transaction.atomic():
            lock_school(entry.school_id)
            who = diary.candidates(entry.school, entry.session_type)
            lock_officers(officer.pk for officer in who)
            lapse_holds_of(officers=who)
            entry = _locked(entry)
            if entry.state != Entry.WAITING or entry.offers.open().exists():
                return None
            world = diary.world_of(entry.school, entry.session_type, wanted.day, wanted.day, who)
            free = fitting(entry, world, sessions_of(entry), set())
            found = next((s for s in free if (s.day, s.time) == (wanted.day, wanted.time)), None)
            return _hold(entry, world.ask, found, by) if found else None
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        return None


def _hold(entry: WaitingEntry, ask: diary.Ask, start: Start, by: User | None) -> WaitingOffer:
    moment, kind = now(), entry.session_type
    plan = dayplan.plan_of(ask, start, sessions_of(entry))
    taken = dayplan.stretches(plan, kind.minutes, kind.setup_minutes, kind.packdown_minutes)
    until = answer_by(moment, start)
    offer = WaitingOffer.objects.create(
        entry=entry, day=start.day, start_time=start.time, start_at=start.start_at,
        end_at=taken[-1][1] - dt.timedelta(minutes=kind.packdown_minutes), expires_at=until, by_hand=by is not None,
        made_at=moment,
    )  # fmt: skip
    for officer_id in sorted(start.officers):
        Commitment.objects.create(
            officer_id=officer_id, offer=offer, kind=Commitment.Kind.HOLD, start_at=taken[0][0], end_at=taken[-1][1],
            expires_at=until,
        )  # fmt: skip
    log(
        subject="waiting", subject_id=entry.public_id, kind="waiting_offered", by=by,
        data={"offer": offer.public_id, "day": start.day, "start": start.time, "officers": list(start.officers)},
    )  # fmt: skip
    for address in waiting_teachers(entry):
        queue_mail(
            kind="waiting_offered", subject_id=offer.public_id, recipient=address,
            key=f"waiting_offered:{offer.public_id}:{address}",
        )  # fmt: skip
    return offer


def take_offer(
    *,
    offer: WaitingOffer,
    submission: UUID,
    by: User,
    **said: Unpack[Details],
) -> Visit:
    """The school takes the time that is held for it: the visit is confirmed at once, at the same officers' time.

    Taking it twice returns the first visit. Raises NotYours, or Refused when the offer has run out.
    """
    entry = offer.entry
    if not policies.acts_for(by, entry.school):
        raise NotYours("There is no such offer.")
    details = {**details_of(**said), "delivery": entry.delivery}
    check_lead(entry.school, "", details)
    if not details["day_telephone"]:
        raise Refused("Enter a telephone number that is answered on the day.", "telephone")
    with clear_when_busy(), transaction.atomic():
        lock_school(entry.school_id)
        held = Commitment.objects.filter(offer=offer)
        lock_officers(held.values_list("officer_id", flat=True))
        offer = WaitingOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if offer.visit_id:
            return Visit.objects.get(pk=offer.visit_id)
        if not WaitingOffer.objects.open().filter(pk=offer.pk).exists():
            raise Refused(GONE, "lapsed")
        officers = sorted(held.filter(active=True).values_list("officer_id", flat=True))
        if len(officers) < entry.session_type.officers_needed:
            raise Refused(GONE, "lapsed")
        held.update(active=False)
        return _book(offer, _locked(entry), officers, details, submission, by)


def _book(
    offer: WaitingOffer,
    entry: WaitingEntry,
    officers: list[int],
    details: dict[str, object],
    submission: UUID,
    by: User,
) -> Visit:
    kind, moment = entry.session_type, now()
    rooms = rooms_of(groups_of(entry), entry.delivery)
    visit = Visit.objects.create(
        reference=new_reference(), school=entry.school, teacher=by, session_type=kind, day=offer.day,
        state=VisitState.REQUESTED, held_until=hold_until(moment), submission=submission,
        submission_digest=hashlib.sha256(str(offer.public_id).encode()).hexdigest(), created_at=moment,
        is_demo=entry.is_demo, **details,
    )  # fmt: skip
    start = Start(offer.day, offer.start_time, offer.start_at, tuple(officers))
    plan = dayplan.plan_of(diary.ask_for(entry.school, kind), start, len(rooms))
    write_sessions(visit=visit, plan=plan, rooms=rooms, expires_at=visit.held_until)
    log(
        subject="visit", subject_id=visit.public_id, kind="visit_requested", by=by,
        data={"from": None, "to": visit.state, "as": Who.TEACHER, "version": 0, "waiting": entry.public_id, "officers": officers},
    )  # fmt: skip
    visit = move(
        visit=visit, target=VisitState.CONFIRMED, as_=Who.CLOCK, by=by, data={"offer": offer.public_id}
    )
    WaitingOffer.objects.filter(pk=offer.pk).update(state=Offer.TAKEN, visit=visit)
    _close(entry, Entry.BOOKED, by)
    return visit


@transaction.atomic
def decline_offer(*, offer: WaitingOffer, by: User) -> WaitingOffer:
    """Not this time: what is held is free again, the school stays on the list and is not offered this time again."""
    _check_teacher_or_coordinator(offer.entry, by)
    lock_school(offer.entry.school_id)
    offer = WaitingOffer.objects.select_for_update(of=("self",)).select_related("entry").get(pk=offer.pk)
    if offer.state != Offer.OPEN:
        raise Refused(GONE, "no_such_move")
    _end_offers_of(offer.entry, Offer.DECLINED)
    log(
        subject="waiting", subject_id=offer.entry.public_id, kind="waiting_declined", by=by,
        data={"offer": offer.public_id},
    )  # fmt: skip
    offer.refresh_from_db()
    return offer


def groups_of(entry: WaitingEntry) -> tuple[GroupAsked, ...]:
    """The groups of a wish, in order."""
    return tuple(GroupAsked(group.year, group.expected) for group in entry.groups.all())


def sessions_of(entry: WaitingEntry) -> int:
    """How many sessions a wish asks for."""
    return len(rooms_of(groups_of(entry), entry.delivery))


def _check_teacher_or_coordinator(entry: WaitingEntry, by: User) -> None:
    if not (policies.acts_for(by, entry.school) or by.has_role(Role.COORDINATOR)):
        raise NotYours("There is no such entry.")


def _locked(entry: WaitingEntry) -> WaitingEntry:
    rows = WaitingEntry.objects.select_for_update(of=("self",)).select_related("school", "session_type")
    return rows.get(pk=entry.pk)


def _close(entry: WaitingEntry, state: WaitingEntry.State, by: User | None) -> WaitingEntry:
    entry.state = state
    entry.save(update_fields=["state"])
    log(subject="waiting", subject_id=entry.public_id, kind=f"waiting_{state}", by=by)
    return entry


def _end_offers_of(entry: WaitingEntry, state: WaitingOffer.State) -> None:
    offers = list(entry.offers.filter(state=Offer.OPEN).values_list("pk", flat=True))
    Commitment.objects.filter(offer__in=offers, active=True).update(active=False)
    WaitingOffer.objects.filter(pk__in=offers).update(state=state)


def set_rule(*, cancelled: int, unvisited: int, week: int, by: User) -> None:
    """What counts for how much, from now on; coordinators only."""
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    with transaction.atomic():
        values = {"cancelled": cancelled, "unvisited": unvisited, "week": week}
        WaitingRule.objects.update_or_create(pk=1, defaults=values)
        log(subject="waiting", subject_id="rule", kind="waiting_rule_changed", by=by, data=values)

"""Reads of the waiting list: who waits, in the order in which time is offered."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, Max, OuterRef, Prefetch

from education.ledger.clock import months_before, now, today
from education.liaison.models import TrainingSession, Visit, WaitingEntry, WaitingOffer, WaitingRule
from education.liaison.states import VisitState
from education.liaison.waiting import Rank, rank
from education.people.models import User
from education.schools.models import Membership
from education.schools.queries import current_ids

CANCELLED_COUNTS = dt.timedelta(days=365)
UNVISITED_MONTHS = 12


def waiting_rule() -> WaitingRule:
    """What counts for how much; the shipped points until somebody changes them."""
    return WaitingRule.objects.first() or WaitingRule(pk=1)


def waiting_entries() -> list[WaitingEntry]:
    """Every wish that waits, with its groups and the offer that it has."""
    held = WaitingOffer.objects.open()
    found = (
        WaitingEntry.objects.filter(state=WaitingEntry.State.WAITING)
        .select_related("school__locality", "school__authority", "session_type")
        .prefetch_related("groups", Prefetch("offers", queryset=held, to_attr="open_offers"))
    )
    for entry in found:
        entry.open_offer = entry.open_offers[0] if entry.open_offers else None  # type: ignore[attr-defined]
    return list(found)


def waiting_in_order() -> list[Rank]:
    """Who waits, the one who is asked first on top; a number of queries that does not grow."""
    entries = waiting_entries()
    schools = {entry.school_id for entry in entries}
    return rank(
        entries,
        cancelled=cancelled_by_us(schools),
        unvisited=unvisited(schools),
        rule=waiting_rule(),
        moment=now(),
    )


def cancelled_by_us(schools: set[int]) -> set[int]:
    """Schools whose visit we called off within a year and that have none agreed or delivered since."""
    since = Visit.objects.filter(
        school=OuterRef("school"),
        state__in=[VisitState.CONFIRMED, VisitState.DELIVERED],
        day__gt=OuterRef("day"),
    )
    called_off = Visit.objects.filter(
        school__in=schools, state=VisitState.CANCELLED_BY_FORCE, day__gte=today() - CANCELLED_COUNTS
    )
    return set(called_off.exclude(Exists(since)).values_list("school_id", flat=True))


def unvisited(schools: set[int]) -> set[int]:
    """Schools at which nothing was delivered for twelve months, to them or to the school that they followed."""
    first = months_before(now(), UNVISITED_MONTHS).date()
    rows = TrainingSession.objects.delivered().filter(day__gte=first, day__lte=today())
    visited = dict(rows.order_by().values("school").annotate(last=Max("day")).values_list("school", "last"))
    stands_for = current_ids(visited)
    return schools - {stands_for[school] for school in visited} - set(visited)


def waiting_for(user: User) -> list[tuple[WaitingEntry, WaitingOffer | None]]:
    """What the schools of a person wait for, each with the time that is held for it."""
    schools = set(Membership.objects.approved().filter(user=user).values_list("school_id", flat=True))
    return (
        [
            (entry, entry.open_offer)  # type: ignore[attr-defined]
            for entry in waiting_entries()
            if entry.school_id in schools
        ]
        if schools
        else []
    )

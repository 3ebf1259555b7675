"""Reads of registers that more than one page or room needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from education.attendance.models import CheckIn, Entry, EntryLine, Register
from education.attendance.states import COUNTED, RegisterState
from education.ledger.clock import now, today
from education.ledger.models import Event
from education.liaison.models import Audience, SessionYear, TrainingSession
from education.liaison.queries import sessions_of
from education.liaison.states import VisitState
from education.people.models import User


def accepted_lines(first_day: dt.date, last_day: dt.date) -> QuerySet[EntryLine]:
    """The head-counts that count for sessions whose local day lies in the period, both ends included.

    One row is one `EntryLine` (`audience`, `year`, `actual`) and no row comes twice: every join goes from
    many to one. All audiences are in it; the caller picks. The session is `entry__register__session`
    (`session_type`, `school`, `day`, `public_id`, `is_demo`), the method `entry__method`, the state
    `entry__register__state` ("signed_off" is final, else provisional). Left out: sessions not delivered,
    types that do not count toward the figure, due and not-recorded registers, voids, proposals and replaced
    entries.
    """
    return EntryLine.objects.filter(
        entry__accepted_for__isnull=False,
        entry__kind__in=[Entry.Kind.COUNT, Entry.Kind.CORRECTION],
        entry__register__state__in=COUNTED,
        entry__register__session__state=TrainingSession.State.DELIVERED,
        entry__register__session__session_type__counts_toward_figure=True,
        entry__register__session__day__range=(first_day, last_day),
    )


@dataclass(frozen=True)
class Hands:
    """A room that was asked before and after: how many were there, and how many hands were up."""

    question: str
    before: int
    after: int
    places: int
    session: int
    school: int
    session_type: str


def accepted_hands(sessions: QuerySet[TrainingSession]) -> list[Hands]:
    """The hands-up counts that stand, one for each room of these sessions; one query.

    Those of an entry that was replaced, voided or only proposed are left out, as its heads are. `places` are the
    children, parents and carers of the very entry, in places taken.
    """
    asked = Q(lines__audience__in=[Audience.PUPIL, Audience.PARENT_CARER])
    found = (
        Entry.objects.filter(
            accepted_for__isnull=False,
            kind__in=[Entry.Kind.COUNT, Entry.Kind.CORRECTION],
            hands_up__isnull=False,
            register__state__in=COUNTED,
            register__session__in=sessions,
        )
        .annotate(places=Sum("lines__actual", filter=asked))
        .order_by("pk")
        .values_list("hands_up", "places", "register__session_id", "register__session__school_id",
                     "register__session__session_type__title")
    )  # fmt: skip
    return [
        Hands(hands["question"], hands["before"], hands["after"], places or 0, session, school, title)
        for hands, places, session, school, title in found
        if hands
    ]


@dataclass(frozen=True)
class Coverage:
    """How much of what was delivered has a number; all in sessions."""

    delivered: int
    recorded: int
    signed_off: int
    given_up: int

    @property
    def missing(self) -> int:
        """Delivered sessions that still wait for their register."""
        return self.delivered - self.recorded - self.given_up

    @property
    def share(self) -> float | None:
        """Recorded of delivered, 0 to 1; None when nothing was delivered."""
        return self.recorded / self.delivered if self.delivered else None


def delivered_sessions(first_day: dt.date, last_day: dt.date) -> QuerySet[TrainingSession]:
    """Sessions that were delivered in the period, both ends included, and whose type counts."""
    return TrainingSession.objects.filter(
        state=TrainingSession.State.DELIVERED,
        session_type__counts_toward_figure=True,
        day__range=(first_day, last_day),
    )


def coverage(first_day: dt.date, last_day: dt.date) -> Coverage:
    """Delivered sessions of the period and how many have a register; unknown is not zero."""
    delivered = delivered_sessions(first_day, last_day)
    return Coverage(
        delivered=delivered.count(),
        recorded=delivered.filter(register__state__in=COUNTED).count(),
        signed_off=delivered.filter(register__state=RegisterState.SIGNED_OFF).count(),
        given_up=delivered.filter(register__state=RegisterState.NOT_RECORDED).count(),
    )


def open_proposals(register: Register) -> QuerySet[Entry]:
    """Entries that wait for a supervisor: proposals and reviews that no decision has come after."""
    return Entry.objects.filter(
        register=register,
        status__in=[Entry.Status.PROPOSAL, Entry.Status.REVIEW],
        register__parts__name=F("part"),
        result_version__gte=F("register__parts__settled_version"),
    )


def accepted_entries(register: Register) -> list[Entry]:
    """The entries that count, one a room, with their lines."""
    found = Entry.objects.filter(accepted_for__register=register).order_by("accepted_for__id")
    return list(found.select_related("captured_by").prefetch_related("lines"))


@dataclass(frozen=True)
class Happening:
    """One event of a register for people to read; `actor` is an opaque id."""

    at: dt.datetime
    kind: str
    words: str
    data: dict[str, Any]
    actor: UUID | None
    receipt: str

    @property
    def heads(self) -> int:
        """All heads of the entry that this event is about."""
        return sum(line["actual"] for line in self.data.get("lines", []))


WORDS = {
    "entry_accepted": "counted",
    "entry_confirmed": "counted the same again",
    "entry_proposed": "sent another count, which waits for a supervisor",
    "entry_voided": "took a count back",
    "outcome_recorded": "said whether it took place",
    "register_signed_off": "signed off",
    "register_settled": "decided which count is right",
    "register_reopened": "opened again",
    "register_not_recorded": "gave up on the count",
    "count_asked_for": "asked for the count",
}


def history(register: Register) -> list[Happening]:
    """Everything that happened to a register, oldest first; two queries whatever its length."""
    events = Event.objects.filter(subject="register", subject_id=str(register.pk)).order_by("id")
    receipts = {str(pk): receipt for pk, receipt in register.entries.values_list("pk", "receipt")}
    return [
        Happening(
            event.at,
            event.kind,
            WORDS.get(event.kind, event.kind),
            event.data,
            event.actor,
            receipts.get(event.data.get("entry") or "", ""),
        )
        for event in events
    ]


@dataclass(frozen=True)
class OfficerDays:
    """An officer's sessions: today's, those of the next ten days, and past ones without a number."""

    today: list[TrainingSession]
    ahead: list[TrainingSession]
    to_do: list[TrainingSession]


def officer_days(user: User) -> OfficerDays:
    """What an officer has before them and behind them; the same number of queries for any number of rows."""
    day = today()
    first, last = day - dt.timedelta(days=90), day + dt.timedelta(days=10)
    rows = list(sessions_of(user, first, last).select_related("school__locality", "session_type", "register"))
    shown = [row for row in rows if row.state != TrainingSession.State.NOT_DELIVERED or row.day == day]
    return OfficerDays(
        today=[row for row in shown if row.day == day],
        ahead=[row for row in shown if row.day > day],
        to_do=[row for row in shown if row.day < day and not has_number(row)],
    )


def has_number(session: TrainingSession) -> bool:
    """True when nothing more is asked of the officer: there is a count, or a supervisor gave up on it."""
    register = getattr(session, "register", None)
    return register is not None and register.state != RegisterState.DUE


def desk_queue() -> QuerySet[TrainingSession]:
    """Sessions that a supervisor has to look at, the oldest first.

    Delivered ones and past confirmed ones whose register is missing, due, recorded or disputed, and whatever
    has a count that waits for a decision.
    """
    waiting = Entry.objects.filter(
        register__session=OuterRef("pk"),
        status__in=[Entry.Status.PROPOSAL, Entry.Status.REVIEW],
        register__parts__name=F("part"),
        result_version__gte=F("register__parts__settled_version"),
    )
    state = TrainingSession.State
    over = Q(state=state.DELIVERED) | Q(
        state=state.PLANNED, visit__state=VisitState.CONFIRMED, end_at__lt=now()
    )
    unfinished = Q(register=None) | Q(
        register__state__in=[RegisterState.DUE, RegisterState.RECORDED, RegisterState.DISPUTED]
    )
    return (
        TrainingSession.objects.annotate(waiting=Exists(waiting))
        .filter((over & unfinished) | Q(waiting=True))
        .select_related("school", "session_type", "register", "visit")
        .order_by("day", "start_at", "id")
    )


@dataclass(frozen=True)
class Tally:
    """What a self check-in says: groups and adults, and adults by year group; advice, never a count."""

    groups: int
    adults: int
    years: list[tuple[str, int]]


def tally(check_in: CheckIn) -> Tally:
    """The answers so far in one query, the youngest year group first, those without one last."""
    order = {code: place for place, code in enumerate(SessionYear.values)}
    rows = list(check_in.answers.order_by().values_list("year").annotate(Count("pk"), Sum("adults")))
    rows.sort(key=lambda row: order.get(row[0], len(order)))
    return Tally(
        groups=sum(row[1] for row in rows),
        adults=sum(row[2] for row in rows),
        years=[
            (str(SessionYear(year).label) if year else "No year group given", adults)
            for year, _, adults in rows
        ],
    )


def check_in_by_code(code: str) -> CheckIn | None:
    """The self check-in behind a code, with what its page shows; None for a code that nobody gave out."""
    found = CheckIn.objects.select_related("session__session_type", "session__school__locality")
    return found.filter(code=code).first()

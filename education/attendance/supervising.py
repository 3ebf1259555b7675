"""Reads of the supervisor's desk: the queue by what is wrong, what may be signed in one go, and a month's coverage."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from education.attendance.models import Entry, EntryLine, PeriodClose, Register
from education.attendance.queries import Coverage, coverage, delivered_sessions, desk_queue
from education.attendance.states import RegisterState
from education.ledger.clock import now, today
from education.liaison.models import TrainingSession
from education.liaison.states import VisitState
from education.people.models import User

LATE = dt.timedelta(hours=48)
MOST_AT_ONCE = 50
LEAST_LOOKED_AT = 3
MANY, OFTEN = 10, 0.8
SHOWS: dict[str, str] = {
    "": "All",
    "due": "Count missing",
    "disputed": "Two counts",
    "questionable": "Out of range",
    "estimated": "Estimated",
    "late": "Late",
    "twice": "Perhaps twice",
    "ready": "Nothing unusual",
}
"""What the queue may be narrowed to, with its words."""


def queue() -> QuerySet[TrainingSession]:
    """The desk's queue with a flag for each thing that may be unusual; one query, whatever its length."""
    accepted = Entry.objects.filter(accepted_for__register__session=OuterRef("pk"))
    moment = now()
    return desk_queue().annotate(
        questionable=Exists(accepted.exclude(soft_checks=[])),
        estimated=Exists(accepted.filter(method=Entry.Method.ESTIMATED)),
        sent_late=Exists(accepted.filter(received_at__gt=OuterRef("end_at") + LATE)),
        overdue=ExpressionWrapper(Q(end_at__lt=moment - LATE) & ~Exists(accepted), BooleanField()),
        twice=Exists(_alike(OuterRef, _heads(OuterRef(OuterRef("pk"))))),
    )


def narrowed(rows: QuerySet[TrainingSession], show: str) -> QuerySet[TrainingSession]:
    """The rows of one heading of SHOWS; an unknown one shows all."""
    disputed = Q(register__state=RegisterState.DISPUTED) | Q(waiting=True)
    unusual = Q(questionable=True) | Q(estimated=True) | Q(sent_late=True) | Q(twice=True)
    wanted = {
        "due": (Q(register=None) | Q(register__state=RegisterState.DUE)) & Q(waiting=False),
        "disputed": disputed,
        "questionable": Q(questionable=True),
        "estimated": Q(estimated=True),
        "late": Q(sent_late=True) | Q(overdue=True),
        "twice": Q(twice=True),
        "ready": Q(register__state=RegisterState.RECORDED) & ~disputed & ~unusual,
    }
    return rows.filter(wanted[show]) if show in wanted else rows


def numbers() -> dict[str, int]:
    """How many rows stand under each heading; one query."""
    rows = queue()
    ids = {show: narrowed(rows, show).order_by().values("pk") for show in SHOWS}
    found = TrainingSession.objects.aggregate(
        **{show or "all": Count("pk", filter=Q(pk__in=of)) for show, of in ids.items()}
    )
    return {show: found[show or "all"] for show in SHOWS}


def _heads(session: Any) -> Coalesce:
    """The heads of everybody on the accepted counts of a session."""
    lines = EntryLine.objects.filter(entry__accepted_for__register__session=session).order_by()
    whole = lines.values("entry__accepted_for__register__session").annotate(heads=Sum("actual"))
    return Coalesce(Subquery(whole.values("heads")), 0)


def _alike(of: Callable[[str], Any], heads: Any) -> QuerySet[TrainingSession]:
    """Other delivered sessions of the same school, day and kind, at an overlapping time and with as many heads."""
    return TrainingSession.objects.annotate(heads=_heads(OuterRef("pk"))).filter(
        school=of("school"), day=of("day"), session_type__code=of("session_type__code"),
        state=TrainingSession.State.DELIVERED, start_at__lt=of("end_at"), end_at__gt=of("start_at"),
        heads__gt=0, heads=heads,
    ).exclude(pk=of("pk"))  # fmt: skip


def perhaps_twice(session: TrainingSession) -> list[TrainingSession]:
    """Sessions that look like this one counted again, by the rule that marks the queue."""
    row = TrainingSession.objects.annotate(heads=_heads(OuterRef("pk"))).values(
        "pk", "school", "day", "session_type__code", "start_at", "end_at", "heads"
    )
    mine = row.get(pk=session.pk)
    if mine["start_at"] is None or mine["end_at"] is None:
        return []
    return list(_alike(mine.__getitem__, mine["heads"]))


def to_sign_together(by: User) -> list[Register]:
    """Recorded registers with nothing unusual that this supervisor did not record, the oldest first, at most 50."""
    sessions = narrowed(queue(), "ready").values("pk")
    accepted = Entry.objects.filter(accepted_for__register=OuterRef("pk"))
    mine = accepted.filter(Q(captured_by=by) | Q(sent_by=by))
    rows = Register.objects.filter(
        ~Exists(mine), session__in=sessions, session__state=TrainingSession.State.DELIVERED
    )
    rows = rows.select_related("session__school", "session__session_type").order_by("session__day", "pk")
    return list(rows.prefetch_related("parts__accepted__lines", "session__groups")[:MOST_AT_ONCE])


def sample(registers: Sequence[Register], by: User) -> set[int]:
    """Which of these a person has to look at before all are signed: a tenth of them and at least three.

    Drawn by a digest of the person and the registers as they are now: nobody chooses them, and the same page asks
    for the same ones again.
    """
    size = min(len(registers), max(LEAST_LOOKED_AT, math.ceil(len(registers) / 10)))

    def lot(register: Register) -> str:
        return hashlib.sha256(f"{by.public_id} {register.pk} {register.version}".encode()).hexdigest()

    return {register.pk for register in sorted(registers, key=lot)[:size]}


@dataclass(frozen=True)
class Habit:
    """How many of an officer's counts that stand were "as expected", one press in place of counting."""

    officer: User
    counts: int
    as_expected: int

    @property
    def often(self) -> bool:
        """Four in five and more of at least ten: worth a word, and no proof of anything."""
        return self.counts >= MANY and self.as_expected >= OFTEN * self.counts


def habits(first: dt.date, last: dt.date) -> list[Habit]:
    """Every officer who counted in these days, the most "as expected" first; two queries."""
    counts = Entry.objects.filter(
        accepted_for__isnull=False, captured_by__isnull=False, register__session__day__range=(first, last),
        kind__in=[Entry.Kind.COUNT, Entry.Kind.CORRECTION],
    ).exclude(method=Entry.Method.IMPORTED)  # fmt: skip
    same = Count("pk", filter=Q(method=Entry.Method.CONFIRMED_AS_EXPECTED))
    rows = list(counts.order_by().values_list("captured_by").annotate(number=Count("pk"), same=same))
    people = User.objects.in_bulk([officer for officer, _, _ in rows])
    found = [Habit(people[officer], number, same) for officer, number, same in rows]
    return sorted(found, key=lambda habit: (-habit.as_expected / habit.counts, -habit.counts))


@dataclass(frozen=True)
class Month:
    """One month's registers: what was delivered, what has a number, and what stands in the way of closing it."""

    first: dt.date
    last: dt.date
    coverage: Coverage
    missing: list[TrainingSession]
    unsigned: list[TrainingSession]
    given_up: list[TrainingSession]
    closed: PeriodClose | None
    habits: list[Habit]

    @property
    def may_close(self) -> bool:
        """Over, with something delivered, and nothing missing or unsigned."""
        done = not self.missing and not self.unsigned and bool(self.coverage.delivered)
        return self.closed is None and self.last < today() and done

    @property
    def percent(self) -> int | None:
        """Coverage in whole per cent, rounded down so that 100 means all; None when nothing was delivered."""
        return None if self.coverage.share is None else math.floor(self.coverage.share * 100)


def last_day(first: dt.date) -> dt.date:
    """The last day of the month that begins on this day."""
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def month(first: dt.date) -> Month:
    """Everything about the month that begins on this day; nine queries, whatever its length."""
    last = last_day(first)
    rows = delivered_sessions(first, last).select_related("school", "session_type", "register")
    unheard = TrainingSession.objects.filter(
        state=TrainingSession.State.PLANNED, visit__state=VisitState.CONFIRMED, day__range=(first, last),
        end_at__lt=now(), session_type__counts_toward_figure=True,
    ).select_related("school", "session_type", "register")  # fmt: skip
    no_number = rows.filter(Q(register=None) | Q(register__state=RegisterState.DUE))
    open_states = [RegisterState.RECORDED, RegisterState.DISPUTED]
    return Month(
        first, last, coverage(first, last), [*no_number, *unheard],
        list(rows.filter(register__state__in=open_states)),
        list(rows.filter(register__state=RegisterState.NOT_RECORDED)),
        PeriodClose.objects.filter(month=first).select_related("closed_by").first(),
        habits(first, last),
    )  # fmt: skip


def months() -> list[dt.date]:
    """First days of this month and of the twelve before it, the newest first."""
    found = [today().replace(day=1)]
    while len(found) < 13:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found


def to_chase(moment: dt.datetime) -> QuerySet[TrainingSession]:
    """Sessions that were over 48 hours ago and have no number: delivered, or confirmed and nothing was heard."""
    state = TrainingSession.State
    held = Q(state=state.DELIVERED) | Q(state=state.PLANNED, visit__state=VisitState.CONFIRMED)
    return (
        TrainingSession.objects.filter(held, end_at__lt=moment - LATE, source=TrainingSession.Source.BOOKED)
        .filter(Q(register=None) | Q(register__state=RegisterState.DUE))
        .select_related("school", "register")
        .order_by("day", "start_at", "id")
    )

"""Reads of registers that more than one page or room needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet

from education.attendance.models import Entry, EntryLine, Register
from education.attendance.states import COUNTED, RegisterState
from education.liaison.models import TrainingSession


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

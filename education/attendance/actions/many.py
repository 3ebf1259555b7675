"""A phone's whole queue at once: first counts of plain sessions in one go, everything else entry by entry.

The rules are those of `record_entry`; only what they would accept without a second thought is written here in bulk,
and a test holds the rows of both ways against each other.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from education.attendance import policies, soft_checks
from education.attendance.actions.append import SUBJECT, Line, digest, receipt_for
from education.attendance.actions.register import MOST_SKEW, Result, record_entry
from education.attendance.contract import Submission
from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.attendance.states import PartName, RegisterState
from education.ledger.bulk import insert_rows, log_many
from education.ledger.clock import LONDON, now
from education.liaison.actions import record_delivered
from education.liaison.models import Commitment, Group, TrainingSession
from education.people.models import User

LEAST = 3
"""Fewer than these are not worth the bulk."""
RECORD = (TrainingSession.State.PLANNED, TrainingSession.State.DELIVERED)


class Plain(NamedTuple):
    """A first count that nothing speaks against, on its way into the tables."""

    submission: Submission
    session: TrainingSession
    register: Register
    lines: list[Line]
    payload_hash: str
    receipt: str

    @property
    def part(self) -> str:
        """The room it counts for."""
        return self.submission.part or PartName.ONLY.value


def record_entries(
    *, submissions: Sequence[Submission], by: User, device: UUID | None = None,
    clock_skew: dt.timedelta = dt.timedelta(), review: str = "",
) -> list[Result]:  # fmt: skip
    """Record many submissions of one sender and answer each in the order sent, exactly as `record_entry` would.

    One that is refused, or waits for a person, never touches another. Nothing is raised for what an officer can do
    wrong.
    """
    done: dict[UUID, Result] = {}
    if len(submissions) >= LEAST and not review:
        batch = _Batch(by, device, clock_skew)
        try:
            done = batch.write(submissions)
        except IntegrityError:
            done = {}  # somebody else wrote one of them at the same moment: each goes by itself
    return [
        done.get(submission.id)
        or record_entry(submission=submission, by=by, device=device, clock_skew=clock_skew, review=review)
        for submission in submissions
    ]


@dataclass
class _Batch:
    """Chooses what is plain under the locks, and writes the rows that `append_entry` would write one by one."""

    by: User
    device: UUID | None
    skew: dt.timedelta
    moment: dt.datetime = field(default_factory=now)

    @transaction.atomic
    def write(self, submissions: Sequence[Submission]) -> dict[UUID, Result]:
        """Everything plain of these, with its answer by id; what is missing in the answer was left alone."""
        sessions = self._sessions([s for s in submissions if self._looks_plain(s)], submissions)
        if len(sessions) < LEAST:
            return {}
        registers = self._registers(sessions)
        known = set(Entry.objects.filter(id__in=[s.id for s in submissions]).values_list("id", flat=True))
        expected = self._expected(sessions)
        counted = [
            (submission, session, registers[session.pk])
            for submission in submissions
            if (session := sessions.get(submission.session))
            and session.pk in registers
            and submission.id not in known
        ]
        delivered = self._delivered([session for _, session, _ in counted])
        rows = [
            self._plain(submission, session, register, expected)
            for submission, session, register in counted
            if session.pk in delivered
        ]
        self._insert(rows)
        return {
            row.submission.id: Result(row.submission.id, Entry.Status.ACCEPTED, row.receipt, 1)
            for row in rows
        }

    def _looks_plain(self, submission: Submission) -> bool:
        """A first count by its sender of a booked session, without anything that has to be looked up."""
        return (
            submission.kind == Entry.Kind.COUNT
            and submission.base_version == 0
            and submission.replaces is None
            and submission.ad_hoc is None
            and submission.captured_by in (None, self.by.public_id)
        )

    def _sessions(
        self, plain: Sequence[Submission], submissions: Sequence[Submission]
    ) -> dict[UUID, TrainingSession]:
        """Booked sessions that are this officer's now and come once in the batch, by the id that phones use."""
        places = Counter(submission.session for submission in submissions)
        ids = Counter(submission.id for submission in submissions)
        wanted = {s.session: s for s in plain if places[s.session] == 1 and ids[s.id] == 1}
        mine = Commitment.objects.filter(
            officer__user=self.by, active=True, kind__in=[Commitment.Kind.SESSION, Commitment.Kind.HOLD]
        )
        found = TrainingSession.objects.select_related("session_type", "school", "visit").filter(
            public_id__in=wanted, source=TrainingSession.Source.BOOKED, state__in=RECORD,
            pk__in=mine.values("session"),
        )  # fmt: skip
        return {
            session.public_id: session
            for session in found
            if self._in_time(session, wanted[session.public_id])
        }

    def _in_time(self, session: TrainingSession, submission: Submission) -> bool:
        counted = (submission.captured_at + self.skew) if submission.captured_at else self.moment
        return not policies.too_early(session, counted) and counted.astimezone(LONDON).date() >= session.day

    def _registers(self, sessions: dict[UUID, TrainingSession]) -> dict[int, Register]:
        """Their registers, made where missing, locked in one order, and only those that nothing was counted in yet."""
        ids = [session.pk for session in sessions.values()]
        there = set(Register.objects.filter(session__in=ids).values_list("session_id", flat=True))
        Register.objects.bulk_create(
            [Register(session_id=pk) for pk in ids if pk not in there], ignore_conflicts=True
        )
        locked = list(Register.objects.select_for_update().filter(session__in=ids).order_by("id"))
        begun = set(RegisterPart.objects.filter(register__in=locked).values_list("register_id", flat=True))
        return {
            register.session_id: register
            for register in locked
            if register.version == 0 and register.state == RegisterState.DUE and register.pk not in begun
        }

    def _delivered(self, sessions: Sequence[TrainingSession]) -> set[int]:
        """Those of these that took place: a planned one is marked as delivered, as its first count does."""
        planned = [session for session in sessions if session.state == TrainingSession.State.PLANNED]
        before = {session.pk for session in sessions} - {session.pk for session in planned}
        return before | record_delivered(sessions=planned, by=self.by) if planned else before

    @staticmethod
    def _expected(sessions: dict[UUID, TrainingSession]) -> dict[tuple[int, str, str], int]:
        groups = Group.objects.filter(session__in=[session.pk for session in sessions.values()])
        return {(g.session_id, g.audience, g.year): g.expected for g in groups}

    def _plain(
        self, submission: Submission, session: TrainingSession, register: Register,
        expected: dict[tuple[int, str, str], int],
    ) -> Plain:  # fmt: skip
        lines = [
            Line(c.audience, c.year, c.actual, expected.get((session.pk, c.audience, c.year)))
            for c in submission.lines
        ]
        payload_hash = digest({**submission.content(), "captured_by": self.by.public_id})
        receipt = receipt_for(submission.id, payload_hash)
        return Plain(submission, session, register, lines, payload_hash, receipt)

    def _insert(self, rows: Sequence[Plain]) -> None:
        if not rows:
            return
        seconds = max(-MOST_SKEW, min(MOST_SKEW, round(self.skew.total_seconds())))
        insert_rows(
            Entry,
            columns=["id", "register_id", "part", "method", "reason", "captured_at", "payload_hash", "receipt",
                     "outcome", "started_at", "hands_up", "soft_checks"],
            rows=[
                (r.submission.id, r.register.pk, r.part, r.submission.method, r.submission.reason,
                 r.submission.captured_at or self.moment, r.payload_hash, r.receipt, r.submission.outcome,
                 r.submission.started_at, r.submission.hands_up, soft_checks.codes(r.session, r.lines))
                for r in rows
            ],
            constant={
                "kind": Entry.Kind.COUNT.value, "base_version": 0, "received_at": self.moment,
                "captured_by": self.by.pk, "sent_by": self.by.pk, "status": Entry.Status.ACCEPTED.value,
                "result_version": 1, "device": self.device, "clock_skew_seconds": seconds,
            },
        )  # fmt: skip
        insert_rows(
            EntryLine, columns=["entry_id", "audience", "year", "actual", "expected"],
            rows=[(r.submission.id, li.audience, li.year, li.actual, li.expected) for r in rows for li in r.lines],
        )  # fmt: skip
        insert_rows(
            RegisterPart, columns=["register_id", "name", "accepted_id"],
            rows=[(r.register.pk, r.part, r.submission.id) for r in rows], constant={"version": 1},
        )  # fmt: skip
        Register.objects.filter(id__in=[r.register.pk for r in rows]).update(
            version=1, state=RegisterState.RECORDED, signed_by=None, signed_at=None, not_recorded_reason=""
        )
        log_many(
            subject=SUBJECT, kind="entry_accepted", by=self.by,
            entries=[(r.register.pk, self._event(r)) for r in rows],
        )  # fmt: skip

    @staticmethod
    def _event(row: Plain) -> dict[str, Any]:
        """What the event of any accepted entry says."""
        return {
            "entry": str(row.submission.id), "session": str(row.session.public_id), "part": row.part,
            "kind": Entry.Kind.COUNT.value, "method": row.submission.method, "version": 1, "replaces": None,
            "lines": [{"audience": li.audience, "year": li.year, "actual": li.actual} for li in row.lines],
        }  # fmt: skip

"""Recording what an officer submits: the same rules for the page and for the phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from education.attendance import policies, soft_checks
from education.attendance.actions.append import Line, append_entry, digest, lock_register
from education.attendance.contract import Problem, Submission
from education.attendance.models import Entry, RefusedUpload, Register, RegisterPart
from education.attendance.states import PartName, RegisterState
from education.ledger.clock import LONDON, now
from education.liaison.actions import add_ad_hoc_session, record_outcome
from education.liaison.errors import Refused
from education.liaison.models import Group, TrainingSession
from education.people.models import User

KEPT_REFUSALS = {"id_reused", "unknown_session", "unknown_school", "unknown_type"}
MOST_SKEW = 2_000_000_000  # seconds, as far as the column goes
S = Entry.Status
K = Entry.Kind


@dataclass(frozen=True)
class Result:
    """The answer to one entry; "refused" is the only status that leaves nothing in the register."""

    id: UUID
    status: str
    receipt: str = ""
    version: int | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the rules make of an entry, before it is written."""

    status: str
    part: str
    problem: str = ""
    replaces: Entry | None = None
    confirms: bool = False


def record_entry(
    *, submission: Submission, by: User, device: UUID | None = None, clock_skew: dt.timedelta = dt.timedelta(),
    review: str = "",
) -> Result:  # fmt: skip
    """Record one submission by the rules of the register and answer with its receipt, whatever comes of it.

    The same id with the same content is answered with its first receipt for ever; with other content it is
    refused and both are kept. `clock_skew` is the server's time minus the phone's when it sent; `review` a code
    of MESSAGES why a person has to look, whatever the rules make of it. Nothing is raised for what an officer
    can do wrong: the problems are in the answer.
    """
    record = partial(
        _record, submission=submission, by=by, device=device, clock_skew=clock_skew, review=review
    )
    try:
        return record()
    except IntegrityError:
        # Another request wrote this id, or opened this register, at the same moment: now it is there.
        return record()


@transaction.atomic
def _record(
    *, submission: Submission, by: User, device: UUID | None, clock_skew: dt.timedelta, review: str
) -> Result:
    counter = policies.who_counted(submission.captured_by, by)
    payload_hash = digest({**submission.content(), "captured_by": counter.public_id if counter else ""})
    seen = _seen(submission, payload_hash, by)
    if seen:
        return seen
    if counter is None:
        return _refuse(submission, "not_yours", "captured_by")
    session, problem = _session_of(submission, by)
    if session is None:
        return _refuse(submission, problem, "session", keep=(payload_hash, by))
    relation = policies.relation(counter, session)
    if relation == policies.STRANGER:
        return _refuse(submission, "not_yours", "session")
    if policies.too_early(session, _corrected(submission, clock_skew)):
        return _refuse(submission, "too_early", "session")
    register = lock_register(session=session)
    seen = _seen(submission, payload_hash, by)
    if seen:
        return seen
    verdict = _judge(submission, register, relation, counter, clock_skew, review)
    if verdict.status == "refused":
        return _refuse(submission, verdict.problem, "replaces")
    lines = _lines(submission, session)
    entry = append_entry(
        register=register, kind=submission.kind, lines=lines, by=by, method=submission.method,
        part=verdict.part, entry_id=submission.id, captured_at=submission.captured_at, captured_by=counter,
        base_version=submission.base_version, replaces=verdict.replaces, reason=submission.reason,
        payload_hash=payload_hash, status=verdict.status, confirms=verdict.confirms,
        outcome=submission.outcome, started_at=submission.started_at, hands_up=submission.hands_up,
        soft_checks=soft_checks.codes(session, lines), device=device,
        clock_skew_seconds=max(-MOST_SKEW, min(MOST_SKEW, round(clock_skew.total_seconds()))),
    )  # fmt: skip
    return _result(entry, register, verdict.problem)


def _result(entry: Entry, register: Register, problem: str) -> Result:
    problems = (Problem(problem),) if problem else ()
    return Result(entry.id, entry.status, entry.receipt, register.version, problems)


def _seen(submission: Submission, payload_hash: str, by: User) -> Result | None:
    """The answer when this id is here already: the first receipt again, or a refusal that is kept."""
    entry = Entry.objects.filter(id=submission.id).first()
    if entry is None:
        return None
    if entry.payload_hash == payload_hash:
        return Result(entry.id, "duplicate", entry.receipt, entry.result_version)
    return _refuse(submission, "id_reused", "id", keep=(payload_hash, by))


def _refuse(submission: Submission, code: str, where: str, keep: tuple[str, User] | None = None) -> Result:
    """Refuse; what must not vanish is kept for a person, cut to the contract's own codes and numbers."""
    if keep and code in KEPT_REFUSALS:
        RefusedUpload.objects.get_or_create(
            entry_id=submission.id, code=code, payload_hash=keep[0],
            defaults={"payload": submission.content(), "sent_by": keep[1], "received_at": now()},
        )  # fmt: skip
    return Result(submission.id, "refused", problems=(Problem(code, where),))


def _session_of(submission: Submission, by: User) -> tuple[TrainingSession | None, str]:
    session = (
        TrainingSession.objects.select_related("session_type", "school", "visit")
        .filter(public_id=submission.session)
        .first()
    )
    if session or submission.ad_hoc is None:
        return session, "unknown_session"
    told = submission.ad_hoc
    try:
        made = add_ad_hoc_session(
            public_id=submission.session, urn=told.school_urn, type_code=told.type, start_at=told.start, by=by
        )
    except Refused as refusal:
        return None, refusal.code
    return made, ""


def _corrected(submission: Submission, clock_skew: dt.timedelta) -> dt.datetime:
    """When it was counted by the server's clock; the phone's own time is stored as it was claimed."""
    return (submission.captured_at + clock_skew) if submission.captured_at else now()


def _judge(
    submission: Submission, register: Register, relation: str, counter: User, clock_skew: dt.timedelta,
    review: str,
) -> Verdict:  # fmt: skip
    target = None
    if submission.replaces:
        target = Entry.objects.filter(id=submission.replaces, register=register).first()
        if target is None:
            return Verdict("refused", "", "unknown_entry")
    part = submission.part or (target.part if target else _only_part(register))
    verdict = Verdict(S.ACCEPTED, part, replaces=target)
    review = review or _needs_a_person(submission, register, relation, counter, clock_skew)
    if review:
        return replace(verdict, status=S.REVIEW, problem=review)
    if submission.kind == K.OUTCOME:
        return verdict
    return _compare(submission, register, verdict)


def _only_part(register: Register) -> str:
    """The room that is meant when none is named: the only one there is, else the session as a whole."""
    names = list(register.parts.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else PartName.ONLY.value


def _needs_a_person(
    submission: Submission, register: Register, relation: str, counter: User, clock_skew: dt.timedelta
) -> str:
    """Why this entry waits for a person, or "" after the session was marked as the entry says."""
    session = register.session
    if session.source == TrainingSession.Source.AD_HOC and session.state == TrainingSession.State.IN_REVIEW:
        return "ad_hoc"
    if relation == policies.FORMER:
        return "session_closed" if session.state != TrainingSession.State.PLANNED else "reassigned"
    if register.state == RegisterState.SIGNED_OFF:
        return "signed_off"
    if _corrected(submission, clock_skew).astimezone(LONDON).date() < session.day:
        return "session_moved"
    delivered = submission.outcome != Entry.Outcome.NOT_DELIVERED
    if not delivered and register.parts.filter(accepted__isnull=False).exists():
        return "counts_exist"
    if delivered and session.state == TrainingSession.State.DELIVERED:
        return ""
    try:
        with transaction.atomic():
            record_outcome(session=session, delivered=delivered, by=counter, reason=submission.reason)
    except Refused:
        return "session_closed"
    return ""


def _compare(submission: Submission, register: Register, verdict: Verdict) -> Verdict:
    """Current version: accepted. Stale: a confirmation when the numbers are the same, else a proposal."""
    parts = {part.name: part for part in register.parts.select_related("accepted")}
    pointer = parts.get(verdict.part) or RegisterPart(register=register, name=verdict.part)
    accepted = pointer.accepted
    if submission.kind == K.COUNT:
        verdict = replace(verdict, replaces=accepted)
    stale = submission.base_version < pointer.version or submission.base_version > register.version
    if submission.kind != K.COUNT and verdict.replaces != accepted:
        stale = True
    if submission.base_version < register.version and _mixes(parts, verdict.part):
        stale = True
    if not stale:
        return verdict
    if _same(submission, accepted):
        return replace(verdict, confirms=True)
    return replace(verdict, status=S.PROPOSAL, problem="numbers_differ")


def _mixes(parts: dict[str, RegisterPart], name: str) -> bool:
    """True when the session as a whole and one of its rooms would be added up: a child twice."""
    whole = PartName.ONLY.value
    return any(part.accepted_id and (part.name == whole) != (name == whole) for part in parts.values())


def _same(submission: Submission, accepted: Entry | None) -> bool:
    if submission.kind == K.VOID or accepted is None:
        return submission.kind == K.VOID and accepted is None
    known = {(li.audience, li.year, li.actual) for li in accepted.lines.all()}
    return known == {(li.audience, li.year, li.actual) for li in submission.lines}


def _lines(submission: Submission, session: TrainingSession) -> Sequence[Line]:
    """The counts with what the booking expected, copied now and kept."""
    expected: dict[Any, int] = {
        (group.audience, group.year): group.expected for group in Group.objects.filter(session=session)
    }
    return [Line(c.audience, c.year, c.actual, expected.get((c.audience, c.year))) for c in submission.lines]

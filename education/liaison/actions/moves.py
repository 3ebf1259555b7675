"""The one way from one state of a visit to another: table, compare and swap, event, mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from education.ledger.actions import log
from education.ledger.bulk import log_many
from education.liaison import policies
from education.liaison.actions.absences import settle_absences
from education.liaison.actions.messages import queue_for_move
from education.liaison.errors import Refused, Stale
from education.liaison.models import Commitment, TrainingSession, Visit
from education.liaison.states import HOLDING_TIME, VisitState, Who
from education.people.models import User

CALENDAR_MOVES = frozenset(set(VisitState) - {VisitState.DELIVERED, VisitState.NOT_DELIVERED})


def move(
    *,
    visit: Visit,
    target: VisitState,
    as_: Who,
    by: User | None,
    reason: str = "",
    version: int | None = None,
    data: Mapping[str, Any] | None = None,
    tell: bool = True,
    again: bool = False,
) -> Visit:
    """Move a locked visit, or with `again` note its other time; raises Refused, NotYours or Stale and leaves everything as it was.

    The caller holds the visit's lock and the transaction. A state that takes no time frees the officers'.
    """
    if version is not None and version != visit.version:
        raise Stale
    step = policies.check_move(by, visit, target, as_, again=again)
    if step.needs_reason and reason not in Visit.Reason.values:
        raise Refused("Choose a reason from the list.", "reason_missing")
    source = visit.state
    visit.state, visit.reason = target, reason if step.needs_reason else visit.reason
    visit.version += 1
    if target in CALENDAR_MOVES:
        visit.slot_version += 1
    if target != VisitState.REQUESTED:
        visit.held_until = None
    visit.save(update_fields=["state", "reason", "version", "slot_version", "held_until"])
    officers = _follow(visit, source, target)
    log(
        subject="visit",
        subject_id=visit.public_id,
        kind=step.event,
        by=by,
        data={
            "from": source,
            "to": target,
            "reason": reason,
            "as": as_,
            "version": visit.version,
            **(data or {}),
        },
    )
    if tell:
        queue_for_move(visit=visit, kinds=step.mails, officer_ids=officers)
    return visit


def move_quietly(*, visits: Sequence[Visit], target: VisitState, as_: Who, by: User) -> None:
    """Move many locked visits of one state as `move` would one by one, where the move frees no time and tells nobody.

    Raises what `move` raises, before anything is written; RuntimeError for a move that is not a quiet one.
    """
    steps = {policies.check_move(by, visit, target, as_) for visit in visits}
    if not steps:
        return
    step = steps.pop()
    if steps or step.mails or step.needs_reason or target in CALENDAR_MOVES or target not in HOLDING_TIME:
        raise RuntimeError(f"A move to {target} is not one that nobody has to hear of.")
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).update(
        state=target, version=F("version") + 1, held_until=None
    )
    log_many(
        subject="visit", kind=step.event, by=by,
        entries=[
            (visit.public_id, {"from": str(visit.state), "to": str(target), "reason": "", "as": str(as_),
                               "version": visit.version + 1})
            for visit in visits
        ],
    )  # fmt: skip


def _follow(visit: Visit, source: str, target: VisitState) -> list[int]:
    """Keep officers' time in step with the state; returns the officers it was about.

    What was held privately for a filed request is freed by the same one statement whether there was any or not.
    """
    mine = Commitment.objects.filter(session__visit=visit, active=True)
    officers = sorted(set(mine.values_list("officer_id", flat=True)))
    if source == VisitState.AWAITING_APPROVAL:
        Commitment.objects.filter(filing__visit=visit, active=True).update(active=False)
    if target == VisitState.CONFIRMED:
        mine.update(kind=Commitment.Kind.SESSION, expires_at=None)
    elif target not in HOLDING_TIME:
        mine.update(active=False)
        settle_absences(officers)
        if target != VisitState.NOT_DELIVERED:
            visit.sessions.filter(state=TrainingSession.State.PLANNED).update(
                state=TrainingSession.State.CANCELLED
            )
    return officers

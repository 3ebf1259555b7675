"""Whether a training session took place."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from education.ledger.actions import log
from education.ledger.bulk import log_many
from education.liaison import policies
from education.liaison.actions.moves import move, move_quietly
from education.liaison.errors import Refused
from education.liaison.locks import lock_visit
from education.liaison.models import TrainingSession, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User
from education.people.roles import Role

S = TrainingSession.State
DECIDED = (S.DELIVERED, S.NOT_DELIVERED, S.CANCELLED)


def record_outcome(
    *, session: TrainingSession, delivered: bool, by: User, reason: str = "", tell: bool = True
) -> TrainingSession:
    """Mark a session delivered or not delivered; the visit follows when its last session is decided.

    Delivered when at least one session was, not delivered when none was. Saying the same again changes
    nothing. `reason` is a code of Visit.Reason ("other" when left out). Raises NotYours for anybody but the
    session's officer or a coordinator, Refused before the local start, for a session that is not to be held,
    and for the opposite of what was already recorded.
    """
    wanted = S.DELIVERED if delivered else S.NOT_DELIVERED
    reason = "" if delivered else (reason or Visit.Reason.OTHER)
    if reason and reason not in Visit.Reason.values:
        raise Refused("Choose a reason from the list.", "reason_missing")
    with transaction.atomic():
        visit = lock_visit(session.visit_id) if session.visit_id else None
        session = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        policies.check_may_record(by, session)
        if session.state == wanted:
            return session
        if session.state != S.PLANNED or (visit and visit.state != VisitState.CONFIRMED):
            raise Refused(
                f"This session is “{session.get_state_display().lower()}”: it can't become"
                f" “{S(wanted).label.lower()}”.",
                "no_such_move",
            )
        session.state = wanted
        session.save(update_fields=["state"])
        log(
            subject="visit" if visit else "session",
            subject_id=visit.public_id if visit else session.public_id,
            kind="session_delivered" if delivered else "session_not_delivered",
            by=by,
            data={"session": session.public_id, "reason": reason},
        )
        if visit:
            _close(visit=visit, by=by, reason=reason, tell=tell)
    return session


@transaction.atomic
def record_delivered(*, sessions: Sequence[TrainingSession], by: User) -> set[int]:
    """Mark many sessions of visits delivered, as `record_outcome` would one by one; returns the ids of those that are.

    What it would refuse is left as it was and missing from the answer; the locks are taken in one order.
    """
    visits = {
        visit.pk: visit
        for visit in Visit.objects.select_for_update(of=("self",))
        .filter(pk__in={session.visit_id for session in sessions})
        .order_by("pk")
    }
    locked = TrainingSession.objects.select_for_update(of=("self",)).filter(
        pk__in=[session.pk for session in sessions], visit__isnull=False
    )
    mine = policies.recordable(by, list(locked.order_by("pk")))
    now_delivered = [
        session for session in mine
        if session.state == S.PLANNED and visits[session.visit_id or 0].state == VisitState.CONFIRMED
    ]  # fmt: skip
    TrainingSession.objects.filter(pk__in=[session.pk for session in now_delivered]).update(state=S.DELIVERED)
    log_many(
        subject="visit", kind="session_delivered", by=by,
        entries=[
            (visits[session.visit_id or 0].public_id, {"session": str(session.public_id), "reason": ""})
            for session in now_delivered
        ],
    )  # fmt: skip
    touched = {session.visit_id for session in now_delivered}
    undecided = TrainingSession.objects.filter(visit__in=touched).exclude(state__in=DECIDED)
    waiting = set(undecided.values_list("visit", flat=True))
    move_quietly(
        visits=[visit for pk, visit in visits.items() if pk in touched - waiting],
        target=VisitState.DELIVERED, as_=_as(by), by=by,
    )  # fmt: skip
    already = {session.pk for session in mine if session.state == S.DELIVERED}
    return already | {session.pk for session in now_delivered}


def _as(by: User) -> Who:
    return Who.COORDINATOR if by.has_role(Role.COORDINATOR) else Who.OFFICER


def _close(*, visit: Visit, by: User, reason: str, tell: bool) -> None:
    states = set(visit.sessions.exclude(state=S.CANCELLED).values_list("state", flat=True))
    if not states or not states <= {S.DELIVERED, S.NOT_DELIVERED}:
        return
    target = VisitState.DELIVERED if S.DELIVERED in states else VisitState.NOT_DELIVERED
    move(
        visit=visit, target=target, as_=_as(by), by=by, tell=tell,
        reason=reason or (Visit.Reason.OTHER if target == VisitState.NOT_DELIVERED else ""),
    )  # fmt: skip

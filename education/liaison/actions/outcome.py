"""Whether a training session took place."""

from __future__ import annotations

from django.db import transaction

from education.ledger.actions import log
from education.liaison import policies
from education.liaison.actions.moves import move
from education.liaison.errors import Refused
from education.liaison.locks import lock_visit
from education.liaison.models import TrainingSession, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User
from education.people.roles import Role

S = TrainingSession.State


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


def _close(*, visit: Visit, by: User, reason: str, tell: bool) -> None:
    states = set(visit.sessions.exclude(state=S.CANCELLED).values_list("state", flat=True))
    if not states or not states <= {S.DELIVERED, S.NOT_DELIVERED}:
        return
    target = VisitState.DELIVERED if S.DELIVERED in states else VisitState.NOT_DELIVERED
    as_ = Who.COORDINATOR if by.has_role(Role.COORDINATOR) else Who.OFFICER
    move(
        visit=visit, target=target, as_=as_, by=by, tell=tell,
        reason=reason or (Visit.Reason.OTHER if target == VisitState.NOT_DELIVERED else ""),
    )  # fmt: skip

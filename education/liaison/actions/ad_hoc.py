"""Sessions that nobody booked: an officer says one took place, a supervisor decides."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import LONDON
from education.liaison.errors import Refused
from education.liaison.models import SessionType, TrainingSession
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School

S = TrainingSession.State


def add_ad_hoc_session(
    *, public_id: UUID, urn: int, type_code: str, start_at: dt.datetime, by: User
) -> TrainingSession:
    """A session that was held without a booking, waiting for a supervisor; it takes nobody's time.

    Raises Refused with the code unknown_school or unknown_type.
    """
    school = School.objects.filter(urn=urn).first()
    if school is None:
        raise Refused("There is no school with this URN.", "unknown_school")
    type_ = SessionType.objects.filter(code=type_code).order_by("-version").first()
    if type_ is None:
        raise Refused("This kind of session is not known.", "unknown_type")
    local, end_at = start_at.astimezone(LONDON), start_at + dt.timedelta(minutes=type_.minutes)
    with transaction.atomic():
        session = TrainingSession.objects.create(
            public_id=public_id, school=school, session_type=type_, source=TrainingSession.Source.AD_HOC,
            state=S.IN_REVIEW, day=local.date(), start_at=start_at, end_at=end_at,
            start_time=local.time(), end_time=end_at.astimezone(LONDON).time(), is_demo=school.is_demo,
        )  # fmt: skip
        log(
            subject="session", subject_id=public_id, kind="session_reported", by=by,
            data={"school": urn, "type": type_code, "start": start_at},
        )  # fmt: skip
    return session


def accept_ad_hoc_session(*, session: TrainingSession, by: User) -> TrainingSession:
    """A supervisor accepts that the session took place; accepting twice changes nothing.

    Raises Refused for anybody else and for a session that is not waiting.
    """
    if not by.has_role(Role.SUPERVISOR):
        raise Refused("Only a supervisor can accept a session that nobody booked.", "not_a_supervisor")
    with transaction.atomic():
        session = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if session.state == S.DELIVERED:
            return session
        if session.source != TrainingSession.Source.AD_HOC or session.state != S.IN_REVIEW:
            raise Refused("This session is not waiting for a decision.", "no_such_move")
        session.state = S.DELIVERED
        session.save(update_fields=["state"])
        log(subject="session", subject_id=session.public_id, kind="session_accepted", by=by)
    return session

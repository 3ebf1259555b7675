"""Officers' time that is not for schools."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from education.ledger.actions import log
from education.liaison.actions.lapse import free_private_holds, lapse_holds_of
from education.liaison.actions.request import GUARD
from education.liaison.errors import NotYours, Refused
from education.liaison.locks import lock_officers
from education.liaison.models import Commitment, Officer
from education.people.models import User
from education.people.roles import Role


def take_time(
    *,
    officer: Officer,
    start_at: dt.datetime,
    end_at: dt.datetime,
    by: User,
    kind: str = Commitment.Kind.LEAVE,
) -> Commitment:
    """Enter leave or a duty (UTC moments); refused over a booking, which needs cover first.

    What is only held privately gives way; the worker looks for another time. Only the officer or a coordinator may; raises NotYours or Refused.
    """
    if by.pk != officer.user_id and not by.has_role(Role.COORDINATOR):
        raise NotYours("Only the officer or a coordinator can enter this.")
    if kind not in (Commitment.Kind.LEAVE, Commitment.Kind.DUTY) or end_at <= start_at:
        raise Refused("Give leave or a duty with a start before its end.", "not_in_list")
    try:
        with transaction.atomic():
            lock_officers([officer.pk])
            lapse_holds_of(officers=[officer])
            free_private_holds(officer=officer, start_at__lt=end_at, end_at__gt=start_at)
            made = Commitment.objects.create(officer=officer, kind=kind, start_at=start_at, end_at=end_at)
            log(
                subject="officer", subject_id=officer.user.public_id, kind=f"{kind}_entered", by=by,
                data={"start": start_at, "end": end_at},
            )  # fmt: skip
            return made
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        raise Refused("There is a booking in this time. Find cover for it first.", "needs_cover") from error

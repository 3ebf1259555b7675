"""An analyst puts a figure before a publisher, with the numbers that were seen; the publisher decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction

from education.figures import policies, queries, recount
from education.figures.actions.composing import hold_still, rehearse, status_of, with_demo
from education.figures.actions.publishing import asked_for, freeze
from education.figures.models import Definition, Preparation, Snapshot
from education.figures.periods import Period, parse
from education.figures.policies import NotAllowedError
from education.ledger import actions as ledger
from education.ledger.clock import now, today
from education.people.models import User
from education.people.staff.leaving import hand_over as when_somebody_leaves


class ChangedError(NotAllowedError):
    """The counts are not those that the analyst saw."""


def prepare(
    *,
    definition: Definition | str,
    period: Period | str,
    by: User,
    status: str | None = None,
    reason: str = "",
    error_found: bool = False,
) -> Preparation:
    """Put a figure before the publisher, with the numbers as they are now."""
    policies.check_may_prepare(by)
    asked = asked_for(
        definition, period, status=status, reason=reason, error_found=error_found, release_at=None
    )
    with transaction.atomic():
        hold_still()
        if Preparation.objects.filter(
            definition=asked.definition, period_key=asked.period.key, state=Preparation.State.WAITING
        ).exists():
            raise NotAllowedError("A figure for this period already waits for a publisher.")
        total = recount.agreed(asked.definition, asked.period, with_demo=with_demo())
        row = Preparation.objects.create(
            definition=asked.definition,
            period_key=asked.period.key,
            period_end=asked.period.end,
            status=status_of(asked, total, list(queries.of_period(asked.period.key, asked.definition))),
            reason=asked.reason,
            error_found=error_found,
            children=total.children,
            parents=total.parents,
            sessions=total.sessions,
            schools=total.schools,
            recorded=total.recorded,
            session_digest=total.session_digest,
            prepared_by=by,
            prepared_at=now(),
        )
        _log_preparation(row, "figure_prepared", by)
    return row


def period_of(preparation: Preparation) -> Period:
    """The very period that was prepared, whatever day it is now."""
    period = parse(preparation.period_key, today=today())
    return replace(period, end=preparation.period_end)


def approve(*, preparation: Preparation, by: User, release_at: dt.datetime | None = None) -> Snapshot:
    """Publish what an analyst prepared, if both computations still give the numbers they saw.

    Raises ChangedError otherwise, and the preparation is stale.
    """
    policies.check_two_people(preparation.prepared_by, by)
    row = Preparation.objects.select_related("definition", "prepared_by").get(pk=preparation.pk)
    _check_waits(row)
    asked = asked_for(
        row.definition,
        period_of(row),
        status=row.status,
        reason=row.reason,
        error_found=row.error_found,
        release_at=release_at,
    )
    rehearsed = rehearse(asked)
    with transaction.atomic():
        hold_still()
        row = _waiting(preparation)
        seen = (row.children, row.parents, row.sessions, row.schools, row.recorded, row.session_digest)
        facts = recount.facts(row.definition, asked.period, with_demo=with_demo())
        total = facts.total
        still = (total.children, total.parents, total.sessions, total.schools, total.recorded)
        if (*still, total.session_digest) == seen:
            row.snapshot = freeze(
                asked, rehearsed, prepared_by=row.prepared_by, approved_by=by, actor_kind="", facts=facts
            )
            _decide(row, Preparation.State.PUBLISHED, by)
            return row.snapshot
        _decide(row, Preparation.State.STALE, by)
    raise ChangedError(
        f"The counts changed since {row.prepared_by} prepared this figure: it was {row.total:,},"
        f" now it is {total.total:,}. Ask for a new one."
    )


def take_back(*, preparation: Preparation, by: User) -> Preparation:
    """Whoever may prepare takes a waiting figure back."""
    policies.check_may_prepare(by)
    with transaction.atomic():
        row = _waiting(preparation)
        _decide(row, Preparation.State.TAKEN_BACK, by)
    return row


@when_somebody_leaves
def give_back(user: User, by: User | None) -> dict[str, int]:
    """What somebody prepared goes back when they leave: nobody approves the figure of a person who is gone."""
    waiting = Preparation.objects.filter(prepared_by=user, state=Preparation.State.WAITING)
    rows = list(waiting.select_for_update(of=("self",)))
    for row in rows:
        _decide(row, Preparation.State.TAKEN_BACK, by)
    return {"preparations": len(rows)}


def _waiting(preparation: Preparation) -> Preparation:
    """The row under its lock; raises NotAllowedError when somebody decided it meanwhile."""
    row = Preparation.objects.select_for_update(of=("self",)).get(pk=preparation.pk)
    _check_waits(row)
    return row


def _check_waits(row: Preparation) -> None:
    if row.state != Preparation.State.WAITING:
        raise NotAllowedError(f"This figure no longer waits: {row.get_state_display().lower()}.")


def _decide(row: Preparation, state: Preparation.State, by: User | None) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now()
    row.save(update_fields=["state", "decided_by", "decided_at", "snapshot"])
    _log_preparation(row, f"preparation_{state}", by)


def _log_preparation(row: Preparation, kind: str, by: User | None) -> None:
    data = {"period": row.period_key, "end": row.period_end, "children": row.children, "parents": row.parents}
    kind_of_actor = "" if by else "command"
    ledger.log(
        subject="preparation", subject_id=row.pk, kind=kind, by=by, data=data, actor_kind=kind_of_actor
    )

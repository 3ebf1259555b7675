"""Freeze a figure with its files, now or for an hour to come; take it back; say who may see it before."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.figures import files, policies, queries
from education.figures.actions.composing import Asked, Composed, compose, hold_still, rehearse
from education.figures.actions.definitions import as_definition
from education.figures.counts import pack
from education.figures.models import (
    Definition,
    EarlyAccess,
    Snapshot,
    SnapshotBasis,
    SnapshotFile,
    Withdrawal,
)
from education.figures.periods import Period, parse
from education.figures.policies import NotAllowedError
from education.figures.recount import Facts
from education.ledger import actions as ledger
from education.ledger import freshness
from education.ledger.clock import now, today
from education.people.models import User


def publish(
    *,
    definition: Definition | str,
    period: Period | str,
    prepared_by: User,
    approved_by: User,
    status: str | None = None,
    reason: str = "",
    error_found: bool = False,
    release_at: dt.datetime | None = None,
    actor_kind: str = "",
) -> Snapshot:
    """Freeze a figure with its files; it is never changed afterwards.

    With `release_at` nobody sees it before that moment but those on its list. A small revision of a final figure
    takes `error_found`. Raises NotAllowedError, PeriodError, or DisagreementError when the two computations differ.
    """
    policies.check_two_people(prepared_by, approved_by)
    asked = asked_for(
        definition, period, status=status, reason=reason, error_found=error_found, release_at=release_at
    )
    rehearsed = rehearse(asked)
    with transaction.atomic():
        hold_still()
        return freeze(
            asked, rehearsed, prepared_by=prepared_by, approved_by=approved_by, actor_kind=actor_kind
        )


def asked_for(
    definition: Definition | str,
    period: Period | str,
    *,
    status: str | None,
    reason: str,
    error_found: bool,
    release_at: dt.datetime | None,
) -> Asked:
    """What is to be published, from words; raises NotAllowedError or PeriodError."""
    policies.check_release(release_at)
    return Asked(
        definition=as_definition(definition),
        period=parse(period, today=today()) if isinstance(period, str) else period,
        status=status,
        reason=" ".join(reason.split())[:300],
        error_found=error_found,
        public_from=release_at or now(),
    )


def freeze(
    asked: Asked,
    rehearsed: Composed | None,
    *,
    prepared_by: User,
    approved_by: User,
    actor_kind: str,
    facts: Facts | None = None,
) -> Snapshot:
    """Compute once more under the lock, which the caller holds, and write everything down.

    `facts` spare the computation to a caller who made it under this lock.
    """
    made = compose(asked, rehearsed, facts)
    total, period = made.facts.total, asked.period
    snapshot = Snapshot.objects.create(
        slug=made.document["id"],
        definition=asked.definition,
        period_type=period.kind,
        period_key=period.key,
        period_name=period.name,
        period_start=period.start,
        period_end=period.end,
        number=made.number,
        status=made.status,
        as_at=today(),
        last_event=total.last_event,
        delivered=total.sessions,
        recorded=total.recorded,
        document=made.document,
        session_digest=total.session_digest,
        prepared_by=prepared_by,
        approved_by=approved_by,
        published_at=asked.public_from,
        reason=asked.reason,
        is_demo=made.document["demonstration"],
        **made.document["headline"],
    )
    SnapshotBasis.objects.create(
        snapshot=snapshot,
        lines=pack(made.facts.lines),
        rules={**made.document["disclosure"], "schema": files.SCHEMA_VERSION},
    )
    SnapshotFile.objects.bulk_create(
        SnapshotFile(
            snapshot=snapshot,
            name=name,
            media_type=files.MEDIA_TYPES[name],
            content=content,
            sha256=files.sha256(content),
        )
        for name, content in made.files.items()
    )
    ledger.log(
        subject="snapshot",
        subject_id=snapshot.slug,
        kind="snapshot_published" if snapshot.is_released else "snapshot_embargoed",
        by=approved_by,
        actor_kind=actor_kind,
        data={
            "prepared_by": prepared_by.public_id,
            "status": made.status,
            "headline": made.document["headline"],
            "last_event": total.last_event,
            "session_digest": total.session_digest,
            "public_from": asked.public_from,
        },
    )
    freshness.touch()
    return snapshot


def withdraw(*, snapshot: Snapshot, reason: str, by: User, actor_kind: str = "") -> Withdrawal:
    """Take a published figure back; its page stays and says why, its files are gone."""
    policies.check_may_approve(by)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise NotAllowedError("Say why the figure is withdrawn: its page will show the reason.")
    with transaction.atomic():
        Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        if Withdrawal.objects.filter(snapshot=snapshot).exists():
            raise NotAllowedError(f"{snapshot.slug} is already withdrawn.")
        row = Withdrawal.objects.create(snapshot=snapshot, reason=reason, by=by, at=now())
        _log(snapshot, "snapshot_withdrawn", by, actor_kind=actor_kind)
        freshness.touch()
    return row


def give_early_access(*, snapshot: Snapshot, person: User, by: User) -> EarlyAccess:
    """Let one person of the force see a figure before its hour; a second time changes nothing."""
    policies.check_may_approve(by)
    policies.check_may_see_early(snapshot, person)
    with transaction.atomic():
        Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        row, new = EarlyAccess.objects.get_or_create(
            snapshot=snapshot, person=person, defaults={"given_by": by, "given_at": now()}
        )
        if new:
            _log(snapshot, "early_access_given", by, person=person.public_id)
    return row


def take_early_access(*, snapshot: Snapshot, person: User, by: User) -> None:
    """Strike somebody off the list; that they were on it stays in the log."""
    policies.check_may_approve(by)
    with transaction.atomic():
        Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        gone, _ = EarlyAccess.objects.filter(snapshot=snapshot, person=person).delete()
        if gone:
            _log(snapshot, "early_access_taken", by, person=person.public_id)


def release_due() -> list[Snapshot]:
    """Log each embargoed figure whose hour has come and let every page be made again; twice changes nothing.

    The hour alone makes it public: without this it would only take a minute longer until all see it.
    """
    released = []
    for snapshot in queries.to_be_announced():
        with transaction.atomic():
            Snapshot.objects.select_for_update().get(pk=snapshot.pk)
            if snapshot in queries.to_be_announced():
                _log(snapshot, "snapshot_released", None)
                freshness.touch()
                released.append(snapshot)
    return released


def _log(snapshot: Snapshot, kind: str, by: User | None, actor_kind: str = "", **data: object) -> None:
    ledger.log(
        subject="snapshot", subject_id=snapshot.slug, kind=kind, by=by, actor_kind=actor_kind, data=data
    )

"""Writes of the figures: prepare, publish, withdraw, and the numbers that the force reported itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from education.figures import build, check, files, outcome, policies, queries, recount
from education.figures.counts import pack
from education.figures.definitions import DEFINITIONS
from education.figures.disclosure.rules import BlockedError, Rules
from education.figures.disclosure.rules import rules as disclosure_rules
from education.figures.models import (
    Definition,
    Preparation,
    ReportedFigure,
    Snapshot,
    SnapshotBasis,
    SnapshotFile,
    Withdrawal,
)
from education.figures.periods import FIRST_MONTH, Period, parse
from education.figures.policies import NotAllowedError
from education.figures.reported import FIGURES, READ_ON
from education.ledger import actions as ledger
from education.ledger import freshness
from education.ledger.clock import now, today
from education.people.models import User
from education.people.staff.leaving import hand_over as when_somebody_leaves
from education.schools.force import force


class ChangedError(NotAllowedError):
    """The counts are not those that the analyst saw."""


@contextmanager
def blocked_is_said() -> Iterator[None]:
    """What disclosure control stops is refused like anything else that may not be published."""
    try:
        yield
    except BlockedError as error:
        raise NotAllowedError(str(error)) from error


def hold_still() -> None:
    """Keep every writer of counts waiting until this transaction ends, so that both computations see the same.

    Each of them logs an event; on SQLite the IMMEDIATE transaction already is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_event IN SHARE ROW EXCLUSIVE MODE")


def with_demo() -> bool:
    """Demonstration sessions count where demonstration people exist, which no production start allows."""
    return User.objects.filter(is_demo=True).exists()


def as_definition(definition: Definition | str) -> Definition:
    """A definition or the newest version of its key, written down first where that was never done.

    Raises NotAllowedError for an unknown one.
    """
    if isinstance(definition, Definition):
        return definition
    found = queries.current_definition(definition)
    if found is None and definition in {key for key, *_ in DEFINITIONS}:
        load_definitions()
        found = queries.current_definition(definition)
    if found is None:
        raise NotAllowedError(f"There is no definition “{definition}”.")
    return found


def load_definitions(*, by: User | None = None) -> list[Definition]:
    """Write down the definitions that this code can count; a second time changes nothing."""
    made = []
    with transaction.atomic():
        for key, version, title, wording, since in DEFINITIONS:
            row, new = Definition.objects.get_or_create(
                key=key, version=version, defaults={"title": title, "wording": wording, "since": since}
            )
            if new:
                ledger.log(
                    subject="definition", subject_id=f"{key}-{version}", kind="definition_added", by=by
                )
            made.append(row)
    return made


def publish(
    *,
    definition: Definition | str,
    period: Period | str,
    prepared_by: User,
    approved_by: User,
    status: str | None = None,
    reason: str = "",
    actor_kind: str = "",
) -> Snapshot:
    """Freeze a figure with its files; it is never changed afterwards.

    Raises NotAllowedError, PeriodError, or DisagreementError when the two computations differ.
    """
    policies.check_two_people(prepared_by, approved_by)
    definition = as_definition(definition)
    period = parse(period, today=today()) if isinstance(period, str) else period
    reason = " ".join(reason.split())[:300]
    with transaction.atomic(), blocked_is_said():
        hold_still()
        facts = recount.facts(definition, period, with_demo=with_demo())
        total = facts.total
        policies.check_something_to_publish(total)
        before = list(queries.earlier(period.key, definition, 1_000_000))
        number = before[0].number + 1 if before else 1
        policies.check_reason(reason, number=number, schools=total.schools)
        given = policies.status_for(total, period, status, after_final=_after_final(before))
        document = _document(definition, period, facts, given, number, reason, before)
        published_at = now()
        made = files.build(document, document["id"], published_at)
        check.reattack(made, facts.lines, definition, disclosure_rules())
        snapshot = Snapshot.objects.create(
            slug=document["id"],
            definition=definition,
            period_type=period.kind,
            period_key=period.key,
            period_name=period.name,
            period_start=period.start,
            period_end=period.end,
            number=number,
            status=given,
            as_at=today(),
            last_event=total.last_event,
            delivered=total.sessions,
            recorded=total.recorded,
            document=document,
            session_digest=total.session_digest,
            prepared_by=prepared_by,
            approved_by=approved_by,
            published_at=published_at,
            reason=reason,
            is_demo=document["demonstration"],
            **document["headline"],
        )
        SnapshotBasis.objects.create(
            snapshot=snapshot,
            lines=pack(facts.lines),
            rules={**document["disclosure"], "schema": files.SCHEMA_VERSION},
        )
        for name, content in made.items():
            SnapshotFile.objects.create(
                snapshot=snapshot,
                name=name,
                media_type=files.MEDIA_TYPES[name],
                content=content,
                sha256=files.sha256(content),
            )
        ledger.log(
            subject="snapshot",
            subject_id=snapshot.slug,
            kind="snapshot_published",
            by=approved_by,
            actor_kind=actor_kind,
            data={
                "prepared_by": prepared_by.public_id,
                "status": given,
                "headline": document["headline"],
                "last_event": total.last_event,
                "session_digest": total.session_digest,
            },
        )
        freshness.touch()
    return snapshot


def _after_final(before: list[Snapshot]) -> bool:
    """Whether a figure of this period was final and still stands: what follows it is a revision."""
    return any(s.status != Snapshot.Status.PROVISIONAL and not s.is_withdrawn for s in before)


def _document(
    definition: Definition,
    period: Period,
    facts: recount.Facts,
    status: str,
    number: int,
    reason: str,
    before: list[Snapshot],
) -> dict[str, Any]:
    """`figures.json` without its digest."""
    total, slug, limits = facts.total, f"{period.key}-{number}", disclosure_rules()
    headline = {
        "children": total.children,
        "parents": total.parents,
        "total": total.total,
        "sessions": total.sessions,
        "schools": total.schools,
    }
    span = build.period_document(period)
    broken_down = build.breakdown(
        slug, definition, period, facts, str(status), before, limits, with_demo=with_demo()
    )
    area = (force().ons_code, force().name)
    few = total.schools < policies.FEW_SCHOOLS
    return {
        "id": slug,
        "title": definition.title,
        "publisher": force().name,
        "demonstration": with_demo(),
        "definition": {"key": definition.key, "version": definition.version, "wording": definition.wording},
        "period": span,
        "as_at": today().isoformat(),
        "status": str(status),
        "reason": reason,
        "headline": headline,
        "coverage": {"delivered": total.sessions, "recorded": total.recorded, "share": total.coverage},
        "shares": dict.fromkeys(total.shares) if few else total.shares,
        "rows": [
            *files.headline_rows(headline, span, area, str(status)),
            *files.table_rows(broken_down["tables"], span, area, str(status), headline),
        ],
        **broken_down,
        "trend": build.trend(period, definition, slug, facts, str(status)),
        "comparison": _a_year_before(definition, period, limits),
        "outcome": outcome.published(period, with_demo=with_demo()),
        "revisions": [
            {
                "id": s.slug,
                "as_at": s.as_at.isoformat(),
                "status": s.status,
                "headline": s.document["headline"],
                "reason": s.reason,
                "withdrawn": s.is_withdrawn,
            }
            for s in before
        ],
        "licence": files.LICENCE,
    }


def _a_year_before(definition: Definition, period: Period, limits: Rules) -> dict[str, Any] | None:
    """What a figure to date is compared with: the same days of the year before, computed both ways too."""
    if not period.to_date or period.kind not in FIRST_MONTH:
        return None
    same = period.a_year_before
    return build.comparison(same, recount.facts(definition, same, with_demo=with_demo()), limits)


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
        ledger.log(
            subject="snapshot",
            subject_id=snapshot.slug,
            kind="snapshot_withdrawn",
            by=by,
            actor_kind=actor_kind,
        )
        freshness.touch()
    return row


def prepare(
    *,
    definition: Definition | str,
    period: Period | str,
    by: User,
    status: str | None = None,
    reason: str = "",
) -> Preparation:
    """Put a figure before the publisher, with the numbers as they are now."""
    policies.check_may_prepare(by)
    definition = as_definition(definition)
    period = parse(period, today=today()) if isinstance(period, str) else period
    reason = " ".join(reason.split())[:300]
    with transaction.atomic():
        hold_still()
        if Preparation.objects.filter(
            definition=definition, period_key=period.key, state=Preparation.State.WAITING
        ).exists():
            raise NotAllowedError("A figure for this period already waits for a publisher.")
        total = recount.agreed(definition, period, with_demo=with_demo())
        policies.check_something_to_publish(total)
        before = list(queries.earlier(period.key, definition, 1_000_000))
        policies.check_reason(reason, number=len(before) + 1, schools=total.schools)
        given = policies.status_for(total, period, status, after_final=_after_final(before))
        row = Preparation.objects.create(
            definition=definition,
            period_key=period.key,
            period_end=period.end,
            status=given,
            reason=reason,
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


def approve(*, preparation: Preparation, by: User) -> Snapshot:
    """Publish what an analyst prepared, if both computations still give the numbers they saw.

    Raises ChangedError otherwise, and the preparation is stale.
    """
    policies.check_two_people(preparation.prepared_by, by)
    with transaction.atomic():
        hold_still()
        row = _waiting(preparation)
        seen = (row.children, row.parents, row.sessions, row.schools, row.recorded, row.session_digest)
        period = period_of(row)
        total = recount.agreed(row.definition, period, with_demo=with_demo())
        still = (total.children, total.parents, total.sessions, total.schools, total.recorded)
        if (*still, total.session_digest) == seen:
            snapshot = publish(
                definition=row.definition,
                period=period,
                prepared_by=row.prepared_by,
                approved_by=by,
                status=row.status,
                reason=row.reason,
            )
            row.snapshot = snapshot
            _decide(row, Preparation.State.PUBLISHED, by)
            return snapshot
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
        row.state, row.decided_by, row.decided_at = Preparation.State.TAKEN_BACK, by, now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        _log_preparation(row, "preparation_taken_back", by)
    return {"preparations": len(rows)}


def _waiting(preparation: Preparation) -> Preparation:
    """The row under its lock; raises NotAllowedError when somebody decided it meanwhile."""
    row = Preparation.objects.select_for_update(of=("self",)).get(pk=preparation.pk)
    if row.state != Preparation.State.WAITING:
        raise NotAllowedError(f"This figure no longer waits: {row.get_state_display().lower()}.")
    return row


def _decide(row: Preparation, state: Preparation.State, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now()
    row.save(update_fields=["state", "decided_by", "decided_at", "snapshot"])
    _log_preparation(row, f"preparation_{state}", by)


def _log_preparation(row: Preparation, kind: str, by: User | None) -> None:
    data = {"period": row.period_key, "end": row.period_end, "children": row.children, "parents": row.parents}
    kind_of_actor = "" if by else "command"
    ledger.log(
        subject="preparation", subject_id=row.pk, kind=kind, by=by, data=data, actor_kind=kind_of_actor
    )


def load_reported_figures(*, entered_by: User, approved_by: User) -> list[ReportedFigure]:
    """Enter the figures that the force itself reported; those already there stay as they are."""
    policies.check_two_people(entered_by, approved_by)
    rows = []
    with transaction.atomic():
        for order, item in enumerate(FIGURES, start=1):
            row, new = ReportedFigure.objects.get_or_create(
                key=item["key"],
                defaults={
                    **item,
                    "as_at": READ_ON,
                    "order": order,
                    "entered_by": entered_by,
                    "approved_by": approved_by,
                    "approved_at": now(),
                },
            )
            if new:
                ledger.log(
                    subject="reported_figure",
                    subject_id=row.key,
                    kind="reported_figure_approved",
                    by=approved_by,
                    data={"entered_by": entered_by.public_id, "value": row.value, "qualifier": row.qualifier},
                )
            rows.append(row)
        freshness.touch()
    return rows

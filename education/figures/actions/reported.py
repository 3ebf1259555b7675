"""The numbers that the force reported about its other work, entered by one person and approved by another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from education.figures import policies
from education.figures.models import ReportedFigure
from education.figures.policies import NotAllowedError
from education.figures.reported import reported_by_the_force
from education.ledger import actions as ledger
from education.ledger import freshness
from education.ledger.clock import now
from education.people.models import User
from education.schools.force import force


def load_reported_figures(*, entered_by: User, approved_by: User) -> list[ReportedFigure]:
    """Enter the figures that the force itself reported; those already there stay as they are."""
    policies.check_two_people(entered_by, approved_by)
    rows = []
    with transaction.atomic():
        for order, item in enumerate(reported_by_the_force(), start=1):
            row, new = ReportedFigure.objects.get_or_create(
                key=item["key"],
                defaults={
                    **item,
                    "order": order,
                    "entered_by": entered_by,
                    "approved_by": approved_by,
                    "approved_at": now(),
                },
            )
            if new:
                _log(row, "approved", approved_by)
            rows.append(row)
        freshness.touch()
    return rows


def enter_reported(
    *,
    label: str,
    qualifier: str,
    value: int,
    unit: str,
    period: str,
    period_start: dt.date | None,
    period_end: dt.date | None,
    source_name: str,
    source_url: str,
    as_at: dt.date,
    by: User,
) -> ReportedFigure:
    """Type a number in as its source has it, for the whole force; nobody sees it before a publisher approved it."""
    policies.check_may_prepare(by)
    with transaction.atomic():
        last = ReportedFigure.objects.aggregate(Max("order"))["order__max"] or 0
        row = ReportedFigure.objects.create(
            key=_key(label),
            label=label,
            qualifier=qualifier,
            value=value,
            unit=unit,
            geography=f"the {force().name} area",
            period=period,
            period_start=period_start,
            period_end=period_end,
            source_name=source_name,
            source_url=source_url,
            as_at=as_at,
            order=last + 1,
            entered_by=by,
        )
        _log(row, "entered", by)
    return row


def approve_reported(*, figure: ReportedFigure, by: User) -> ReportedFigure:
    """A second person has read the source and lets everybody see the number; it is never changed afterwards."""
    with transaction.atomic():
        row = _locked(figure)
        if row.approved_at:
            raise NotAllowedError(f"“{row.label}” is already approved.")
        if row.entered_by is None:
            raise NotAllowedError(f"Nobody answers for “{row.label}”: enter it again.")
        policies.check_two_people(row.entered_by, by)
        row.approved_by, row.approved_at = by, now()
        row.save(update_fields=["approved_by", "approved_at"])
        _log(row, "approved", by)
        freshness.touch()
    return row


def take_back_reported(*, figure: ReportedFigure, by: User) -> None:
    """Whoever may prepare drops what nobody has approved; what everybody sees is for a publisher to take off."""
    with transaction.atomic():
        row = _locked(figure)
        if row.approved_at or not by.has_role(*policies.PREPARERS):
            policies.check_may_approve(by)
        _log(row, "taken_back", by)
        row.delete()
        freshness.touch()


def _locked(figure: ReportedFigure) -> ReportedFigure:
    row = ReportedFigure.objects.select_for_update(of=("self",)).filter(pk=figure.pk).first()
    if row is None:
        raise NotAllowedError("Somebody took this figure back meanwhile.")
    return row


def _key(label: str) -> str:
    """A name of its own for each number, from what it counts."""
    stem = slugify(label)[:50] or "reported"
    taken = set(ReportedFigure.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken
    )


def _log(row: ReportedFigure, what: str, by: User) -> None:
    data: dict[str, object] = {"value": row.value, "qualifier": row.qualifier}
    if what == "approved" and row.entered_by:
        data["entered_by"] = row.entered_by.public_id
    ledger.log(
        subject="reported_figure", subject_id=row.key, kind=f"reported_figure_{what}", by=by, data=data
    )

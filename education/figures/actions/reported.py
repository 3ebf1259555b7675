"""The numbers that the force reported about its other work, entered by one person and approved by another."""

from __future__ import annotations

from django.db import transaction

from education.figures import policies
from education.figures.models import ReportedFigure
from education.figures.reported import FIGURES, READ_ON
from education.ledger import actions as ledger
from education.ledger import freshness
from education.ledger.clock import now
from education.people.models import User


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

"""Counts that leave the house: each time is in the log."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log
from education.people.models import User


@transaction.atomic
def note_export(*, first: dt.date, last: dt.date, kind: str, by: User) -> None:
    """Log that somebody took the counts of a period along, both days included; `kind` is the form of the file."""
    log(
        subject="export", subject_id=by.public_id, kind="counts_exported", by=by,
        data={"first": first, "last": last, "as": kind},
    )  # fmt: skip

"""When something public has changed: one number in the database that every web process can see."""

from __future__ import annotations

from django.db.models import F

from education.ledger.models import Freshness


def touch() -> None:
    """Say that something public has changed; in the caller's transaction, so that it is seen when the change is."""
    if not Freshness.objects.filter(pk=1).update(number=F("number") + 1):
        Freshness.objects.get_or_create(pk=1, defaults={"number": 1})


def number() -> int:
    """How often anything public has changed so far."""
    return Freshness.objects.filter(pk=1).values_list("number", flat=True).first() or 0

"""Reads of consent: pictures and recordings of people that are not to be shown any more, or soon."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from education.content.models import People, Recording, SiteImage
from education.ledger.clock import today


def images_to_withdraw() -> QuerySet[SiteImage]:
    """Pictures of people whose consent has ended and that are not yet marked as withdrawn."""
    return SiteImage.objects.filter(
        people=People.CONSENTED, consent_until__lt=today(), withdrawn_at=None
    ).order_by("pk")


def recordings_to_withdraw() -> QuerySet[Recording]:
    """The same of films and sounds."""
    return Recording.objects.filter(
        people=People.CONSENTED, consent_until__lt=today(), withdrawn_at=None
    ).order_by("pk")


def without_consent_soon(*, days: int = 30) -> list[SiteImage | Recording]:
    """Pictures and recordings of people whose consent has ended, or ends within so many days; the soonest first."""
    ending = {"people": People.CONSENTED, "consent_until__lte": today() + dt.timedelta(days=days)}
    found: list[SiteImage | Recording] = [
        *SiteImage.objects.filter(**ending),
        *Recording.objects.filter(**ending),
    ]
    return sorted(found, key=lambda thing: (thing.consent_until or today(), thing.pk))

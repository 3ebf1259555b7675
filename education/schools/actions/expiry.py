"""Approvals run out after a year unless somebody confirms them again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import queue_mail
from education.ledger.clock import now
from education.ledger.models import OutboxMessage
from education.schools.actions.memberships import locked, make_move
from education.schools.models import Membership
from education.schools.states import MembershipState, Who

REMIND_DAYS = (30, 7)


def remind_of_expiry() -> int:
    """Queue the reminders that are due, each once; whoever has asked for another year needs none. Returns how many.

    Due by window, so that a missed run catches up: the first from thirty days before, the second from seven.
    """
    queued = 0
    for days, next_days in zip(REMIND_DAYS, (*REMIND_DAYS[1:], 0), strict=True):
        rows = Membership.objects.approved().filter(
            renewal_asked_at=None,
            expires_at__lte=now() + dt.timedelta(days=days),
            expires_at__gt=now() + dt.timedelta(days=next_days),
        )
        for membership in rows.select_related("user"):
            ends = f"{membership.expires_at:%Y-%m-%d}"
            key = f"membership_expiring:{membership.public_id}:{ends}:{days}"
            if OutboxMessage.objects.filter(key=key).exists():
                continue
            with transaction.atomic():
                queue_mail(
                    kind="membership_expiring",
                    subject_id=membership.public_id,
                    recipient=membership.user.email,
                    key=key,
                    data={"ends": ends},
                )
            queued += 1
    return queued


def end_expired() -> int:
    """End every approval that has run out, one transaction each; returns how many."""
    due = Membership.objects.filter(state=MembershipState.APPROVED, expires_at__lte=now()).order_by("pk")
    return sum(_end(membership) for membership in due)


def _end(membership: Membership) -> int:
    with transaction.atomic():
        membership = locked(membership)
        if membership.state != MembershipState.APPROVED or not membership.expires_at:
            return 0
        if membership.expires_at > now():
            return 0
        make_move(membership, MembershipState.ENDED, Who.CLOCK, by=None)
    return 1

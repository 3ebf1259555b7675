"""What the ledger lets go of: old accesses, the addresses of old mails, results of background tasks."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from education.ledger.clock import months_before, now, real_now
from education.ledger.models import AccessEvent, OutboxMessage

ACCESS_MONTHS = 12
SENT_DAYS, FAILED_DAYS = 30, 90
TASK_DAYS = 30
State = OutboxMessage.State


def emptied_key(key: str) -> str:
    """What stands for the key of an emptied mail: a repeat is still known, the address in it is not."""
    return "emptied:" + hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def remove_old_accesses() -> int:
    """Remove accesses twelve months old; returns how many.

    The database judges by its own clock, so a clock set ahead for a demonstration removes nothing early.
    """
    limit = months_before(min(now(), real_now()), ACCESS_MONTHS) - dt.timedelta(minutes=5)
    return AccessEvent.objects.filter(at__lt=limit).delete()[0]


def empty_outbox() -> int:
    """Take recipient and content out of mails done for thirty days, of failed ones after ninety; returns how many."""
    moment = now()
    done = OutboxMessage.objects.filter(
        state__in=[State.SENT, State.OBSOLETE], created_at__lt=moment - dt.timedelta(days=SENT_DAYS)
    ) | OutboxMessage.objects.filter(
        state=State.FAILED, created_at__lt=moment - dt.timedelta(days=FAILED_DAYS)
    )
    return sum(_empty(message) for message in done.exclude(recipient="").iterator(500))


@transaction.atomic
def forget_address(address: str) -> int:
    """Take an address out of every mail; one that still waits is not sent. Returns how many."""
    return sum(_empty(m) for m in OutboxMessage.objects.select_for_update().filter(recipient__iexact=address))


def remove_task_results() -> int:
    """Remove the results of background tasks that ended thirty days ago; returns how many."""
    limit = now() - dt.timedelta(days=TASK_DAYS)
    return DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()[0]


def _empty(message: OutboxMessage) -> int:
    if message.state == State.PENDING:
        message.state = State.OBSOLETE
    message.key, message.recipient, message.data = emptied_key(message.key), "", {}
    message.problem, message.leased_until = "", None
    message.save(update_fields=["key", "recipient", "data", "problem", "state", "leased_until"])
    return 1

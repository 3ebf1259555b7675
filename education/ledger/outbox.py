"""Delivery of queued mails: lease, look again, send once, back off, give up where a person can see it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from education.ledger.clock import now
from education.ledger.dress import dressed
from education.ledger.logs import mask
from education.ledger.models import OutboxMessage

logger = logging.getLogger(__name__)
Maker = Callable[[OutboxMessage], EmailMessage | None]
MAKERS: dict[str, Maker] = {}
PASSING: set[str] = set()
"""Kinds of which nothing is kept once they are sent: they carry codes, or an address that has no account."""
BACK_OFF = [dt.timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
NOBODY = "@nobody.invalid"  # the address of a person whose record was emptied
LEASE = dt.timedelta(minutes=5)


def maker(kind: str, *, passing: bool = False) -> Callable[[Maker], Maker]:
    """Register the function that writes the mail of one kind; it returns None when nothing is due any more.

    A `passing` mail leaves no row behind when it was sent or is no longer needed.
    """

    def register(function: Maker) -> Maker:
        if kind in MAKERS:
            raise RuntimeError(f"Two functions write the mail {kind!r}.")
        MAKERS[kind] = function
        if passing:
            PASSING.add(kind)
        return function

    return register


def lease(message_id: UUID | str) -> OutboxMessage | None:
    """Take one waiting message for five minutes, or None when somebody else has it or it is done."""
    with transaction.atomic():
        found = (
            OutboxMessage.objects.select_for_update()
            .filter(id=message_id, state=OutboxMessage.State.PENDING, due_at__lte=now())
            .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now()))
            .first()
        )
        if found:
            found.leased_until = now() + LEASE
            found.attempts += 1
            found.save(update_fields=["leased_until", "attempts"])
        return found


def send(message_id: UUID | str) -> str:
    """Send one message and return its state afterwards ("" when it was not ours to send).

    The Message-ID is the row's id, so that a repeat after a crash is recognisable as the same mail.
    """
    message = lease(message_id)
    if message is None:
        return ""
    try:
        mail = None if message.recipient.endswith(NOBODY) else MAKERS[message.kind](message)
        if mail is None:
            message.state = OutboxMessage.State.OBSOLETE
        else:
            host = mail.from_email.rpartition("@")[2].rstrip(">") or "localhost"
            mail.extra_headers.setdefault("Message-ID", f"<{message.id}@{host}>")
            dressed(mail).send()
            message.state, message.sent_at = OutboxMessage.State.SENT, now()
        message.problem = ""
    except Exception as error:
        logger.exception("Mail %s (%s) was not sent", message.id, message.kind)
        message.problem = mask(f"{type(error).__name__}: {error}")[:200]
        if message.attempts > len(BACK_OFF):
            message.state = OutboxMessage.State.FAILED
        else:
            message.due_at = now() + BACK_OFF[message.attempts - 1]
    if message.kind in PASSING and message.state in (OutboxMessage.State.SENT, OutboxMessage.State.OBSOLETE):
        state = message.state
        message.delete()
        return state
    message.leased_until = None
    message.save(update_fields=["state", "sent_at", "problem", "due_at", "leased_until"])
    return message.state


def send_due(limit: int = 200) -> dict[str, int]:
    """Send whatever is due, oldest first: the net behind the task queue. Returns counts by state."""
    result: dict[str, int] = {}
    due = OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING, due_at__lte=now())
    for message_id in list(due.values_list("id", flat=True)[:limit]):
        state = send(message_id)
        if state:
            result[state] = result.get(state, 0) + 1
    return result

"""Writes of the ledger: log an event, queue a mail. Both belong in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from education.ledger.clock import now
from education.ledger.models import Event, OutboxMessage


class Actor(Protocol):
    """Whoever did it: a person with an opaque id."""

    public_id: UUID


def event_hash(*, previous: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the event's own content, as canonical JSON."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def event_body(event: Event) -> dict[str, Any]:
    """What of an event is hashed; ids, never names."""
    return {
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": str(event.actor or ""),
        "actor_kind": event.actor_kind,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "kind": event.kind,
        "data": event.data,
    }


def log(
    *,
    subject: str,
    subject_id: object,
    kind: str,
    by: Actor | None,
    data: Mapping[str, Any] | None = None,
    actor_kind: str = "",
) -> Event:
    """Append one event to its subject's chain; must run inside the transaction that it describes.

    The caller holds the subject's lock; should two writers race all the same, the chain's unique constraint
    refuses the second (IntegrityError).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event belongs in the same transaction as what it records.")
    previous = (
        Event.objects.filter(subject=subject, subject_id=str(subject_id))
        .order_by("-id")
        .values_list("hash", flat=True)
        .first()
        or ""
    )
    event = Event(
        at=now(),
        actor=by.public_id if by else None,
        actor_kind=actor_kind or ("person" if by else "system"),
        subject=subject,
        subject_id=str(subject_id),
        kind=kind,
        data=json.loads(json.dumps(dict(data or {}), default=str)),
        previous_hash=previous,
    )
    event.hash = event_hash(previous=previous, body=event_body(event))
    event.save(force_insert=True)
    return event


def queue_mail(
    *,
    kind: str,
    subject_id: object,
    recipient: str,
    key: str,
    data: Mapping[str, Any] | None = None,
    due_at: dt.datetime | None = None,
) -> OutboxMessage:
    """Queue a mail once: a second call with the same key returns the first row and sends nothing more.

    The row is written in the caller's transaction; a worker leases it, looks at the state again and sends it,
    or marks it no longer needed (education.ledger.outbox).
    """
    message, made = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "subject_id": str(subject_id),
            "recipient": recipient,
            "data": dict(data or {}),
            "created_at": now(),
            "due_at": due_at or now(),
        },
    )
    if made:
        from education.ledger.tasks import deliver

        deliver.using(run_after=due_at).enqueue(str(message.id))
    return message

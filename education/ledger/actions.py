"""Writes of the ledger: log an event or an access, queue a mail. All belong in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from education.ledger.clock import now
from education.ledger.forgetting import emptied_key
from education.ledger.models import AccessEvent, Event, OutboxMessage


class Actor(Protocol):
    """Whoever did it: a person with an opaque id."""

    public_id: UUID


_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
).encode  # made once: an import hashes 100,000 events


def event_hash(*, previous: str, body: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the event's own content, as canonical JSON."""
    return hashlib.sha256(f"{previous}\n{_canonical(body)}".encode()).hexdigest()


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


def network_code(address: str) -> str:
    """Twelve characters that stand for a network address within one month: enough to see abuse, no way back."""
    if not address:
        return ""
    text = f"{now():%Y-%m} {address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()[:12]


def access_body(event: AccessEvent) -> dict[str, Any]:
    """What of an access event is hashed; ids, never names."""
    return {
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "chain": event.chain,
        "number": event.number,
        "kind": event.kind,
        "person": str(event.person or ""),
        "actor": str(event.actor or ""),
        "about": event.about,
        "network": event.network,
        "data": event.data,
    }


@transaction.atomic
def log_access(
    *,
    kind: str,
    person: Actor | None,
    by: Actor | None,
    about: object = "",
    data: Mapping[str, Any] | None = None,
    network: str = "",
) -> AccessEvent:
    """Append one access to the chain of the person whom it concerns, for this month.

    `about` is a reference and `data` holds codes: no name, address, token or free text. `network` comes from
    `network_code`. Writers of one chain wait for each other until the transaction ends.
    """
    moment = now()
    owner = person.public_id.hex if person else network.rjust(32, "0")
    chain = f"{owner}:{moment:%Y-%m}"
    _wait_for(chain)
    last = AccessEvent.objects.filter(chain=chain).order_by("-number").values_list("number", "hash").first()
    number, previous = last or (0, "")
    event = AccessEvent(
        at=moment,
        chain=chain,
        number=number + 1,
        kind=AccessEvent.Kind(kind),
        person=person.public_id if person else None,
        actor=by.public_id if by else None,
        about=str(about)[:60],
        network=network,
        data=json.loads(json.dumps(dict(data or {}), default=str)),
        previous_hash=previous,
    )
    event.hash = event_hash(previous=previous, body=access_body(event))
    event.save(force_insert=True)
    return event


def _wait_for(chain: str) -> None:
    """One writer a chain at a time; SQLite's immediate transactions have one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


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
    emptied = OutboxMessage.objects.filter(key=emptied_key(key)).first()
    if emptied:
        return emptied
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


def hold_back_mail() -> int:
    """After a restore: what waited in the copy went out long ago, so it is not sent again; returns how many."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING).update(
        state=OutboxMessage.State.OBSOLETE, problem="Held back after a restore"
    )


@transaction.atomic
def send_again(*, message_id: UUID, by: Actor) -> bool:
    """Let the outbox try one mail anew that it gave up or put off; False when there is nothing to do any more.

    The mail is made when it is sent, so one that was overtaken meanwhile is dropped as always.
    """
    from education.ledger.tasks import deliver

    message = OutboxMessage.objects.unsent().select_for_update().filter(id=message_id).first()
    if message is None:
        return False
    message.state, message.attempts, message.due_at = OutboxMessage.State.PENDING, 0, now()
    message.save(update_fields=["state", "attempts", "due_at"])
    log(subject="mail", subject_id=message.id, kind="mail_tried_again", by=by, data={"mail": message.kind})
    deliver.enqueue(str(message.id))
    return True


@transaction.atomic
def leave_unsent(*, message_id: UUID, by: Actor) -> bool:
    """Somebody has told the reader in another way: the mail is not tried any more; False when it is gone already."""
    message = OutboxMessage.objects.unsent().select_for_update().filter(id=message_id).first()
    if message is None:
        return False
    message.state = OutboxMessage.State.OBSOLETE
    message.save(update_fields=["state"])
    log(subject="mail", subject_id=message.id, kind="mail_left", by=by, data={"mail": message.kind})
    return True

"""Mails of allauth's pages, sent by the worker: an answer takes as long whether an address has an account or not.

They carry codes and addresses that anybody may type, so a waiting one is sealed whole, and nothing of it is kept.
"""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.crypto import salted_hmac

from education.ledger import outbox
from education.ledger.actions import queue_mail
from education.ledger.clock import now
from education.ledger.models import OutboxMessage
from education.people.sealed import box

KIND = "account_mail"
SEALED = "account mail"
UNASKED = {"account/email/unknown_account", "account/email/account_already_exists"}
UNASKED_EVERY = 180  # seconds between two mails that nobody with an account asked for
CODES_LAST = dt.timedelta(minutes=15)


def queue(mail: EmailMessage, *, template: str, nothing: bool = False) -> None:
    """Leave a mail to the worker; with `nothing` it does the same work and sends none."""
    body = {
        "to": mail.to[0], "from": mail.from_email, "subject": mail.subject, "body": mail.body,
        "unasked": template in UNASKED, "code": "code" in template or "confirmation" in template,
        "nothing": nothing,
    }  # fmt: skip
    sealed = box(SEALED).encrypt(json.dumps(body, default=str).encode()).decode()
    with transaction.atomic():
        queue_mail(
            kind=KIND, subject_id=uuid4(), recipient="", key=f"{KIND} {uuid4()}", data={"sealed": sealed}
        )


@outbox.maker(KIND, passing=True)
def opened(message: OutboxMessage) -> EmailMessage | None:
    """The mail again; none for a code that has run out, and none that nobody asked for twice in three minutes."""
    mail = json.loads(box(SEALED).decrypt(message.data["sealed"].encode()))
    first = cache.add(f"unasked:{_hash_of(mail['to'])}", True, UNASKED_EVERY)
    if mail["nothing"] or (mail["unasked"] and not first):
        return None
    if mail["code"] and message.created_at + CODES_LAST <= now():
        return None
    return EmailMessage(mail["subject"], mail["body"], mail["from"], [mail["to"]])


def _hash_of(email: str) -> str:
    """A cache key that shows no address."""
    return salted_hmac("mail nobody asked for", email.lower()).hexdigest()

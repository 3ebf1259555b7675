"""Phones that may send counts without a session: enrolled by their officer, revoked by the officer or the desk."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.attendance.models import Phone
from education.attendance.signatures import read_key
from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison.errors import Refused
from education.people.models import User
from education.people.roles import Role

MOST = 5  # phones of one officer at a time
NOTED_EVERY = dt.timedelta(minutes=1)
SUBJECT = "phone"


@transaction.atomic
def enrol_phone(*, key: str, kind: str, by: User) -> Phone:
    """Let a phone append entries for this officer; the same key again is the same phone.

    `key` is an uncompressed P-256 point in hex, `kind` a code of Phone.Kind. Raises Refused for anybody but an
    officer, for what is no key, for somebody else's or a revoked key, and for a sixth phone.
    """
    if not by.has_role(Role.OFFICER):
        raise Refused("Only officers take registers.", "not_an_officer")
    if not read_key(key) or kind not in Phone.Kind.values:
        raise Refused("This phone's key can't be read.", "bad_key")
    User.objects.select_for_update().get(pk=by.pk)
    known = Phone.objects.filter(key=key).first()
    if known and (known.officer_id != by.pk or known.revoked_at):
        raise Refused("This phone may no longer send by itself. Sign in to send.", "phone_revoked")
    if known:
        return known
    if Phone.objects.filter(officer=by, revoked_at=None).count() >= MOST:
        raise Refused("You have five phones already. Take one off your list first.", "too_many_phones")
    moment = now()
    phone = Phone.objects.create(officer=by, key=key, kind=kind, enrolled_at=moment, last_seen_at=moment)
    log(subject=SUBJECT, subject_id=phone.pk, kind="phone_enrolled", by=by, data={"kind": kind})
    return phone


@transaction.atomic
def revoke_phone(*, phone: Phone, by: User) -> Phone:
    """From now on what this phone sends waits for a supervisor; revoking twice changes nothing.

    Raises Refused for anybody but its officer, a coordinator or a supervisor.
    """
    phone = Phone.objects.select_for_update().get(pk=phone.pk)
    if phone.officer_id != by.pk and not by.has_role(Role.COORDINATOR, Role.SUPERVISOR):
        raise Refused("This is somebody else's phone.", "not_yours")
    if phone.revoked_at is None:
        phone.revoked_at = now()
        phone.save(update_fields=["revoked_at"])
        log(subject=SUBJECT, subject_id=phone.pk, kind="phone_revoked", by=by)
    return phone


def note_phone(*, phone: Phone) -> None:
    """Remember when a phone was last heard of, to the minute."""
    if now() - phone.last_seen_at >= NOTED_EVERY:
        Phone.objects.filter(pk=phone.pk).update(last_seen_at=now())

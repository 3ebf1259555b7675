"""The event log and the queue of mails."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from education.ledger import actions
from education.ledger.models import Event, OutboxMessage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def log(subject_id: str = "1", **data):
    with transaction.atomic():
        return actions.log(subject="visit", subject_id=subject_id, kind="made", by=None, data=data)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="same transaction"):
        actions.log(subject="visit", subject_id="1", kind="made", by=None)


def test_each_event_carries_the_hash_of_the_one_before():
    first, second, other = log(), log(), log("2")
    assert (first.previous_hash, second.previous_hash, other.previous_hash) == ("", first.hash, "")
    assert second.hash == actions.event_hash(previous=first.hash, body=actions.event_body(second))


def test_a_changed_event_no_longer_fits_its_hash():
    event = Event.objects.get(pk=log(total=28).pk)
    assert event.hash == actions.event_hash(previous="", body=actions.event_body(event))
    event.data = {"total": 29}
    assert event.hash != actions.event_hash(previous="", body=actions.event_body(event))


def test_two_writers_cannot_extend_a_chain_from_the_same_head():
    first = log()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(at=first.at, subject="visit", subject_id="1", kind="forged", hash="f" * 64)


def test_an_event_names_its_actor_by_an_opaque_id_only():
    who = factories.person("pat@school.example")
    with transaction.atomic():
        event = actions.log(subject="visit", subject_id="1", kind="made", by=who)
    assert (event.actor, event.actor_kind) == (who.public_id, "person")
    assert "pat@school.example" not in str(Event.objects.values().get(pk=event.pk))


def test_the_same_mail_is_queued_once():
    made = [
        actions.queue_mail(kind="test", subject_id=1, recipient="a@school.example", key="visit:1:confirmed:1")
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert OutboxMessage.objects.count() == 1

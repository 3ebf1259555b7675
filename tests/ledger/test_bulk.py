"""Rows written in bulk are the rows that would have been written one by one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from education.ledger.actions import event_body, event_hash, log
from education.ledger.bulk import insert_rows, log_many, reserve_ids
from education.ledger.clock import now
from education.ledger.models import ChainHead, Event, OutboxMessage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HASH = "0" * 64


def heads(*lengths: int) -> None:
    insert_rows(
        ChainHead, columns=["length", "subject_id"], rows=[(n, str(n)) for n in lengths],
        constant={"day": now().date(), "subject": "visit", "hash": HASH},
    )  # fmt: skip


def test_rows_take_what_is_given_what_is_constant_and_the_defaults():
    heads(1, 2)
    assert list(ChainHead.objects.order_by("length").values_list("length", "subject", "subject_id", "hash")) == [
        (1, "visit", "1", HASH), (2, "visit", "2", HASH)
    ]  # fmt: skip
    key = uuid4()
    insert_rows(
        OutboxMessage, columns=["id", "data"], rows=[(key, {"a": ["é", None]})],
        constant={"key": "k", "kind": "x", "subject_id": "1", "recipient": "a@b.example", "created_at": now(),
                  "due_at": now()},
    )  # fmt: skip
    message = OutboxMessage.objects.get(id=key)
    assert (message.data, message.state, message.attempts, message.sent_at) == (
        {"a": ["é", None]},
        "pending",
        0,
        None,
    )


def test_the_database_still_refuses():
    heads(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        heads(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        heads(-1)


def test_reserved_numbers_are_new_and_never_given_twice():
    heads(1)
    used = ChainHead.objects.get().pk
    first = list(reserve_ids(ChainHead, 3))
    assert first == list(range(used + 1, used + 4))
    insert_rows(
        ChainHead, columns=["id", "subject_id"], rows=[(number, str(number)) for number in first],
        constant={"day": now().date(), "subject": "register", "length": 1, "hash": HASH},
    )  # fmt: skip
    assert not set(reserve_ids(ChainHead, 3)) & {used, *first}


def test_many_events_are_chained_like_single_ones():
    person = factories.person()
    log(subject="register", subject_id=1, kind="made", by=person, data={"n": 0})
    entries = [(1, {"n": 1, "words": ["é"]}), (2, {"n": 2})]
    log_many(subject="register", kind="moved", by=person, entries=entries)
    log_many(subject="register", kind="left", by=None, actor_kind="command", entries=[*entries, entries[1]])
    log(subject="register", subject_id=2, kind="shut", by=None)
    for subject_id, kinds in (("1", ["made", "moved", "left"]), ("2", ["moved", "left", "left", "shut"])):
        chain = list(Event.objects.filter(subject_id=subject_id).order_by("id"))
        assert [event.kind for event in chain] == kinds
        previous = ""
        for event in chain:
            assert event.previous_hash == previous
            previous = event_hash(previous=previous, body=event_body(event))
            assert event.hash == previous
    moved = Event.objects.filter(kind="moved").first()
    assert (moved.actor, moved.actor_kind, moved.data) == (
        person.public_id,
        "person",
        {"n": 1, "words": ["é"]},
    )


@pytest.mark.django_db(transaction=True)
def test_bulk_belongs_in_a_transaction():
    for attempt in (
        lambda: heads(1),
        lambda: reserve_ids(ChainHead, 1),
        lambda: log_many(subject="visit", kind="x", by=None, entries=[]),
    ):
        with pytest.raises(RuntimeError, match="in a transaction"):
            attempt()

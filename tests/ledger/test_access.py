"""The access log: what it keeps, how long, and that nobody changes it unseen."""

from __future__ import annotations

import datetime as dt
import threading
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from education.ledger import actions, audit
from education.ledger.models import AccessEvent, ChainHead

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHO = SimpleNamespace(public_id=UUID(int=7))


def sign_in(who: object = WHO, **fields: object) -> AccessEvent:
    """One access of one person."""
    return actions.log_access(kind="sign_in", person=who, by=who, **fields)


def execute(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def without_guard(sql: str, *params: object) -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS ledger_accessevent_kept_{verb}")
        else:
            cursor.execute("ALTER TABLE ledger_accessevent DISABLE TRIGGER ledger_accessevent_kept")
        cursor.execute(sql, params)


def problems() -> list[str]:
    return [item.problem for item in audit.breaks()]


def test_a_chain_belongs_to_one_person_and_one_month(settings):
    settings.FAKE_NOW = "2026-10-31T12:00"
    sign_in()
    settings.FAKE_NOW = "2026-11-01T12:00"
    rows = [sign_in(), sign_in(), sign_in(SimpleNamespace(public_id=UUID(int=8)))]
    assert [(row.chain[31:], row.number) for row in rows] == [
        ("7:2026-11", 1),
        ("7:2026-11", 2),
        ("8:2026-11", 1),
    ]
    assert problems() == []


@pytest.mark.parametrize(
    "verb", ["UPDATE ledger_accessevent SET kind = 'sign_out'", "DELETE FROM ledger_accessevent"]
)
def test_nothing_younger_than_a_year_is_changed_or_removed(verb):
    sign_in()
    with pytest.raises(DatabaseError, match="append-only for twelve months"):
        execute(verb)
    assert AccessEvent.objects.count() == 1


def test_what_is_a_year_old_may_go_but_never_change(settings):
    old = (dt.datetime.now(dt.UTC) - dt.timedelta(days=367)).isoformat()
    settings.FAKE_NOW = old
    sign_in()
    with pytest.raises(DatabaseError, match="append-only for twelve months"):
        execute("UPDATE ledger_accessevent SET kind = 'sign_out'")
    execute("DELETE FROM ledger_accessevent")
    assert AccessEvent.objects.count() == 0


def test_a_day_before_a_year_is_too_early(settings):
    settings.FAKE_NOW = (dt.datetime.now(dt.UTC) - dt.timedelta(days=364)).isoformat()
    sign_in()
    with pytest.raises(DatabaseError, match="append-only for twelve months"):
        execute("DELETE FROM ledger_accessevent")


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE ledger_accessevent SET kind = 'sign_out' WHERE number = 2", ["is not as it was written"]),
        ("DELETE FROM ledger_accessevent WHERE number = 2", ["does not follow the event before it"]),
        ("DELETE FROM ledger_accessevent WHERE number = 1", ["does not follow the event before it"]),
        ("DELETE FROM ledger_accessevent WHERE number = 3", ["has 2 events, 3 were recorded on 2026-11-20"]),
        ("DELETE FROM ledger_accessevent", ["the whole chain is gone"]),
    ],
)
def test_what_is_done_behind_the_guard_is_noticed(sql, problem):
    for _ in range(3):
        sign_in()
    audit.record_heads(dt.date(2026, 11, 20))
    assert problems() == []
    without_guard(sql)
    assert problems() == problem
    with pytest.raises(CommandError, match="not as it was written"):
        call_command("verify_audit")


def test_the_beginning_of_a_chain_may_go_in_the_month_that_turns_a_year_old(settings):
    settings.FAKE_NOW = "2025-11-10T12:00"
    sign_in()
    settings.FAKE_NOW = "2025-11-25T12:00"
    sign_in()
    audit.record_heads(dt.date(2025, 11, 26))
    without_guard("DELETE FROM ledger_accessevent WHERE number = 1")
    settings.FAKE_NOW = "2026-11-21T12:00"
    assert problems() == []
    settings.FAKE_NOW = "2026-10-21T12:00"  # a month earlier nobody had a reason to remove it
    assert problems() == ["does not follow the event before it"]
    without_guard("DELETE FROM ledger_accessevent")
    assert problems() == ["the whole chain is gone"]
    settings.FAKE_NOW = "2026-12-21T12:00"
    assert problems() == []


def test_the_network_is_a_code_of_its_month(settings):
    settings.FAKE_NOW = "2026-11-21T12:00"
    here = actions.network_code("192.0.2.7")
    assert (len(here), here == actions.network_code("192.0.2.7"), actions.network_code("")) == (12, True, "")
    assert here != actions.network_code("192.0.2.8")
    settings.FAKE_NOW = "2026-12-01T12:00"
    assert here != actions.network_code("192.0.2.7")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [True, False])
def test_eight_at_once_make_one_chain(monkeypatch, waits):
    """Without the wait PostgreSQL lets writers start from one head and the unique constraint refuses some."""
    if not waits:
        if connection.vendor == "sqlite":
            return  # its immediate transactions are the wait
        monkeypatch.setattr(actions, "_wait_for", lambda chain: None)
    refused, barrier, who = [], threading.Barrier(8), SimpleNamespace(public_id=uuid4())

    def write() -> None:
        try:
            barrier.wait()
            for _ in range(10):
                sign_in(who)
        except IntegrityError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (bool(refused), problems()) == (not waits, [])
    if waits:
        assert AccessEvent.objects.filter(person=who.public_id).count() == 80
    assert ChainHead.objects.count() == 0

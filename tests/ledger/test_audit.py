"""`verify_audit` notices what happens to the log behind the database's back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from education.ledger import actions, audit
from education.ledger.models import ChainHead, Event

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def three_events():
    with transaction.atomic():
        return [actions.log(subject="visit", subject_id="1", kind=f"step_{n}", by=None) for n in range(3)]


def without_guard(sql: str, *params: object) -> None:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER ledger_event_append_only_{verb}")
        else:
            cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_append_only")
        cursor.execute(sql, params)


def test_an_untouched_log_holds(three_events, capsys):
    audit.record_heads()
    call_command("verify_audit")
    assert (
        capsys.readouterr().out.strip()
        == "3 events and 0 accesses in their chains, 1 recorded heads: all hold."
    )


def test_a_changed_event_is_noticed(three_events):
    without_guard("UPDATE ledger_event SET kind = 'forged' WHERE id = %s", three_events[1].pk)
    assert [item.problem for item in audit.breaks()] == ["is not as it was written"]
    with pytest.raises(CommandError, match="not as it was written"):
        call_command("verify_audit")


def test_a_removed_event_is_noticed(three_events):
    without_guard("DELETE FROM ledger_event WHERE id = %s", three_events[1].pk)
    assert [item.problem for item in audit.breaks()] == ["does not follow the event before it"]


def test_a_chain_cut_short_is_noticed_by_its_recorded_head(three_events):
    assert [item.problem for item in audit.breaks()] == []
    audit.record_heads(dt.date(2026, 11, 20))
    without_guard("DELETE FROM ledger_event WHERE id = %s", three_events[2].pk)
    assert [item.problem for item in audit.breaks()] == ["has 2 events, 3 were recorded on 2026-11-20"]


def test_a_chain_that_is_gone_altogether_is_noticed(three_events):
    audit.record_heads(dt.date(2026, 11, 20))
    without_guard("DELETE FROM ledger_event")
    assert [item.problem for item in audit.breaks()] == ["the whole chain is gone"]


def test_heads_are_kept_only_of_chains_that_grew(three_events):
    assert [audit.record_heads(dt.date(2026, 11, day)) for day in (20, 21)] == [1, 0]
    with transaction.atomic():
        actions.log(subject="visit", subject_id="1", kind="more", by=None)
    assert audit.record_heads(dt.date(2026, 11, 22)) == 1
    assert list(ChainHead.objects.order_by("day").values_list("length", flat=True)) == [3, 4]
    assert Event.objects.count() == 4

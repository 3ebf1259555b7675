"""Guards that the database itself holds, on whichever engine is at hand."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from education.ledger import actions
from education.ledger.models import Event
from education.liaison.models import Commitment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.parametrize("verb", ["UPDATE ledger_event SET kind = 'x'", "DELETE FROM ledger_event"])
def test_the_event_log_can_only_grow(verb):
    with transaction.atomic():
        actions.log(subject="visit", subject_id="1", kind="made", by=None)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)
    assert Event.objects.count() == 1


def test_an_officer_is_never_in_two_places():
    officer = factories.make_officer()
    first = factories.commitment(officer, factories.training_session())
    with pytest.raises(DatabaseError, match="liaison_commitment_no_overlap"), transaction.atomic():
        Commitment.objects.create(
            officer=officer, kind="leave", start_at=first.end_at - dt.timedelta(minutes=1),
            end_at=first.end_at + dt.timedelta(hours=1),
        )  # fmt: skip
    touching = Commitment.objects.create(
        officer=officer, kind="leave", start_at=first.end_at, end_at=first.end_at + dt.timedelta(hours=1)
    )
    with pytest.raises(DatabaseError, match="liaison_commitment_no_overlap"), transaction.atomic():
        Commitment.objects.filter(pk=touching.pk).update(start_at=first.start_at)


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_behind_first():
    actions_before = Event.objects.count()
    with transaction.atomic():
        actions.log(subject="visit", subject_id="left-behind", kind="made", by=None)
    assert Event.objects.count() == actions_before + 1


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_leaves_nothing_behind_second():
    from django.contrib.auth.models import Group

    assert not Event.objects.filter(subject_id="left-behind").exists()
    assert Group.objects.filter(name="Officers").exists()

"""Many at the same moment: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connections

from education.attendance.actions import record_entry, sign_off
from education.attendance.models import Entry, Register
from education.ledger.models import Event
from education.liaison.errors import Refused
from tests import factories
from tests.attendance.helpers import begun_session, submission, supervisor, total

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def at_once(jobs: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run all of them at the same moment, each on a connection of its own; an error of one fails the test."""
    jobs = list(jobs)
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int, job: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result for result in results if isinstance(result, Exception)] == []
    return results


def chains_are_whole() -> bool:
    """Every event but the first follows exactly one other."""
    events = list(
        Event.objects.filter(subject="register").order_by("id").values_list("previous_hash", "hash")
    )
    return all(before == last for (before, _), (_, last) in zip(events[1:], events, strict=False))


def test_twenty_posts_of_one_id_at_the_same_moment_are_one_entry():
    session, officer = begun_session()
    same = submission(session)
    results = at_once(lambda: record_entry(submission=same, by=officer) for _ in range(20))
    assert Counter(result.status for result in results) == {"accepted": 1, "duplicate": 19}
    assert len({result.receipt for result in results}) == 1
    assert (Entry.objects.count(), total(), chains_are_whole()) == (1, 28, True)


def test_without_the_same_id_twenty_posts_are_twenty_entries():
    """The control: the id is what makes them one; only the version guard keeps the number right here."""
    session, officer = begun_session()
    results = at_once(
        lambda item=item: record_entry(submission=item, by=officer)
        for item in [submission(session) for _ in range(20)]
    )
    assert Counter(result.status for result in results) == {"accepted": 20}
    assert (Entry.objects.count(), Event.objects.filter(kind="entry_confirmed").count(), total()) == (
        20,
        19,
        28,
    )


def test_ten_rooms_counted_at_once_by_two_officers_all_add_up():
    session, officer = begun_session()
    colleague = factories.make_officer()
    factories.commitment(colleague, session)
    rooms = ["Hall", "Classroom 1", "Classroom 2", "Classroom 3", "Classroom 4"]
    sent = [submission(session, 10 + n, part=room) for n, room in enumerate(rooms)]
    results = at_once(
        lambda item=item, who=who: record_entry(submission=item, by=who)
        for item, who in zip(sent, [officer, colleague.user, officer, colleague.user, officer], strict=True)
    )
    assert {result.status for result in results} == {"accepted"}
    assert (total(), Register.objects.get().version, chains_are_whole()) == (60, 5, True)


@pytest.mark.parametrize("seed", range(5))
def test_two_officers_in_any_interleaving_lose_nothing(seed):
    draw = random.Random(seed)
    session, officer = begun_session()
    colleague = factories.make_officer()
    factories.commitment(colleague, session)
    sent = [(submission(session, draw.choice([25, 26, 27]), base_version=draw.randrange(3)),
             draw.choice([officer, colleague.user])) for _ in range(8)]  # fmt: skip
    sent += draw.sample(sent, 4)
    results = at_once(lambda item=item, who=who: record_entry(submission=item, by=who) for item, who in sent)
    assert Entry.objects.count() == 8
    assert Counter(result.status for result in results)["duplicate"] == 4
    assert (total() in (25, 26, 27), chains_are_whole()) == (True, True)


def test_a_count_and_a_signature_at_the_same_moment_never_lose_the_count():
    session, officer = begun_session()
    record_entry(submission=submission(session), by=officer)
    signer, newer = supervisor(), submission(session, 30, base_version=1)

    def sign() -> str:
        try:
            return sign_off(register=Register.objects.get(), by=signer, version=1).state
        except Refused as refusal:
            return refusal.code

    signed, recorded = at_once([sign, lambda: record_entry(submission=newer, by=officer)])
    assert (signed, recorded.status, total()) in [("signed_off", "review", 28), ("stale", "accepted", 30)]
    assert Entry.objects.count() == 2

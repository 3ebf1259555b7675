"""Many at the same moment: one officer is never in two places, and nobody sees anything but a plain refusal."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from education.liaison import locks
from education.liaison.actions import cancel_visit, confirm_visit, request, take_time, withdraw_visit
from education.liaison.availability import any_start
from education.liaison.errors import Refused, SlotTaken
from education.liaison.models import Commitment, Visit
from education.liaison.queries import needing_cover
from education.liaison.states import Who
from education.people.models import User
from tests.liaison.cast import DAY, TEN, Cast, cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WRITERS = 50


def together(acts: list[Callable[[], Any]]) -> Counter[str]:
    """Do all of it at once, each on a connection of its own; counts what came of it by the error's name."""
    gate, outcomes, lock = threading.Barrier(len(acts)), Counter[str](), threading.Lock()

    def run(act: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            act()
            outcome = "done"
        except Exception as error:
            outcome = type(error).__name__
        finally:
            connections.close_all()
        with lock:
            outcomes[outcome] += 1

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


def asks(play: Cast, number: int) -> list[Callable[[], Any]]:
    """So many requests for one and the same time, as a coordinator to leave the quota out of it."""
    return [lambda: play.ask(by=User.objects.get(pk=play.teacher.pk)) for _ in range(number)]


def overlaps() -> int:
    """Pairs of active commitments of one officer that overlap, counted by brute force."""
    rows = list(Commitment.objects.filter(active=True).order_by("id"))
    return sum(
        a.officer_id == b.officer_id and a.start_at < b.end_at and b.start_at < a.end_at
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
    )


@pytest.fixture
def play(monday):
    return cast()


def test_fifty_writers_for_one_time_and_exactly_one_has_it(play):
    assert together(asks(play, WRITERS)) == {"done": 1, "SlotTaken": WRITERS - 1}
    assert (Visit.objects.count(), Commitment.objects.count(), overlaps()) == (1, 1, 0)


def without_locks_and_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plain check-then-insert does: look first, wait a moment, write without looking again."""

    def looked_before(world: Any, wish: Any) -> Any:
        found = any_start(type(world)(world.ask, tuple(type(f)(f.officer, f.hours) for f in world.frames),
                                      world.school_days, world.earliest, world.horizon), wish.day, wish.start)  # fmt: skip
        time.sleep(0.05)
        return found

    monkeypatch.setattr(locks, "_advisory", lambda kind, ids: None)
    monkeypatch.setattr(request, "choose", looked_before)
    monkeypatch.setattr(request, "OPEN_REQUESTS_PER_SCHOOL", 10_000)
    monkeypatch.setattr(request, "REQUESTS_A_DAY", 10_000)


def test_without_the_lock_the_database_still_lets_only_one_through(play, monkeypatch):
    without_locks_and_second_look(monkeypatch)
    assert together(asks(play, 12)) == {"done": 1, "SlotTaken": 11}
    assert overlaps() == 0


def test_without_lock_and_guard_officers_are_double_booked(play, monkeypatch):
    without_locks_and_second_look(monkeypatch)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE liaison_commitment DROP CONSTRAINT liaison_commitment_no_overlap")
        else:
            cursor.execute("DROP TRIGGER liaison_commitment_no_overlap_insert")
            cursor.execute("DROP TRIGGER liaison_commitment_no_overlap_update")
    assert together(asks(play, 12)) == {"done": 12}
    assert overlaps() == 66


def test_the_same_form_from_many_tabs_is_one_visit(play):
    submission = uuid4()
    acts = [
        lambda: play.ask(submission=submission, by=User.objects.get(pk=play.teacher.pk)) for _ in range(8)
    ]
    assert together(acts) == {"done": 8}
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("needed", [1, 2])
def test_a_storm_of_requests_never_overlaps_and_never_deadlocks(monday, needed):
    play = cast(officers=4, code=f"storm{needed}", officers_needed=needed)
    chance = random.Random(7)
    wishes = [
        (
            DAY + dt.timedelta(days=chance.randrange(2)),
            dt.time(chance.randrange(9, 14), chance.choice([0, 15, 30, 45])),
        )
        for _ in range(32)
    ]

    def wish(day: dt.date, start: dt.time) -> Callable[[], Any]:
        return lambda: play.ask(
            day=day, start=start, by=User.objects.get(pk=play.coordinator.pk), override="school_rang"
        )

    outcomes = together([wish(*w) for w in wishes])
    assert set(outcomes) == {"done", "SlotTaken"}
    assert outcomes["done"] == Visit.objects.count()
    assert Commitment.objects.filter(active=True).count() == needed * outcomes["done"]
    assert overlaps() == 0


def test_confirming_twice_at_once_confirms_once(play):
    visit = play.ask()
    acts = [
        lambda: confirm_visit(visit=visit, version=0, by=User.objects.get(pk=play.coordinator.pk))
        for _ in range(6)
    ]
    assert together(acts) == {"done": 1, "Stale": 5}
    visit.refresh_from_db()
    assert (visit.state, visit.version) == ("confirmed", 1)


def test_confirming_and_withdrawing_at_once_ends_in_one_of_both_and_keeps_step(play):
    visit = play.ask()
    outcomes = together([
        lambda: confirm_visit(visit=visit, version=0, by=User.objects.get(pk=play.coordinator.pk)),
        lambda: withdraw_visit(visit=visit, version=0, by=User.objects.get(pk=play.teacher.pk)),
    ])  # fmt: skip
    assert outcomes == {"done": 1, "Stale": 1}
    visit.refresh_from_db()
    assert Commitment.objects.filter(active=True, kind="session").count() == (visit.state == "confirmed")


def test_a_cancelled_time_goes_to_one_of_those_who_wait(play):
    visit = play.confirmed()
    outcomes = together([
        lambda: cancel_visit(visit=visit, reason="timetable", by=User.objects.get(pk=play.teacher.pk), as_=Who.TEACHER),
        *asks(play, 6),
    ])  # fmt: skip
    assert set(outcomes) <= {"done", "SlotTaken"}
    assert outcomes["done"] in (1, 2)
    assert overlaps() == 0


def test_leave_and_a_booking_at_once_never_overlap_and_a_booking_under_leave_needs_cover(play):
    start = dt.datetime.combine(DAY, TEN, tzinfo=dt.UTC)

    def leave() -> None:
        take_time(
            officer=play.officer, start_at=start, end_at=start + dt.timedelta(hours=2),
            by=User.objects.get(pk=play.officer.user_id),
        )  # fmt: skip

    outcomes = together([leave, *asks(play, 1)])
    assert outcomes in ({"done": 2}, {"done": 1, "SlotTaken": 1})
    assert overlaps() == 0
    assert needing_cover().count() == Visit.objects.count() == outcomes["done"] - 1


def test_a_lock_outside_a_transaction_is_an_error(play):
    with pytest.raises(RuntimeError):
        locks.lock_officers([1])
    with transaction.atomic():
        locks.lock_officers([1])


def test_a_refusal_of_the_guard_is_a_taken_slot_and_any_other_is_not(play, monkeypatch):
    without_locks_and_second_look(monkeypatch)
    play.ask()
    with pytest.raises(SlotTaken):
        play.ask()
    assert issubclass(SlotTaken, Refused)

"""Many people at once for a minute: nobody is in two places, nothing but plain refusals, and the log tells the same."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from education.ledger.models import Event
from education.liaison.actions import (
    cancel_visit,
    confirm_visit,
    give_back,
    move_visit,
    request,
    take_time,
)
from education.liaison.errors import Refused
from education.liaison.models import Absence, Commitment, Visit
from education.liaison.states import HOLDING_TIME, Who
from education.people.models import User
from tests.liaison.cast import DAY, TEN, Cast, cast
from tests.liaison.test_races import overlaps

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def crowd(workers: int, work: Callable[[int], Counter[str]]) -> Counter[str]:
    """So many workers at once, each on a connection of its own; what came of everything that they did."""
    found, lock, gate = Counter[str](), threading.Lock(), threading.Barrier(workers)

    def run(number: int) -> None:
        gate.wait(30)
        try:
            mine = work(number)
        finally:
            connections.close_all()
        with lock:
            found.update(mine)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    return found


def tried(act: Callable[[], Any]) -> str:
    """What came of one act: done, a refusal in words, or the name of a fault."""
    try:
        act()
        return "done"
    except Refused:
        return "refused"
    except Exception as fault:
        return f"fault {type(fault).__name__}"


@pytest.mark.prove
def test_five_hundred_at_once_for_one_time_and_one_has_it(monday, monkeypatch, capsys):
    play = cast()
    monkeypatch.setattr(request, "REQUESTS_A_DAY", 10_000)
    began = time.monotonic()
    ten = [lambda: play.ask(by=User.objects.get(pk=play.teacher.pk))] * 10
    outcomes = crowd(50, lambda _: Counter(tried(act) for act in ten))
    with capsys.disabled():
        print(f"\n500 requests for one time, 50 at once: {dict(outcomes)}, {time.monotonic() - began:.0f} s")
    assert outcomes == {"done": 1, "refused": 499}
    assert (Visit.objects.count(), Commitment.objects.count(), overlaps()) == (1, 1, 0)


def one_of_all(play: Cast, chance: random.Random) -> Callable[[], Any]:
    """Something that somebody does at the desk or at a school, chosen by lot."""
    day = DAY + dt.timedelta(days=chance.choice([0, 1, 7]))
    start = dt.time(chance.randrange(9, 14), chance.choice([0, 15, 30, 45]))
    boss = User.objects.get(pk=play.coordinator.pk)
    verb = chance.choice(["book", "book", "book", "move", "cancel", "confirm", "leave", "back"])
    visits = list(Visit.objects.order_by("?")[:1])
    if verb == "book" or (not visits and verb in ("move", "cancel", "confirm")):
        return lambda: play.ask(day=day, start=start, by=boss, override="school_rang")
    if verb == "move":
        return lambda: move_visit(visit=visits[0], day=day, start=start, version=visits[0].version, by=boss,
                                  as_=Who.COORDINATOR, override="school_rang")  # fmt: skip
    if verb == "cancel":
        return lambda: cancel_visit(visit=visits[0], reason="no_officer", by=boss, as_=Who.COORDINATOR)
    if verb == "confirm":
        return lambda: confirm_visit(visit=visits[0], version=visits[0].version, by=boss)
    if verb == "leave":
        begin = dt.datetime.combine(day, start, tzinfo=dt.UTC)
        return lambda: take_time(officer=chance.choice(play.officers), start_at=begin,
                                 end_at=begin + dt.timedelta(hours=2), by=boss)  # fmt: skip
    away = list(Absence.objects.filter(active=True).order_by("?")[:1])
    return lambda: give_back(absence=away[0], by=boss) if away else None


def storm(play: Cast, workers: int, seconds: float) -> Counter[str]:
    """Everybody does something again and again for so long."""

    def work(number: int) -> Counter[str]:
        chance, until, mine = random.Random(number), time.monotonic() + seconds, Counter[str]()
        while time.monotonic() < until:
            mine[tried(one_of_all(play, chance))] += 1
        return mine

    return crowd(workers, work)


def check_after() -> None:
    """Nobody is in two places, time is taken exactly by the states that take it, and the log ends in the same state."""
    assert overlaps() == 0
    for visit in Visit.objects.all():
        taken = Commitment.objects.filter(session__visit=visit, active=True).exists()
        assert taken == (visit.state in HOLDING_TIME)
        last = Event.objects.filter(subject_id=str(visit.public_id), kind__startswith="visit_").exclude(
            kind="visit_needs_cover"
        ).order_by("id").last()  # fmt: skip
        assert last
        assert (last.data["to"], last.data["version"]) == (visit.state, visit.version)


@pytest.mark.prove
def test_a_minute_of_twelve_who_book_move_cancel_confirm_and_are_away(monday, capsys):
    play = cast(officers=3)
    outcomes = storm(play, 12, 60)
    with capsys.disabled():
        print(f"\nStorm of 12 for 60 s: {dict(outcomes)}, {Visit.objects.count()} visits, 0 overlaps")
    assert set(outcomes) == {"done", "refused"}
    check_after()


def test_a_short_storm_leaves_the_books_in_order(monday):
    play = cast(officers=2)
    outcomes = storm(play, 4, 1)
    assert [name for name in outcomes if name.startswith("fault")] == []
    check_after()


def test_control_a_visit_whose_time_was_freed_past_the_actions_is_noticed(monday):
    play = cast()
    play.ask(start=TEN)
    Commitment.objects.update(active=False)
    with pytest.raises(AssertionError):
        check_after()

"""The waiting list when many act at the same moment: one offer, one visit, never an offer without its hold."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from education.liaison.actions import confirm_visit, report_ill
from education.liaison.actions import waiting as actions
from education.liaison.models import Commitment, Visit, WaitingEntry, WaitingOffer
from education.people.models import User
from tests.liaison.cast import DAY, cast
from tests.liaison.test_races import overlaps, together
from tests.liaison.test_waiting import DETAILS, SOON, another, holds, offered, wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def play(monday):
    return cast()


def fresh(offer):
    return WaitingOffer.objects.select_related("entry__school", "entry__session_type").get(pk=offer.pk)


def teacher(play):
    return User.objects.get(pk=play.teacher.pk)


def test_an_offer_taken_eight_times_at_once_is_one_visit(play):
    offer = offered(wish(play))
    came = together(
        [
            lambda: actions.take_offer(offer=fresh(offer), submission=uuid4(), by=teacher(play), **DETAILS)
            for _ in range(8)
        ]
    )
    assert came == {"done": 8}  # whoever comes second gets the first answer
    assert (Visit.objects.count(), holds(), overlaps()) == (1, (0, 0), 0)


def test_two_clocks_at_once_make_one_offer_and_one_hold_a_school(play):
    for name in ("A", "B", "C"):
        wish(another(play, f"{name} School"))
    came = together([actions.offer_times for _ in range(4)])
    assert set(came) == {"done"}
    assert (holds(), overlaps()) == ((3, 3), 0)


def test_taking_declining_ending_and_booking_the_same_time_leave_nothing_half_done(play):
    entry = wish(play, first_day=DAY, last_day=DAY)
    offer = offered(entry)
    asked = play.ask(start=dt.time(13, 0))
    acts = [
        lambda: actions.take_offer(offer=fresh(offer), submission=uuid4(), by=teacher(play), **DETAILS),
        lambda: actions.decline_offer(offer=fresh(offer), by=teacher(play)),
        lambda: actions.leave_waiting_list(entry=WaitingEntry.objects.get(pk=entry.pk), by=teacher(play)),
        lambda: report_ill(officer=play.officer, until=SOON, by=User.objects.get(pk=play.coordinator.pk)),
    ]
    if asked:
        acts.append(
            lambda: confirm_visit(visit=Visit.objects.get(pk=asked.pk), version=0, by=play.coordinator)
        )
    came = together(acts)
    assert set(came) <= {"done", "Refused", "Stale"}
    offer.refresh_from_db()
    assert (offer.state == "taken") == (offer.visit_id is not None)
    assert (holds()[0] == holds()[1], overlaps()) == (True, 0)
    held = Commitment.objects.filter(active=True, session__visit__isnull=False).exclude(session__visit=asked)
    assert held.count() == (1 if offer.visit_id else 0)

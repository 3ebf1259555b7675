"""The one clock."""

from __future__ import annotations

import datetime as dt

import pytest

from education.ledger import clock


def test_the_fake_clock_is_local_time_unless_it_says_otherwise(settings):
    settings.FAKE_NOW = "2026-07-01T09:00"
    assert clock.now() == dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)
    settings.FAKE_NOW = "2026-07-01T09:00+00:00"
    assert clock.now() == dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


def test_today_is_the_local_date_just_after_midnight_in_summer(settings):
    settings.FAKE_NOW = "2026-07-01T23:30+00:00"
    assert clock.today() == dt.date(2026, 7, 2)


def test_a_time_that_the_clock_change_skips_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="01:30 does not exist on 2027-03-28"):
        clock.to_utc(dt.date(2027, 3, 28), dt.time(1, 30))


def test_a_time_that_happens_twice_takes_the_first():
    assert clock.to_utc(dt.date(2026, 10, 25), dt.time(1, 30)) == dt.datetime(
        2026, 10, 25, 0, 30, tzinfo=dt.UTC
    )


@pytest.mark.parametrize("month", range(1, 13))
def test_a_wall_clock_time_stays_what_was_typed(month):
    day = dt.date(2027, month, 15)
    assert clock.to_utc(day, dt.time(10, 15)).astimezone(clock.LONDON).time() == dt.time(10, 15)

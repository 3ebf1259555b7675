"""Availability against a naive oracle that walks an officer's day minute by minute."""

from __future__ import annotations

import datetime as dt
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from education.ledger.clock import LONDON, to_utc
from education.liaison.availability import Ask, Busy, Extra, Frame, Hours, Place, Travel, World, free_starts
from education.schools.queries import is_bank_holiday

MINUTE = dt.timedelta(minutes=1)
SCHOOLS = [Place(n, 54.5 + n / 30, -1.3 + n / 25, n % 2) for n in range(1, 5)]
BASE = Place(-1, 54.57, -1.25, 0)
CHANGES = [dt.date(2028, 3, 26), dt.date(2028, 10, 29)]
ORDINARY = [dt.date(2027, 1, 20), dt.date(2027, 3, 26), dt.date(2027, 1, 25)]


def quarter(low: int, high: int) -> st.SearchStrategy[dt.time]:
    return st.integers(low * 4, high * 4 - 1).map(lambda n: dt.time(n // 4, n % 4 * 15))


@st.composite
def spans(draw, low, high):
    one, other = sorted((draw(quarter(low, high)), draw(quarter(low, high))))
    return one, other


@st.composite
def worlds(draw):
    day = draw(st.sampled_from([*ORDINARY, *CHANGES]))
    low, high = (0, 6) if day in CHANGES else (7, 19)
    here = draw(st.sampled_from(SCHOOLS))
    frames = []
    for officer in range(draw(st.integers(1, 3))):
        weeks = draw(st.integers(1, 3))
        hours = [
            Hours(day.weekday(), a, b, day - dt.timedelta(days=draw(st.integers(0, 60))), None, weeks,
                  draw(st.integers(0, weeks - 1)))
            for a, b in draw(st.lists(spans(low, high), max_size=3))
        ]  # fmt: skip
        extra = [Extra(day, a, b) for a, b in draw(st.lists(spans(low, high), max_size=2))]
        busy, cursor = [], to_utc(day, dt.time(low))
        for _ in range(draw(st.integers(0, 4))):  # the database refuses overlaps, so these follow each other
            start = cursor + draw(st.integers(0, 90)) * MINUTE
            cursor = start + draw(st.integers(1, 100)) * MINUTE
            busy.append(Busy(start, cursor, draw(st.sampled_from([None, *SCHOOLS]))))
        frames.append(
            Frame(officer, tuple(hours), tuple(busy), draw(st.integers(1, 5)), draw(st.integers(1, 6)),
                  draw(st.sampled_from([None, BASE])), tuple(extra))
        )  # fmt: skip
    lessons = tuple(sorted(draw(st.lists(spans(low, high), max_size=3))))
    lessons = tuple(x for n, x in enumerate(lessons) if all(x[0] >= other[1] for other in lessons[:n]))
    ask = Ask(
        here, draw(st.sampled_from([30, 45, 60])), draw(st.sampled_from([0, 10, 15])), draw(st.sampled_from([0, 15])),
        (dt.time(low), dt.time(high)), draw(st.integers(1, 2)), lessons,
    )  # fmt: skip
    travel = Travel(
        draw(st.sampled_from([{}, {frozenset((1, 2)): 45}])),
        draw(st.sampled_from([{}, {frozenset((0, 1)): 3}])),
    )
    return World(ask, tuple(frames), frozenset([day]), day, day, travel), day


@cache
def minutes_of(day, start, end):
    """The UTC minutes whose wall clock shows a time from start up to end, the first time that it shows it."""
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=LONDON).astimezone(dt.UTC)
    walk = [midnight + n * MINUTE for n in range(25 * 60)]
    one, other = (next(m for m in walk if m.astimezone(LONDON).time() >= t) for t in (start, end))
    return {m for m in walk if one <= m < other}


def worked(frame, day):
    """The minutes that an officer works on a day."""
    working = set()
    for line in frame.hours:
        monday, began = (d - dt.timedelta(days=d.weekday()) for d in (day, line.valid_from))
        if (monday - began).days // 7 % line.cycle_weeks == line.cycle_week:
            working |= minutes_of(day, line.start, line.end)
    for more in frame.extra:
        working |= minutes_of(day, more.start, more.end)
    return working


def can_go(frame, working, world, day, begin, finish):
    """Walk the minutes: each is worked, none is taken, and each drive has its minutes before and after."""
    ask, travel = world.ask, world.travel
    own = {begin + n * MINUTE for n in range((finish - begin) // MINUTE)}
    if not own <= working:
        return False
    for busy in frame.busy:
        taken = {busy.start + n * MINUTE for n in range((busy.end - busy.start) // MINUTE)}
        if busy.place and busy.place.key != ask.place.key:
            way = travel.minutes(busy.place, ask.place) + 5
            taken |= {busy.start - n * MINUTE for n in range(1, way + 1)} | {
                busy.end + n * MINUTE for n in range(way)
            }
        if own & taken:
            return False
    visits = [b for b in frame.busy if b.place and b.start.astimezone(LONDON).date() == day]
    if frame.base:
        way = travel.minutes(frame.base, ask.place) + 5
        if (
            not [b for b in visits if b.start < begin]
            and not {begin - n * MINUTE for n in range(1, way + 1)} <= working
        ):
            return False
        if (
            not [b for b in visits if b.start >= finish]
            and not {finish + n * MINUTE for n in range(way)} <= working
        ):
            return False
    week = [
        b
        for b in frame.busy
        if b.place and b.start.astimezone(LONDON).isocalendar()[:2] == day.isocalendar()[:2]
    ]
    return len(visits) < frame.daily_cap and len(week) < frame.weekly_cap


def oracle(world, day):
    """Every wall-clock quarter of the day, tried one by one."""
    if is_bank_holiday(day):
        return []
    found = []
    working = [worked(frame, day) for frame in world.frames]
    periods = [(a, b, minutes_of(day, a, b)) for a, b in world.ask.lessons or (world.ask.window,)]
    for quarter_hour in range(96):
        wall = dt.time(quarter_hour // 4, quarter_hour % 4 * 15)
        local = dt.datetime.combine(day, wall, tzinfo=LONDON)
        start = local.astimezone(dt.UTC)
        if start.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
            continue  # the clocks skip it
        lesson = {start + n * MINUTE for n in range(world.ask.minutes)}
        if not any(a <= wall < b and lesson <= period for a, b, period in periods):
            continue
        begin = start - world.ask.setup * MINUTE
        finish = start + (world.ask.minutes + world.ask.packdown) * MINUTE
        able = [
            f for f, w in zip(world.frames, working, strict=True) if can_go(f, w, world, day, begin, finish)
        ]
        if len(able) >= world.ask.officers_needed:
            found.append((wall, len(able)))
    return found


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_list_is_what_walking_every_minute_finds(given_world):
    world, day = given_world
    expected = oracle(world, day)
    assert [(s.time, s.eligible) for s in free_starts(world, day, day)] == expected
    assert [(s.time, s.eligible) for s in free_starts(world, day, day, ranked=False)] == expected

"""Whole mornings for a list of classes: what a search of everything finds, and nothing else."""

from __future__ import annotations

import datetime as dt
import random
from itertools import combinations, pairwise

import pytest
from django.urls import reverse

from education.ledger.clock import to_utc
from education.liaison import dayplan, diary, mornings
from education.liaison.actions.lessons import keep_lesson_times
from education.liaison.availability import Ask, Busy, Frame, Hours, Place, World
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Visit
from education.schools.models import SchoolDay
from tests import factories
from tests.liaison.filing import LESSONS

SCHOOL, DAY = Place(1, 54.57, -1.32), dt.date(2027, 1, 20)


def at(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


def minute(time: dt.time | None) -> int:
    assert time
    return time.hour * 60 + time.minute


def some_day(chance: random.Random) -> tuple[World, SchoolDay, int]:
    """A school day, one or two officers with things to do, and so many classes of one length."""
    starts = chance.choice([520, 530, 540, 545])
    pause = chance.choice([None, (630, 645), (640, 660)])
    lunch = chance.choice([(720, 780), (735, 790)])
    day = SchoolDay(
        starts=at(starts), lunch_starts=at(lunch[0]), lunch_ends=at(lunch[1]), ends=at(chance.choice([900, 915, 930])),
        break_starts=at(pause[0]) if pause else None, break_ends=at(pause[1]) if pause else None,
    )  # fmt: skip
    lessons = [(starts, pause[0]), (pause[1], lunch[0])] if pause else [(starts, lunch[0])]
    lessons.append((lunch[1], minute(day.ends)))
    ask = Ask(
        SCHOOL, minutes=chance.choice([30, 40, 45, 60]), setup=chance.choice([0, 15]), packdown=chance.choice([0, 15]),
        lessons=tuple((at(a), at(b)) for a, b in lessons),
    )  # fmt: skip
    frames = []
    for officer in range(1, chance.choice([2, 3])):
        busy = []
        if chance.random() < 0.6:
            begin = chance.randrange(500, 900, 5)
            moment = to_utc(DAY, at(begin))
            busy.append(Busy(moment, moment + dt.timedelta(minutes=chance.choice([15, 45, 90]))))
        hours = Hours(2, at(chance.choice([480, 525, 600])), at(chance.choice([720, 840, 990])), DAY)
        frames.append(Frame(officer, (hours,), tuple(busy), daily_cap=chance.choice([2, 4, 6])))
    return World(ask, tuple(frames), frozenset({DAY}), DAY, DAY), day, chance.choice([2, 3, 4])


def by_search(world: World, day: SchoolDay, part: str, count: int) -> tuple[int, ...]:
    """Every way to put so many classes on quarter hours into the lessons of one half, minute by minute; the first start."""
    opens, closes = (minute(time) for time in dayplan.half_of(day, part))
    ask = world.ask
    rooms = [(minute(a), minute(b)) for a, b in ask.lessons if opens <= minute(a) and minute(b) <= closes]
    starts = [m for m in range(0, 1440, 15) if any(a <= m and m + ask.minutes <= b for a, b in rooms)]
    for row in combinations(starts, count):
        if any(b - a < ask.minutes for a, b in pairwise(row)):
            continue
        taken = range(row[0] - ask.setup, row[-1] + ask.minutes + ask.packdown)
        if any(free_all(frame, taken, count) for frame in world.frames):
            return row
    return ()


def free_all(frame: Frame, taken: range, count: int) -> bool:
    if count > frame.daily_cap:
        return False
    hours = frame.hours[0]
    blocked = [
        ((b.start - to_utc(DAY, dt.time())) // dt.timedelta(minutes=1), (b.end - to_utc(DAY, dt.time())) // dt.timedelta(minutes=1))
        for b in frame.busy
    ]  # fmt: skip
    return all(
        minute(hours.start) <= m < minute(hours.end) and not any(a <= m < b for a, b in blocked)
        for m in taken
    )


def compared(seed: int) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    world, day, count = some_day(random.Random(seed))
    starts = dayplan.free_rows(world, DAY, DAY, count)
    ours = [(w.part, minute(w.start.time)) for w in mornings.whole_halves(starts, world.ask, day, count)]
    theirs = [
        (part, row[0]) for part in ("morning", "afternoon") if (row := by_search(world, day, part, count))
    ]
    return ours, theirs


def test_whole_halves_are_what_a_search_of_everything_finds():
    found = 0
    for seed in range(150):
        ours, theirs = compared(seed)
        assert ours == theirs, seed
        found += len(ours)
    assert found > 40  # the days are neither all free nor all full


@pytest.mark.prove
def test_five_thousand_days_are_what_a_search_of_everything_finds():
    wrong = [seed for seed in range(5000) if (pair := compared(seed))[0] != pair[1]]
    print(f"5,000 school days, whole halves beside brute force: {len(wrong)} differ")
    assert wrong == []


def test_control_a_solver_that_forgets_lunch_is_noticed():
    world, day, count = World(
        Ask(SCHOOL, 60, 0, 0, lessons=((at(540), at(720)), (at(780), at(915)))),
        (Frame(1, (Hours(2, at(480), at(990), DAY),), daily_cap=6),), frozenset({DAY}), DAY, DAY,
    ), SchoolDay(starts=at(540), lunch_starts=at(720), lunch_ends=at(780), ends=at(915)), 4  # fmt: skip
    starts = dayplan.free_rows(world, DAY, DAY, count)
    assert [minute(s.time) for s in starts] == [540, 555, 570, 585, 600, 615, 630, 645, 660][: len(starts)]
    assert starts
    assert mornings.whole_halves(starts, world.ask, day, count) == []


@pytest.mark.django_db
@pytest.mark.engine
def test_an_approved_teacher_is_offered_whole_mornings_and_books_one_as_it_stands(client, play):
    client.force_login(play.teacher)
    answers = f"type={play.type.code}&way=classes&first=group&group=5-28&group=6-30"
    page = client.get(f"{reverse('book_day')}?{answers}").content.decode()
    assert ("when lessons are at your school" in page, 'id="whole"' in page) == (True, False)
    times = {name: f"{time:%H:%M}" if time else "" for name, time in LESSONS.items()}
    assert client.post(f"{reverse('book_lessons')}?{answers}", {**times, "ends": "08:00"}).status_code == 422
    assert client.post(f"{reverse('book_lessons')}?{answers}", times).status_code == 303
    page = client.get(f"{reverse('book_day')}?{answers}&month=2027-01").content.decode()
    assert page.count(", morning <span") == page.count(", afternoon <span") > 3
    lessons = SchoolDay.objects.get(school=play.school)
    starts = diary.free_for(play.school, play.type, dt.date(2027, 1, 20), dt.date(2027, 1, 20), 2)
    first = mornings.whole_halves(starts, diary.ask_for(play.school, play.type), lessons, 2)[0]
    from tests.liaison.test_waiting import DETAILS

    check = f"{reverse('book_check')}?{answers}&day=2027-01-20&time={first.start.time:%H:%M}"
    done = client.post(check, {**DETAILS, "submission": "00000000-0000-4000-8000-000000000001"})
    assert done.status_code == 303
    visit = Visit.objects.get()
    assert [s.start_time for s in visit.sessions.all()] == list(first.times)
    assert max(s.end_time for s in visit.sessions.all()) <= lessons.lunch_starts


@pytest.mark.django_db
def test_only_an_approved_teacher_says_when_lessons_are(play):
    with pytest.raises(NotYours):
        keep_lesson_times(school=play.school, lessons=LESSONS, by=factories.person())
    with pytest.raises(Refused):
        keep_lesson_times(school=play.school, lessons={**LESSONS, "ends": dt.time(8)}, by=play.teacher)
    assert keep_lesson_times(school=play.school, lessons=LESSONS, by=play.teacher).starts == LESSONS["starts"]

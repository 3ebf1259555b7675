"""Several sessions in one visit, the limit of a group with its offer to split, and sessions that are no assembly."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection, transaction

from education.liaison import dayplan, diary
from education.liaison.actions import GroupAsked
from education.liaison.actions.request import rooms_of, split
from education.liaison.availability import Ask, Place
from education.liaison.errors import Refused, SlotTaken
from education.liaison.models import Commitment, Delivery, Visit
from education.schools.models import SchoolDay
from tests.liaison.cast import DAY, cast
from tests.liaison.test_pages import details

pytestmark = pytest.mark.django_db
NINE = dt.time(9)
FOUR = [GroupAsked("5", 28), GroupAsked("5", 27), GroupAsked("6", 30), GroupAsked("6", 29)]
LESSONS = tuple(
    (dt.time(*a), dt.time(*b)) for a, b in (((8, 50), (10, 30)), ((10, 45), (12, 0)), ((13, 0), (15, 15)))
)


@pytest.fixture
def lessons(play):
    """The school's day, asked once."""
    return SchoolDay.objects.create(
        school=play.school, starts=dt.time(8, 50), break_starts=dt.time(10, 30), break_ends=dt.time(10, 45),
        lunch_starts=dt.time(12), lunch_ends=dt.time(13), ends=dt.time(15, 15),
    )  # fmt: skip


@pytest.fixture
def teacher(client, play):
    client.force_login(play.teacher)
    return client


def times(visit):
    return [f"{s.start_time:%H:%M}" for s in visit.sessions.order_by("start_at")]


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("09:00", 1, ["09:00"]),
        ("09:00", 2, ["09:00", "10:45"]),
        ("09:00", 4, ["09:00", "10:45", "13:00", "14:00"]),
        ("09:00", 5, []),
        ("10:00", 2, []),  # ten o'clock runs into break, so nothing starts then
    ],
)
def test_sessions_follow_each_other_inside_lessons(start, count, expected):
    ask = Ask(Place(1), minutes=60, lessons=LESSONS)
    found = dayplan.one_after_another(ask, dt.time.fromisoformat(start), count)
    assert [f"{time:%H:%M}" for time in found] == expected


def test_a_school_day_of_four_classes_is_one_visit(play, lessons):
    visit = play.ask(start=NINE, groups=FOUR, delivery="classes")
    assert (Visit.objects.count(), times(visit)) == (1, ["09:00", "10:45", "13:00", "14:00"])
    held = list(Commitment.objects.order_by("start_at"))
    assert {c.officer_id for c in held} == {play.officer.pk}
    assert (held[0].start_at.isoformat(), held[-1].end_at.isoformat()) == (
        "2027-01-20T08:45:00+00:00", "2027-01-20T15:15:00+00:00",
    )  # fmt: skip
    assert [a.end_at for a in held[:-1]] == [b.start_at for b in held[1:]]
    with pytest.raises(SlotTaken):
        play.ask(start=dt.time(11))


def test_each_session_has_its_own_group(play, lessons):
    visit = play.ask(start=NINE, groups=FOUR, delivery="classes")
    groups = [[(g.year, g.expected) for g in s.groups.all()] for s in visit.sessions.order_by("start_at")]
    assert groups == [[("5", 28)], [("5", 27)], [("6", 30)], [("6", 29)]]


def test_control_in_one_room_the_same_classes_are_refused(play, lessons):
    with pytest.raises(Refused) as refusal:
        play.ask(start=NINE, groups=FOUR)
    assert refusal.value.code == "group_twice"


def test_an_evening_for_parents_in_two_sessions(db, monday):
    play = cast(code="evening", audience="parent_carer", years=[], window="evening", largest_group=100)
    play.officer.hours.update(end=dt.time(21))
    visit = play.ask(start=dt.time(17), groups=[GroupAsked("", 90), GroupAsked("", 80)], delivery="classes")
    assert times(visit) == ["17:00", "18:00"]


def test_the_list_offers_exactly_what_the_write_accepts(play, lessons):
    listed = {s.time for s in diary.free_for(play.school, play.type, DAY, DAY, 2)}
    accepted = set()
    for hour, minute in [(h, m) for h in range(9, 15) for m in (0, 30)]:
        try:
            with transaction.atomic():
                play.ask(start=dt.time(hour, minute), groups=FOUR[:2], delivery="classes")
                accepted.add(dt.time(hour, minute))
                transaction.set_rollback(True)
        except SlotTaken:
            pass
    assert accepted == {time for time in listed if time.minute in (0, 30)}
    assert accepted != {
        s.time for s in diary.free_for(play.school, play.type, DAY, DAY) if s.time.minute in (0, 30)
    }


def test_the_days_limit_counts_every_session(play, lessons):
    play.officer.daily_cap = 3
    play.officer.save()
    with pytest.raises(SlotTaken):
        play.ask(start=NINE, groups=FOUR, delivery="classes")
    assert play.ask(start=NINE, groups=FOUR[:3], delivery="classes").sessions.count() == 3


def test_a_lost_time_offers_the_nearest_for_as_many_sessions(play, lessons):
    play.ask(start=NINE, groups=FOUR, delivery="classes")
    with pytest.raises(SlotTaken) as refusal:
        play.ask(start=NINE, groups=FOUR, delivery="classes")
    before = DAY - dt.timedelta(days=1)
    assert [(s.day, s.time) for s in refusal.value.nearest] == [
        (before, NINE), (before, dt.time(9, 15)), (before, dt.time(9, 30)),
    ]  # fmt: skip


def test_a_coordinator_insists_on_two_sessions_after_hours(play):
    visit = play.ask(
        start=dt.time(20, 5), groups=FOUR[:2], delivery="classes", by=play.coordinator, override="school_rang"
    )
    assert times(visit) == ["20:05", "21:15"]
    with pytest.raises(Refused, match="past midnight"):
        play.ask(
            start=dt.time(22, 30), groups=FOUR[:2], delivery="classes", by=play.coordinator, override="school_rang"
        )  # fmt: skip


def test_an_hour_that_the_clocks_skip_is_refused_for_every_session_of_it(play):
    change = dt.date(2027, 3, 28)
    for count, start in ((2, dt.time(1, 15)), (2, dt.time(0, 15)), (3, dt.time(0, 15))):
        with pytest.raises(Refused) as refusal:
            play.ask(
                day=change, start=start, groups=FOUR[:count], delivery="classes", by=play.coordinator,
                override="school_rang",
            )  # fmt: skip
        assert refusal.value.code == "no_such_time"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([("5", 61)], [("5", 31), ("5", 30)]),
        ([("5", 40), ("6", 35)], [("5", 40), ("6", 35)]),
        ([("5", 130)], [("5", 44), ("5", 43), ("5", 43)]),
        ([("5", 2000)], []),
    ],
)
def test_too_many_people_are_split_evenly(play, asked, expected):
    groups = [GroupAsked(*one) for one in asked]
    assert [(g.year, g.expected) for g in split(play.type, groups)] == expected


def test_no_visit_has_seven_sessions(play):
    with pytest.raises(Refused) as refusal:
        play.ask(groups=[GroupAsked("5", 10)] * 7, delivery="classes")
    assert refusal.value.code == "too_many_sessions"


@pytest.fixture
def class_only(play):
    play.type.class_only = "to_be_heard"
    play.type.save()
    return play


@pytest.mark.parametrize(
    ("groups", "delivery"),
    [
        ([GroupAsked("5", 30)], "assembly"),
        ([GroupAsked("5", 25), GroupAsked("6", 25)], "class"),  # an assembly by another name
        ([GroupAsked("5", 41), GroupAsked("6", 25)], "classes"),
    ],
)
def test_a_class_only_session_is_no_assembly_and_says_why(class_only, groups, delivery):
    with pytest.raises(Refused, match="in a hall nobody can be") as refusal:
        class_only.ask(groups=groups, delivery=delivery)
    assert (refusal.value.code, Visit.objects.count()) == ("class_only", 0)


def test_control_another_session_can_be_an_assembly(play):
    assert (
        play.ask(groups=[GroupAsked("5", 25), GroupAsked("6", 25)], delivery="assembly").delivery
        == "assembly"
    )


def test_the_database_knows_only_three_ways(play):
    visit = play.ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(delivery="podcast")


def test_the_guard_of_moves_is_there_after_the_table_was_made_anew(play):
    visit = play.ask()
    refused = pytest.raises(IntegrityError, match="liaison_visit_no_such_move")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE liaison_visit SET state = 'delivered' WHERE id = %s", [visit.pk])


def test_rooms_are_one_each_only_when_they_come_one_after_another():
    assert [len(rooms_of(FOUR, way)) for way in Delivery.values] == [1, 4, 1]


def addresses(page, prefix):
    found = re.findall(r'href="([^"]+)"', page.content.decode())
    return [link.replace("&amp;", "&") for link in found if link.startswith(prefix)]


def test_a_group_that_is_too_large_is_offered_two_sessions_and_booked_by_following_the_links(teacher, play):
    page = teacher.get(
        "/book/group/?type=class-talk&day=2027-01-20&time=10:00&go=1&rows=1&year_0=5&expected_0=90"
    )
    assert "you asked for 90" in page.content.decode()
    offer = next(a for a in addresses(page, "/book/") if "way=classes" in a)
    assert offer == (
        "/book/check/?type=class-talk&day=2027-01-20&time=10%3A00&way=classes&first=group&group=5-45&group=5-45"
    )
    assert "10:00, 11:00" in teacher.get(offer).content.decode()
    sent = teacher.post(offer, details())
    visit = Visit.objects.get()
    assert (sent["Location"], times(visit)) == (f"/visits/{visit.reference}/", ["10:00", "11:00"])
    assert teacher.post(offer, details()).status_code == 409


def test_classes_that_no_longer_fit_the_time_lead_to_a_time_where_they_do(teacher, play, lessons):
    rows = "rows=3&year_0=5&expected_0=28&year_1=5&expected_1=27&year_2=6&expected_2=30"
    step = teacher.get(f"/book/group/?type=class-talk&day=2027-01-20&time=14:00&go=1&way=classes&{rows}")
    assert step["Location"].startswith("/book/time/?type=class-talk&day=2027-01-20&way=classes&first=group")
    page = teacher.get(step["Location"])
    assert [re.search(r"time=(\d\d)%3A(\d\d)", a).groups() for a in addresses(page, "/book/check/")] == [
        ("09", "00"), ("09", "15"), ("09", "30"), ("10", "45"), ("11", "00"),
    ]  # fmt: skip


def test_who_comes_can_be_said_first(teacher, play):
    day = teacher.get("/book/day/?type=class-talk")
    address = next(a for a in addresses(day, "/book/group/"))
    page = teacher.get(address)
    assert (page.status_code, "2 of 5" in page.content.decode()) == (200, True)
    step = teacher.get(f"{address}&go=1&way=classes&rows=2&year_0=5&expected_0=28&year_1=6&expected_1=30")
    assert step["Location"] == "/book/day/?type=class-talk&way=classes&first=group&group=5-28&group=6-30"
    day = teacher.get(step["Location"])
    time = teacher.get(addresses(day, "/book/time/")[0])
    assert teacher.get(addresses(time, "/book/check/")[0]).status_code == 200


def test_the_page_says_why_there_is_no_assembly_and_a_posted_one_is_refused_with_the_reason(
    teacher, class_only
):
    so_far = "type=class-talk&day=2027-01-20&time=10:00"
    page = teacher.get(f"/book/group/?{so_far}").content.decode()
    assert ("can’t be an assembly" in page, 'value="assembly"' in page) == (True, False)
    typed = teacher.get(f"/book/group/?{so_far}&go=1&rows=1&way=assembly&year_0=5&expected_0=28")
    assert (typed.status_code, "in a hall nobody can be" in typed.content.decode()) == (200, True)
    sent = teacher.post(f"/book/check/?{so_far}&way=assembly&group=5-28", details())
    assert (sent.status_code, "in a hall nobody can be" in sent.content.decode()) == (200, True)
    assert Visit.objects.count() == 0


def test_the_same_is_booked_again_for_next_year_as_it_was(teacher, play, lessons):
    visit = play.confirmed(start=NINE, groups=FOUR, delivery="classes")
    page = teacher.get(f"/visits/{visit.reference}/")
    again = addresses(page, "/book/day/")[0]
    assert "way=classes&first=group&group=5-28&group=5-27&group=6-30&group=6-29" in again
    assert "One group after another" in page.content.decode()

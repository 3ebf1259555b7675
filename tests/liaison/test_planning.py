"""What decides about free times, kept at the desk: each list changes what is offered and what can be written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from education.ledger.models import Event
from education.liaison import diary, queries
from education.liaison.actions import confirm_visit, planning
from education.liaison.errors import NotYours, Refused, SlotTaken
from education.liaison.models import (
    Closure,
    ExtraHours,
    Officer,
    SchoolTravel,
    SessionType,
    TravelTime,
    Visit,
    WorkingHours,
)
from education.liaison.planning_forms import KINDS
from education.people.roles import Role
from education.schools.models import ClosedDay, Term
from education.schools.queries import school_days, terms_of
from tests import factories
from tests.liaison.cast import DAY, TEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, play):
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    return client


def days(play, first=DAY, last=DAY + dt.timedelta(days=35)):
    return {start.day for start in diary.free_for(play.school, play.type, first, last)}


def times(play, day=DAY):
    return {start.time for start in diary.free_for(play.school, play.type, day, day)}


def refused(play, **more):
    """True when the write says no to what the list does not show; the same call passes when it does show it."""
    try:
        with transaction.atomic():
            play.ask(**more)
            transaction.set_rollback(True)
    except SlotTaken:
        return True
    return False


def test_shifts_repeat_in_their_weeks_for_the_list_and_for_the_write(play):
    WorkingHours.objects.update(
        valid_from=dt.date(2027, 1, 18), cycle_weeks=3, cycle_week=1
    )  # the weeks of 25 January and 15 February
    found = days(play)
    assert {day.isocalendar().week for day in found} == {4, 7}
    assert refused(play)
    assert not refused(play, day=DAY + dt.timedelta(days=7))


@pytest.mark.parametrize(
    "cycle", [{"cycle_weeks": 2, "cycle_week": 2}, {"cycle_weeks": 0}, {"cycle_weeks": 13}]
)
def test_a_week_outside_its_cycle_is_refused_by_the_database(play, cycle):
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingHours.objects.update(**cycle)


def test_extra_hours_open_one_day_for_the_list_and_for_the_write(play):
    WorkingHours.objects.filter(weekday=DAY.weekday()).delete()
    assert (times(play), refused(play)) == (set(), True)
    ExtraHours.objects.create(officer=play.officer, day=DAY, start=dt.time(9), end=dt.time(12))
    assert min(times(play)) == dt.time(9, 30)  # after set-up and the way from the base
    assert not refused(play)
    assert DAY + dt.timedelta(days=7) not in days(play)


def test_nobody_goes_anywhere_on_a_day_that_we_closed(play):
    assert TEN in times(play)
    Closure.objects.create(day=DAY)
    assert (times(play), refused(play)) == (set(), True)


def test_only_an_officer_with_the_skills_is_offered_and_chosen(play):
    play.type.skills = ["send", "early_years"]
    play.type.save()
    assert (times(play), refused(play)) == (set(), True)
    Officer.objects.update(skills=["send"])
    assert (times(play), refused(play)) == (set(), True)
    Officer.objects.update(skills=["early_years", "send", "parents"])
    assert TEN in times(play)
    assert not refused(play)


def test_the_way_between_two_places_and_between_two_schools_is_kept_free(play):
    elsewhere = factories.school("Beck Hollow", locality=factories.locality("Billingham"))
    session = factories.training_session(factories.visit(elsewhere, state="confirmed"), start="09:00")
    factories.commitment(play.officer, session)  # until 10:15
    near = min(t for t in times(play) if t > dt.time(10))
    assert near == dt.time(10, 45)  # ten minutes of way, five of slack, a quarter of an hour of set-up
    pair = sorted([elsewhere.locality, play.school.locality], key=lambda place: place.pk)
    TravelTime.objects.create(one=pair[0], other=pair[1], minutes=40)
    assert min(t for t in times(play) if t > dt.time(10)) == dt.time(11, 15)
    assert refused(play, start=dt.time(11))
    assert not refused(play, start=dt.time(11, 15))
    one, other = sorted([elsewhere, play.school], key=lambda school: school.pk)
    SchoolTravel.objects.create(one=one, other=other, minutes=70)
    assert min(t for t in times(play) if t > dt.time(10)) == dt.time(11, 45)
    assert refused(play, start=dt.time(11, 15))


def test_a_term_opens_for_booking_at_its_moment(play, settings):
    term = Term.objects.get()
    term.released_at = dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC)
    term.save()
    assert (times(play), refused(play), diary.released_next(play.school)) == (set(), True, term.released_at)
    assert diary.horizon(play.school) < DAY
    settings.FAKE_NOW = "2027-01-05T09:00"
    assert TEN in times(play)
    assert not refused(play)
    assert diary.released_next(play.school) is None


def test_the_page_of_days_says_when_the_next_term_opens(play, client):
    Term.objects.update(released_at=dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC))
    client.force_login(play.teacher)
    page = client.get(f"{reverse('book_day')}?type={play.type.code}").content.decode()
    assert "Next term can be booked from Tuesday 5 January 2027, 09:00 on." in page


def test_a_schools_own_calendar_takes_the_place_of_its_authoritys_for_that_year(play):
    other = factories.school("Another", locality=play.school.locality)
    Term.objects.create(
        school=play.school, name="Own", first_day=dt.date(2027, 1, 25), last_day=dt.date(2027, 2, 5)
    )
    assert [term.name for term in terms_of(play.school, DAY, DAY)] == []
    assert (times(play), refused(play)) == (set(), True)
    assert school_days(other, DAY, DAY) == {DAY}
    assert dt.date(2027, 1, 27) in days(play)
    next_year = dt.date(2027, 9, 14)
    factories.terms(play.school.authority, dt.date(2027, 9, 1), dt.date(2027, 12, 17))
    assert school_days(play.school, next_year, next_year) == {next_year}


def test_a_term_has_one_owner(play):
    for owners in ({}, {"school": play.school, "authority": play.school.authority}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Term.objects.create(name="X", first_day=DAY, last_day=DAY, **owners)


def test_a_session_that_was_booked_gets_a_new_version_and_its_visits_keep_theirs(play):
    visit = play.confirmed()
    before = visit.session_type_id
    play.type.minutes = 45
    kept = planning.keep(row=SessionType.objects.get(pk=before), by=play.coordinator)
    kept.minutes = 45
    kept = planning.keep(row=SessionType.objects.get(pk=kept.pk), by=play.coordinator)
    visit.refresh_from_db()
    assert (visit.session_type_id, visit.session_type.minutes) == (before, 60)
    assert list(SessionType.objects.filter(code=kept.code, active=True)) == [kept]
    assert kept.version > 1


def test_only_coordinators_keep_these_lists(play):
    row = Closure(day=DAY)
    for role in (role for role in Role if role is not Role.COORDINATOR):
        with pytest.raises(NotYours):
            planning.keep(row=row, by=factories.staff(role))
    planning.keep(row=row, by=play.coordinator)
    with pytest.raises(NotYours):
        planning.drop(row=row, by=play.teacher)
    with pytest.raises(Refused):
        planning.drop(row=play.type, by=play.coordinator)
    assert Event.objects.get(subject="planning").kind == "planning_kept"


def test_visits_on_a_day_that_was_closed_later_are_listed(play, desk):
    visit = play.confirmed()
    page = desk.get("/cms/planning/").content.decode()
    assert visit.reference not in page
    ClosedDay.objects.create(authority=play.school.authority, day=DAY)
    assert list(queries.on_closed_days()) == [visit]
    assert visit.reference in desk.get("/cms/planning/").content.decode()


FORMS = {
    "hours": {"weekday": 6, "start": "09:00", "end": "12:00", "valid_from": "2027-01-04", "cycle_weeks": 2, "cycle_week": 1},
    "extra-hours": {"day": "2027-01-23", "start": "09:00", "end": "12:00"},
    "closures": {"day": "2027-01-28", "kind": "training"},
    "sessions": {
        "code": "hall-talk", "title": "Hall talk", "summary": "A talk", "audience": "pupil", "window": "school_day", "years": ["5", "6"],
        "minutes": 40, "setup_minutes": 10, "packdown_minutes": 10, "largest_group": 90, "officers_needed": 1, "skills": ["send"], "active": "on",
    },
    "terms": {"name": "Summer", "first_day": "2028-04-10", "last_day": "2028-07-20", "released_at": "2027-06-01T09:00"},
    "closed-days": {"day": "2027-01-29", "kind": "inset"},
    "travel": {"minutes": 25},
    "school-travel": {"minutes": 25},
}  # fmt: skip


def form(play, kind):
    """A whole form of one list."""
    data = dict(FORMS[kind])
    if kind in ("hours", "extra-hours"):
        data["officer"] = play.officer.pk
    if kind == "terms":
        data["authority"] = play.school.authority_id
    if kind == "closed-days":
        data["school"] = play.school.urn
    if kind == "travel":
        data |= {"one": factories.locality("Yarm").pk, "other": play.school.locality_id}
    if kind == "school-travel":
        data |= {"one": factories.school("Second").urn, "other": play.school.urn}
    return data


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_each_list_takes_a_row_changes_it_and_lets_it_go(desk, play, kind):
    of, address = KINDS[kind], reverse("liaison_planning_kind", args=[kind])
    before = set(of.model.objects.values_list("pk", flat=True))
    answer = desk.post(address, form(play, kind))
    assert answer.status_code == 303, answer.content.decode()
    new = of.model.objects.exclude(pk__in=before).get()
    page = desk.get(address).content.decode()
    assert str(new).split(":")[0] in page.replace("&amp;", "&")
    row = reverse("liaison_planning_row", args=[kind, new.pk])
    assert desk.get(row).status_code == 200
    again = form(play, kind)
    assert desk.post(row, again).status_code == 303
    assert desk.post(row, {}).status_code == 422
    desk.post(row, {"drop": "1"})
    assert of.model.objects.filter(pk=new.pk).exists() != of.can_drop


def test_an_officer_is_made_from_a_person_with_the_role_and_changed(desk, play):
    person = factories.staff(Role.OFFICER)
    address = reverse("liaison_planning_kind", args=["officers"])
    data = {
        "user": person.pk, "base": play.school.locality_id, "covers": [play.school.locality_id],
        "skills": ["parents"], "daily_cap": 3, "weekly_cap": 9,
    }  # fmt: skip
    assert desk.post(address, data | {"user": play.teacher.pk}).status_code == 422
    assert desk.post(address, data).status_code == 303
    made = Officer.objects.get(user=person)
    assert (made.skills, made.daily_cap, list(made.covers.all())) == (["parents"], 3, [play.school.locality])
    row = reverse("liaison_planning_row", args=["officers", made.pk])
    assert desk.post(row, data | {"skills": ["nonsense"]}).status_code == 422
    assert desk.post(row, data | {"skills": ["send"], "user": play.teacher.pk}).status_code == 303
    made.refresh_from_db()
    assert (made.skills, made.user) == (["send"], person)
    desk.post(row, {"drop": "1"})
    assert Officer.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("hours", {"end": "08:00"}, "liaison_hours_have_length"),
        ("hours", {"cycle_week": 2}, "Choose a week that lies in the cycle"),
        ("extra-hours", {"end": "08:00"}, "Give an end that comes after the start."),
        ("terms", {"last_day": "2028-04-01"}, "Give a last day that does not come before the first."),
        ("terms", {"authority": ""}, "one of the two"),
        ("closed-days", {"school": 7}, "No school has this number in the register."),
        ("sessions", {"code": "class-talk"}, "A session has this short name already."),
        ("travel", {"minutes": 0}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(desk, play, kind, wrong, sentence):
    of = KINDS[kind]
    before = of.model.objects.count()
    answer = desk.post(reverse("liaison_planning_kind", args=[kind]), form(play, kind) | wrong)
    assert answer.status_code == 422
    if not sentence.startswith("liaison_"):
        assert sentence in answer.content.decode()
    assert of.model.objects.count() == before


def test_a_pair_is_kept_once_whichever_place_is_named_first(desk, play):
    address, data = reverse("liaison_planning_kind", args=["travel"]), form(play, "travel")
    assert desk.post(address, data).status_code == 303
    turned = data | {"one": data["other"], "other": data["one"]}
    assert desk.post(address, turned).status_code == 422
    assert TravelTime.objects.count() == 1


def test_a_list_that_does_not_exist_is_not_there(desk):
    assert desk.get("/cms/planning/secrets/").status_code == 404
    assert desk.get("/cms/planning/hours/7000000/").status_code == 404


def test_a_hold_made_before_a_change_can_still_be_confirmed(play):
    visit = play.ask()
    WorkingHours.objects.all().delete()
    confirm_visit(visit=visit, version=visit.version, by=play.coordinator)
    assert Visit.objects.get().state == "confirmed"

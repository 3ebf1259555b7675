"""Coverage: who had nobody for twelve months, worked out from rolls, ages and accepted counts, and invited once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from education.attendance.models import Register
from education.figures import coverage
from education.figures.force_map import force_map
from education.ledger import outbox
from education.ledger.models import Event, OutboxMessage
from education.people.roles import Role
from education.schools.actions import invite_school
from education.schools.models import Invitation, School, Succession
from education.schools.policies import NotYours, Refused
from education.schools.seasons import season
from tests import factories
from tests.figures.world import accept, delivered, entry, settle
from tests.html import tags

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
LIST, PRIMARY = "/cms/coverage/", {"lowest_age": 4, "highest_age": 11}


def count(school, day, lines, by):
    """A delivered session of a day with its signed register."""
    register = Register.objects.create(session=delivered(school, day))
    accept(entry(register, lines, by))
    settle(register, signed=True)


@pytest.fixture
def area(settings):
    """Four schools: one never visited, one long ago, one for Year 5, one that followed a closed one."""
    settings.FAKE_NOW = "2027-01-04T09:00"
    by = factories.staff(Role.SUPERVISOR)
    never = factories.school("Never Primary School", roll=140, free_meals=Decimal("35.5"), **PRIMARY)
    long_ago = factories.school("Long Ago Primary School", roll=70, free_meals=Decimal("8.0"), **PRIMARY)
    five = factories.school("Five Primary School", roll=210, **PRIMARY)
    new = factories.school("New Academy", roll=700, lowest_age=11, highest_age=18, latitude=None)
    old = factories.school("Old School", status="closed", roll=None)
    Succession.objects.create(predecessor=old, successor=new)
    count(long_ago, "2026-01-03", {("pupil", "5"): 28}, by)
    count(five, "2026-01-04", {("pupil", "5"): 30, ("pupil", "6"): 0}, by)
    count(old, "2026-11-02", {("pupil", "mixed"): 20, ("pupil", "8"): 30}, by)
    return never, long_ago, five, new


def found() -> dict[str, coverage.Place]:
    return {place.school.name: place for place in coverage.places(with_demo=False)}


def test_who_had_nobody_is_worked_out_school_by_school_and_year_by_year(area):
    rows = found()
    assert [(n, p.visited, p.last and p.last.isoformat(), p.pupils_missing) for n, p in rows.items()] == [
        ("Never Primary School", False, None, 140),
        ("Long Ago Primary School", False, "2026-01-03", 70),
        ("New Academy", True, "2026-11-02", 600),
        ("Five Primary School", True, "2026-01-04", 180),
    ]
    assert rows["Five Primary School"].missing == ("R", "1", "2", "3", "4", "6")
    assert (rows["New Academy"].missing, rows["New Academy"].unclear) == (
        ("7", "9", "10", "11", "12", "13"),
        True,
    )


def test_control_a_visit_a_day_earlier_is_not_within_the_year(area, settings):
    settings.FAKE_NOW = "2027-01-05T09:00"
    assert [name for name, place in found().items() if not place.visited] == [
        "Never Primary School", "Long Ago Primary School", "Five Primary School",
    ]  # fmt: skip


def test_a_session_without_a_count_is_a_visit_and_its_expected_years_stand(area):
    visit = factories.visit(area[0], day=dt.date(2026, 12, 1), state="delivered")
    session = factories.training_session(visit, year="3", state="delivered")
    factories.training_session(visit, start="11:00", year="4", state="not_delivered")
    Register.objects.create(session=session)
    assert (found()["Never Primary School"].visited, found()["Never Primary School"].reached) == (True, {"3"})


def test_shares_add_up_and_stand_beside_free_meals(area):
    rows = coverage.places(with_demo=False)
    total = coverage.share("All", rows)
    assert (total.schools, total.schools_missing, total.pupils, total.pupils_missing, total.pupils_percent) == (
        4, 2, 1120, 990, 88,
    )  # fmt: skip
    assert (total.years, total.years_missing) == (28, 26)
    assert [(s.name, s.schools, s.schools_missing, s.pupils_missing) for s in coverage.by_meals(rows)] == [
        ("0 to under 10 in 100", 1, 1, 70),
        ("30 to under 40 in 100", 1, 1, 140),
        ("not in the register’s file", 2, 0, 780),
    ]
    assert sum(s.schools for s in coverage.by_place(rows)) == total.schools
    assert {label: (has, none) for label, has, none in coverage.by_year(rows)}["Year 5"] == (3, 2)


def test_a_school_without_a_roll_or_ages_is_not_guessed(area):
    School.objects.filter(pk=area[0].pk).update(roll=None)
    School.objects.filter(pk=area[2].pk).update(lowest_age=None)
    rows = found()
    assert (rows["Never Primary School"].pupils_missing, rows["Five Primary School"].pupils_missing) == (
        None,
        None,
    )


@pytest.mark.parametrize(
    ("ages", "years"),
    [
        ((3, 7), ("R", "1", "2")),
        ((11, 16), ("7", "8", "9", "10", "11")),
        ((16, 18), ("12", "13")),
        ((None, 11), ()),
    ],
)
def test_years_follow_from_ages(ages, years):
    assert coverage.years_of(*ages) == years


def test_the_number_of_queries_does_not_grow_with_the_schools(area, django_assert_num_queries):
    few = coverage.places(with_demo=False)
    for number in range(3):
        count(
            factories.school(f"More {number}"),
            "2026-12-01",
            {("pupil", "5"): 9},
            factories.staff(Role.OFFICER),
        )
    with django_assert_num_queries(8):
        assert len(coverage.places(with_demo=False)) == len(few) + 3


def test_the_desk_shows_a_map_and_a_list_with_the_neediest_first(client, area):
    client.force_login(factories.staff(Role.COORDINATOR))
    page = client.get(LIST).content.decode()
    marks = [attrs["class"] for tag, attrs in tags(page) if attrs.get("class", "").startswith("coverage__")]
    assert (marks.count("coverage__missing"), marks.count("coverage__visited")) == (
        2 + 1,
        1 + 1,
    )  # and the key
    assert page.index("Never Primary School<br>") < page.index("Long Ago Primary School<br>")
    assert page.count("Five Primary School<br>") == 0
    assert "1 school without a place in the register is only in the list." in page
    assert "about <b>990 of 1,120 pupils</b>" in page
    years = client.get(LIST, {"show": "years"}).content.decode()
    assert (years.count("Five Primary School<br>"), years.count("Never Primary School<br>")) == (1, 0)
    assert client.get(LIST, {"show": "x", "place": "nowhere", "p": "x"}).status_code == 200
    client.force_login(factories.staff(Role.ANALYST))
    assert "/invite/" not in client.get(LIST).content.decode()


def test_without_free_meals_in_the_file_the_page_says_so(client, area):
    School.objects.update(free_meals=None)
    client.force_login(factories.staff(Role.COORDINATOR))
    assert "load one with the column PercentageFSM" in client.get(LIST).content.decode()


def test_a_place_on_the_drawing():
    drawing = force_map()
    assert drawing.at(54.5746, -1.2350) == (131.7, 166.9)  # inside the outline of Middlesbrough
    assert drawing.at(55.5, -1.2) is None


def test_a_school_is_invited_once_a_term_and_the_next_term_again(area, settings):
    by = factories.staff(Role.COORDINATOR)
    invite_school(school=area[0], email="office@never.example", by=by)
    with pytest.raises(Refused, match="invited this term already"):
        invite_school(school=area[0], email="other@never.example", by=by)
    outbox.send_due()
    (sent,) = mail.outbox
    assert (sent.to, "Never" in sent.subject, "/book/" in sent.body) == (
        ["office@never.example"],
        False,
        True,
    )
    settings.FAKE_NOW = "2027-04-04T09:00"
    invite_school(school=area[0], email="office@never.example", by=by)
    assert [row.term for row in Invitation.objects.all()] == ["2026-27-summer", "2026-27-spring"]
    assert Event.objects.filter(kind="school_invited", actor=by.public_id).count() == 2


def test_the_database_holds_one_invitation_a_term(area):
    values = {"school": area[0], "term": season(dt.date(2027, 1, 4)), "sent_on": dt.date(2027, 1, 4)}
    Invitation.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(**values)


def test_only_a_coordinator_invites_and_only_an_open_school(area):
    with pytest.raises(NotYours):
        invite_school(school=area[0], email="office@never.example", by=factories.staff(Role.SUPERVISOR))
    with pytest.raises(Refused, match="not open"):
        closed = School.objects.get(name="Old School")
        invite_school(school=closed, email="office@old.example", by=factories.staff(Role.COORDINATOR))
    assert OutboxMessage.objects.filter(kind="school_invited").count() == 0


def test_an_invitation_to_a_school_that_closed_meanwhile_is_not_sent(area):
    invite_school(school=area[0], email="office@never.example", by=factories.staff(Role.COORDINATOR))
    School.objects.filter(pk=area[0].pk).update(status="closed")
    assert (outbox.send_due(), mail.outbox) == ({"obsolete": 1}, [])


def test_the_form_says_what_is_wrong_and_sends_once(client, area):
    client.force_login(factories.staff(Role.COORDINATOR))
    address = f"{LIST}{area[0].urn}/invite/"
    wrong = client.post(address, {"email": "office"})
    assert (wrong.status_code, "Enter an e-mail address, such as" in wrong.content.decode()) == (422, True)
    assert client.post(address, {"email": "office@never.example"}).status_code == 303
    assert client.post(address, {"email": "office@never.example"}).status_code == 303
    assert OutboxMessage.objects.filter(kind="school_invited").count() == 1
    assert "was invited on 4 January 2027" in client.get(address).content.decode()
    assert "Invited 4 Jan" in client.get(LIST).content.decode()

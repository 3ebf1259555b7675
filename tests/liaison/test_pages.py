"""A teacher's way through booking and through their visits, page by page."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from education.content.models import HelpOrganisation, HelpSet
from education.content.models.help import HelpSetEntry
from education.liaison.actions import GroupAsked
from education.liaison.models import Commitment, Visit
from education.people.roles import Role
from tests import factories
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
SO_FAR = "type=class-talk&day=2027-01-20&time=10:00"
ALL = f"{SO_FAR}&group=5-28"


@pytest.fixture
def teacher(client, play):
    client.force_login(play.teacher)
    return client


def details(**changes):
    return {
        "submission": str(uuid4()), "safeguarding_lead_email": "lead@school.example",
        "day_telephone": "01642 000000", "arrival": "main_reception", "needs": ["projector"], **changes,
    }  # fmt: skip


def links(response, prefix):
    found = re.findall(r'href="([^"]+)"', response.content.decode())
    return [link.replace("&amp;", "&") for link in found if link.startswith(prefix)]


def test_a_teacher_books_by_following_the_links(teacher, play):
    page = teacher.get("/book/")
    assert links(page, "/help/")[0] == "/help/"
    page = teacher.get(links(page, "/book/what/")[0])
    page = teacher.get(links(page, "/book/day/")[0])
    assert links(page, "/book/time/")[0] == "/book/time/?type=class-talk&day=2027-01-18"
    page = teacher.get(links(page, "/book/time/")[0])
    page = teacher.get(links(page, "/book/group/")[0])
    assert page.status_code == 200
    step = teacher.get(
        "/book/group/?type=class-talk&day=2027-01-18&time=09:00&go=1&rows=1&year_0=5&expected_0=28"
    )
    assert step.status_code == 303
    assert step["Location"] == "/book/check/?type=class-talk&day=2027-01-18&time=09%3A00&group=5-28"
    sent = teacher.post(step["Location"], details())
    visit = Visit.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, f"/visits/{visit.reference}/")
    assert (visit.day, visit.needs, visit.teacher) == (dt.date(2027, 1, 18), ["projector"], play.teacher)
    assert [(g.year, g.expected) for g in visit.sessions.get().groups.all()] == [("5", 28)]
    assert "holding this time" in teacher.get(sent["Location"]).content.decode()


def test_before_any_date_the_first_page_says_whom_to_ring_today_from_the_help_records(client):
    first = client.get("/book/").content.decode()
    assert ("Ring 01632 960123" in first, 'href="tel:01632960123"' in first) == (False, False)
    adviser = HelpOrganisation.objects.create(
        slug="adviser", official_name="Advice for schools", phone="01632 960123", seen_on=DAY,
        source_url="https://advice.example/",
    )  # fmt: skip
    ended = HelpOrganisation.objects.create(
        slug="ended", official_name="Ended", phone="01632 960124", seen_on=DAY, in_use=False,
        source_url="https://advice.example/",
    )  # fmt: skip
    of = HelpSet.objects.create(name="A school, today", slug="school-today", locale=Locale.get_default())
    for organisation in (adviser, ended):
        HelpSetEntry.objects.create(help_set=of, organisation=organisation)
    page = client.get("/book/").content.decode()
    assert ('href="tel:01632960123"' in page, "01632 960124" in page) == (True, False)
    assert page.index("01632 960123") < page.index("Make an account")


@pytest.mark.parametrize(("moment", "said"), [("2028-05-02T09:00", True), ("2027-11-02T09:00", False)])
def test_days_beyond_the_published_bank_holidays_are_subject_to_them(play, client, settings, moment, said):
    settings.FAKE_NOW = moment
    factories.terms(play.school.authority, dt.date(2027, 9, 1), dt.date(2029, 7, 20))
    factories.membership(teacher := factories.person(), play.school)
    client.force_login(teacher)
    page = client.get("/book/day/?type=class-talk").content.decode()
    assert ("settled until December 2028; a later date is subject to them" in page) == said


def test_sending_the_form_twice_shows_the_first_visit(teacher):
    data = details()
    first, second = (teacher.post(f"/book/check/?{ALL}", data) for _ in range(2))
    assert (first["Location"], Visit.objects.count()) == (second["Location"], 1)
    other = teacher.post(f"/book/check/?{SO_FAR}&group=6-20", data)
    assert other.status_code == 422
    assert first["Location"] in links(other, "/visits/")


def test_a_lost_race_offers_the_nearest_times_and_keeps_what_was_typed(teacher, play):
    play.ask()
    page = teacher.post(f"/book/check/?{ALL}", details(day_telephone="01642 111111"))
    assert page.status_code == 409
    html = page.content.decode()
    actions = [a.replace("&amp;", "&") for a in re.findall(r'action="(/book/check/[^"]+)"', html)]
    assert len(actions) == 3
    assert html.count('value="01642 111111"') == 3
    submission = re.search(r'name="submission" value="([^"]+)"', html).group(1)
    again = teacher.post(actions[0], details(submission=submission))
    assert again.status_code == 303
    assert Visit.objects.count() == 2


def test_what_was_typed_stays_beside_its_error(teacher):
    page = teacher.post(f"/book/check/?{ALL}", details(safeguarding_lead_email="lead at school"))
    html = page.content.decode()
    assert 'value="lead at school"' in html
    assert 'href="#id_safeguarding_lead_email"' in html
    assert Visit.objects.count() == 0


def test_the_quota_is_said_on_the_page(teacher, play):
    for hour in (9, 11, 13):
        play.ask(start=dt.time(hour), day=DAY + dt.timedelta(days=1))
    assert "already has 3 requests" in teacher.post(f"/book/check/?{ALL}", details()).content.decode()


def test_rows_are_added_without_javascript(teacher):
    page = teacher.get(f"/book/group/?{SO_FAR}&more=1&rows=1&year_0=5&expected_0=28").content.decode()
    assert page.count('name="year_') == 2
    assert 'value="28"' in page
    assert '<option value="5" selected>' in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year_0=&expected_0=28", "Choose the year group."),
        ("year_0=5&expected_0=", "Enter how many people you expect."),
        ("year_0=5&expected_0=61", "up to 60 people"),
        ("year_0=5&expected_0=x", "Enter a whole number."),
    ],
)
def test_a_wrong_group_is_explained(teacher, query, sentence):
    page = teacher.get(f"/book/group/?{SO_FAR}&go=1&rows=1&{query}")
    assert page.status_code == 200
    assert sentence in page.content.decode()


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/book/day/", "/book/what/?"),
        ("/book/time/?type=class-talk", "/book/day/?type=class-talk"),
        ("/book/time/?type=class-talk&day=2027-02-31", "/book/day/?type=class-talk"),
        ("/book/group/?type=nonsense&day=2027-01-20&time=10:00", "/book/what/?day=2027-01-20&time=10%3A00"),
        (f"/book/check/?{SO_FAR}&group=5-x&group=42-1&group=5", f"/book/group/?{SO_FAR.replace(':', '%3A')}"),
        ("/book/for/", "/book/what/?"),
    ],
)
def test_a_page_out_of_turn_leads_to_the_first_open_question(teacher, address, where):
    step = teacher.get(address)
    assert (step.status_code, step["Location"]) == (303, where)


@pytest.mark.parametrize("month", ["2027-02", "1999-01", "9999-12", "x", "2027-13"])
def test_any_month_can_be_asked_for(teacher, month):
    assert teacher.get(f"/book/day/?type=class-talk&month={month}").status_code == 200


def test_a_person_of_two_schools_says_which(teacher, play):
    second = factories.school("Other School")
    factories.membership(play.teacher, second)
    step = teacher.get("/book/what/")
    assert step["Location"] == "/book/for/?"
    page = teacher.get("/book/for/")
    assert "1 of 6" in page.content.decode()
    assert f"/book/what/?school={second.urn}" in links(page, "/book/what/")
    foreign = factories.school("Foreign School")
    assert teacher.get(f"/book/what/?school={foreign.urn}")["Location"] == "/book/for/?"


def test_who_is_not_approved_sees_why_and_no_time(client, play):
    newcomer = factories.person()
    client.force_login(newcomer)
    assert links(client.get("/book/"), "/book/school/") == ["/book/school/"]
    for name in ("what", "day", "time", "group", "check"):
        assert client.get(f"/book/{name}/?{ALL}")["Location"] == "/book/"
    factories.membership(newcomer, play.school, state="requested")
    assert "We are checking" in client.get("/book/").content.decode()
    assert client.post(f"/book/check/?{ALL}", details())["Location"] == "/book/"
    assert Visit.objects.count() == 0


def test_a_visitor_sees_what_can_be_booked_and_signs_in_for_the_rest(client, play):
    assert play.type.title in client.get("/book/").content.decode()
    for name in ("for", "what", "day", "time", "group", "check"):
        assert client.get(f"/book/{name}/")["Location"].startswith("/accounts/login/?next=/book/")
    assert client.get("/visits/")["Location"] == "/accounts/login/?next=/visits/"


def test_the_officer_is_named_only_after_confirmation(teacher, play):
    play.officer.user.first_name, play.officer.user.last_name = "Quillon", "Ashby"
    play.officer.user.save()
    visit = play.ask()
    address = reverse("visit", args=[visit.reference])
    assert "Quillon" not in teacher.get(address).content.decode()
    for name in ("day", "time"):
        assert "Quillon" not in teacher.get(f"/book/{name}/?{SO_FAR}").content.decode()
    confirmed = play.confirmed(start=dt.time(13))
    assert "Quillon Ashby" in teacher.get(reverse("visit", args=[confirmed.reference])).content.decode()


def test_another_schools_visit_does_not_exist(client, play):
    visit = play.ask()
    stranger = factories.person()
    factories.membership(stranger, factories.school("Other School"))
    for user in (stranger, factories.person(), factories.staff(Role.OFFICER), factories.staff(Role.EDITOR)):
        client.force_login(user)
        for name in ("visit", "visit_invite", "visit_end"):
            assert client.get(reverse(name, args=[visit.reference])).status_code == 404
        assert client.post(reverse("visit_end", args=[visit.reference]), {"version": 0}).status_code == 404
        assert visit.reference not in client.get("/visits/").content.decode()
    visit.refresh_from_db()
    assert visit.state == "requested"


def test_a_request_is_withdrawn_and_a_visit_cancelled_with_a_reason(teacher, play):
    request, visit = play.ask(), play.confirmed(start=dt.time(13))
    teacher.post(reverse("visit_end", args=[request.reference]), {"version": 0})
    address = reverse("visit_end", args=[visit.reference])
    assert "Choose a reason." in teacher.post(address, {"version": 1}).content.decode()
    assert teacher.post(address, {"version": 0, "reason": "timetable"}).status_code == 409
    assert teacher.post(address, {"version": 1, "reason": "timetable"}).status_code == 303
    assert sorted(Visit.objects.values_list("state", flat=True)) == ["cancelled_by_school", "withdrawn"]
    assert Commitment.objects.filter(active=True).count() == 0


def test_no_visits_yet_says_what_to_do(teacher):
    assert "You have no visits yet" in teacher.get("/visits/").content.decode()


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_the_list_of_visits_takes_as_many_queries_for_three_as_for_one(teacher, play):
    play.ask(groups=[GroupAsked("5", 20), GroupAsked("6", 9)])
    one = queries_of(teacher, "/visits/")
    for hour in (12, 14):
        play.ask(start=dt.time(hour), groups=[GroupAsked("5", 20), GroupAsked("6", 9)])
    assert queries_of(teacher, "/visits/") == one


def test_a_month_of_free_days_takes_as_many_queries_for_three_officers_as_for_one(teacher, play):
    address = "/book/day/?type=class-talk&month=2027-01"
    play.ask()
    one = queries_of(teacher, address)
    for _ in range(2):
        factories.make_officer()
        play.ask(start=dt.time(13))
    assert queries_of(teacher, address) == one

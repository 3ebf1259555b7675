"""The coordinators' desk."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from education.liaison.models import Visit
from education.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_second_factor(play):
    """Demonstration people need no second factor, and so no step that is not this room's."""
    play.coordinator.is_demo = True
    play.coordinator.save()


@pytest.fixture
def desk(client, play):
    client.force_login(play.coordinator)
    return client


def act(client, visit, verb, **data):
    return client.post(reverse(f"liaison_desk_{verb}", args=[visit.reference]), data)


def test_requests_come_first_and_the_one_that_runs_out_soonest_on_top(desk, play, settings):
    first = play.ask()
    settings.FAKE_NOW = "2027-01-05T09:00"
    second = play.ask(start=dt.time(13))
    confirmed = play.confirmed(day=dt.date(2027, 1, 27))
    html = desk.get("/cms/visits/").content.decode()
    assert html.index(first.reference) < html.index(second.reference)
    assert confirmed.reference not in html
    assert confirmed.reference in desk.get("/cms/visits/?state=confirmed").content.decode()
    assert first.reference in desk.get("/cms/visits/?state=nonsense").content.decode()


def test_an_empty_inbox_says_so(desk):
    assert "No request is waiting" in desk.get("/cms/visits/").content.decode()


def test_the_next_page_of_a_state_stays_with_that_state(desk, play, monkeypatch):
    monkeypatch.setattr("education.liaison.views.desk.PAGE", 1)
    later = [play.confirmed(day=dt.date(2027, 1, day)) for day in (27, 28)]
    first = desk.get("/cms/visits/?state=confirmed").content.decode()
    assert 'href="?state=confirmed&amp;p=2"' in first
    second = desk.get("/cms/visits/?state=confirmed&p=2").content.decode()
    assert ('href="?state=confirmed&amp;p=1"' in second, "Next</a>" in second) == (True, False)
    assert {visit.reference for visit in later if visit.reference in first + second} == {
        v.reference for v in later
    }


def test_a_coordinator_sees_who_comes_and_why_and_confirms(desk, play):
    visit = play.ask()
    page = desk.get(reverse("liaison_desk_visit", args=[visit.reference])).content.decode()
    assert "The only one who could come at this time." in page
    assert act(desk, visit, "confirm", version=0)["Location"] == f"/cms/visits/{visit.reference}/"
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    page = desk.get(reverse("liaison_desk_visit", args=[visit.reference])).content.decode()
    assert "is now “confirmed”" in page
    assert "Cancel this visit" in page


def test_the_inbox_suggests_an_officer_and_says_why_until_somebody_else_goes(desk, play):
    near, far = play.officer, factories.make_officer()
    for officer, name in ((near, "Near"), (far, "Far")):
        officer.user.last_name = name
        officer.user.save()
    play.ask(
        start=dt.time(13), officers=[near], by=play.coordinator
    )  # named: whoever is there already adds no road
    visit = play.ask()
    html = desk.get("/cms/visits/").content.decode()
    row = html[html.index(visit.reference) :]
    assert (
        "Pat Near<br>Of 2 who could come, least time on the road: 0 more minutes that day, and 1 session in"
        in row
    )
    assert "Named by the coordinator who booked it." in html
    act(desk, visit, "reassign", officer=near.pk, to=far.pk, version=visit.version)
    html = desk.get("/cms/visits/").content.decode()
    assert "Pat Far<br>Goes instead of a colleague" in html[html.index(visit.reference) :]


def test_a_decision_on_an_old_look_changes_nothing(desk, play):
    visit = play.ask()
    act(desk, visit, "confirm", version=7)
    visit.refresh_from_db()
    assert visit.state == "requested"
    page = desk.get(reverse("liaison_desk_visit", args=[visit.reference])).content.decode()
    assert "Somebody else changed this visit" in page


@pytest.mark.parametrize(("verb", "state"), [("decline", "declined"), ("cancel", "cancelled_by_force")])
def test_declining_and_cancelling_ask_for_a_reason(desk, play, verb, state):
    visit = play.ask() if verb == "decline" else play.confirmed()
    version = visit.version
    assert "Choose a reason." in act(desk, visit, verb, **{f"{verb}-version": version}).content.decode()
    act(desk, visit, verb, **{f"{verb}-version": version, f"{verb}-reason": "no_officer"})
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == (state, "no_officer")


def test_the_menu_and_the_first_page_lead_there(desk, play):
    play.ask()
    page = desk.get("/cms/").content.decode()
    assert "1 request waiting" in page
    assert "/cms/visits/" in page


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.EDITOR, Role.PUBLISHER, Role.ANALYST, Role.ADMINISTRATOR]
)
def test_a_stranger_sees_and_decides_nothing(client, play, role):
    visit = play.ask()
    stranger = factories.staff(role) if role else factories.person()
    stranger.is_demo = True
    stranger.save()
    client.force_login(stranger)
    for answer in (
        client.get("/cms/visits/"),
        client.get(reverse("liaison_desk_visit", args=[visit.reference])),
        act(client, visit, "confirm", version=0),
        act(client, visit, "decline", **{"decline-version": 0, "decline-reason": "other"}),
    ):
        assert answer.status_code in (302, 403)
        assert visit.reference not in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == "requested"


def test_a_visitor_is_sent_to_sign_in(client, play):
    visit = play.ask()
    for address in ("/cms/visits/", f"/cms/visits/{visit.reference}/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")
    assert act(client, visit, "confirm", version=0).status_code == 302
    assert Visit.objects.get().state == "requested"


def test_a_supervisor_reads_and_decides_nothing(client, play):
    visit = play.ask()
    supervisor = factories.staff(Role.SUPERVISOR)
    supervisor.is_demo = True
    supervisor.save()
    client.force_login(supervisor)
    page = client.get(reverse("liaison_desk_visit", args=[visit.reference])).content.decode()
    assert "Confirm this visit" not in page
    assert act(client, visit, "confirm", version=0).status_code in (302, 403)
    visit.refresh_from_db()
    assert visit.state == "requested"


def test_the_inbox_takes_as_many_queries_for_three_as_for_one(desk, play):
    def queries():
        desk.get("/cms/visits/")
        with CaptureQueriesContext(connection) as context:
            assert desk.get("/cms/visits/").status_code == 200
        return len(context)

    play.ask()
    one = queries()
    for hour in (12, 14):
        play.ask(start=dt.time(hour))
    assert queries() == one


def phone_call(**changes):
    return {
        "submission": str(uuid4()), "session_type": "", "day": "2027-01-04", "start": "08:00", "year_0": "5",
        "expected_0": "28", "override": "school_rang", "safeguarding_lead_email": "lead@school.example",
        **changes,
    }  # fmt: skip


def test_a_coordinator_books_today_for_a_school_that_rang(desk, play):
    page = desk.get("/cms/visits/new/?q=harbour").content.decode()
    address = f"/cms/visits/new/?urn={play.school.urn}"
    assert address in page
    data = phone_call(session_type=play.type.pk, officer=play.officer.pk)
    answer = desk.post(address, data)
    visit = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/cms/visits/{visit.reference}/")
    assert (visit.state, visit.teacher, visit.day) == ("confirmed", None, dt.date(2027, 1, 4))
    page = desk.get(answer["Location"]).content.decode()
    assert "The school rang" in page
    assert "Named by the coordinator" in page
    assert desk.post(address, data)["Location"] == answer["Location"]
    taken = desk.post(address, phone_call(session_type=play.type.pk, start="08:30")).content.decode()
    assert "has just been taken" in taken
    assert 'value="08:30"' in taken
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?q=zzzz", "?urn=x", "?urn=1", "?urn=99999999999999999999"])
def test_without_a_school_nothing_is_booked(desk, play, query):
    address = f"/cms/visits/new/{query}"
    assert desk.get(address).status_code == 200
    assert desk.post(address, phone_call(session_type=play.type.pk)).status_code == 200
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EDITOR, Role.OFFICER])
def test_only_a_coordinator_books_by_telephone(client, play, role):
    stranger = factories.staff(role)
    stranger.is_demo = True
    stranger.save()
    client.force_login(stranger)
    address = f"/cms/visits/new/?urn={play.school.urn}"
    assert client.get(address).status_code in (302, 403)
    assert client.post(address, phone_call(session_type=play.type.pk)).status_code in (302, 403)
    assert Visit.objects.count() == 0

"""How much one person and one school may ask for: a page that says so, when there is room again, and nobody else hit."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from education.liaison.actions import decline_visit, request, withdraw_visit
from education.liaison.errors import QuotaReached
from education.liaison.models import Visit
from education.schools import actions as schools
from tests import factories
from tests.liaison.cast import DAY
from tests.liaison.filing import filed_for, filing_form
from tests.liaison.test_pages import ALL, details

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
CHECK = f"/book/check/?{ALL}"
TIMES = [(days, dt.time(hour)) for days in (1, 2) for hour in (9, 11, 13)]


def ask(play, number: int, **more) -> Visit:
    days, start = TIMES[number]
    return play.ask(day=DAY + dt.timedelta(days=days), start=start, **more)


def asked_five_times(play) -> None:
    for number in range(5):
        withdraw_visit(visit=ask(play, number), by=play.teacher)


def test_a_school_has_three_requests_waiting_at_a_time(play, client):
    first, *_ = [ask(play, number) for number in range(3)]
    client.force_login(play.teacher)
    answer = client.post(CHECK, details(day_telephone="01642 999999"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(3 * 24 * 3600))
    text = answer.content.decode()
    assert "already has 3 requests waiting" in text
    assert "If it can’t wait, ring 101 and ask for" in text
    assert 'value="01642 999999"' in text
    # Another school of the same person has its own three, and an answer makes room.
    other = factories.school(authority=play.school.authority)
    factories.membership(play.teacher, other)
    assert play.ask(school=other, day=DAY + dt.timedelta(days=5)).state == "requested"
    decline_visit(visit=first, reason="no_officer", by=play.coordinator)
    assert client.post(CHECK, details()).status_code == 303


def test_a_person_asks_five_times_in_twenty_four_hours(play, client, settings):
    asked_five_times(play)
    client.force_login(play.teacher)
    settings.FAKE_NOW = "2027-01-04T15:00"
    answer = client.post(CHECK, details())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(18 * 3600))
    assert "Ask for more tomorrow." in answer.content.decode()
    settings.FAKE_NOW = "2027-01-05T08:59"
    client.force_login(play.teacher)
    assert client.post(CHECK, details()).status_code == 429
    settings.FAKE_NOW = "2027-01-05T09:00"
    assert client.post(CHECK, details()).status_code == 303


def test_a_colleague_and_a_coordinator_are_not_hit_by_it(play):
    asked_five_times(play)
    with pytest.raises(QuotaReached):
        ask(play, 5)
    colleague = factories.person()
    factories.membership(colleague, play.school)
    withdraw_visit(visit=ask(play, 5, by=colleague), by=colleague)
    rang = ask(play, 5, by=play.coordinator, teacher=play.teacher, override="school_rang")
    assert rang.state == "requested"


@pytest.mark.parametrize("limit", ["REQUESTS_A_DAY", "OPEN_REQUESTS_PER_SCHOOL"])
def test_control_without_its_limit_the_next_request_goes_through(play, monkeypatch, limit):
    for number in range(5):
        visit = ask(play, number)
        if limit == "REQUESTS_A_DAY" or number > 1:
            withdraw_visit(visit=visit, by=play.teacher)
        if limit == "OPEN_REQUESTS_PER_SCHOOL" and number == 1:
            break
    if limit == "OPEN_REQUESTS_PER_SCHOOL":
        ask(play, 2)
    with pytest.raises(QuotaReached):
        ask(play, 5)
    monkeypatch.setattr(request, limit, 100)
    assert ask(play, 5).state == "requested"


def test_filing_and_taking_back_counts_as_asking(play, client):
    newcomer = factories.person()
    schools.claim_school(user=newcomer, school=play.school, by=newcomer)
    for _ in range(5):
        withdraw_visit(visit=filed_for(play.school, newcomer, DAY), by=newcomer)
    client.force_login(newcomer)
    answer = client.post(
        f"/book/request/{play.school.urn}/", filing_form(DAY.isoformat(), submission=str(uuid4()))
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(24 * 3600))
    assert 'value="lead@school.example"' in answer.content.decode()


def test_somebody_waits_for_three_schools_at_most_and_claims_ten_times_a_day(play, client):
    keen, other = factories.person(), factories.person()
    client.force_login(keen)
    places = [factories.school() for _ in range(4)]
    answers = [client.post(f"/book/school/{school.urn}/").status_code for school in places]
    assert answers == [303, 303, 303, 409]
    assert "three schools already" in client.post(f"/book/school/{places[3].urn}/").content.decode()
    answers = [client.post(f"/book/school/{places[3].urn}/") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [409] * 5 + [429]
    assert 86_000 < int(answers[-1].headers["Retry-After"]) <= 86_400
    assert "Please wait a little" in answers[-1].content.decode()
    client.force_login(other)
    assert client.post(f"/book/school/{places[3].urn}/").status_code == 303

"""An officer's calendar under a secret: what it shows in each mode, how it is renewed, and what it never says."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from education.ledger.models import Event
from education.liaison import feeds
from education.liaison.actions import cancel_visit, take_time
from education.liaison.actions.feeds import digest_of, end_feed, make_feed
from education.liaison.errors import NotYours, Refused
from education.liaison.models import CalendarFeed
from education.liaison.states import Who
from education.people.roles import Role
from education.people.staff.actions import end_access
from tests import factories

pytestmark = pytest.mark.django_db


def feed(client, secret, **headers):
    return client.get(f"/calendar/{secret}.ics", headers=headers)


def made(play, mode="full"):
    return make_feed(officer=play.officer, mode=mode, by=play.officer.user)


def events(answer) -> list[dict[str, str]]:
    """Each event's properties, after checking the form of the file by the RFC's own rules."""
    body = answer.content
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    text = re.sub(rb"\r\n[ \t]", b"", body).decode()
    assert "\r\nMETHOD:PUBLISH\r\n" in text
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    parts = text.split("BEGIN:VEVENT\r\n")[1:]
    found = [dict(re.findall(r"^([A-Z-]+)[^:\r\n]*:([^\r\n]*)", part, re.M)) for part in parts]
    for one in found:
        assert set(one) >= {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "CLASS"}
        assert "ATTENDEE" not in one and "ORGANIZER" not in one
    return found


def test_the_feed_shows_what_is_confirmed_and_not_what_is_only_asked_for(play, client):
    visit = play.confirmed()
    play.ask(start=dt.time(13))
    (one,) = events(feed(client, made(play)))
    assert one["UID"] == f"visit-{visit.public_id}@127.0.0.1"
    assert (one["DTSTART"], one["DTEND"], one["STATUS"], one["SEQUENCE"]) == (
        "20270120T094500Z", "20270120T111500Z", "CONFIRMED", "1",
    )  # fmt: skip
    assert (one["SUMMARY"], one["LOCATION"]) == (
        f"Safe and kind online ({visit.reference})", "Harbour View Primary School\\, Stockton\\, TS18 1AA",
    )  # fmt: skip


def test_each_mode_says_no_more_than_its_name(play, client):
    visit = play.confirmed()
    locality = feed(client, made(play, "locality"))
    (one,) = events(locality)
    assert (one["SUMMARY"], one["LOCATION"]) == ("School visit", "Stockton")
    busy = feed(client, made(play, "busy"))
    (one,) = events(busy)
    assert (one["SUMMARY"], "LOCATION" in one) == ("Busy", False)
    for answer, words in ((locality, ["Harbour"]), (busy, ["Harbour", "Stockton", "TS18"])):
        for word in [*words, visit.reference, "lead@", "01642", play.teacher.email, play.officer.user.email]:
            assert word not in answer.content.decode()


def test_a_visit_called_off_stays_for_thirty_days_as_cancelled(play, client, settings):
    visit = play.confirmed(day=dt.date(2027, 3, 24))
    cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    secret = made(play)
    assert [(e["STATUS"], e["SEQUENCE"]) for e in events(feed(client, secret))] == [("CANCELLED", "2")]
    settings.FAKE_NOW = "2027-02-02T09:00"
    assert len(events(feed(client, secret))) == 1
    settings.FAKE_NOW = "2027-02-04T09:00"
    assert events(feed(client, secret)) == []


def test_thirteen_months_back_and_no_further(play, client, settings):
    play.confirmed()
    secret = made(play)
    settings.FAKE_NOW = "2028-02-18T09:00"
    assert len(events(feed(client, secret))) == 1
    settings.FAKE_NOW = "2028-02-22T09:00"
    assert events(feed(client, secret)) == []


def test_leave_and_other_officers_are_not_in_it(play, client):
    other = factories.make_officer()
    session = factories.training_session(factories.visit(state="confirmed"), start="13:00")
    factories.commitment(other, session)
    take_time(officer=play.officer, start_at=dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC),
              end_at=dt.datetime(2027, 2, 1, 17, tzinfo=dt.UTC), by=play.officer.user, kind="court")  # fmt: skip
    assert events(feed(client, made(play))) == []


def test_the_tag_changes_only_with_the_content(play, client, settings):
    visit, secret = play.confirmed(), made(play)
    first = feed(client, secret)
    settings.FAKE_NOW = "2027-01-05T09:00"
    again = feed(client, secret, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    changed = feed(client, secret, if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_new_secret_ends_the_old_and_none_is_kept(play, client):
    old = made(play)
    new = made(play, "busy")
    assert (feed(client, old).status_code, feed(client, new).status_code) == (404, 200)
    row = CalendarFeed.objects.get()
    assert (row.digest, row.mode) == (digest_of(new), "busy")
    assert len(new) >= 43
    assert new not in str(list(Event.objects.values_list("data", flat=True)))
    end_feed(officer=play.officer, by=play.officer.user)
    end_feed(officer=play.officer, by=play.officer.user)
    assert feed(client, new).status_code == 404
    assert Event.objects.filter(kind="calendar_ended").count() == 1


def test_only_the_officer_makes_or_ends_it(play):
    for by in (play.coordinator, play.teacher, factories.staff(Role.ADMINISTRATOR)):
        with pytest.raises(NotYours):
            make_feed(officer=play.officer, mode="full", by=by)
        with pytest.raises(NotYours):
            end_feed(officer=play.officer, by=by)
    with pytest.raises(Refused):
        make_feed(officer=play.officer, mode="everything", by=play.officer.user)


def test_an_officer_who_left_has_no_feed(play, client):
    secret = made(play)
    end_access(user=play.officer.user, by=factories.staff(Role.ADMINISTRATOR))
    assert feed(client, secret).status_code == 404


def test_it_is_private_sets_no_cookie_and_notes_its_last_use(play, client):
    secret = made(play)
    answer = feed(client, secret)
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.cookies == {}
    assert CalendarFeed.objects.get().last_used_at == dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)


def test_who_guesses_is_slowed_down(client, db):
    answers = [feed(client, f"guess-{n}").status_code for n in range(22)]
    assert answers == [404] * 20 + [429] * 2
    assert feed(client, "more")["Retry-After"]


def test_the_officers_page_shows_the_secret_once(play, client):
    play.officer.user.is_demo = True
    play.officer.user.save()
    client.force_login(play.officer.user)
    page = reverse("calendar")
    assert client.post(page, {"mode": "nonsense"}).status_code == 422
    assert client.post(page, {"mode": "locality"}).status_code == 303
    html = client.get(page).content.decode()
    secret = re.search(r"/calendar/([\w-]{43})\.ics", html)
    assert secret
    assert feed(client, secret[1]).status_code == 200
    assert secret[1] not in client.get(page).content.decode()
    client.post(page, {"end": "1"})
    assert not CalendarFeed.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_visits(play, django_assert_num_queries):
    made(play)
    row = CalendarFeed.objects.select_related("officer").get()
    play.confirmed()
    with django_assert_num_queries(7):
        feeds.calendar(row)
    play.confirmed(start=dt.time(13))
    play.confirmed(day=dt.date(2027, 1, 27))
    with django_assert_num_queries(7):
        feeds.calendar(row)

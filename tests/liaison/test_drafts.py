"""A booking that was begun: kept for a day, gone on with on any device, and never a visit."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from education.ledger import jobs
from education.ledger.models import Event, OutboxMessage
from education.liaison.actions import forget_person
from education.liaison.actions.drafts import draft_of, keep_draft
from education.liaison.models import Commitment, Draft, Visit
from tests import factories
from tests.liaison.cast import DAY
from tests.liaison.test_pages import ALL, SO_FAR, details

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client, play):
    client.force_login(play.teacher)
    return client


def go_on(client):
    """Where the first page leads to, or nothing."""
    found = re.search(r'href="([^"]+)">Go on where you stopped', client.get("/book/").content.decode())
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize(
    ("opened", "leads_to"),
    [
        ("/book/what/", ""),
        ("/book/day/?type=class-talk", "/book/day/?type=class-talk"),
        ("/book/time/?type=class-talk&day=2027-01-20", "/book/time/?type=class-talk&day=2027-01-20"),
        (f"/book/group/?{SO_FAR}", "/book/group/?type=class-talk&day=2027-01-20&time=10%3A00"),
        (f"/book/check/?{ALL}", "/book/check/?type=class-talk&day=2027-01-20&time=10%3A00&group=5-28"),
        (
            "/book/day/?type=class-talk&way=classes&first=group&group=5-28&group=6-30",
            "/book/day/?type=class-talk&way=classes&first=group&group=5-28&group=6-30",
        ),
    ],
)
def test_the_first_page_leads_to_the_question_that_was_open(teacher, opened, leads_to):
    assert teacher.get(opened).status_code == 200
    assert go_on(teacher) == leads_to
    if leads_to:
        assert teacher.get(go_on(teacher)).status_code == 200


def test_nothing_is_held_logged_or_sent_for_a_draft(teacher):
    before = Event.objects.count()
    teacher.get(f"/book/check/?{ALL}")
    assert (Draft.objects.count(), Visit.objects.count(), Commitment.objects.count()) == (1, 0, 0)
    assert (Event.objects.count(), OutboxMessage.objects.count()) == (before, 0)


def test_it_goes_with_the_person_to_another_device_and_to_nobody_else(teacher, play, client):
    teacher.get(f"/book/check/?{ALL}")
    colleague = factories.membership(of=play.school).user
    client.force_login(colleague)
    assert go_on(client) == ""
    client.force_login(play.teacher)
    assert go_on(client) != ""


def test_sending_ends_it_and_a_refusal_keeps_it(teacher, play):
    teacher.get(f"/book/check/?{ALL}")
    assert teacher.post(f"/book/check/?{ALL}", details(day_telephone="")).status_code == 200
    assert go_on(teacher) != ""
    assert teacher.post(f"/book/check/?{ALL}", details()).status_code == 303
    assert (go_on(teacher), Draft.objects.count()) == ("", 0)


def test_a_time_that_went_meanwhile_is_refused_and_the_draft_stays(teacher, play):
    teacher.get(f"/book/check/?{ALL}")
    other = factories.membership(of=factories.school()).user
    play.ask(by=other, school=other.memberships.get().school, submission=uuid4())
    assert teacher.post(go_on(teacher), details()).status_code == 409
    assert Draft.objects.count() == 1


def test_it_can_be_thrown_away(teacher):
    teacher.get(f"/book/day/?{SO_FAR}")
    assert teacher.get("/book/forget/").status_code == 405
    sent = teacher.post("/book/forget/")
    assert (sent.status_code, sent["Location"], Draft.objects.count()) == (303, "/book/", 0)


def test_after_a_day_it_is_not_shown_and_the_clock_takes_it_away(teacher, play, settings):
    teacher.get(f"/book/day/?{SO_FAR}")
    for moment, shown, left in (("2027-01-05T08:59", True, 1), ("2027-01-05T09:00", False, 0)):
        settings.FAKE_NOW = moment
        teacher.force_login(play.teacher)
        assert (draft_of(play.teacher) is not None) == shown
        assert (go_on(teacher) != "") == shown
        jobs.JOBS["remove drafts of bookings"].run()
        assert Draft.objects.count() == left


def test_each_answer_starts_the_day_anew_and_a_look_changes_nothing(teacher, play, settings):
    teacher.get("/book/day/?type=class-talk")
    first = Draft.objects.get().kept_at
    settings.FAKE_NOW = "2027-01-04T10:00"
    teacher.get("/book/day/?type=class-talk")
    assert Draft.objects.get().kept_at == first
    teacher.get(f"/book/time/?type=class-talk&day={DAY}")
    assert Draft.objects.get().kept_at - first == dt.timedelta(hours=1)


def test_a_session_that_is_no_more_is_not_gone_on_with(teacher, play):
    teacher.get("/book/day/?type=class-talk")
    play.type.active = False
    play.type.save()
    assert go_on(teacher) == ""


def test_somebody_who_may_not_book_keeps_none(client, play):
    stranger = factories.person()
    client.force_login(stranger)
    client.get(f"/book/day/?{SO_FAR}")
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("answers", [[("note", "hello")], [("type", "x" * 41)], [("type",)]])
def test_nothing_but_answers_is_kept(play, answers):
    with pytest.raises(ValidationError):
        keep_draft(answers=answers, by=play.teacher)


def test_it_goes_with_the_account(teacher, play):
    teacher.get(f"/book/day/?{SO_FAR}")
    forget_person(person=play.teacher, addresses=[], by=None)
    assert Draft.objects.count() == 0

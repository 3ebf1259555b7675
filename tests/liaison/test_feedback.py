"""What a school says afterwards, what it has ready before, and the same again for next year."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from education.ledger.models import Event
from education.liaison import queries, words
from education.liaison.actions import record_outcome
from education.liaison.actions.feedback import give_feedback
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Feedback, Visit
from tests import factories
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
ANSWERS = {"useful": "very", "pitch": "right", "help": "most", "again": "yes"}


@pytest.fixture
def visit(play, settings):
    """One that took place this morning."""
    visit = play.confirmed()
    settings.FAKE_NOW = "2027-01-20T12:00"
    record_outcome(session=visit.sessions.get(), delivered=True, by=play.officer.user)
    visit.refresh_from_db()
    return visit


def test_the_answers_are_codes_kept_once_and_can_be_changed(play, visit):
    give_feedback(visit=visit, answers=ANSWERS, by=play.teacher)
    give_feedback(visit=visit, answers=ANSWERS | {"useful": "little"}, by=play.teacher)
    kept = Feedback.objects.get()
    assert (kept.useful, kept.pitch, kept.help, kept.again) == ("little", "right", "most", "yes")
    assert Event.objects.filter(kind="feedback_given").count() == 2


@pytest.mark.parametrize(
    "answers", [{}, ANSWERS | {"useful": "Nia liked it"}, ANSWERS | {"remark": "x"}, {**ANSWERS, "again": ""}]
)
def test_anything_but_one_choice_a_question_is_refused(play, visit, answers):
    with pytest.raises(Refused):
        give_feedback(visit=visit, answers=answers, by=play.teacher)
    assert not Feedback.objects.exists()


def test_no_field_of_it_takes_a_sentence():
    for name in ANSWERS:
        assert Feedback._meta.get_field(name).choices


def test_only_the_school_says_so_after_the_visit_and_for_sixty_days(play, visit, settings):
    for by in (factories.person(), play.officer.user, play.coordinator):
        with pytest.raises(NotYours):
            give_feedback(visit=visit, answers=ANSWERS, by=by)
    to_come = play.confirmed(day=dt.date(2027, 2, 24))
    with pytest.raises(Refused, match="has taken place"):
        give_feedback(visit=to_come, answers=ANSWERS, by=play.teacher)
    settings.FAKE_NOW = "2027-03-21T23:00"
    give_feedback(visit=visit, answers=ANSWERS, by=play.teacher)
    settings.FAKE_NOW = "2027-03-22T09:00"
    with pytest.raises(Refused, match="too long ago"):
        give_feedback(visit=visit, answers=ANSWERS, by=play.teacher)


def test_the_totals_name_every_choice_and_count_visits_of_their_days(play, visit):
    give_feedback(visit=visit, answers=ANSWERS, by=play.teacher)
    totals = queries.feedback_totals(DAY, DAY)
    assert totals["useful"] == {"very": 1, "fairly": 0, "little": 0, "not": 0}
    assert totals["help"] == {"most": 1, "some": 0, "few": 0, "cant_say": 0}
    assert queries.feedback_totals(DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=9))["again"] == {
        "yes": 0, "perhaps": 0, "no": 0,
    }  # fmt: skip
    Visit.objects.update(is_demo=True)
    assert sum(queries.feedback_totals(DAY, DAY)["pitch"].values()) == 0


def test_the_page_asks_keeps_and_shows_what_was_chosen(play, visit, client):
    client.force_login(play.teacher)
    page = reverse("visit_feedback", args=[visit.reference])
    assert page in client.get(reverse("visit", args=[visit.reference])).content.decode()
    answer = client.post(page, {"useful": "very"})
    assert answer.status_code == 422
    assert "Choose one answer." in answer.content.decode()
    assert client.post(page, ANSWERS)["Location"] == reverse("visits")
    assert "Thank you." in client.get(reverse("visits")).content.decode()
    assert "checked" in client.get(page).content.decode()


def test_a_visit_to_come_and_another_school_have_no_such_page(play, visit, client):
    to_come = play.confirmed(day=dt.date(2027, 2, 24))
    client.force_login(play.teacher)
    page = reverse("visit_feedback", args=[to_come.reference])
    assert client.get(page)["Location"] == reverse("visit", args=[to_come.reference])
    client.force_login(factories.membership(of=factories.school("Another")).user)
    assert client.get(reverse("visit_feedback", args=[visit.reference])).status_code == 404


def test_the_same_is_booked_for_next_year_with_nothing_typed_again(play, visit, client):
    factories.terms(play.school.authority, dt.date(2027, 9, 1), dt.date(2028, 7, 20))
    client.force_login(play.teacher)
    html = client.get(reverse("visit", args=[visit.reference])).content.decode()
    address = (
        html.split("Book the same for next year")[0]
        .rpartition('href="')[2]
        .split('"')[0]
        .replace("&amp;", "&")
    )
    assert address == f"/book/day/?school={play.school.urn}&type=class-talk&month=2028-01&group=5-28"
    page = client.get(address).content.decode()
    assert "January 2028" in page
    assert "type=class-talk" in page and "group=5-28" in page


def test_what_to_have_ready_says_what_is_done_and_what_is_not(play, client):
    visit = play.ask(day_telephone="")
    assert [done for done, _ in words.ready(visit)][:2] == [False, False]
    confirmed = play.confirmed(day=dt.date(2027, 1, 27))
    assert [done for done, _ in words.ready(confirmed)][:3] == [True, True, None]
    client.force_login(play.teacher)
    page = client.get(reverse("visit", args=[confirmed.reference])).content.decode()
    assert "How to know that it is really us" in page
    assert "Your safeguarding lead is named and has our mail" in page


def test_a_visit_that_is_over_has_no_such_list(play, visit):
    assert words.ready(visit) == []

"""The self check-in of a parents' evening: anonymous, advisory, capped, and closed by the clock."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from education.attendance import actions, codes, due, policies, queries
from education.attendance.daypack import day_pack
from education.attendance.models import CheckIn, CheckInAnswer, Entry, Register
from education.attendance.states import CODE_LETTERS, CheckInState
from education.ledger.clock import today
from education.ledger.models import Event
from education.liaison.errors import QuotaReached, Refused
from education.liaison.models import TrainingSession
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, line, signed_in, submission, supervisor, total
from tests.html import faults, tags

pytestmark = pytest.mark.django_db


def evening(start: str = "11:30", largest_group: int = 200, **fields: Any) -> tuple[TrainingSession, User]:
    """A parents' evening of today, from 11:30 to 12:30 while the clock stands at noon."""
    kind = factories.session_type(
        "parents-evening", audience="parent_carer", years=[], largest_group=largest_group
    )
    visit = factories.visit(day=today(), state="confirmed", type=kind)
    return begun_session(start=start, visit=visit, **fields)


def opened(**fields: Any) -> CheckIn:
    session, officer = evening(**fields)
    return actions.open_check_in(session=session, by=officer)


def answer(check_in: CheckIn, adults: int = 2, year: str = "") -> CheckInAnswer:
    return actions.answer_check_in(check_in=check_in, answer=uuid4(), adults=adults, year=year)


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', page)
    assert found
    return found[1]


def page_of(check_in: CheckIn, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/here/{check_in.code}/")


def say(check_in: CheckIn, client: Client | None = None, **typed: str) -> Any:
    """Fill in the form as a stranger's browser does, without any token against forgery."""
    client = client or Client(enforce_csrf_checks=True)
    if "mark" not in typed:
        typed["mark"] = mark(page_of(check_in, client).content.decode())
    return client.post(f"/here/{check_in.code}/", typed)


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


# The room


def test_a_stranger_says_how_many_came_and_sees_it_again():
    check_in = opened()
    client = Client(enforce_csrf_checks=True)
    sent = say(check_in, client, adults="3", year="5")
    assert sent.status_code == 303
    assert urlsplit(sent.headers["Location"]).path == f"/here/{check_in.code}/"
    thanks = client.get(sent.headers["Location"]).content.decode()
    assert "You said that 3 adults are here." in thanks
    assert list(check_in.answers.values_list("adults", "year")) == [(3, "5")]


def test_nothing_is_remembered_about_the_stranger():
    check_in = opened()
    client = Client(enforce_csrf_checks=True)
    page = page_of(check_in, client)
    sent = say(check_in, client, adults="1")
    thanks = client.get(sent.headers["Location"])
    assert dict(client.cookies) == {}
    assert [answer.headers["Cache-Control"] for answer in (page, thanks)] == [
        "max-age=0, no-cache, no-store, must-revalidate, private"
    ] * 2
    assert {field.name for field in CheckInAnswer._meta.get_fields()} == {"id", "check_in", "adults", "year"}
    assert Event.objects.filter(subject="check_in").count() == 1


def test_the_page_is_whole_without_a_script():
    page = page_of(opened()).content.decode()
    assert faults(page) == []
    form = next(attributes for tag, attributes in tags(page) if attributes.get("method") == "post")
    assert form["action"].startswith("/here/")
    names = [a["name"] for tag, a in tags(page) if tag in {"input", "select"} and "name" in a]
    assert {"mark", "adults", "year"} <= set(names)
    assert "csrfmiddlewaretoken" not in names


def test_tapping_twice_counts_once_and_a_change_replaces():
    check_in = opened()
    client = Client()
    first = say(check_in, client, adults="2")
    mine = parse_qs(urlsplit(first.headers["Location"]).query)["mine"][0]
    say(check_in, client, adults="2", mark=mine)
    assert queries.tally(check_in) == queries.Tally(1, 2, [("No year group given", 2)])
    changed = mark(client.get(first.headers["Location"]).content.decode())
    say(check_in, client, adults="4", year="R", mark=changed)
    assert queries.tally(check_in) == queries.Tally(1, 4, [("Reception", 4)])


def test_two_groups_add_up_the_youngest_first():
    """The control of the one before: two people with two forms are two answers."""
    check_in = opened()
    for adults, year in (("2", "6"), ("1", ""), ("3", "R"), ("2", "6")):
        say(check_in, adults=adults, year=year)
    assert queries.tally(check_in) == queries.Tally(
        4, 8, [("Reception", 3), ("Year 6", 4), ("No year group given", 1)]
    )


def test_nobody_changes_anothers_answer():
    check_in, other = opened(), opened(start="11:45")
    theirs = answer(other, 6)
    for forged in ("", "nonsense", theirs.pk.hex, codes.mark_of(other, theirs.pk)):
        refused = say(check_in, adults="1", mark=forged)
        assert refused.status_code == 422
        assert codes.read_mark(check_in, mark(refused.content.decode())) is not None
        shown = Client().get(f"/here/{check_in.code}/", {"mine": forged}).content.decode()
        assert "You said" not in shown
    assert (queries.tally(check_in).groups, queries.tally(other).adults) == (0, 6)


def test_a_form_with_an_old_mark_goes_through_when_it_is_sent_once_more():
    check_in = opened()
    page = say(check_in, adults="5", mark="old").content.decode()
    assert re.search(r'value="5"[^>]*checked', page)
    assert say(check_in, adults="5", mark=mark(page)).status_code == 303


@pytest.mark.parametrize(
    "typed", [{}, {"adults": "0"}, {"adults": "7"}, {"adults": "x"}, {"adults": "2", "year": "Mx"}]
)
def test_what_is_not_a_number_from_one_to_six_is_asked_again(typed):
    check_in = opened()
    refused = say(check_in, **typed)
    assert refused.status_code == 422
    assert 'class="error-summary"' in refused.content.decode()
    assert queries.tally(check_in).groups == 0


def test_the_rules_hold_below_the_form_too():
    check_in = opened()
    assert refusal(lambda: answer(check_in, 7)) == "bad_answer"
    assert refusal(lambda: answer(check_in, 2, "1999")) == "bad_answer"
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckInAnswer.objects.create(check_in=check_in, adults=7)


def test_a_form_that_is_too_long_is_not_read():
    assert say(opened(), adults="2", year="x" * 5000).status_code == 413


# Codes


def test_a_code_is_six_letters_without_lookalikes():
    made = {codes.new_code() for _ in range(50)}
    assert len(made) == 50
    assert {len(code) for code in made} == {6}
    assert set("".join(made)) <= set(CODE_LETTERS)
    assert set(CODE_LETTERS) & set("01258OILSZBGAEU") == set()


def test_a_code_typed_by_hand_is_found():
    check_in = opened()
    typed = f" {check_in.code[:3].lower()}-{check_in.code[3:]} "
    found = Client().get("/here/", {"code": typed})
    assert (found.status_code, found.headers["Location"]) == (303, f"/here/{check_in.code}/")
    assert Client().get(f"/here/{check_in.code.lower()}/").status_code == 200


def test_a_code_that_nobody_gave_out_leads_nowhere():
    opened()
    page = Client().get("/here/", {"code": "<b>"})
    assert (page.status_code, faults(page.content.decode())) == (200, [])
    assert "We do not know this code." in page.content.decode()
    for send in (Client().get, Client().post):
        assert send("/here/AAAAAA/").status_code == 404


# The clock and the caps


@pytest.mark.parametrize(
    ("clock", "state"),
    [("10:59", "not_yet"), ("11:00", "open"), ("12:30", "open"), ("13:00", "open"), ("13:01", "closed")],
)
def test_it_opens_and_closes_by_itself(settings, clock, state):
    check_in = opened()
    settings.FAKE_NOW = f"2027-01-20T{clock}"
    assert policies.check_in_state(queries.check_in_by_code(check_in.code)) == CheckInState(state)
    page = page_of(check_in).content.decode()
    assert ('name="adults"' in page) == (state == "open")
    sent = say(check_in, adults="2", mark=codes.new_mark(check_in))
    assert sent.status_code == (303 if state == "open" else 409)
    assert queries.tally(check_in).groups == (1 if state == "open" else 0)


def test_the_officer_closes_it_early_and_opens_it_again_under_the_same_code():
    session, officer = evening()
    check_in = actions.open_check_in(session=session, by=officer)
    actions.close_check_in(session=session, by=officer)
    actions.close_check_in(session=session, by=officer)
    assert refusal(lambda: answer(check_in)) == "not_open"
    again = actions.open_check_in(session=session, by=officer)
    actions.open_check_in(session=session, by=officer)
    assert (again.pk, again.code) == (check_in.pk, check_in.code)
    answer(check_in)
    kinds = Event.objects.filter(subject="check_in").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["check_in_opened", "check_in_closed", "check_in_opened"]


def test_a_visit_that_is_called_off_takes_no_answers():
    check_in = opened()
    TrainingSession.objects.update(state="cancelled")
    assert refusal(lambda: answer(check_in)) == "not_open"


def test_half_as_many_again_as_the_largest_group_and_no_more():
    check_in = opened(largest_group=5)
    first = answer(check_in, 4)
    answer(check_in, 3)
    assert refusal(lambda: answer(check_in, 1)) == "full"
    sent = say(check_in, adults="1")
    assert sent.status_code == 409
    assert "as many answers as it takes" in sent.content.decode()
    actions.answer_check_in(check_in=check_in, answer=first.pk, adults=1)
    answer(check_in, 3)
    assert queries.tally(check_in).adults == 7


def test_a_hundred_and_twenty_answers_a_minute(settings):
    check_in = opened()
    answer(check_in)
    CheckIn.objects.update(in_minute=policies.ANSWERS_A_MINUTE - 1)
    kept = answer(check_in)
    with pytest.raises(QuotaReached):
        answer(check_in)
    busy = say(check_in, adults="2")
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "60")
    assert re.search(r'value="2"[^>]*checked', busy.content.decode())
    actions.answer_check_in(check_in=check_in, answer=kept.pk, adults=2)
    settings.FAKE_NOW = "2027-01-20T12:01"
    assert say(check_in, adults="2").status_code == 303
    assert queries.tally(check_in).groups == 3


# Advice, never a count


def test_answers_are_no_entries_and_count_for_nothing():
    session, officer = evening()
    check_in = actions.open_check_in(session=session, by=officer)
    for _ in range(4):
        answer(check_in, 6)
    assert (Entry.objects.count(), Register.objects.count(), total()) == (0, 0, 0)
    lines = [line(20, "parent_carer", None)]
    actions.record_entry(submission=submission(session, lines=lines, method="self_check_in"), by=officer)
    assert (Entry.objects.count(), total(), queries.tally(check_in).adults) == (1, 20, 24)


def test_the_register_shows_what_the_room_says_and_offers_it_as_a_method():
    session, officer = evening()
    client = signed_in(officer)
    address = f"/officer/sessions/{session.public_id}/register/"
    before = client.get(address).content.decode()
    check_in = actions.open_check_in(session=session, by=officer)
    answer(check_in, 3)
    after = client.get(address).content.decode()
    says = "The room says <b>3</b> adults in 1 answer"
    assert ["self_check_in" in page for page in (before, after)] == [False, True]
    assert [says in page for page in (before, after)] == [False, True]


def test_a_class_has_no_self_check_in():
    session, officer = begun_session()
    client = signed_in(officer)
    assert refusal(lambda: actions.open_check_in(session=session, by=officer)) == "no_check_in"
    assert client.get(f"/officer/sessions/{session.public_id}/check-in/").status_code == 404
    page = client.get(f"/officer/sessions/{session.public_id}/register/").content.decode()
    assert "Self check-in" not in page


def test_answers_go_ninety_days_after_the_evening(settings):
    check_in = opened()
    answer(check_in)
    settings.FAKE_NOW = "2027-04-20T12:00"
    assert due.forget_answers() == "0 removed"
    settings.FAKE_NOW = "2027-04-21T12:00"
    assert due.forget_answers() == "1 removed"
    assert CheckIn.objects.count() == 1


# The officer


def test_the_officer_makes_the_code_shows_the_slide_and_closes():
    session, officer = evening(start="18:00")
    client, base = signed_in(officer), f"/officer/sessions/{session.public_id}/check-in/"
    assert client.get(f"{base}slide/").status_code == 404
    assert client.post(base, {"do": "open"}).status_code == 303
    check_in = CheckIn.objects.get()
    slide = client.get(f"{base}slide/").content.decode()
    assert faults(slide) == []
    assert f"/here/{check_in.code}/" in slide
    picture = client.get(f"{base}qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert f"<title>{codes.address(check_in)}</title>" in picture.content.decode()
    page = client.get(base).content.decode()
    assert (faults(page), "Not open yet" in page, "Close it now" in page) == ([], True, True)
    client.post(base, {"do": "close"})
    assert "Open it again" in client.get(base).content.decode()


def test_only_the_officer_who_goes_opens_it():
    session, officer = evening()
    for person in (factories.staff(Role.OFFICER), factories.staff(Role.SUPERVISOR), factories.person()):
        assert refusal(lambda person=person: actions.open_check_in(session=session, by=person)) == "not_yours"
    other = signed_in(factories.make_officer().user)
    for end in ("", "slide/", "qr.svg"):
        assert other.get(f"/officer/sessions/{session.public_id}/check-in/{end}").status_code == 404
    assert actions.open_check_in(session=session, by=officer).opened_by == officer


def test_after_the_evening_nothing_is_opened_any_more(settings):
    session, officer = evening()
    settings.FAKE_NOW = "2027-01-20T13:01"
    assert refusal(lambda: actions.open_check_in(session=session, by=officer)) == "over"


def test_a_supervisor_sees_what_the_room_said_beside_the_count():
    session, officer = evening()
    client = signed_in(supervisor())
    address = f"/cms/registers/{session.public_id}/"
    check_in = actions.open_check_in(session=session, by=officer)
    before = client.get(address).content.decode()
    answer(check_in, 3)
    after = client.get(address).content.decode()
    assert ["the room said 3 adults in 1 answer" in page for page in (before, after)] == [False, True]


def test_the_day_pack_knows_which_session_has_one():
    session, officer = evening()
    begun_session(session.commitments.get().officer, start="14:00")
    assert [held["check_in"] for held in day_pack(officer)["sessions"]] == [True, False]

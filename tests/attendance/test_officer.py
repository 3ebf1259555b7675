"""The officer's pages: a phone, a plain form, and nobody else's sessions."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import html5lib
import pytest
from django.test import Client

from education.attendance.actions import sign_off
from education.attendance.models import Entry, EntryLine, Register
from education.ledger.clock import now, to_utc, today
from education.liaison.models import TrainingSession
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, signed_in, supervisor, total
from tests.html import faults

pytestmark = pytest.mark.django_db


def address(session: TrainingSession) -> str:
    return f"/officer/sessions/{session.public_id}/register/"


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]  # type: ignore[index]


def typed(client: Client, session: TrainingSession, query: str = "", **numbers: str) -> dict[str, str]:
    """The form as it is given out, with these numbers typed into it."""
    html = client.get(address(session) + query).content.decode()
    data = {
        "entry_id": hidden(html, "entry_id"),
        "base_version": hidden(html, "base_version"),
        "method": "counted",
    }
    if 'name="replaces"' in html:
        data["replaces"] = hidden(html, "replaces")
    return data | {name.replace("__", "-"): value for name, value in numbers.items()}


def addresses(session: TrainingSession) -> list[str]:
    base = f"/officer/sessions/{session.public_id}"
    return ["/officer/", f"{base}/register/", f"{base}/not-delivered/", f"{base}/saved/{uuid4()}/"]


def test_a_stranger_is_sent_to_sign_in_from_every_page():
    session, _ = begun_session()
    for path in addresses(session):
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={path}")


@pytest.mark.parametrize("role", [None, *[role for role in Role if role != Role.OFFICER]])
def test_only_officers_see_these_pages(role):
    session, _ = begun_session()
    client = signed_in(factories.staff(role) if role else factories.person())
    assert [client.get(path).status_code for path in addresses(session)] == [403] * 4


def test_another_officers_session_does_not_exist():
    session, _ = begun_session()
    client = signed_in(factories.make_officer().user)
    data = {"entry_id": str(uuid4()), "base_version": "0", "method": "counted", "heads-pupil-5": "28"}
    assert [client.get(path).status_code for path in addresses(session)] == [200, 404, 404, 404]
    assert client.post(address(session), data).status_code == 404
    assert Entry.objects.count() == 0


def test_the_day_shows_today_then_what_is_still_to_do_then_ten_days():
    officer = factories.make_officer()
    days = {"today": 0, "late": -7, "ahead": 9, "too far": 11}
    names = {}
    for name, offset in days.items():
        visit = factories.visit(
            factories.school(f"School {name}"), today() + dt.timedelta(days=offset), "confirmed"
        )
        names[name] = begun_session(officer, visit=visit)[0].school.name
    other, _ = begun_session(factories.make_officer())
    html = signed_in(officer.user).get("/officer/").content.decode()
    found = list(re.findall(r"<p>(School [a-z ]+),", html))
    assert found == ["School today", "School late", "School ahead"]
    assert str(other.public_id) not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_day_asks_the_database_the_same_number_of_times(rows, django_assert_num_queries):
    officer = factories.make_officer()
    for number in range(rows):
        begun_session(officer, start=f"{8 + 2 * number:02}:30")
    client = signed_in(officer.user)
    client.get("/officer/")
    with django_assert_num_queries(11):
        client.get("/officer/")


def test_a_count_is_saved_with_a_receipt_and_shown_beside_what_was_expected():
    session, officer = begun_session()
    client = signed_in(officer)
    response = client.post(
        address(session), typed(client, session, heads__pupil__5="27", heads__staff__all="2")
    )
    entry = Entry.objects.get()
    assert (response.status_code, response["Location"]) == (
        303, f"/officer/sessions/{session.public_id}/saved/{entry.pk}/")  # fmt: skip
    assert entry.receipt in client.get(response["Location"]).content.decode()
    assert list(EntryLine.objects.values_list("audience", "year", "expected", "actual")) == [
        ("pupil", "5", 28, 27), ("staff", "", None, 2)]  # fmt: skip
    assert total() == 27


def test_pressing_twice_or_loading_again_changes_nothing():
    session, officer = begun_session()
    client = signed_in(officer)
    data = typed(client, session, heads__pupil__5="27")
    first, again = client.post(address(session), data), client.post(address(session), data)
    assert (first.status_code, again.status_code, first["Location"]) == (303, 303, again["Location"])
    assert (Entry.objects.count(), total()) == (1, 27)


def test_a_new_form_would_count_again_which_is_what_the_hidden_id_prevents():
    """The control: two forms, each with an id of its own, for two rooms."""
    session, officer = begun_session()
    client = signed_in(officer)
    for room in ("Hall", "Classroom 1"):
        client.post(address(session), typed(client, session, "?add=1", heads__pupil__5="27", part=room))
    assert total() == 54


def test_an_empty_box_is_not_known_and_never_zero():
    session, officer = begun_session()
    client = signed_in(officer)
    response = client.post(address(session), typed(client, session, heads__staff__all="1"))
    assert response.status_code == 303
    assert list(EntryLine.objects.values_list("audience", flat=True)) == ["staff"]


def test_nothing_typed_is_refused_with_a_sentence():
    session, officer = begun_session()
    client = signed_in(officer)
    response = client.post(address(session), typed(client, session))
    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert "Type at least one number. Leave empty what you don’t know." in response.content.decode()


def test_what_was_typed_is_kept_beside_the_error():
    session, officer = begun_session()
    client = signed_in(officer)
    data = typed(client, session, heads__pupil__5="twenty", heads__staff__all="2")
    html = client.post(address(session), data | {"method": "estimated"}).content.decode()
    assert 'value="twenty"' in html and hidden(html, "entry_id") == data["entry_id"]
    assert re.search(r'name="heads-staff-all"[^>]*value="2"|value="2"[^>]*name="heads-staff-all"', html)
    assert re.search(r'value="estimated"[^>]*checked', html)
    assert '<a href="#id_heads-pupil-5">Year 5: Type a whole number, or leave it empty.</a>' in html
    assert Entry.objects.count() == 0


def test_one_button_says_as_expected_and_that_is_its_own_method():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session) | {"as_expected": "1"})
    entry = Entry.objects.get()
    assert (entry.method, total()) == ("confirmed_as_expected", 28)


def test_another_number_is_never_as_expected():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="20") | {"as_expected": "1"})
    assert (Entry.objects.get().method, total()) == ("counted", 20)


def test_an_odd_number_is_asked_about_once_and_the_answer_is_kept():
    session, officer = begun_session()
    client = signed_in(officer)
    data = typed(client, session, heads__pupil__5="48")
    response = client.post(address(session), data)
    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert "That is more than half as many again as were expected." in response.content.decode()
    assert client.post(address(session), data | {"sure": "on"}).status_code == 303
    assert Entry.objects.get().soft_checks == ["over_expected"]


def test_a_correction_needs_a_reason_and_the_first_count_stays_in_the_history():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="28"))
    data = typed(client, session, f"?correct={Entry.objects.get().pk}", heads__pupil__5="26")
    assert client.post(address(session), data).status_code == 422
    assert client.post(address(session), data | {"reason": "miscount"}).status_code == 303
    html = client.get(address(session)).content.decode()
    assert (Entry.objects.count(), total()) == (2, 26)
    assert re.findall(r"You counted: Year 5: (\d+)", html) == ["28", "26"]


def test_going_back_and_saving_other_numbers_becomes_a_correction_with_what_was_typed():
    session, officer = begun_session()
    client = signed_in(officer)
    data = typed(client, session, heads__pupil__5="28")
    client.post(address(session), data)
    response = client.post(address(session), data | {"heads-pupil-5": "26"})
    html = response.content.decode()
    assert (response.status_code, total()) == (422, 28)
    again = {**data, "heads-pupil-5": "26", "entry_id": hidden(html, "entry_id"), "reason": "miscount",
             "base_version": hidden(html, "base_version"), "replaces": hidden(html, "replaces")}  # fmt: skip
    assert (client.post(address(session), again).status_code, total()) == (303, 26)


def test_two_officers_with_one_form_each_lose_nothing():
    session, officer = begun_session()
    colleague = factories.make_officer()
    factories.commitment(colleague, session)
    first, second = signed_in(officer), signed_in(colleague.user)
    mine, theirs = (typed(c, session, heads__pupil__5=n) for c, n in ((first, "28"), (second, "25")))
    first.post(address(session), mine)
    response = second.post(address(session), theirs)
    assert "Saved, and different" in second.get(response["Location"]).content.decode()
    assert (Register.objects.get().state, total(), Entry.objects.count()) == ("disputed", 28, 2)


def test_before_the_start_there_is_no_form(settings):
    session, officer = begun_session(start="14:00")
    html = signed_in(officer).get(address(session)).content.decode()
    assert "You can record this session from 14:00" in html and "data-register" not in html


def test_after_sign_off_a_correction_waits_for_a_supervisor():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="28"))
    sign_off(register=Register.objects.get(), by=supervisor())
    data = typed(client, session, f"?correct={Entry.objects.get().pk}", heads__pupil__5="26")
    client.post(address(session), data | {"reason": "miscount"})
    assert (Entry.objects.get(kind="correction").status, total()) == ("review", 28)


def test_not_delivered_with_a_reason():
    session, officer = begun_session()
    client = signed_in(officer)
    path = f"/officer/sessions/{session.public_id}/not-delivered/"
    data = {"entry_id": hidden(client.get(path).content.decode(), "entry_id")}
    assert client.post(path, data).status_code == 422
    assert client.post(path, data | {"reason": "no_audience"}).status_code == 303
    session.refresh_from_db()
    assert (session.state, total()) == ("not_delivered", 0)


def test_the_pages_name_nobody_have_no_exit_and_say_what_to_do_when_a_child_tells_something():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="28"))
    saved = f"/officer/sessions/{session.public_id}/saved/{Entry.objects.get().pk}/"
    people = [officer, session.visit.teacher]
    for path in ("/officer/", address(session), f"{address(session)}?add=1", saved):
        html = client.get(path).content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert not [p for p in people if p.email in html or p.get_full_name() in html]
        assert "data-exit" not in html and "style=" not in html and " onclick" not in html
    assert "If a child tells you something" in client.get(address(session)).content.decode()


HANDS = {"hands_question": "knows_whom_to_tell", "hands_before": "7", "hands_after": "24"}


def test_hands_up_before_and_after_are_kept_with_the_count_and_offered_again_for_a_correction():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="28") | HANDS)
    entry = Entry.objects.get()
    assert entry.hands_up == {"question": "knows_whom_to_tell", "before": 7, "after": 24}
    again = client.get(f"{address(session)}?correct={entry.pk}").content.decode()
    assert re.search(r'name="hands_after" value="24"', again)
    assert re.search(r'value="knows_whom_to_tell" selected', again)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hands_after": "29"}, "That is more hands than people: 28 were there."),
        ({"hands_before": ""}, "Type how many hands were up, or choose “Nothing” above."),
        ({"hands_question": ""}, "Choose what you asked, or leave both numbers empty."),
        ({"hands_before": "-1"}, "A count can’t be below 0."),
    ],
)
def test_hands_that_can_t_be_are_said_so_and_the_count_waits(change, sentence):
    session, officer = begun_session()
    client = signed_in(officer)
    answer = client.post(address(session), typed(client, session, heads__pupil__5="28") | HANDS | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_room_that_was_not_asked_has_no_hands():
    session, officer = begun_session()
    client = signed_in(officer)
    client.post(address(session), typed(client, session, heads__pupil__5="28"))
    assert Entry.objects.get().hands_up is None


def test_numbers_from_a_paper_register_keep_the_time_on_the_paper():
    session, officer = begun_session(start="09:00")
    client, address = signed_in(officer), f"/officer/sessions/{session.public_id}/register/"
    typed = {
        "entry_id": str(uuid4()), "base_version": "0", "heads-pupil-5": "27", "method": "counted", "sure": "on",
    }  # fmt: skip
    early = client.post(address, {**typed, "counted_at": "12:01"})
    assert (early.status_code, "This time is still to come." in early.content.decode()) == (422, True)
    assert 'value="12:01"' in early.content.decode()
    assert client.post(address, {**typed, "counted_at": "09:40"}).status_code == 303
    entry = Entry.objects.get()
    assert (entry.captured_at, entry.received_at) == (to_utc(session.day, dt.time(9, 40)), now())


def test_a_count_without_a_time_is_of_now():
    """The control: an empty time is the server's own."""
    session, officer = begun_session(start="09:00")
    typed = {"entry_id": str(uuid4()), "base_version": "0", "heads-pupil-5": "27", "method": "counted"}
    signed_in(officer).post(f"/officer/sessions/{session.public_id}/register/", {**typed, "counted_at": ""})
    assert Entry.objects.get().captured_at == now()


def test_the_paper_register_has_the_booked_groups_and_nobodys_name():
    session, officer = begun_session(start="09:00")
    page = signed_in(officer).get(f"/officer/sessions/{session.public_id}/paper/").content.decode()
    assert faults(page) == []
    assert ("Year 5" in page, "Counted at" in page, officer.email in page) == (True, True, False)
    other = signed_in(factories.make_officer().user)
    assert other.get(f"/officer/sessions/{session.public_id}/paper/").status_code == 404

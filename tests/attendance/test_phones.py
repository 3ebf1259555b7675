"""Phones that sign their uploads: no session, no cookie, and nothing but entries of their own officer."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from education.attendance import actions
from education.attendance.models import Entry, Phone
from education.attendance.signatures import read_claim, read_key
from education.ledger.clock import now
from education.ledger.models import Event
from education.liaison.errors import Refused
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import PhoneKey, begun_session, codes, entry, post, signed_in, supervisor, total

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def enrolled(officer: Any) -> tuple[PhoneKey, Phone]:
    key = PhoneKey()
    return key, actions.enrol_phone(key=key.public, kind="android", by=officer)


def upload(key: PhoneKey, phone: Any, *entries: Any, signed: bytes | None = None, client: Any = None) -> Any:
    """Send as a phone does: no cookie, no token, only the signature over these very bytes."""
    body = json.dumps({"device": str(phone), "sent_at": now().isoformat(), "entries": list(entries)}).encode()
    return (client or Client(enforce_csrf_checks=True)).post(
        "/officer/sync/", body, content_type="application/json",
        HTTP_AUTHORIZATION=key.sign(phone, body if signed is None else signed),
    )  # fmt: skip


def test_a_signed_count_arrives_without_a_session_and_sets_no_cookie():
    session, officer = begun_session()
    key, phone = enrolled(officer)
    answer = upload(key, phone.pk, entry(session))
    assert (answer.status_code, answer.json()["results"][0]["status"], total()) == (200, "accepted", 28)
    assert answer.cookies == {}
    kept = Entry.objects.get()
    assert (kept.captured_by, kept.sent_by, kept.device) == (officer, officer, phone.pk)


def test_four_days_later_the_same_phone_still_sends_and_a_repeat_gets_its_first_receipt(settings):
    session, officer = begun_session()
    key, phone = enrolled(officer)
    sent = entry(session)
    settings.FAKE_NOW = "2027-01-24T12:00"
    first = upload(key, phone.pk, sent).json()["results"][0]
    again = upload(key, phone.pk, sent).json()["results"][0]
    assert (first["status"], again["status"], again["receipt"]) == ("accepted", "duplicate", first["receipt"])
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("wrong", ["another body", "another key", "another phone", "cut"])
def test_what_this_phone_did_not_sign_is_401_and_nothing_is_taken(wrong):
    session, officer = begun_session()
    key, phone = enrolled(officer)
    asked = {
        "another body": lambda: upload(key, phone.pk, entry(session), signed=b"{}"),
        "another key": lambda: upload(PhoneKey(), phone.pk, entry(session)),
        "another phone": lambda: upload(key, uuid4(), entry(session)),
        "cut": lambda: Client().post(
            "/officer/sync/", "{}", content_type="application/json",
            HTTP_AUTHORIZATION=key.sign(phone.pk, b"{}")[:-4],
        ),
    }  # fmt: skip
    answer = asked[wrong]()
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (401, "device_unknown")
    assert Entry.objects.count() == 0


def test_a_signature_does_not_borrow_the_session_of_whoever_is_signed_in():
    session, officer = begun_session()
    key, phone = enrolled(officer)
    answer = upload(key, phone.pk, entry(session), client=signed_in(factories.staff(Role.OFFICER)))
    assert (answer.status_code, Entry.objects.get().sent_by) == (200, officer)


def test_a_phone_may_send_its_own_officers_counts_only():
    session, officer = begun_session()
    key, phone = enrolled(factories.staff(Role.OFFICER))
    answer = upload(key, phone.pk, entry(session, captured_by=str(officer.public_id))).json()["results"][0]
    assert (answer["status"], codes(answer), Entry.objects.count()) == ("refused", ["not_yours"], 0)


def test_what_a_revoked_phone_sends_is_kept_acknowledged_and_counts_for_nothing():
    session, officer = begun_session()
    key, phone = enrolled(officer)
    actions.revoke_phone(phone=phone, by=officer)
    answer = upload(key, phone.pk, entry(session)).json()
    result = answer["results"][0]
    assert (result["status"], codes(result), bool(result["receipt"])) == ("review", ["phone_revoked"], True)
    assert (answer["revoked"], total(), Entry.objects.count()) == (True, 0, 1)


def test_what_the_phone_of_an_officer_who_left_sends_waits_for_a_supervisor():
    session, officer = begun_session()
    key, phone = enrolled(officer)
    officer.is_active = False
    officer.save()
    assert upload(key, phone.pk, entry(session)).json()["results"][0]["status"] == "review"
    assert total() == 0


def test_a_phone_that_was_heard_of_a_minute_later_is_noted(settings):
    session, officer = begun_session()
    key, phone = enrolled(officer)
    settings.FAKE_NOW = "2027-01-20T12:05"
    upload(key, phone.pk, entry(session))
    phone.refresh_from_db()
    assert phone.last_seen_at - phone.enrolled_at == dt.timedelta(minutes=5)


def test_enrolling_needs_an_officer_and_a_real_key_and_twice_is_once():
    officer = factories.staff(Role.OFFICER)
    client, key = signed_in(officer), PhoneKey()
    first = client.post(
        "/officer/phones/enrol/", json.dumps({"key": key.public}), content_type="application/json"
    )
    again = client.post(
        "/officer/phones/enrol/", json.dumps({"key": key.public}), content_type="application/json"
    )
    assert (first.status_code, first.json()) == (200, again.json())
    for body in ('{"key": "04ff"}', json.dumps({"key": "04" + "0" * 128}), "{}", "[]", "no"):
        answer = client.post("/officer/phones/enrol/", body, content_type="application/json")
        assert answer.status_code in {400, 409}, body
    assert Phone.objects.count() == 1
    assert [event.kind for event in Event.objects.filter(subject="phone")] == ["phone_enrolled"]


def test_a_key_is_one_officers_and_a_revoked_one_never_comes_back():
    officer, other = factories.staff(Role.OFFICER), factories.staff(Role.OFFICER)
    key, phone = enrolled(officer)
    with pytest.raises(Refused):
        actions.enrol_phone(key=key.public, kind="android", by=other)
    actions.revoke_phone(phone=phone, by=officer)
    with pytest.raises(Refused):
        actions.enrol_phone(key=key.public, kind="android", by=officer)


def test_a_sixth_phone_is_refused():
    officer = factories.staff(Role.OFFICER)
    for _ in range(5):
        enrolled(officer)
    with pytest.raises(Refused) as refusal:
        enrolled(officer)
    assert refusal.value.code == "too_many_phones"


def test_an_officer_takes_their_own_phone_off_and_the_desk_anybodys():
    officer, stranger = factories.staff(Role.OFFICER), factories.staff(Role.OFFICER)
    (_, mine), (_, lost) = enrolled(officer), enrolled(officer)
    assert signed_in(stranger).post(f"/officer/phones/{mine.pk}/revoke/").status_code == 404
    with pytest.raises(Refused):
        actions.revoke_phone(phone=mine, by=stranger)
    assert signed_in(officer).post(f"/officer/phones/{mine.pk}/revoke/").status_code == 303
    assert signed_in(supervisor()).post(f"/cms/registers/phones/{lost.pk}/revoke/").status_code == 303
    assert Phone.objects.filter(revoked_at=None).count() == 0


def test_a_claim_and_a_key_are_read_strictly():
    key = PhoneKey()
    header = key.sign(uuid4(), b"x")
    assert read_claim(header) is not None
    assert [
        read_claim(text) for text in ("", "Device", header.replace("Device", "Bearer"), header + "=a=")
    ] == [None] * 4
    assert (read_key(key.public), read_key(key.public[:-2]), read_key(None)) == (key.public, "", "")


def test_the_session_way_still_asks_for_its_token():
    session, officer = begun_session()
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    assert (post(client, entry(session)).status_code, Entry.objects.count()) == (403, 0)

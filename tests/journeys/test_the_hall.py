"""The hall needs nothing: an officer's phone with the network cut, for real, and mended four days later."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from education.attendance.actions import record_entry
from education.attendance.carrying import read_code
from education.attendance.models import Entry, Phone
from education.ledger.clock import now
from education.people.roles import Role
from tests import factories
from tests.journeys.hall import EARLIER, STARTS, heads, line, send, sign_in_phone, take, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_four_days_without_a_network_or_a_session_and_every_count_arrives_once(hall):
    hall.prepare()
    hall.cut()
    page = hall.open()  # a cold start
    taps = [take(page, "06:00"), take(page, "07:30", "27"), take(page, "09:00", "9")]
    taps += [take(page, start) for start in (*STARTS[3:], *EARLIER)]
    assert max(taps) <= 6
    expect(line(page)).to_have_text("Saved on this phone, not sent yet (10)")
    assert (Entry.objects.count(), page.get_by_text("has waited here").count()) == (0, 0)
    page.close()

    hall.phone.clear_cookies()  # the session is long over
    hall.world.at("2027-01-24T12:00")
    page = hall.open()  # the phone was restarted
    expect(line(page)).to_have_text("Saved on this phone, not sent yet (10)")
    expect(page.get_by_text("The oldest has waited here for 4 days.")).to_be_visible()
    hall.mend()
    send(page)
    methods = sorted(Entry.objects.values_list("method", flat=True))
    assert methods == ["confirmed_as_expected"] * 8 + ["counted"] * 2
    assert (heads(), Entry.objects.filter(status="accepted").count()) == (8 * 28 + 27 + 9, 10)
    assert {entry.captured_at.date() for entry in Entry.objects.all()} == {dt.date(2027, 1, 20)}
    hall.world.forgive("net::|401|Failed to load resource")


LESSON = (
    "caches.open('officer-lessons').then((kept) => kept.put('/officer/lessons/kept/', new Response('kept')))"
)
LESSON_THERE = "caches.match('/officer/lessons/kept/').then(Boolean)"


def test_two_tabs_send_each_count_once_and_a_revoked_phone_says_so(hall):
    hall.prepare()
    hall.cut()
    one, two = hall.open(), hall.open()
    take(one, "06:00", "20")
    take(two, "07:30", "21")
    hall.mend()
    for page in (one, two):
        page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: Entry.objects.count() == 2, one)
    expect(line(one)).to_contain_text("receipt", timeout=20_000)
    assert heads() == 41
    one.evaluate(LESSON)
    Phone.objects.update(revoked_at=dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC))
    hall.phone.clear_cookies()
    one.get_by_role("link", name="09:00").click()
    one.get_by_role("group", name="Keypad").get_by_role("button", name="9", exact=True).click()
    one.get_by_role("button", name="Save", exact=True).click()
    expect(one.get_by_text("holds no sessions any more")).to_be_visible(timeout=20_000)
    wait_for(lambda: Entry.objects.filter(status="review").exists(), one)
    assert (Entry.objects.get(status="review").lines.get().actual, heads()) == (9, 41)
    assert (one.evaluate(LESSON_THERE), one.evaluate(HELD, None)) == (False, {"queue": 0, "pack": False})
    hall.world.forgive("net::|401|Failed to load resource")


def test_a_revoked_phone_with_nothing_to_send_empties_itself_and_is_a_new_phone_after_a_new_sign_in(hall):
    hall.prepare()
    page = hall.open()
    page.evaluate(LESSON)
    Phone.objects.update(revoked_at=now())
    off = page.get_by_text("holds no sessions any more")
    for _ in range(2):  # the sign-in of before lasts on, and brings nothing back
        page.reload()
        expect(off).to_be_visible(timeout=20_000)
        assert (page.evaluate(LESSON_THERE), page.evaluate(HELD, None)) == (
            False,
            {"queue": 0, "pack": False},
        )
    hall.world.at("2027-01-20T12:30")
    sign_in_phone(hall.phone, hall.officer, hall.world.url)
    page.reload()
    take(page, "06:00", "20")
    expect(line(page)).to_contain_text("receipt", timeout=20_000)
    assert (heads(), sorted(phone.revoked_at is None for phone in Phone.objects.all())) == (20, [False, True])
    hall.world.forgive("net::|401|Failed to load resource")


def test_a_colleague_brings_the_count_in_by_its_code_and_the_phone_itself_is_a_repeat(hall):
    hall.prepare()
    hall.cut()
    page = hall.open()
    take(page, "06:00", "26")
    page.get_by_role("link", name="Sent and waiting").click()
    page.get_by_role("link", name="Show the carry code").click()
    code = page.locator(".carry__text").inner_text()
    expect(page.get_by_role("img", name="The count as a code for a camera")).to_be_visible()
    colleague = record_entry(submission=read_code(code), by=factories.staff(Role.OFFICER))
    hall.mend()
    send(page)
    expect(line(page)).to_have_text(f"Sent 12:00, receipt {colleague.receipt}")
    assert (Entry.objects.count(), heads()) == (1, 26)
    hall.world.forgive("net::|401|Failed to load resource")


HELD = """(what) => new Promise((done) => {
  const asked = indexedDB.open("officer");
  asked.onsuccess = () => {
    const work = asked.result.transaction(["queue", "kept"], "readwrite");
    if (what) work.objectStore("queue").put(what);
    const found = {};
    work.objectStore("queue").count().onsuccess = (event) => { found.queue = event.target.result; };
    work.objectStore("kept").get("pack").onsuccess = (event) => { found.pack = Boolean(event.target.result); };
    work.oncomplete = () => { asked.result.close(); done(found); };
  };
})"""
REFUSED = {
    "id": "00000000-0000-4000-8000-000000000001", "state": "needs", "saved": "2027-01-20T11:00:00Z", "after": 0,
    "problems": [], "officer": "", "entry": {"session": "", "kind": "count", "lines": []},
    "about": {"school": "A school", "day": "2027-01-20", "start": "06:00", "words": "Year 5: 26"},
}  # fmt: skip


def test_signing_out_says_what_waits_takes_the_day_pack_and_loses_no_count(hall):
    hall.prepare()
    page = hall.open()
    assert page.evaluate(HELD, REFUSED) == {"queue": 1, "pack": True}
    page.goto("/accounts/logout/")
    expect(page.get_by_text("1 count on this phone is not sent yet")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/logout/" not in url)
    assert page.evaluate(HELD, None) == {"queue": 1, "pack": False}
    page.goto("/officer/app/")
    expect(line(page)).to_have_text("1 count needs you")
    hall.world.forgive("net::|401|Failed to load resource")

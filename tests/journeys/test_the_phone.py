"""What goes wrong with phones: a new version, no room, a site that says later, a wrong clock, no session, two phones."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.http import HttpResponse
from playwright.sync_api import Page, expect

from education.attendance.models import Entry, Register
from education.attendance.views import app, sync
from education.liaison.errors import Refused
from tests import factories
from tests.attendance.helpers import begun_session
from tests.journeys.hall import heads, line, phone_of, send, sign_in_phone, take, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WAITS = "Saved on this phone, not sent yet (1)"
COMPLAINTS = "net::|401|429|503|Failed to load resource"


class Answers:
    """Stands before the upload: how often counts were sent, and 503 or 429 for them while `says` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked, self.says = 0, 0
        taking = sync._take

        def take_(*args: Any) -> Any:
            if not json.loads(args[0].body)["entries"]:  # a phone that asks whether it is still on the list
                return taking(*args)
            self.asked += 1
            if not self.says:
                return taking(*args)
            return HttpResponse(status=self.says, headers={"Retry-After": "60"} if self.says == 429 else {})

        monkeypatch.setattr(sync, "_take", take_)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    return Answers(monkeypatch)


def clock(hall: Any, moment: str) -> None:
    """The phone's own clock alone."""
    hall.phone.clock.set_fixed_time(dt.datetime.fromisoformat(moment))


def nudge(page: Page, times: int = 1) -> None:
    """What the app does by itself now and then."""
    for _ in range(times):
        page.evaluate("import('/static/js/officer/send.js').then((found) => found.send())")


def test_a_new_version_of_the_app_waits_to_be_asked_for_and_drops_no_count(hall, answers, monkeypatch):
    hall.prepare()
    answers.says = 429
    page = hall.open()
    take(page, "06:00", "26")
    expect(line(page)).to_have_text(WAITS)
    monkeypatch.setattr(app, "version", lambda: "newer")
    page.reload()
    button = page.get_by_role("button", name="Use it now")
    expect(button).to_be_visible(timeout=20_000)
    assert page.evaluate("caches.keys().then((names) => names.includes('officer-shell-newer'))")
    with page.expect_navigation():
        button.click()
    expect(line(page)).to_have_text(WAITS)
    shells = "caches.keys().then((names) => names.filter((name) => name.startsWith('officer-shell')))"
    wait_for(lambda: page.evaluate(shells) == ["officer-shell-newer"], page)
    answers.says = 0
    hall.world.at("2027-01-20T12:30")
    send(page)
    assert (Entry.objects.count(), heads()) == (1, 26)
    hall.world.forgive(COMPLAINTS)


FULL = """(() => {
  if (!self.IDBObjectStore) return;
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...given) {
    const asked = add.apply(this, given);
    if (self.full) this.transaction.abort();
    return asked;
  };
})()"""
"""A disk without room ends the transaction, whatever the browser had promised before."""


def test_a_full_phone_says_that_nothing_was_saved_and_keeps_what_was_typed(hall):
    hall.phone.add_init_script(FULL)
    hall.prepare()
    hall.cut()
    page = hall.open()
    page.get_by_role("link", name="06:00").click()
    for digit in "26":
        page.get_by_role("group", name="Keypad").get_by_role("button", name=digit, exact=True).click()
    page.evaluate("self.full = true")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved. This phone has no room left")
    expect(line(page)).to_have_text("Nothing waits on this phone")
    assert page.locator("input[id^=n-pupil]").first.input_value() == "26"
    page.evaluate("self.full = false")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(line(page)).to_have_text(WAITS)
    hall.mend()
    send(page)
    assert heads() == 26
    hall.world.forgive(COMPLAINTS)


def test_a_window_that_keeps_nothing_says_so_before_anything_is_typed(hall):
    hall.phone.add_init_script(
        "if (self.IDBFactory) IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }"
    )
    page = hall.phone.new_page()
    page.goto("/officer/app/")
    expect(page.get_by_role("heading", name="This window keeps nothing")).to_be_visible()
    expect(page.get_by_role("link", name="the plain pages with a network")).to_have_attribute(
        "href", "/officer/"
    )


def test_a_browser_that_promises_nothing_is_named_while_a_count_waits(hall, answers):
    hall.phone.add_init_script(
        "if (self.StorageManager) StorageManager.prototype.persist = async () => false"
    )
    hall.prepare()
    hall.cut()
    page = hall.open()
    take(page, "06:00", "26")
    page.reload()
    expect(page.get_by_text("This browser has not promised to keep what waits here.")).to_be_visible(
        timeout=20_000
    )
    hall.world.forgive(COMPLAINTS)


def test_a_site_that_says_later_is_asked_later_and_never_in_between(hall, answers):
    hall.prepare()
    answers.says = 503
    page = hall.open()
    take(page, "06:00", "26")
    wait_for(lambda: answers.asked == 1, page)
    expect(page.get_by_text("The site did not answer as it should.")).to_be_visible()
    pauses = page.evaluate(
        "import('/static/js/officer/send.js').then(({ pause }) => [0, 1, 3, 9, 30].map((n) => pause(n)).concat(pause(0, 60)))"
    )
    limits = [(2, 4), (4, 8), (16, 32), (450, 900), (450, 900), (60, 60)]
    assert [
        low * 1000 <= found <= high * 1000 for found, (low, high) in zip(pauses, limits, strict=True)
    ] == [True] * 6
    nudge(page, 3)
    assert answers.asked == 1
    hall.world.at("2027-01-20T12:01")
    answers.says = 429
    nudge(page)
    wait_for(lambda: answers.asked == 2, page)
    for _ in range(3):  # a person's own hand ends a pause of ours, never one that the site asked for
        page.get_by_role("button", name="Send now").click()
    page.wait_for_timeout(300)
    assert answers.asked == 2
    answers.says = 0
    hall.world.at("2027-01-20T12:03")
    send(page)
    assert (answers.asked, heads()) == (3, 26)
    hall.world.forgive(COMPLAINTS)


def test_a_phone_three_hours_fast_or_slow_counts_all_the_same_and_its_clock_is_noted(hall):
    hall.prepare()
    hall.cut()
    for start, moment in (("10:30", "2027-01-20T15:00"), ("06:00", "2027-01-20T09:00")):
        clock(hall, moment)
        page = hall.open()
        take(page, start, "26")
        hall.mend()
        send(page)
        hall.cut()
        page.close()
    found = Entry.objects.order_by("captured_at")
    assert [(e.status, e.clock_skew_seconds // 60, e.captured_at.hour) for e in found] == [
        ("accepted", 180, 9), ("accepted", -180, 15),
    ]  # fmt: skip
    hall.world.forgive(COMPLAINTS)


def test_without_a_key_and_with_the_session_over_it_asks_to_sign_in_and_then_sends(hall, monkeypatch):
    def refuse(**fields: Any) -> None:
        raise Refused("Not now.", "no")

    monkeypatch.setattr(app, "enrol_phone", refuse)
    page = hall.open()
    expect(page.get_by_role("link", name="06:00")).to_be_visible()
    hall.phone.clear_cookies()
    take(page, "06:00", "26")
    expect(page.get_by_role("link", name="Sign in to send")).to_be_visible(timeout=20_000)
    expect(line(page)).to_have_text(WAITS)
    assert Entry.objects.count() == 0
    sign_in_phone(hall.phone, hall.officer, hall.wire.url)
    page.reload()
    expect(line(page)).to_contain_text("receipt", timeout=20_000)
    assert (Entry.objects.get().captured_by, heads()) == (hall.officer, 26)
    hall.world.forgive("net::|401|403|409|422|Failed to load resource")


def test_two_phones_on_one_register_make_one_count_and_one_question(hall):
    hall.prepare()
    first = hall.phone
    hall.phone = phone_of(hall.world)
    sign_in_phone(hall.phone, hall.officer, hall.wire.url)
    hall.prepare()
    hall.cut()
    second_page = hall.open()
    take(second_page, "06:00", "31")
    hall.phone = first
    first_page = hall.open()
    take(first_page, "06:00", "26")
    hall.mend()
    for page in (first_page, second_page):
        send(page)
    assert sorted(Entry.objects.values_list("status", "lines__actual")) == [
        ("accepted", 26),
        ("proposal", 31),
    ]
    assert (Register.objects.get(entries__status="proposal").state, heads()) == ("disputed", 26)
    second_page.get_by_role("link", name="Sent and waiting").click()
    expect(second_page.get_by_text("another count was there first, a supervisor will choose")).to_be_visible()
    hall.world.forgive(COMPLAINTS)


def test_the_evening_before_says_what_of_tomorrow_is_on_the_phone(hall):
    officer = factories.make_officer()
    for day in ("2027-01-21", "2027-01-22"):
        visit = factories.visit(state="confirmed", day=dt.date.fromisoformat(day))
        begun_session(officer, start="10:00", visit=visit)
    sign_in_phone(hall.phone, officer.user, hall.wire.url)
    hall.prepare()
    hall.cut()
    page = hall.open()
    expect(page.get_by_text("Tomorrow: 1 of 1 on this phone, saved 12:00.")).to_be_visible()
    hall.world.at("2027-01-21T20:00")
    page.reload()
    expect(page.get_by_text("Tomorrow: not looked up since")).to_be_visible(timeout=20_000)
    hall.mend()
    sign_in_phone(hall.phone, officer.user, hall.wire.url)
    page.reload()
    expect(page.get_by_text("Tomorrow: 1 of 1 on this phone, saved 20:00.")).to_be_visible(timeout=20_000)
    hall.world.forgive(COMPLAINTS)

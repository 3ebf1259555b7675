"""The hall needs nothing: an officer's phone with the network cut, for real, and mended four days later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from education.attendance.actions import record_entry
from education.attendance.carrying import read_code
from education.attendance.models import Entry, Phone
from education.attendance.queries import accepted_lines
from education.ledger.clock import today
from education.liaison.models import TrainingSession
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session
from tests.factories.people import sign_in_fresh
from tests.journeys.wire import Wire, wire_to

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MORNING = "2027-01-20T12:00"
STARTS = ("06:00", "07:30", "09:00", "10:30")


@pytest.fixture
def wire(live_server: Any) -> Any:
    with wire_to(live_server.url) as made:
        yield made


@pytest.fixture
def hall(world: Any, wire: Wire) -> Any:
    """An officer with four sessions of today, and their phone, signed in, on a wire that can be cut."""
    world.url = wire.url
    world.at(MORNING)
    officer = factories.make_officer()
    sessions = [begun_session(officer, start=start)[0] for start in STARTS]
    phone = world.context(viewport={"width": 360, "height": 740})
    world.at(MORNING)
    # No test can set a worker's clock, so here the tabs send; with the worker's own time a count seems to come from the future.
    phone.add_init_script(
        "if (self.ServiceWorkerRegistration) delete ServiceWorkerRegistration.prototype.sync"
    )
    sign_in_phone(phone, officer.user, wire.url)
    return Hall(world, wire, officer.user, sessions, phone)


def sign_in_phone(context: BrowserContext, user: Any, url: str) -> None:
    from django.test import Client

    client = Client()
    sign_in_fresh(client, user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


class Hall:
    """What a test holds of it."""

    def __init__(
        self, world: Any, wire: Wire, officer: Any, sessions: list[TrainingSession], phone: Any
    ) -> None:
        self.world, self.wire, self.officer, self.sessions, self.phone = world, wire, officer, sessions, phone

    def open(self) -> Page:
        """The app in a new tab; the worker is at work and the day is on the phone when this comes back."""
        page = self.phone.new_page()
        page.goto("/officer/app/")
        expect(page.get_by_role("heading", name="Today")).to_be_visible(timeout=20_000)
        return page

    def prepare(self) -> None:
        """The evening before: opened once with a network."""
        page = self.open()
        page.wait_for_function("navigator.serviceWorker.ready.then((found) => !!found.active)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        expect(page.get_by_role("link", name="06:00")).to_be_visible()
        wait_for(lambda: Phone.objects.exists(), page)
        page.close()

    def cut(self) -> None:
        """No network, for pages and workers alike."""
        self.wire.cut()

    def mend(self) -> None:
        """There is one again."""
        self.wire.mend()


def wait_for(true: Any, page: Page, seconds: int = 20) -> None:
    for _ in range(seconds * 10):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come true.")


def line(page: Page) -> Any:
    return page.locator("#officer-line b")


def take(page: Page, start: str, digits: str = "") -> int:
    """One register from the day's list, by the keypad or as expected; returns the taps it took."""
    taps = 0
    page.get_by_role("link", name=start).click()
    taps += 1
    for digit in digits:
        page.get_by_role("group", name="Keypad").get_by_role("button", name=digit, exact=True).click()
        taps += 1
    page.get_by_role("button", name="Save" if digits else "As expected: 28", exact=True).click()
    expect(page.get_by_role("heading", name="Your day")).to_be_visible()
    return taps + 1


def heads() -> int:
    lines = accepted_lines(today() - dt.timedelta(days=10), today())
    return sum(li.actual for li in lines.filter(audience="pupil"))


def test_four_days_without_a_network_or_a_session_and_every_count_arrives_once(hall):
    hall.prepare()
    hall.cut()
    page = hall.open()  # a cold start
    taps = [take(page, "06:00"), take(page, "07:30", "27"), take(page, "09:00", "9")]
    assert max(taps) <= 6
    expect(line(page)).to_have_text("Saved on this phone, not sent yet (3)")
    assert Entry.objects.count() == 0
    page.close()

    hall.phone.clear_cookies()  # the session is long over
    hall.world.at("2027-01-24T12:00")
    page = hall.open()  # the phone was restarted
    expect(line(page)).to_have_text("Saved on this phone, not sent yet (3)")
    hall.mend()
    page.get_by_role("button", name="Send now").click()
    expect(line(page)).to_contain_text("receipt", timeout=20_000)
    assert sorted(Entry.objects.values_list("method", flat=True)) == [
        "confirmed_as_expected",
        "counted",
        "counted",
    ]
    assert (heads(), Entry.objects.filter(status="accepted").count()) == (28 + 27 + 9, 3)
    assert {entry.captured_at.date() for entry in Entry.objects.all()} == {dt.date(2027, 1, 20)}
    hall.world.forgive("net::|401|Failed to load resource")


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
    Phone.objects.update(revoked_at=dt.datetime(2027, 1, 20, 11, tzinfo=dt.UTC))
    hall.phone.clear_cookies()
    one.get_by_role("link", name="09:00").click()
    one.get_by_role("group", name="Keypad").get_by_role("button", name="9", exact=True).click()
    one.get_by_role("button", name="Save", exact=True).click()
    expect(one.get_by_text("holds no sessions any more")).to_be_visible(timeout=20_000)
    wait_for(lambda: Entry.objects.filter(status="review").exists(), one)
    assert (Entry.objects.get(status="review").lines.get().actual, heads()) == (9, 41)
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
    page.get_by_role("button", name="Send now").click()
    expect(line(page)).to_have_text(f"Sent 12:00, receipt {colleague.receipt}", timeout=20_000)
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

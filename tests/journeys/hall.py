"""An officer's phone on a wire that can be cut: what every journey of the officer's app begins with."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from education.attendance.models import Phone
from education.attendance.queries import accepted_lines
from education.ledger.clock import today
from education.liaison.models import TrainingSession
from tests import factories
from tests.attendance.helpers import begun_session
from tests.factories.people import sign_in_fresh
from tests.journeys.wire import Wire

MORNING = "2027-01-20T12:00"
STARTS = ("06:00", "07:30", "09:00", "10:30", "04:30", "03:00", "01:30")
EARLIER = ("12:00", "13:30", "15:00")  # of the day before


def furnish_hall(world: Any, wire: Wire) -> Hall:
    """An officer with seven sessions of today and three of yesterday, and their phone, signed in, on a wire that can be cut."""
    world.url = wire.url
    world.at(MORNING)
    officer = factories.make_officer()
    sessions = [begun_session(officer, start=start)[0] for start in STARTS]
    yesterday = today() - dt.timedelta(days=1)
    for start in EARLIER:
        visit = factories.visit(state="confirmed", day=yesterday)
        sessions.append(begun_session(officer, start=start, visit=visit)[0])
    hall = Hall(world, wire, officer.user, sessions, phone_of(world))
    sign_in_phone(hall.phone, officer.user, wire.url)
    return hall


def phone_of(world: Any) -> BrowserContext:
    """A phone with nothing on it."""
    phone: BrowserContext = world.context(viewport={"width": 360, "height": 740})
    world.at(MORNING)
    # No test can set a worker's clock, so here the tabs send; with the worker's own time a count seems to come from the future.
    phone.add_init_script(
        "if (self.ServiceWorkerRegistration) delete ServiceWorkerRegistration.prototype.sync"
    )
    return phone


def sign_in_phone(context: BrowserContext, user: Any, url: str) -> None:
    from django.test import Client

    client = Client()
    sign_in_fresh(client, user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


class Hall:
    """What a test holds of it."""

    def __init__(
        self, world: Any, wire: Wire, officer: Any, sessions: list[TrainingSession], phone: BrowserContext
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
        phones = Phone.objects.count()
        page = self.open()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), page)
        expect(page.locator("ol.register-list a").first).to_be_visible()
        wait_for(lambda: Phone.objects.count() > phones, page)
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


def send(page: Page) -> None:
    """Press "Send now", until there is a receipt; where the phone was quicker by itself, nothing is left to press."""
    with suppress(TooLate):
        page.get_by_role("button", name="Send now").click(timeout=5_000)
    expect(line(page)).to_contain_text("receipt", timeout=20_000)


def heads() -> int:
    lines = accepted_lines(today() - dt.timedelta(days=10), today())
    return sum(li.actual for li in lines.filter(audience="pupil"))

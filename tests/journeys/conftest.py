"""A real Chromium for the journeys: a server, a page that notices every complaint, a clock, pictures and axe."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from education.content.actions import Report
from education.figures import actions as figures
from education.ledger import outbox
from education.liaison import actions as liaison
from education.liaison.models import Officer
from education.people.models import User
from education.schools import actions as schools
from education.schools.models import School
from home.actions import load_launch_content
from tests import factories
from tests.browser import ARGUMENTS, chromium
from tests.factories.people import PASSWORD, sign_in_fresh
from tests.journeys.hall import Hall, furnish_hall
from tests.journeys.people import Visitor, sign_in_as
from tests.journeys.wire import Wire, wire_to

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright keeps a loop in this thread; nothing here is async
)
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
LOOK = """async () => {
  const of = async (more) => (await axe.run(document, { resultTypes: ["violations"], ...more })).violations;
  const found = await of({}), floats = document.querySelector(".help-now");
  if (floats) floats.style.visibility = "hidden";
  found.push(...(await of({ runOnly: ["target-size"] })));
  if (floats) floats.style.visibility = "";
  return found;
}"""
"""All of axe's rules. It leaves out the size of targets (WCAG 2.2) unless it is asked; that is asked without the help
button that floats over the page, which the statement on accessibility tells of."""
WIDTHS = (320, 768, 1280)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Keep a picture of every open page of a journey that failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    world = getattr(item, "funcargs", {}).get("world")
    if report.when == "call" and report.failed and world:
        ARTEFACTS.mkdir(exist_ok=True)
        for number, page in enumerate(p for c in world.contexts for p in c.pages):
            page.screenshot(path=ARTEFACTS / f"failed-{item.name}-{number}.png", full_page=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys; without one they fail."""
    program = chromium()
    if program is None:
        pytest.fail("No Chromium found: install one, or name it in CHROMIUM.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@dataclass
class World:
    """The server's address, the open contexts and what any page complained about."""

    url: str
    browser: Browser
    settings: Any
    contexts: list[BrowserContext] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        """Somebody's browser, with no cookie yet; `java_script_enabled=False` and a viewport may be given."""
        options.setdefault("viewport", {"width": 1280, "height": 900})
        made = self.browser.new_context(
            base_url=self.url, locale="en-GB", timezone_id="Europe/London", accept_downloads=True, **options
        )
        made.set_default_timeout(15_000)
        made.on("console", self._console)
        made.on("weberror", lambda error: self.problems.append(f"error: {error.error}"))
        made.on("request", self._request)
        self.contexts.append(made)
        return made

    def page(self, **options: Any) -> Page:
        """A page in a browser of its own: another person on another device."""
        return self.context(**options).new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico"):
            self.problems.append(f"console: {message.text} {message.location.get('url', '')}".strip())

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.problems.append(f"request elsewhere: {request.url}")

    def forgive(self, pattern: str) -> None:
        """Drop the complaints that match: a refused form logs its own status, and a test may want it refused."""
        self.problems[:] = [line for line in self.problems if not re.search(pattern, line)]

    def at(self, moment: str) -> None:
        """Set the clock of the server and of every open page (ISO 8601, local time)."""
        self.settings.FAKE_NOW = moment
        for context in self.contexts:
            context.clock.set_fixed_time(dt.datetime.fromisoformat(moment))

    def close(self) -> None:
        """Close every browser."""
        while self.contexts:
            self.contexts.pop().close()


@pytest.fixture
def world(live_server: Any, browser: Browser, settings: Any) -> Iterator[World]:
    """The server and its visitors; fails the journey when any page logged an error or asked anyone else."""
    here = World(live_server.url, browser, settings)
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    yield here
    here.close()
    assert here.problems == []


@pytest.fixture
def page(world: World) -> Page:
    """The first visitor's page."""
    return world.page()


@pytest.fixture
def visitor(world: World) -> Callable[..., Visitor]:
    """`visitor(user)` is somebody else on another device, signed in through the real pages when given."""

    def open_for(user: User | None = None, **options: Any) -> Visitor:
        context = world.context(**options)
        found = Visitor(context, context.new_page())
        if user:
            sign_in_as(found.page, user)
        return found

    return open_for


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """`sign_in(page, "teacher@demo.example", password)` types into the real form and waits for the next page."""

    def through_the_form(page: Page, email: str, password: str = PASSWORD) -> None:
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) [type=submit]").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    return through_the_form


@pytest.fixture
def already_in(world: World) -> Callable[[Page, User], None]:
    """`already_in(page, user)` gives the browser a session, for journeys that are not about signing in."""

    def with_cookie(page: Page, user: User) -> None:
        client = Client()
        sign_in_fresh(client, user)
        name = world.settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": world.url}])

    return with_cookie


@pytest.fixture
def post() -> Callable[[], list[EmailMessage]]:
    """`post()` does the worker's round and returns every mail so far."""

    def round_() -> list[EmailMessage]:
        outbox.send_due()
        return mail.outbox

    return round_


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """`shot(page, "home")` keeps a picture at each of three widths in test-artefacts/."""

    def at_each_width(page: Page, name: str) -> None:
        ARTEFACTS.mkdir(exist_ok=True)
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=ARTEFACTS / f"{name}-{width}.png", full_page=True)
        if before:
            page.set_viewport_size(before)

    return at_each_width


def axe_in(page: Page) -> list[str]:
    """What axe finds in an open page whose context lets scripts in: rule, impact and the first place."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found = page.evaluate(LOOK)
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:160]}" for v in found]


@pytest.fixture
def axe(world: World) -> Callable[..., list[str]]:
    """`axe(page, "/help/", 320)` opens the address with the page's cookies and returns what axe found."""

    def look(page: Page, address: str = "", width: int = 1280) -> list[str]:
        twin = world.browser.new_context(
            base_url=world.url, bypass_csp=True, locale="en-GB", timezone_id="Europe/London",
            viewport={"width": width, "height": 900}, storage_state=page.context.storage_state(),
        )  # fmt: skip
        try:
            other = twin.new_page()
            other.goto(address or page.url)
            return axe_in(other)
        finally:
            twin.close()

    return look


@pytest.fixture
def shipped(scene) -> Report:
    """The launch content alone; nobody is booked, nobody signs in."""
    return scene("shipped", load_launch_content)


def furnish() -> tuple[School, Officer]:
    """Content, one school, one officer, a term; nobody has booked and nothing has been counted."""
    schools.load_force()
    liaison.load_session_types()
    figures.load_definitions()
    load_launch_content()
    school = factories.school(
        "Quayside Primary School",
        locality=factories.locality("Hartlepool"),
        town="Hartlepool",
        postcode="TS24 0XX",
    )
    factories.terms(school.authority, dt.date(2027, 1, 4), dt.date(2027, 7, 21))
    return school, factories.make_officer(base=school.locality)


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    """The way to the server, which a test may cut."""
    with wire_to(live_server.url) as made:
        yield made


@pytest.fixture
def hall(world: World, wire: Wire) -> Iterator[Hall]:
    """An officer's phone and ten sessions of today; what was under way when the network was cut may complain late."""
    yield furnish_hall(world, wire)
    world.close()
    world.forgive("net::")


@pytest.fixture
def empty_machine(settings, scene) -> tuple[School, Officer]:
    """One school and its officer on the Monday morning that the term's booking begins."""
    settings.FAKE_NOW = "2027-01-11T09:00"
    return scene("empty machine", furnish)

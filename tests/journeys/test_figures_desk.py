"""The desk of the figures with everything on it, and the public pages of the figure: axe, widths, mirrored, keyboard."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from education.attendance.models import Register
from education.figures import actions as figures
from education.figures.models import Preparation, ReportedFigure
from education.figures.queries import TRAINED
from education.ledger.clock import now
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.figures import world as counts
from tests.figures.test_outcome import asked_at
from tests.figures.test_ratings import rated
from tests.journeys.conftest import WIDTHS, axe_in
from tests.journeys.looking import keep_picture, lost
from tests.journeys.test_desk_pages import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
REPORTED: dict[str, Any] = {
    "qualifier": "more_than", "value": 350, "unit": "warrants", "period": "three years, reported in December 2018",
    "period_start": None, "period_end": None, "source_name": "The force’s report",
    "source_url": "https://force.example/report", "as_at": dt.date(2026, 11, 21),
}  # fmt: skip
LOOK = "/cms/figures/look/calendar-2019-2/"


def everything() -> tuple[User, User, Preparation]:
    """A year with hands up and ratings, corrected; figures before their hour, withdrawn, and waiting for a publisher."""
    analyst, publisher = counts.past_year()
    asked_at(3)
    rated(20)
    rated(12, useful="fairly", again="perhaps")
    who: dict[str, Any] = {"definition": TRAINED, "prepared_by": analyst, "approved_by": publisher}
    figures.publish(**who, period="calendar-2019")
    officer = factories.staff(Role.OFFICER)
    for number in range(3):
        late = factories.school(f"Late {number} Primary School")
        counts.counted(40, 0, by=officer, of=late)
    changed = {"reason": "Three registers came late.", "error_found": True}
    figures.publish(**who, **changed, period="calendar-2019")
    term = figures.publish(**who, period="term-2018-19-summer")
    figures.withdraw(snapshot=term, reason="One school was counted under two names.", by=publisher)
    early = figures.publish(**who, period="financial-2019-20", release_at=now() + dt.timedelta(days=5))
    figures.give_early_access(snapshot=early, person=analyst, by=publisher)
    for label in ("Arrests", "Warrants carried out"):
        other = figures.enter_reported(**REPORTED, label=label, by=analyst)
    figures.approve_reported(figure=other, by=publisher)
    counts.counted(28, 4, by=officer, signed=False, of=factories.school("Jetty Primary School"))
    row = figures.prepare(definition=TRAINED, period="calendar-2019", by=analyst, status=None, **changed)
    return analyst, publisher, row


def shown(analyst: User, publisher: User, row: Preparation) -> list[tuple[User | None, str, str]]:
    """Every page with something on it: who opens it, its address, and what proves that it shows something."""
    session, waiting = Register.objects.earliest("pk").session, ReportedFigure.objects.get(approved_at=None)
    why = "/cms/figures/why/?old=calendar-2019-1&new=calendar-2019-2"
    return [
        (analyst, "/cms/figures/", "calendar-2019-2"),
        (analyst, "/cms/figures/prepare/", "Only up to this day"),
        (analyst, "/cms/figures/prepare/?period=calendar-2019", "Both computations agree to the last place."),
        (analyst, f"/cms/figures/{row.pk}/", "Take it back"),
        (publisher, f"/cms/figures/{row.pk}/", "Approve and publish"),
        (analyst, "/cms/figures/hands-up/?period=calendar-2019", "32 of 32 visits were answered"),
        (analyst, why, "7,895 became 8,015: +120"),
        (analyst, LOOK, "Nursery and primary"),
        (analyst, f"{LOOK}cell/?by=authority&row=all&column=total", "Late 0 Primary School"),
        (analyst, f"{LOOK}{session.public_id}/", session.school.name),
        (analyst, "/cms/figures/early/financial-2019-20-1/", "Please tell nobody before."),
        (publisher, "/cms/figures/release/financial-2019-20-1/", "Who sees it before its hour (1)"),
        (publisher, "/cms/figures/release/calendar-2019-2/", "A sentence that is ready"),
        (publisher, "/cms/figures/withdraw/calendar-2019-2/", "This can't be undone"),
        (publisher, "/cms/figures/pages/", "figure"),
        (analyst, "/cms/figures/reported/", "Waits for a publisher"),
        (analyst, "/cms/figures/reported/new/", "Put it before a publisher"),
        (publisher, f"/cms/figures/reported/{waiting.pk}/", "I have read the source"),
        (None, "/figures/", "What teachers answered"),
        (None, "/figures/how/", "calendar-2019-2"),
        (None, "/figures/calendar-2019-1/", "This figure was corrected."),
        (None, "/figures/term-2018-19-summer-1/", "One school was counted under two names."),
    ]


def seen(page: Page, name: str, address: str, must: str) -> list[str]:
    """What is wrong with one page at any width, also mirrored; `must` proves that it shows what is to be looked at."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        assert must.lower() in page.locator("main").inner_text().lower(), f"{address} does not show “{must}”"
        keep_picture(page, f"figures-{name}-{width}")
        desk = address.startswith("/cms/")
        found = findings(page)[0] if desk else [*axe_in(page), *lost(page)]
        page.evaluate("document.documentElement.dir = 'rtl'")
        found += [f"mirrored {too_wide(page)} px too wide"] * (too_wide(page) > 0)
        page.evaluate("document.documentElement.dir = 'ltr'")
        found += [f"{too_wide(page)} px too wide"] * (too_wide(page) > 0)
        wrong += [f"{address} at {width}: {line}" for line in found]
    return wrong


def too_wide(page: Page) -> int:
    """How many pixels of a page lie outside its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.prove
def test_every_page_of_the_figures_with_something_on_it(shipped: Any, world: Any, already_in: Any) -> None:
    people = everything()
    pages = shown(*people)
    tabs: dict[User | None, Page] = {}
    wrong = []
    for number, (person, address, must) in enumerate(pages):
        if person not in tabs:
            tabs[person] = world.context(bypass_csp=True).new_page()
            if person:
                already_in(tabs[person], person)
        name = f"{number:02d}-{address.strip('/').partition('?')[0]}"
        wrong += seen(tabs[person], name, address, must)
    print(
        f"{len(pages)} pages of the figures, with something on each, at {len(WIDTHS)} widths: {len(wrong)} findings"
    )
    assert wrong == []


@pytest.mark.prove
def test_a_publisher_approves_by_keyboard_and_an_analyst_explains_without_scripts(
    shipped: Any, world: Any, already_in: Any
) -> None:
    analyst, publisher, row = everything()
    page = world.context().new_page()
    already_in(page, publisher)
    page.goto(f"/cms/figures/{row.pk}/")
    button = page.get_by_role("button", name="Approve and publish 8,047")
    for _ in range(120):
        page.keyboard.press("Tab")
        if button.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="calendar-2019-3")).to_be_visible()

    page = world.context(java_script_enabled=False).new_page()
    already_in(page, analyst)
    page.goto("/cms/figures/why/")
    page.get_by_label("From").select_option("calendar-2019-1")
    page.get_by_label("To").select_option("calendar-2019-2")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="7,895 became 8,015: +120")).to_be_visible()
    page.get_by_role("link", name="Late 0 Primary School").click()
    expect(page.get_by_role("heading", name="What happened to its register")).to_be_visible()


def test_control_a_heading_that_heads_nothing_is_found(page: Page) -> None:
    table = "<table><tr><th scope='rubbish'>B</th></tr><tr><td>1</td></tr></table>"
    page.set_content(f"<main id='main'><h1>A</h1>{table}</main>")
    assert [line for line in findings(page)[0] if line.startswith("scope-attr-valid")]


PRINTED = """() => { const shown = (e) => e.checkVisibility(), body = document.querySelector(".content-wrapper");
  return [shown(document.querySelector("#wagtail-sidebar, .sidebar")), body.scrollHeight > body.clientHeight && getComputedStyle(body).overflowY !== "visible",
          Math.round(document.querySelector("#main .nice-padding").getBoundingClientRect().left)]; }"""


def test_a_page_of_the_desk_prints_whole_and_without_the_menu(world, already_in):
    page = world.page(viewport={"width": 720, "height": 1000})
    already_in(page, factories.staff(Role.COORDINATOR))
    factories.school("Harbour Primary School")
    page.goto("/cms/coverage/")
    expect(page.locator(".coverage__name")).to_have_count(4)
    menu, cut, _left = page.evaluate(PRINTED)
    assert (menu, cut) == (
        True,
        True,
    )  # control: on the screen the menu is there, and the page scrolls in its frame
    page.emulate_media(media="print")
    assert page.evaluate(PRINTED) == [False, False, 0]

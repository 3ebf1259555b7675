"""The desk of the figures with everything on it, and the public page of the figure: axe at three widths."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from education.attendance.models import Register
from education.figures import actions as figures
from education.figures.queries import TRAINED
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.figures import world as counts
from tests.figures.test_outcome import asked_at
from tests.figures.test_ratings import rated
from tests.journeys.conftest import WIDTHS
from tests.journeys.test_desk_pages import findings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def two_figures() -> tuple[User, User]:
    """A year with hands up and ratings, published, corrected by a late register and published again."""
    analyst, publisher = counts.past_year()
    asked_at(3)
    rated(20)
    rated(12, useful="fairly", again="perhaps")
    who = {"definition": TRAINED, "period": "calendar-2019", "prepared_by": analyst, "approved_by": publisher}
    figures.publish(**who)
    officer = factories.staff(Role.OFFICER)
    for number in range(3):
        late = factories.school(f"Late {number} Primary School")
        counts.counted(40, 0, by=officer, of=late)
    figures.publish(**who, reason="Three registers came late.", error_found=True)
    return analyst, publisher


def seen(page: Page, address: str, must: str) -> list[str]:
    """What is wrong with one page of the desk; `must` proves that it shows what is to be looked at."""
    wrong = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        assert must in page.locator("main").inner_text(), f"{address} does not show “{must}”"
        wrong += [f"{address} at {width}: {line}" for line in findings(page)[0]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            wrong.append(f"{address} at {width}: {wide} px wide")
    return wrong


@pytest.mark.prove
def test_every_page_of_the_figures_desk_with_something_on_it(shipped: Any, world: Any, already_in: Any) -> None:
    analyst, publisher = two_figures()
    session = Register.objects.earliest("pk").session
    look = "/cms/figures/look/calendar-2019-2/"
    shown = [
        (analyst, "/cms/figures/", "calendar-2019-2"),
        (analyst, "/cms/figures/prepare/?period=academic-2018-19", "2018"),
        (analyst, "/cms/figures/hands-up/?period=calendar-2019", "32 of 32 visits were answered"),
        (analyst, "/cms/figures/why/?old=calendar-2019-1&new=calendar-2019-2", "120"),
        (analyst, look, "Primary"),
        (analyst, f"{look}cell/?by=authority&row=all&column=total", "Late"),
        (analyst, f"{look}{session.public_id}/", session.school.name),
        (publisher, "/cms/figures/release/calendar-2019-2/", "calendar-2019-2"),
        (publisher, "/cms/figures/withdraw/calendar-2019-2/", "calendar-2019-2"),
        (publisher, "/cms/figures/pages/", "Figures"),
        (publisher, "/figures/calendar-2019-2/", "What teachers answered"),
    ]
    tabs: dict[int, Page] = {}
    wrong = []
    for person, address, must in shown:
        if person.pk not in tabs:
            tabs[person.pk] = world.context(bypass_csp=True).new_page()
            already_in(tabs[person.pk], person)
        wrong += seen(tabs[person.pk], address, must)
    print(f"{len(shown)} pages of the figures, with something on each, at {len(WIDTHS)} widths: {len(wrong)} findings")
    assert wrong == []


def test_control_a_heading_that_heads_nothing_is_found(page: Page) -> None:
    table = "<table><tr><th scope='rubbish'>B</th></tr><tr><td>1</td></tr></table>"
    page.set_content(f"<main id='main'><h1>A</h1>{table}</main>")
    assert [line for line in findings(page)[0] if line.startswith("scope-attr-valid")]

"""A parent finds a guide, makes a plan and passes a card on, with scripts and without."""

from __future__ import annotations

import re

import pytest

from tests.journeys.looking import looked_at, pairwise

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "finder": "/parents/?topic=money", "finder-nothing": "/parents/?band=4-7&topic=ai&device=tv&band=old",
    "search-crisis": "/search/?q=i+want+to+die", "search-misspelt": "/search/?q=gamming+hedset", "plan-question": "/parents/plan/?age=8-10",
    "plan": "/parents/plan/?age=8-10&device=console&worry=pressure", "share": "/g/7/share/", "card": "/g/15/card/",
}  # fmt: skip


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_parent_finds_a_guide_makes_a_plan_and_prints_a_card(shipped, world, scripts):
    page = world.page(java_script_enabled=scripts, viewport={"width": 390, "height": 800})
    page.goto("/")
    page.locator('main a[href="/parents/"]').first.click()
    page.get_by_role("link", name="Gaming and voice chat").click()
    assert page.locator("h1").inner_text() == "Gaming and voice chat"  # two taps from home

    page.get_by_role("link", name="A card to print").click()
    assert page.locator(".a6 h1").inner_text() == "Gaming and voice chat"
    assert page.locator(".a6 img").evaluate("image => image.naturalWidth") > 0 if scripts else True

    page.goto("/parents/")
    page.get_by_role("link", name="Make a plan for tonight").click()
    for words in ("8–10", "Games console", "Games, and who they play with"):
        page.get_by_role("link", name=words, exact=True).click()
    assert page.locator("h1").inner_text() == "A plan for tonight"
    page.go_back()
    assert page.locator("h1").inner_text() == "What is on your mind?"
    page.go_back()
    assert page.locator("h1").inner_text() == "What do they use most?"

    page.goto("/search/")
    page.get_by_label("What is on your mind?").fill("who is my lad talking to on his hedset")
    page.locator("main form button").click()
    assert page.locator(".results h3").first.inner_text() == "Gaming and voice chat"

    page.goto("/parents/?topic=money")
    page.get_by_role("link", name="Remove Money and scams").click()
    assert page.url.endswith("/parents/")
    assert page.context.cookies() == []


def test_every_card_prints_on_one_a6_page(shipped, world):
    page = world.page()
    for number in (1, 7, 15, 20):
        page.goto(f"/g/{number}/card/")
        made = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1, number
        assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", made)) == {(b"298", b"420")}
        inside = page.evaluate("(c => c.scrollHeight <= c.clientHeight)(document.querySelector('.a6'))")
        assert inside, number


def test_every_page_of_finding_passes_axe_at_three_widths_and_in_a_reader_s_states(shipped, world):
    page = world.context(bypass_csp=True).new_page()
    found = []
    for number, address in enumerate(PAGES.values(), start=3):
        page.goto(address)
        found += looked_at(page, address, pairwise(number))
    assert found == []

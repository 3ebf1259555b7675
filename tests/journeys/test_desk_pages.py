"""Our own pages of the desk and the officers' pages, every one of them, at three widths: axe, and nothing too wide."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.journeys.conftest import WIDTHS
from tests.project import world as worlds
from tests.project.test_permissions import MATRIX, expected, fill, ours
from tests.project.world import ROLES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
OURS = "#main, main"
WAGTAILS = {
    "region",  # its menu and header stand outside any landmark
    "landmark-unique",
    "color-contrast",
    "scrollable-region-focusable",
}
"""Rules that Wagtail's own frame around our pages breaks; inside `main` we break none."""


def findings(page: Page) -> tuple[list[str], set[str]]:
    """What axe minds inside the page's main part, and the rules that what is around it breaks."""
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async (ours) => (await axe.run(document, {resultTypes: ['violations']})).violations.flatMap((v) =>
          v.nodes.map((n) => {
            const at = document.querySelector(n.target[0]);
            return [v.id, n.html.slice(0, 160), Boolean(at && at.closest(ours)
              && !at.closest('.w-slim-header, .w-header, header'))];
          }))""",
        OURS,
    )
    return [f"{rule}: {html}" for rule, html, inside in found if inside], {
        rule for rule, _, inside in found if not inside
    }


NO_PAGES = (".csv", ".svg", ".js", ".webmanifest", "sync/", "officer/pack/")


def pages(world: worlds.World) -> list[tuple[str, str]]:
    """Every address of ours at the desk and for officers that shows a page, and a role that sees it."""
    found = []
    for route in ours():
        if not route.startswith(("cms/", "officer/")) or route.endswith(NO_PAGES):
            continue
        which = "own" if route in world.gaps else ""
        role = next((r for r in ROLES if expected(MATRIX[route], r, "GET", which) == "200"), "")
        if role:
            address = fill(route, world.gaps.get(route, {}).get(which, {}))
            found += [(role, address)]
            if route in world.queries:
                found += [(role, address + world.queries[route])]
    return found


@pytest.mark.prove
def test_every_page_of_ours_at_the_desk_and_for_officers_at_three_widths(
    shipped: Any, world: Any, already_in: Any
) -> None:
    world.settings.FAKE_NOW = worlds.NOW
    cast = worlds.build()
    shown, wrong, around = pages(cast), [], set()
    tabs: dict[str, Page] = {}
    for role, address in shown:
        if role not in tabs:
            tabs[role] = world.context(bypass_csp=True).new_page()
            already_in(tabs[role], cast.people[role])
        page = tabs[role]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(address)
            assert answer
            assert answer.status == 200, address
            inside, outside = findings(page)
            around |= outside
            wrong += [f"{address} at {width}: {line}" for line in inside]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{address} at {width}: {wide} px wide")
    print(f"{len(shown)} pages of ours at {len(WIDTHS)} widths; around them Wagtail breaks {sorted(around)}")
    assert wrong == []
    assert around <= WAGTAILS


def test_control_a_field_without_a_label_is_found(page: Page) -> None:
    page.set_content("<main id='main'><h1>A</h1><input type='text' name='a'></main>")
    assert [line.partition(":")[0] for line in findings(page)[0] if "label" in line]

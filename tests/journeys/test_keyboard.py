"""The keyboard script: find, filter, lesson, quiz, ending, exit; what has the focus is always seen, nothing is a trap."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import SPACED

pytestmark = pytest.mark.django_db(transaction=True)
# What has the focus: its words, whether a ring is drawn around it, and whether it can be seen where it stands.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  let ringed = false;
  for (let p = e; p && p !== document.body; p = p.parentElement) {
    for (const part of [null, "::after"]) {
      const s = getComputedStyle(p, part);
      if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) ringed = true;
    }
  }
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 1), innerWidth - 1);
  const tops = [box.top + 3, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, box.bottom - 3];
  const open = tops.some((y) => {
    const hit = document.elementFromPoint(x, Math.min(Math.max(y, 1), innerHeight - 1));
    return hit && (e.contains(hit) || hit.contains(e) || (e.labels && [...e.labels].some((l) => l.contains(hit))));
  });
  const over = (f, b) => f.checkVisibility() && !f.contains(e) && b.width > 0 && Math.min(b.right, f.getBoundingClientRect().right) - Math.max(b.left, f.getBoundingClientRect().left) > 1
    && Math.min(b.bottom, f.getBoundingClientRect().bottom) - Math.max(b.top, f.getBoundingClientRect().top) > 1;
  const under = [...document.querySelectorAll(".help-now a, .exit a")].some((f) => !e.matches(".skip") && [...e.getClientRects()].some((b) => over(f, b)));
  return { under, words: (e.labels?.[0]?.innerText || e.innerText || e.getAttribute("aria-label") || "").trim().replace(/\\s+/g, " "),
           name: e.name || "", ringed, seen: inside && open, html: e.outerHTML.slice(0, 120) };
}"""

# What a floating button lies over where it comes to rest, which no scrolling clears: focusable things, by their text.
COVERED = """() => {
  const found = [], meets = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  for (const [floats, end] of [[".help-now a", document.documentElement.scrollHeight], [".exit a", 0]]) {
    const f = document.querySelector(floats);
    if (!f) continue;
    scrollTo({ top: end, behavior: "instant" });
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
      if (!e.checkVisibility() || e.matches(".skip, .help-now a, .exit a")) continue;
      if ([...e.getClientRects()].some((b) => b.width && meets(f.getBoundingClientRect(), b))) found.push(e.innerText || e.outerHTML);
    }
  }
  return found;
}"""


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until something of these words has the focus; every stop on the way is ringed and seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            continue  # the browser's own bars
        assert focused["ringed"], f"no ring: {focused['html']}"
        assert focused["seen"], f"hidden: {focused['html']}"
        if focused["name"] == words or re.search(words, focused["words"]):
            return
    raise AssertionError(f"{words} was not reached in {most} steps")


def go(page: Page, words: str) -> None:
    """Reach something by Tab and press Enter on it."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [320, 1280])
def test_find_filter_lesson_quiz_ending_and_out(shipped, world, width):
    page = world.page(viewport={"width": width, "height": 800})
    page.route("**/leave/", lambda route: route.fulfill(body="<h1>Elsewhere</h1>", content_type="text/html"))
    page.goto("/")
    go(page, "^Learn$")
    go(page, "^8–10")
    expect(page).to_have_url(re.compile(r"/learn/\?band=8-10$"))
    go(page, "^The Screenshot Test$")
    expect(page.get_by_role("heading", level=1)).to_have_text("The Screenshot Test")
    tab_to(page, "q1")
    page.keyboard.press("Space")
    expect(page.locator("input[name=q1]:checked")).to_have_count(1)
    go(page, "^See what we think$")
    expect(page.locator("#answers")).to_be_focused()
    go(page, "^Back to the lesson$")
    go(page, "^Start the story")
    for _ in range(12):
        if page.locator(".story__ending").count():
            break
        go(page, re.escape(page.locator(".story__choices a").first.inner_text().strip()))
    expect(page.locator(".story__ending")).to_be_visible()
    go(page, "help")
    expect(page.get_by_role("heading", name=re.compile("talk to|help", re.IGNORECASE)).first).to_be_visible()
    page.goto("/help/")
    go(page, "^Leave this site")
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()


def test_a_whole_page_is_walked_through_and_left_again_and_backwards_too(shipped, world):
    page = world.page(viewport={"width": 320, "height": 640})
    for address in ("/", "/parents/?topic=money", "/help/"):
        page.goto(address)
        stops: list[str] = []
        for _ in range(200):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            assert focused["ringed"], f"{address} no ring: {focused['html']}"
            assert focused["seen"], f"{address} hidden: {focused['html']}"
            assert not focused["under"], f"{address} partly under a floating button: {focused['html']}"
            stops.append(focused["html"])
        assert focused is None, f"{address} does not let go"
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUSED)["html"] == stops[-1]
        assert stops[0].startswith('<a class="skip"')


def test_whatever_a_floating_button_lies_over_can_be_scrolled_clear_of_it(shipped, world):
    page = world.context(bypass_csp=True).new_page()
    over = []
    for address in (
        "/",
        "/here/",
        "/help/",
        "/learn/?band=8-10",
        "/search/?q=zzzz",
        "/g/14/",
        "/parents/plan/",
    ):
        page.goto(address)
        for width, height in ((320, 640), (640, 450), (1280, 800)):
            page.set_viewport_size({"width": width, "height": height})
            over += [(address, width, words) for words in page.evaluate(COVERED)]
        page.add_style_tag(content=SPACED.replace("html.spaced", "html"))
        over += [(address, "spaced", words) for words in page.evaluate(COVERED)]
    assert over == []
    # Control: a button that comes to rest over the end of the page, as one without a row of its own does.
    page.goto("/")
    page.set_viewport_size({"width": 320, "height": 640})
    page.add_style_tag(
        content=".help-now { block-size: 0; align-items: flex-end } main { padding: 0 } main::after { content: none }"
    )
    page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('a'), { href: '/', innerText: 'Last', style: 'display: block' }))"
    )
    assert page.evaluate(COVERED) == ["Last"]


def test_a_focus_that_cannot_be_seen_is_noticed(browser):
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.set_content(
        "<style>a:focus-visible { outline: 3px solid } .none:focus-visible { outline: none }"
        " div { position: fixed; inset: 0; background: #fff } .over { position: relative; z-index: 1 }</style>"
        "<a class=over href=/1>Seen</a> <a class='over none' href=/2>No ring</a> <a href=/3>Under</a><div></div>"
    )
    found = []
    for _ in range(3):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        found.append((focused["words"], focused["ringed"], focused["seen"]))
    assert found == [("Seen", True, True), ("No ring", False, True), ("Under", True, False)]
    page.close()

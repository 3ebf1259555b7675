"""One load of a page, looked at in each width and state; what is wrong comes back as lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from playwright.sync_api import Page

from tests.journeys.conftest import ARTEFACTS, WIDTHS, axe_in

SPACED = (
    "html.spaced * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } "
    "html.spaced p { margin-block-end: 2em !important }"
)
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  if (!r.width || !r.height || s.visibility === "hidden" || e.closest(".visually-hidden, [tabindex='0'][role=region], svg")) return false;
  for (let p = e; p; p = p.parentElement) if (getComputedStyle(p).clipPath !== "none") return false;
  if (e.matches("img, svg, input, select, textarea, .card__media")) return false;
  const hides = (x) => x === "hidden" || x === "clip";
  return e.innerText?.trim() && ((hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1));
}).map((e) => e.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].filter((e) => {
  const s = getComputedStyle(e), some = (times) => times.split(",").some((t) => parseFloat(t) > 0.011);
  return (s.animationName !== "none" && some(s.animationDuration)) || some(s.transitionDuration) || s.scrollBehavior === "smooth";
}).map((e) => e.outerHTML.slice(0, 120))"""
# In forced colours shadows and backgrounds are gone: what is focused still needs an outline, a button still an edge.
UNSEEN = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].filter((e) => {
  if (!e.checkVisibility() || e.disabled || e.type === "hidden") return false;
  if (e.matches(".button, button") && getComputedStyle(e).borderStyle === "none" && getComputedStyle(e).outlineStyle === "none") return true;
  e.focus();
  for (let p = e; p && p !== document.body; p = p.parentElement) if ([null, "::after"].some((part) => getComputedStyle(p, part).outlineStyle !== "none")) return false;
  return document.activeElement === e;
}).map((e) => e.outerHTML.slice(0, 120))"""


def lost(page: Page) -> list[str]:
    """Text that is cut off, and a page that is wider than its window."""
    found = list(page.evaluate(CUT_OFF))
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{wide} px too wide"] if wide > 0 else found


def mirrored(page: Page) -> list[str]:
    """Right to left, as in Arabic and Urdu."""
    page.evaluate("document.documentElement.dir = 'rtl'")
    found = [*axe_in(page), *lost(page)]
    page.evaluate("document.documentElement.dir = 'ltr'")
    return found


def dark(page: Page) -> list[str]:
    """By night."""
    page.emulate_media(color_scheme="dark")
    found = axe_in(page)
    page.emulate_media(color_scheme="light")
    return found


def forced(page: Page) -> list[str]:
    """In colours that the reader has chosen for everything."""
    page.emulate_media(forced_colors="active")
    page.keyboard.press("Tab")
    # The colours are the reader's own: their contrast is nothing that a page decides.
    found = [line for line in axe_in(page) if not line.startswith("color-contrast")]
    found += page.evaluate(UNSEEN)
    page.evaluate("document.activeElement.blur()")
    page.emulate_media(forced_colors="none")
    return found


def still(page: Page) -> list[str]:
    """For whom movement makes ill."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return found


def spaced(page: Page) -> list[str]:
    """With the spacing that some readers need (WCAG 1.4.12)."""
    if not page.evaluate("document.getElementById('spacing') !== null"):
        page.add_style_tag(content=SPACED).evaluate("e => { e.id = 'spacing' }")
    page.evaluate("document.documentElement.classList.add('spaced')")
    found = lost(page)
    page.evaluate("document.documentElement.classList.remove('spaced')")
    return found


def zoomed(page: Page) -> list[str]:
    """At 200 per cent, which is half the window."""
    before = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": max(before["width"] // 2, 320), "height": before["height"] // 2})
    found = lost(page)
    page.set_viewport_size(before)
    return found


STATES: dict[str, Callable[[Page], list[str]]] = {
    f.__name__: f for f in (mirrored, dark, forced, still, spaced, zoomed)
}


def keep_picture(page: Page, name: str) -> None:
    """One picture of each kind of page at each width, as an artefact of the run."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "home"
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"page-{plain[:60]}.jpg", type="jpeg", quality=60, full_page=True)


def looked_at(
    page: Page, name: str, states: Iterable[tuple[str, int]], widths: Sequence[int] = WIDTHS
) -> list[str]:
    """The open page with axe at these widths, without anything to scroll sideways for, then in these states at a width.

    Its context lets scripts in (`bypass_csp`); a picture is kept of each width.
    """
    found = []
    wanted = list(states)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        keep_picture(page, f"{name}-{width}")
        found += [f"{name} at {width}: {line}" for line in (*axe_in(page), *lost(page))]
        for state in (state for state, at in wanted if at == width):
            found += [f"{name} {state} at {width}: {line}" for line in STATES[state](page)]
    return found


def pairwise(number: int) -> list[tuple[str, int]]:
    """Two states at a width each for the page of this number, so that a few pages meet every state at every width."""
    pairs = [(state, width) for state in STATES for width in WIDTHS]
    return [pairs[number * 2 % len(pairs)], pairs[(number * 2 + 7) % len(pairs)]]


def every() -> list[tuple[str, int]]:
    """Each state at each width."""
    return [(state, width) for state in STATES for width in WIDTHS]

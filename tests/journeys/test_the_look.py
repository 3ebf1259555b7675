"""What everybody sees: small first loads, nothing lost when text grows, class mode, the pack with the network cut."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from education.content.models import LessonPage
from education.content.slides import slides
from education.people.roles import Role
from tests import factories
from tests.journeys.conftest import WIDTHS, axe_in
from tests.journeys.looking import lost
from tests.journeys.test_every_page import first_page

pytestmark = pytest.mark.django_db(transaction=True)
JAR = "/learn/the-family-jar/"
KINDS = ["/", "/4-7/", "/14-plus/", "/learn/", JAR, f"{JAR}class/", "/parents/", "{guide}", "/teachers/", "{teacher_page}",
         "/help/", "{help_page}", "/about/", "/search/?q=phone", "/no-such-page/", "/learn/back-up-for-a-mate/story/1/",
         "/parents/plan/?age=8-10&device=console&worry=games", "/g/7/share/", "/help/find/?a=3&b=2&c=10", "/figures/"]  # fmt: skip


def addresses() -> list[str]:
    """One of every kind of public page."""
    gaps = {
        "guide": first_page("GuidePage"),
        "teacher_page": first_page("TeacherPage"),
        "help_page": first_page("HelpPage"),
    }
    return [address.format(**gaps) for address in KINDS]


def test_a_first_load_is_small_asks_nobody_else_and_leaves_nothing_behind(empty_machine, world):
    over = []
    for address in addresses():
        context = world.context(viewport={"width": 320, "height": 800})
        page = context.new_page()
        answers = []
        page.on("response", lambda answer, kept=answers: kept.append(answer))
        page.goto(address, wait_until="load")
        sizes: dict[str, int] = {}
        for answer in answers:
            kind = answer.request.resource_type
            body = answer.body()
            small = (
                len(gzip.compress(body))
                if kind in {"document", "stylesheet", "script"} or b"<svg" in body[:200]
                else len(body)
            )
            sizes[kind] = sizes.get(kind, 0) + small
        left = page.evaluate("() => localStorage.length + sessionStorage.length") + len(context.cookies())
        limits = [
            sizes.get("document", 0) <= 30_000, sizes.get("stylesheet", 0) <= 20_000, sizes.get("script", 0) <= 15_000,
            "font" not in sizes, sum(sizes.values()) <= 250_000, len(answers) <= 15, left == 0,
        ]  # fmt: skip
        if not all(limits):
            over.append(f"{address}: {sizes}, {len(answers)} requests, {left} left behind")
        print(f"{address}: {sum(sizes.values()):,} bytes, {len(answers)} requests, {sizes}")
        context.close()
    world.forgive("404")
    assert over == []


def test_a_mirrored_page_keeps_the_direction_of_its_numbers(empty_machine, world):
    page = world.page(viewport={"width": 768, "height": 900})
    page.goto("/")
    page.evaluate("() => { document.documentElement.dir = 'rtl' }")
    ages = page.locator(".band-tile__shape span").first
    assert ages.evaluate("e => getComputedStyle(e).direction") == "ltr"
    expect(ages).to_have_text("4–7")


def test_a_teacher_shows_a_lesson_on_the_whole_screen_by_keyboard_and_counts_hands(empty_machine, world):
    page = world.page()
    page.goto(JAR)
    page.get_by_role("link", name="Show it in class").click()
    deck = slides(LessonPage.objects.get(slug="the-family-jar"))
    shown = page.locator("[data-slide]:visible")
    expect(shown).to_have_attribute("data-slide", "1")
    page.get_by_role("button", name="Whole screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("data-slide", "3")
    for _ in range(12):
        shown.get_by_role("button", name="One hand more").click()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Hands up, once more")).to_be_visible()
    shown.get_by_label("Hands now").fill("25")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said=after]")).to_have_text("12 → 25")
    assert page.evaluate("document.fullscreenElement !== null")  # no page was loaded between the screens
    assert page.url.endswith(f"/class/{len(deck) - 1}/")
    page.go_back()
    expect(shown).to_have_attribute("data-slide", str(len(deck)))
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_a_child_ticks_a_lesson_off_in_this_tab_alone_and_clears_it(empty_machine, world):
    context = world.context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(JAR)
    button = page.get_by_role("button", name="I have done this one")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto("/4-7/")
    expect(page.locator("[data-done]:visible")).to_have_attribute("data-done", JAR)
    other = context.new_page()
    other.goto("/4-7/")
    expect(other.locator("[data-done]:visible")).to_have_count(0)
    page.get_by_role("button", name="Clear my ticks").click()
    expect(page.locator("[data-done]:visible, [data-ticks]:visible")).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert context.cookies() == []
    without = world.page(java_script_enabled=False)
    without.goto(JAR)
    expect(without.locator("[data-tick]")).to_be_hidden()


def test_class_mode_works_step_by_step_with_scripts_off(empty_machine, world):
    page = world.page(java_script_enabled=False)
    page.goto(f"{JAR}class/3/")
    shown = page.locator("[data-slide]:visible")
    shown.get_by_label("Hands now").fill("12")
    shown.get_by_role("button", name="Keep this number").click()
    expect(shown.get_by_role("status")).to_have_text("12 hands. It goes with you to the last question.")
    deck = slides(LessonPage.objects.get(slug="the-family-jar"))
    for _ in range(3, len(deck) - 1):
        page.get_by_role("link", name="Next").click()
    shown.get_by_label("Hands now").fill("25")
    shown.get_by_role("button", name="Keep this number").click()
    expect(shown.get_by_role("status")).to_have_text("Before: 12. Now: 25.")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", name="Who you can talk to")).to_be_visible()
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Family Jar")


def test_the_pack_opens_from_a_folder_with_the_network_cut(empty_machine, world, browser, tmp_path):
    page = world.page()
    page.goto(JAR)
    with page.expect_download() as download:
        page.get_by_role("link", name="School pack").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "the-family-jar"
    context = browser.new_context(offline=True, viewport={"width": 320, "height": 800})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    here = context.new_page()
    found = []
    for file in sorted(Path(folder).glob("*.html")):
        here.goto(file.as_uri())
        broken = here.evaluate("[...document.images].filter((i) => !i.complete || !i.naturalWidth).length")
        styled = here.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        found += [f"{file.name}: {line}" for line in [*lost(here), *axe_in(here)]]
        if broken or not styled:
            found.append(f"{file.name}: {broken} pictures missing, styled: {styled}")
    here.goto((folder / "index.html").as_uri())
    here.get_by_role("link", name="Class screens").click()
    here.locator("#s1").get_by_role("link", name="Next").click()
    expect(here.locator("#s2")).to_be_in_viewport()
    assert [url for url in asked if not url.startswith("file://")] == []
    context.close()
    assert found == []


def test_a_lesson_prints_as_a_handout_and_a_plan_and_a_guide_as_one_piece(empty_machine, world):
    page = world.page()
    page.goto(JAR)
    page.emulate_media(media="print")
    for gone in (".site-nav", ".help-now", ".lesson-uses", ".site-footer__links"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in (".help-strip", "#for-adults", ".can-do", ".plan"):
        expect(page.locator(kept).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.getElementById('for-adults')).breakBefore") == "page"
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 7  # the child's part and quiz, then the plan


def test_every_component_in_every_state_has_nothing_that_axe_minds_light_or_dark(world, already_in):
    editor = factories.staff(Role.EDITOR)
    for scheme in ("light", "dark"):
        page = world.context(bypass_csp=True, color_scheme=scheme).new_page()
        already_in(page, editor)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto("/cms/components/")
            expect(page.get_by_role("heading", level=1)).to_have_text("Components")
            assert [*axe_in(page), *lost(page)] == []

"""Help in two taps, every way out, and a lesson's way to its readers: one load of the content."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from education.content.models import LessonPage
from education.people.roles import Role
from home import views
from tests import factories
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db(transaction=True)
# The rich text editor hands its text over a moment after it was typed.
HELD = (
    "word => [...document.querySelectorAll('input[type=hidden]')].some(field => field.value.includes(word))"
)
SLOW = 40_000  # milliseconds: the desk is large
PHONE = {"width": 320, "height": 640}
AWAY = "/healthz"  # stands in for the weather: the tests ask nobody else
HARD = "Notwithstanding considerable organisational complexity we systematically operationalise safeguarding everywhere we go."
# Who they are, where they stand, and the number that is theirs.
CALLERS = [
    ("a child", "/learn/the-family-jar/", "tel:08001111"),
    ("a child in a lesson's story", "/8-10/", "tel:08001111"),
    ("a parent", "/parents/", "tel:08088005000"),
    ("an adult who knows something", "/figures/", "tel:101"),
    ("anyone in danger", "/no-such-page/", "tel:999"),
]


@pytest.fixture
def ready(world, monkeypatch):
    """A new page whose way out ends at an address of this server."""
    monkeypatch.setattr(views, "ELSEWHERE", f"{world.url}{AWAY}")
    return world.page


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_child_a_parent_and_an_adult_reach_their_number_in_two_taps(shipped, world, scripts):
    page = world.page(viewport=PHONE, java_script_enabled=scripts)
    for who, start, number in CALLERS:
        page.goto(start)
        page.locator('a[href="/help/"]:visible').first.click()
        page.wait_for_url("**/help/")
        page.get_by_role("link", name="Who you can talk to").click()
        expect(page.get_by_role("heading", name="Who you can talk to")).to_be_in_viewport()
        expect(page.locator(f'main a[href="{number}"]').first, who).to_be_visible()
    world.forgive("404")


def test_each_way_of_leaving_works_on_a_phone_and_on_a_desk_with_scripts_and_without(shipped, world, ready):
    for scripts in (True, False):
        for viewport in (PHONE, {"width": 1280, "height": 900}):
            page = ready(viewport=viewport, java_script_enabled=scripts)
            page.goto("/help/now/")
            page.locator("aside.exit a").click()
            page.wait_for_url(f"**{AWAY}")
        page.goto(f"{world.url}/help/find/")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator("a.skip[data-exit]")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{AWAY}")
        page.goto(f"{world.url}/hide-your-visit/")
        page.locator("aside.exit a").click()
        page.wait_for_url(f"**{AWAY}")
        page.goto(f"{world.url}/leave/")
        page.wait_for_url(f"**{AWAY}")
    page = ready()
    page.goto("/")
    page.goto("/help/now/")
    page.keyboard.press("Shift")
    expect(page.get_by_role("status")).to_have_text("Shift. Press it two more times to leave this site.")
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(f"**{AWAY}")
    page.go_back()
    page.wait_for_url(f"{world.url}/")  # the page that was left is not one step back


def sent(desk: Page) -> None:
    """Press "Submit", wherever the menu keeps it."""
    with desk.expect_navigation(timeout=SLOW):
        desk.locator("[name=action-submit]").first.evaluate("button => button.click()")
    desk.wait_for_load_state("networkidle")


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")
def test_a_lesson_goes_from_draft_to_its_readers_and_each_gate_stops_it_once(shipped, world, already_in):
    lesson = LessonPage.objects.get(slug="the-family-jar")
    editor, other, publisher = (factories.staff(role) for role in (Role.EDITOR, Role.EDITOR, Role.PUBLISHER))
    desk = world.page()
    desk.on(
        "dialog", lambda leaving: leaving.accept()
    )  # Wagtail asks when an autosave is refused under the press
    already_in(desk, editor)
    desk.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    summary, title = desk.locator("#id_summary"), desk.locator("#id_title")
    said = desk.locator("body")
    for gate, words in (
        ("put herself at risk", "She put herself at risk."),
        ("0800 1111", "Ring 0800 1111 now."),
    ):
        summary.fill(words)
        sent(desk)
        expect(said).to_contain_text(f"“{gate}”", timeout=SLOW)
    summary.fill("A jar for phones, and a meal without them.")
    text = desk.locator(
        "#panel-child-lesson-body-content .public-DraftEditor-content, .public-DraftEditor-content:visible"
    ).first
    text.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(f" {HARD}")
    desk.wait_for_function(HELD, arg="operationalise")
    sent(desk)
    expect(said).to_contain_text("words in one sentence", timeout=SLOW)
    desk.goto("/cms/")
    LessonPage.objects.get(pk=lesson.pk).save_revision(user=editor)  # the draft is again what is live
    desk.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    title.fill("The jar on the shelf")
    summary.fill("A jar for phones, and a meal without them.")
    sent(desk)
    for person in (other, publisher):
        client = Client()
        sign_in_fresh(client, person)
        state = LessonPage.objects.get(pk=lesson.pk).current_workflow_state.current_task_state
        assert LessonPage.objects.get(pk=lesson.pk).title == "The Family Jar"
        client.post(
            reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk]),
            {"comment": ""},
        )
    reader = world.page()
    reader.goto("/learn/the-family-jar/")
    expect(reader.locator("main h1")).to_have_text("The jar on the shelf")
    desk.goto("/cms/")
    world.forgive(
        "/edit/"
    )  # the editor saves by itself meanwhile, and is told that somebody sent a newer version

"""A child does the quiz and walks to every ending of the stories; a teacher filters, opens and prints. With scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from education.content.models import LessonPage
from tests.journeys.looking import looked_at, pairwise

pytestmark = pytest.mark.django_db(transaction=True)
JAR, TEST, MATE = "/learn/the-family-jar/", "/learn/the-screenshot-test/", "/learn/back-up-for-a-mate/"


def answer_some(page: Page) -> None:
    """The first question missed, the second right, the third half done, the fourth right."""
    quiz = page.locator("#quiz")
    quiz.get_by_label("Max is a very good spy").check()
    quiz.get_by_label("“Good luck in the match, Max!”").check()
    quiz.get_by_label("“My hamster ate my homework.”").check()
    quiz.get_by_label("Take the joke down").select_option("1st")
    quiz.get_by_label("Say sorry to Max").select_option("2nd")
    quiz.get_by_label(re.compile("Shall we tell someone")).check()
    quiz.get_by_role("button", name="See what we think").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_child_does_the_quiz_looks_again_and_reaches_help(shipped, visitor, scripts):
    page = visitor(java_script_enabled=scripts, viewport={"width": 320, "height": 640}).page
    page.goto(TEST)
    answer_some(page)
    assert page.url.endswith(f"{TEST}#answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 to look at again")
    expect(page.locator("#answers")).to_be_focused()
    expect(page.get_by_text("he did not need to spy")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Question 1: ")).click()
    page.get_by_label("Someone kept it and showed it").check()
    page.get_by_label("Tell Dad and make a plan").select_option("3rd")
    page.get_by_label("Ask Max what would help").select_option("4th")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You see it as we do")
    assert page.context.cookies() == []
    expect(
        page.locator("#help-set").locator("..").get_by_role("link", name=re.compile("0800 1111"))
    ).to_be_visible()
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Screenshot Test")


def test_the_quiz_is_done_by_keyboard_alone(shipped, visitor):
    page = visitor().page
    page.goto(TEST)
    page.locator("#quiz input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Someone kept it and showed it")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("input[name=q2][value='1']")).to_be_checked()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("1")
    expect(page.locator("select").first).not_to_have_value("")
    page.locator("#quiz button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#answers")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text(re.compile("^Question "))


def walks(slug: str) -> dict[int, list[str]]:
    """For each ending, the labels of the choices that lead to it soonest."""
    story = LessonPage.objects.get(slug=slug).story
    assert story
    found, queue = {story.start: list[str]()}, [story.start]
    while queue:
        number = queue.pop(0)
        for choice in story.screen(number).choices:
            if choice.next not in found:
                found[choice.next] = [*found[number], choice.label]
                queue.append(choice.next)
    return {ending.number: found[ending.number] for ending in story.endings}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("address", [TEST, MATE])
def test_a_child_walks_to_each_ending_and_finds_help_there(shipped, visitor, address, scripts):
    page = visitor(java_script_enabled=scripts, viewport={"width": 320, "height": 640}).page
    endings = walks(address.split("/")[2])
    assert len(endings) == 4
    for number, labels in endings.items():
        page.goto(address)
        page.get_by_role("link", name="Start the story").click()
        place = page.get_by_role("link", name="Leave the story").bounding_box()
        for label in labels:
            page.get_by_role("link", name=label, exact=True).click()
            assert page.get_by_role("link", name="Leave the story").bounding_box() == place
        assert page.url.endswith(f"{address}story/{number}/")
        page.get_by_role("link", name="Talk to somebody").click()
        expect(page.get_by_role("heading", name="Who you can talk to")).to_be_in_viewport()
        expect(page.locator(".help-card__call").first).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.locator(".story__choices")).to_be_visible()
    page.get_by_role("link", name="Leave the story").click()
    assert page.url.endswith(address)
    assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_teacher_filters_opens_and_prints_a_lesson(shipped, visitor, scripts):
    page = visitor(java_script_enabled=scripts).page
    page.goto("/learn/")
    page.get_by_role("link", name=re.compile("^8–10")).first.click()
    page.get_by_role("link", name=re.compile("The Screenshot Test")).first.click()
    page.get_by_role("link", name="The story as a map").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The Crisp: the whole story")
    page.go_back()
    page.get_by_role("link", name="Handout for each child").click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="The screenshot test", exact=True).first).to_be_visible()
    expect(page.locator(".site-header")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_every_state_has_nothing_that_axe_minds_at_three_widths(shipped, world):
    page = world.context(bypass_csp=True).new_page()
    found = []
    addresses = [
        f"{TEST}story/1/",
        f"{TEST}story/9/",
        f"{MATE}story/3/",
        f"{TEST}story/map/",
        f"{JAR}handout/",
        f"{TEST}handout/",
    ]
    for number, address in enumerate((*addresses, TEST)):
        page.goto(address)
        found += looked_at(page, address, pairwise(number))
    answer_some(page)
    found += looked_at(page, f"{TEST} answered", pairwise(len(addresses) + 1))
    assert found == []

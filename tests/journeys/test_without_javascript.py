"""Everything but the offline queue works with scripts off, and with a keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from education.liaison import actions
from education.liaison.models import Visit
from education.people.roles import Role
from tests import factories
from tests.journeys.test_the_main_job import HELD_ON, book, take_the_counts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_teacher_books_and_an_officer_counts_with_scripts_off(empty_machine, visitor, settings):
    school, officer = empty_machine
    teacher = factories.person("robin.reed@quayside.example")
    factories.membership(teacher, school)
    book(visitor(teacher, java_script_enabled=False).page)
    visit = Visit.objects.get()
    actions.confirm_visit(visit=visit, version=visit.version, by=factories.staff(Role.COORDINATOR))
    settings.FAKE_NOW = f"{HELD_ON}T11:15"
    take_the_counts(visitor(officer.user, java_script_enabled=False).page)


def test_a_parent_is_at_a_guide_in_three_taps_with_scripts_off(empty_machine, visitor):
    page = visitor(java_script_enabled=False, viewport={"width": 320, "height": 640}).page
    page.goto("/")
    page.get_by_role("link", name=re.compile("I want to prevent it")).click()
    page.get_by_role("link", name=re.compile("^First phone")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First phone")
    page.get_by_role("link", name=re.compile("I need help now")).click()
    expect(page.get_by_role("link", name="0800 1111").first).to_be_visible()


def test_leaving_works_as_a_plain_link_and_by_pressing_shift_three_times(empty_machine, visitor):
    plain = visitor(java_script_enabled=False).page
    plain.goto("/help/")
    answer = plain.request.get("/leave/", max_redirects=0)
    assert (answer.status, answer.headers["cache-control"]) == (303, "no-store")
    assert (
        plain.get_by_role("link", name=re.compile("Leave this site")).first.get_attribute("href") == "/leave/"
    )
    scripted = visitor().page
    scripted.route(
        "**/leave/", lambda route: route.fulfill(body="elsewhere")
    )  # the weather is not on this machine
    scripted.goto("/help/")
    for _ in range(3):
        scripted.keyboard.press("Shift")
    scripted.wait_for_url("**/leave/")


def test_a_keyboard_reaches_the_page_behind_the_menu(empty_machine, visitor):
    page = visitor().page
    page.goto("/learn/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the page")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
    for _ in range(12):
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' })()"
        )
        assert outline, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        page.keyboard.press("Tab")

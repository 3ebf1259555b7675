"""One's own record in a real browser, and the log as an administrator sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from education.ledger import actions
from education.ledger.models import AccessEvent
from education.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
DATA, DELETE = "/accounts/data/", "/accounts/delete/"


@pytest.fixture
def teacher(shipped, world):
    return factories.person(first_name="Wren", last_name="Marsh")


def overflow(page) -> int:
    """How many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_a_teacher_takes_a_copy_and_deletes_their_details(world, page, teacher, already_in, axe, shot):
    already_in(page, teacher)
    page.goto(DATA)
    assert [axe(page, address, width) for address in (DATA, DELETE) for width in (320, 1280)] == [[]] * 4
    shot(page, "your-data")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download my data").click()
    copy = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert (coming.value.suggested_filename, copy["held"]["people.User"][0]["first_name"]) == (
        "what-we-hold.json",
        "Wren",
    )
    page.get_by_role("link", name="Delete your details").click()
    page.set_viewport_size({"width": 320, "height": 900})
    assert overflow(page) == 0
    page.get_by_role("button", name="Delete my details").click()
    assert page.locator("#errors a").inner_text() == (
        "Yes, delete my details: Tick the box to say that you want this."
    )
    shot(page, "delete-error")
    world.forgive("422")
    page.get_by_label("Yes, delete my details").check()
    page.get_by_role("button", name="Delete my details").click()
    page.wait_for_url("**/accounts/login/")
    assert page.get_by_text("Your details are gone, and you are signed out.").is_visible()
    teacher.refresh_from_db()
    assert str(teacher) == "Somebody who has left"


def test_it_works_without_a_script(world, teacher, already_in):
    page = world.page(java_script_enabled=False)
    already_in(page, teacher)
    page.goto(DELETE)
    page.get_by_label("Yes, delete my details").check()
    page.get_by_role("button", name="Delete my details").click()
    assert page.get_by_text("Your details are gone").is_visible()


def test_an_administrator_reads_the_log(world, page, teacher, already_in, shot):
    admin = factories.staff(Role.ADMINISTRATOR)
    actions.log_access(kind="sign_in", person=teacher, by=teacher, network=actions.network_code("192.0.2.7"))
    already_in(page, admin)
    page.goto("/cms/audit/")
    shot(page, "audit")
    page.get_by_label("E-mail address of a person").fill(teacher.email)
    page.get_by_role("button", name="Find").click()
    page.wait_for_url(f"**/cms/audit/?person={teacher.public_id}")
    assert page.get_by_role("cell", name="Signed in", exact=True).count() == 1
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as CSV").click()
    assert "Wren" not in Path(coming.value.path()).read_text(encoding="utf-8")
    assert AccessEvent.objects.filter(kind="exported").count() == 1

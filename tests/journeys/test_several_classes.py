"""A school day of four classes in one request: with scripts and without, back and forth, and sent twice."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from education.liaison.models import Visit
from education.people.roles import Role
from education.schools.models import SchoolDay
from tests import factories
from tests.journeys.looking import lost

pytestmark = pytest.mark.django_db(transaction=True)
CLASSES = (("Year 5", "28"), ("Year 5", "27"), ("Year 6", "30"), ("Year 6", "29"))


@pytest.fixture
def teacher(empty_machine):
    """Approved, at a school that gave its lesson times."""
    school, _ = empty_machine
    SchoolDay.objects.create(
        school=school, starts=dt.time(8, 50), break_starts=dt.time(10, 30), break_ends=dt.time(10, 45),
        lunch_starts=dt.time(12), lunch_ends=dt.time(13), ends=dt.time(15, 15),
    )  # fmt: skip
    person = factories.person("robin.reed@quayside.example")
    factories.membership(person, school)
    return person


def say_who_comes(page: Page) -> None:
    """One line for each class; a line more keeps what was typed."""
    page.get_by_label(re.compile("To several classes")).check()
    for number, (year, count) in enumerate(CLASSES):
        if number:
            page.get_by_role("button", name="Add another line").click()
        page.locator(f"[name=year_{number}]").select_option(label=year)
        page.locator(f"[name=expected_{number}]").fill(count)
    assert [page.locator(f"[name=expected_{n}]").input_value() for n in range(4)] == [c for _, c in CLASSES]
    expect(page.get_by_label(re.compile("To several classes"))).to_be_checked()
    page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_four_classes_are_asked_for_on_the_way_there_and_back(teacher, visitor, already_in, axe, scripts):
    page = visitor(java_script_enabled=scripts, viewport={"width": 320, "height": 640}).page
    already_in(page, teacher)
    page.goto("/book/what/")
    page.get_by_role("link", name="Safe and kind online").click()
    page.get_by_role("link", name=re.compile("^Several classes")).click()
    say_who_comes(page)
    page.get_by_role("link", name=re.compile("^Wed 27 Jan")).click()
    page.get_by_role("link", name=re.compile("^09:00 to 15:00")).click()
    expect(page.get_by_role("main")).to_contain_text("09:00, 10:45, 13:00, 14:00")
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page.locator("[name=expected_3]")).to_have_value("29")
    page.go_forward()
    page.go_forward()
    page.go_forward()
    assert lost(page) == []
    if scripts:
        assert axe(page, width=320) == []
    page.get_by_label("Work e-mail of your safeguarding lead").fill("lead@quayside.example")
    page.get_by_label("Telephone number for the day").fill("01632 960111")
    page.get_by_role("button", name="Ask for this visit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Booking BK-")
    for time in ("09:00", "10:45", "13:00", "14:00"):
        expect(page.get_by_role("main")).to_contain_text(f"{time} to ")
    page.go_back()
    if page.get_by_role("button", name="Ask for this visit").count():
        page.get_by_role("button", name="Ask for this visit").click()
    visit = Visit.objects.get()
    assert [f"{s.start_time:%H:%M}" for s in visit.sessions.order_by("start_at")] == [
        "09:00",
        "10:45",
        "13:00",
        "14:00",
    ]


def test_ninety_in_one_room_are_offered_in_two_sessions_and_the_desk_sees_the_week(
    teacher, visitor, already_in, axe
):
    page = visitor(viewport={"width": 320, "height": 640}).page
    already_in(page, teacher)
    page.goto("/book/group/?type=safe-and-kind&day=2027-01-27&time=09:00")
    page.locator("[name=year_0]").select_option(label="Year 5")
    page.locator("[name=expected_0]").fill("90")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("up to 60 people")
    assert (lost(page), axe(page, width=320)) == ([], [])
    page.get_by_role("link", name="Book 2 sessions").click()
    page.get_by_label("Work e-mail of your safeguarding lead").fill("lead@quayside.example")
    page.get_by_label("Telephone number for the day").fill("01632 960111")
    page.get_by_role("button", name="Ask for this visit").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Booking BK-")
    desk = visitor().page
    already_in(desk, factories.staff(Role.COORDINATOR))
    desk.goto("/cms/visits/week/?from=2027-01-27")
    cell = desk.get_by_role("row").nth(1)
    expect(cell).to_contain_text("08:45–10:45")
    expect(cell).to_contain_text("min drive home")

"""A school that finds nothing waits: a time opens, is held for it, and is taken once; one that nobody answers goes on."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from education.ledger import outbox
from education.liaison.actions.leave import give_back, take_time
from education.liaison.actions.waiting import offer_times
from education.liaison.models import Absence, Visit, WaitingEntry
from education.people.roles import Role
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def away(officer, coordinator) -> Absence:
    """The only officer is on leave for the whole term."""
    return take_time(
        officer=officer, start_at=dt.datetime(2027, 1, 11, tzinfo=dt.UTC), by=coordinator,
        end_at=dt.datetime(2027, 7, 31, tzinfo=dt.UTC),
    )  # fmt: skip


def the_clock() -> None:
    """What the worker does every few minutes."""
    offer_times()
    outbox.send_due()


def join(page: Page) -> None:
    """From the first page of the booking, past a month without a free day, onto the list."""
    page.goto("/book/")
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name=re.compile("Safe and kind online")).click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is free in")
    page.get_by_role("link", name="Wait for a time").click()
    page.get_by_label("From", exact=True).fill("2027-01-20")
    page.get_by_label("Until", exact=True).fill("2027-01-21")
    page.get_by_role("button", name="Put us on the list").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the year group")
    expect(page.get_by_label("Until", exact=True)).to_have_value("2027-01-21")
    page.locator("[name=year_0]").select_option(label="Year 5")
    page.locator("[name=expected_0]").fill("28")
    page.get_by_role("button", name="Put us on the list").click()
    expect(page.get_by_role("main")).to_contain_text("You are on the waiting list.")


def follow_the_mail(page: Page) -> None:
    """The address in the newest mail."""
    found = re.search(r"/visits/waiting/[0-9a-f-]+/", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    page.goto(found[0])


def test_a_time_opens_for_a_school_that_waits_and_is_taken_once(empty_machine, world, page, already_in, axe):
    school, officer = empty_machine
    coordinator = factories.staff(Role.COORDINATOR)
    leave = away(officer, coordinator)
    teacher = factories.membership(of=school).user
    already_in(page, teacher)
    join(page)
    the_clock()
    assert mail.outbox == []  # nothing is free, so nothing is offered

    give_back(absence=leave, by=coordinator)
    the_clock()
    assert [message.to for message in mail.outbox] == [[teacher.email]]
    follow_the_mail(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("A time for you")
    assert axe(page, page.url, 320) == []
    page.get_by_label("Work e-mail of your safeguarding lead").fill("lead@quayside.example")
    page.get_by_label("Telephone number for the day").fill("01632 960111")
    page.get_by_role("button", name="Take this time").dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Booking BK-")
    expect(page.get_by_role("main")).to_contain_text("Confirmed")
    follow_the_mail(page)  # the link of the offer leads to the visit from now on
    expect(page.get_by_role("heading", level=1)).to_contain_text("Booking BK-")
    assert (Visit.objects.count(), WaitingEntry.objects.get().state) == (1, "booked")
    world.forgive("422")


def test_an_offer_that_nobody_answered_says_so_and_the_school_waits_on(
    empty_machine, world, page, already_in
):
    school, _officer = empty_machine
    teacher = factories.membership(of=school).user
    already_in(page, teacher)
    page.goto("/book/waiting/?type=safe-and-kind")
    page.locator("[name=year_0]").select_option(label="Year 5")
    page.locator("[name=expected_0]").fill("28")
    page.get_by_role("button", name="Put us on the list").click()
    the_clock()
    page.goto("/visits/")
    page.get_by_role("link", name=re.compile("Take it or leave it")).click()
    page.get_by_label("Work e-mail of your safeguarding lead").fill("lead@quayside.example")
    page.get_by_label("Telephone number for the day").fill("01632 960111")
    world.at("2027-01-12T09:30")
    already_in(page, teacher)  # a day later they have signed in again, and the page still stands open
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was booked")
    expect(page.get_by_role("heading", level=1)).to_have_text("This time is not held any more")
    world.forgive("409")
    assert Visit.objects.count() == 0
    the_clock()
    page.goto("/visits/")
    expect(page.get_by_role("main")).to_contain_text("A time is held for you")  # the next one
    page.get_by_role("link", name=re.compile("Take it or leave it")).click()
    page.get_by_role("button", name="Not this time").click()
    expect(page.get_by_role("main")).to_contain_text("You stay on the waiting list.")

"""The way that everything else serves: from an empty machine to a number that anybody can check."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import subprocess
import sys

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from education.attendance.models import Entry
from education.ledger import outbox
from education.liaison.models import Visit
from education.people.roles import Role
from tests import factories
from tests.journeys.people import ROOT, Visitor, accept_mail_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FILES = ("figures.csv", "figures.json", "datapackage.json", "CHANGELOG.txt", "SHA256SUMS")
HELD_ON = dt.date(2027, 1, 27)


def deliver_mail() -> None:
    """What the worker does every few seconds."""
    outbox.send_due()


def test_from_an_empty_database_to_the_published_number(empty_machine, visitor, settings, tmp_path):
    school, officer = empty_machine
    teacher = visitor()
    sign_up(teacher, "robin.reed@quayside.example")
    claim_the_school(teacher.page, school)

    coordinator = visitor(factories.staff(Role.COORDINATOR, email="coordinator@force.example"))
    approve_the_teacher(coordinator.page)
    reference = book(teacher.page)
    confirm(coordinator.page, reference)

    settings.FAKE_NOW = f"{HELD_ON}T11:15"
    take_the_counts(visitor(officer.user).page)
    sign_off(visitor(factories.staff(Role.SUPERVISOR, email="supervisor@force.example")).page)

    settings.FAKE_NOW = "2028-01-10T09:00"
    prepare(visitor(factories.staff(Role.ANALYST, email="analyst@force.example")).page, "2027")
    approve(visitor(factories.staff(Role.PUBLISHER, email="publisher@force.example")).page)

    citizen = visitor().page
    citizen.goto("/figures/")
    expect(citizen.get_by_role("main")).to_contain_text("2027")
    expect(citizen.locator(".figure-number").first).to_have_text("31")
    check_the_files(citizen, tmp_path, total=31)


def sign_up(teacher: Visitor, email: str) -> None:
    """From the home page to a confirmed address."""
    page = teacher.page
    page.goto("/")
    page.get_by_role("link", name="Book a visit").first.click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("First name").fill("Robin")
    page.get_by_label("Last name").fill("Reed")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill("a quiet harbour at dawn")
    page.locator("main form [type=submit], main form button:not([type])").first.click()
    accept_mail_code(page, email)


def claim_the_school(page: Page, school) -> None:
    """A school is found by name or postcode and never typed."""
    page.goto("/book/")
    page.get_by_role("link", name="Find your school").click()
    page.get_by_label("School name, town or postcode").fill("quayside prim")
    page.get_by_role("button", name="Look for it").click()
    page.get_by_label(re.compile("Quayside Primary School")).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Yes, I work here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We ring your school's office")
    page.goto("/book/")
    expect(page.get_by_role("link", name="Start")).to_have_count(0)


def approve_the_teacher(page: Page) -> None:
    """The coordinator has rung the number in the register."""
    page.goto("/cms/teachers/")
    page.get_by_role("link", name="Robin Reed").click()
    page.get_by_label("Rang the school on the register's number").check()
    page.get_by_role("button", name="Approve for one year").click()
    deliver_mail()
    assert mail.outbox[-1].to == ["robin.reed@quayside.example"]


def book(page: Page) -> str:
    """One question a page, then one button."""
    page.goto("/book/")
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Safe and kind online").click()
    page.get_by_role("link", name=re.compile("^Wed 27 Jan")).click()
    page.get_by_role("link", name=re.compile("^10:00")).click()
    page.locator("[name=year_0]").select_option(label="Year 5")
    page.locator("[name=expected_0]").fill("28")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Work e-mail of your safeguarding lead").fill("lead@quayside.example")
    page.get_by_label("Telephone number for the day").fill("01632 960111")
    page.get_by_role("button", name="Ask for this visit").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Booking BK-")
    reference = heading.inner_text().split()[-1]
    expect(page.get_by_role("main")).not_to_contain_text(
        "Pat Person"
    )  # no officer's name before confirmation
    deliver_mail()
    sent = mail.outbox[-1]
    assert (sent.to, reference in sent.subject, "Quayside" in sent.subject) == (
        ["robin.reed@quayside.example"], True, False,
    )  # fmt: skip
    assert "METHOD:REQUEST" in invite_of(sent)
    assert "STATUS:TENTATIVE" in invite_of(sent)
    page.go_back()  # the back button and a second press make no second visit
    if page.get_by_role("button", name="Ask for this visit").count():
        page.get_by_role("button", name="Ask for this visit").click()
    assert Visit.objects.count() == 1
    return reference


def invite_of(message) -> str:
    """The text of the calendar part."""
    for part in message.message().walk():
        if part.get_content_type() == "text/calendar":
            return part.get_payload(decode=True).decode()
    raise AssertionError("The mail carries no invite.")


def confirm(page: Page, reference: str) -> None:
    """At the coordinator's desk."""
    page.goto("/cms/visits/")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("button", name="Confirm this visit").click()
    deliver_mail()
    told = [message for message in mail.outbox if reference in message.subject]
    assert "lead@quayside.example" in {address for message in told for address in message.to}
    assert any("STATUS:CONFIRMED" in invite_of(m) for m in told if m.to == ["robin.reed@quayside.example"])


def take_the_counts(page: Page) -> None:
    """The officer's phone, in the hall."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/officer/")
    page.get_by_role("link", name=re.compile("10:00")).first.click()
    page.get_by_role("textbox", name=re.compile("Year 5")).fill("29")
    page.get_by_role("textbox", name=re.compile("Parents and carers")).fill("2")
    page.get_by_role("textbox", name=re.compile("[Ss]chool staff")).fill("3")
    page.get_by_role("button", name="Save the count").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved")
    receipt = page.locator("main b").first.inner_text()
    page.go_back()  # the back button shows what was saved, and offers a correction instead of a second count
    expect(page.get_by_role("main")).to_contain_text(receipt)
    expect(page.get_by_role("button", name="Save the count")).to_have_count(0)
    assert Entry.objects.count() == 1


def sign_off(page: Page) -> None:
    """The supervisor, who did not count."""
    page.goto("/cms/registers/")
    page.get_by_role("link", name=re.compile("27 Jan 2027")).click()
    page.get_by_role("button", name="Sign off").click()
    expect(page.locator("body")).to_contain_text(re.compile("[Ss]igned off"))


def prepare(page: Page, year: str) -> None:
    """The analyst sees the number and what it rests on."""
    page.goto("/cms/figures/")
    page.locator("[name=period]").select_option(f"calendar-{year}")
    page.get_by_role("button", name="See the number").click()
    expect(page.locator("body")).to_contain_text("31")
    reason = page.get_by_label(re.compile("[Rr]eason|Why"))
    if reason.count():
        reason.first.fill("One school was visited: only the headline is published.")
    page.get_by_role("button", name="Prepare this figure").click()


def approve(page: Page) -> None:
    """The publisher, who did not prepare it."""
    page.goto("/cms/figures/")
    page.get_by_role("link", name=re.compile("calendar-2027")).first.click()
    page.get_by_role("button", name="Approve and publish 31").click()


def check_the_files(page: Page, folder, total: int) -> None:
    """What a citizen downloads is enough to recompute the number, with no database at hand."""
    address = page.get_by_role("link", name=re.compile("CSV")).first.get_attribute("href") or ""
    snapshot = address.rsplit("/", 1)[0]
    for name in FILES:
        answer = page.request.get(f"{snapshot}/{name}")
        assert answer.status == 200, name
        (folder / name).write_bytes(answer.body())
    sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert sums["figures.csv"] == hashlib.sha256((folder / "figures.csv").read_bytes()).hexdigest()
    command = [sys.executable, "manage.py", "verify_figure", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "figures.csv").write_bytes(
        (folder / "figures.csv").read_bytes().replace(str(total).encode(), b"99", 1)
    )
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 1, "a changed file must not verify"

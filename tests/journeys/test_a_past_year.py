"""A real past year, as messy as it was, becomes the number that a newspaper once reported."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from education.attendance.models import RegisterPart
from education.people.roles import Role
from tests import factories
from tests.figures import world
from tests.journeys.people import DATA

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHEET = DATA / "attendance/past-year-2019.xlsx"


def corrected(by, signer):
    """A class that was counted seven short: opened again, corrected, signed off by another person."""
    from education.attendance.actions.sign_off import reopen, sign_off

    parts = RegisterPart.objects.filter(
        accepted__lines__audience="pupil", register__session__day__year=2019, register__state="signed_off"
    )
    part = parts.order_by("pk").first()
    stood, register = part.accepted, part.register
    reopen(register=register, by=signer, reason="miscount")
    lines = {(line.audience, line.year): line.actual for line in stood.lines.all()}
    pupils = next(key for key in lines if key[0] == "pupil")
    again = {**lines, pupils: lines[pupils] + 7}
    fields = {"kind": "correction", "replaces": stood, "reason": "miscount", "method": stood.method}
    world.accept(world.entry(register, again, by, part.name, **fields))
    register.refresh_from_db()
    sign_off(register=register, by=signer)
    return register.session


def test_the_past_year_is_published_as_7805_and_the_desk_says_why_it_became_7812(
    shipped, visitor, already_in, settings, capsys
):
    from education.figures import actions as figures
    from education.schools import actions as schools

    settings.FAKE_NOW = "2026-11-21T09:00"
    schools.load_force()
    figures.load_definitions()
    call_command("import_schools", DATA / "schools/gias_cleveland.csv", verbosity=0)
    coordinator = factories.staff(Role.COORDINATOR, email="coordinator@force.example")
    supervisor = factories.staff(Role.SUPERVISOR, email="supervisor@force.example")
    analyst = factories.staff(Role.ANALYST, email="analyst@force.example")
    publisher = factories.staff(Role.PUBLISHER, email="publisher@force.example")
    asked = [SHEET, "--date-order", "dmy", "--period", "2019", "--control-total", "7805", "--json"]

    capsys.readouterr()
    call_command("import_attendance", *asked)
    dry = json.loads(capsys.readouterr().out)
    assert (dry["children"], dry["parents"], dry["difference"]) == (6388, 982, 435)

    decided = [*asked, "--decisions", DATA / "attendance/past-year-2019-decisions.csv", "--commit"]
    people = ["--by", "coordinator@force.example", "--signed-off-by", "supervisor@force.example"]
    call_command("import_attendance", *decided, *people)
    done = json.loads(capsys.readouterr().out)
    assert (done["children"], done["parents"], done["difference"]) == (6817, 988, 0)

    call_command(
        "publish_figure", "--definition", "children-and-parents-trained", "--period", "calendar-2019",
        "--prepared-by", analyst.email, "--approved-by", "publisher@force.example", "--json",
    )  # fmt: skip
    address = json.loads(capsys.readouterr().out)["address"]
    page = visitor().page
    page.goto("/figures/")
    expect(page.locator(".figure-number").first).to_have_text("7,805")
    expect(page.get_by_role("main")).to_contain_text("6,817")
    expect(page.get_by_role("main")).to_contain_text("988")
    expect(page.get_by_role("main")).not_to_contain_text("8,389")
    headline = page.request.get(
        address.rstrip("/").split("://")[-1].partition("/")[2].join(["/", "/figures.json"])
    )
    assert headline.json()["headline"]["total"] == 7805

    session = corrected(coordinator, supervisor)
    page = visitor().page
    already_in(page, analyst)
    page.goto("/cms/figures/prepare/?period=calendar-2019")
    expect(
        page.get_by_role("heading", name="Since calendar-2019-1: 7,805 would become 7,812")
    ).to_be_visible()
    page.get_by_label("Reason").fill("One class was counted seven short.")
    page.get_by_label("An error was found").check()
    page.get_by_role("button", name="Prepare this figure").click()
    waiting = page.url

    page = visitor().page
    already_in(page, publisher)
    page.goto(waiting)
    page.get_by_role("button", name="Approve and publish 7,812").click()
    page.get_by_role("link", name="calendar-2019-2").click()
    expect(page.locator(".figure-number").first).to_have_text("7,812")
    page.goto("/cms/figures/why/?old=calendar-2019-1&new=calendar-2019-2")
    expect(page.get_by_role("heading", name="7,805 became 7,812: +7")).to_be_visible()
    page.get_by_role("link", name=session.school.label).click()
    said = page.get_by_role("table").last
    expect(said).to_contain_text("Miscounted")
    expect(said).to_contain_text(str(coordinator))
    page.goto("/figures/calendar-2019-1/")
    expect(page.get_by_role("main")).to_contain_text("This figure was corrected.")
    expect(page.get_by_role("main")).to_contain_text("Why: One class was counted seven short.")

"""A real past year, as messy as it was, becomes the number that a newspaper once reported."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from education.people.roles import Role
from tests import factories
from tests.journeys.people import DATA

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHEET = DATA / "attendance/past-year-2019.xlsx"


def test_the_past_year_is_imported_and_published_as_7805(shipped, visitor, settings, capsys):
    from education.figures import actions as figures
    from education.schools import actions as schools

    settings.FAKE_NOW = "2026-11-21T09:00"
    schools.load_force()
    figures.load_definitions()
    call_command("import_schools", DATA / "schools/gias_cleveland.csv", verbosity=0)
    factories.staff(Role.COORDINATOR, email="coordinator@force.example")
    factories.staff(Role.SUPERVISOR, email="supervisor@force.example")
    analyst = factories.staff(Role.ANALYST, email="analyst@force.example")
    factories.staff(Role.PUBLISHER, email="publisher@force.example")
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

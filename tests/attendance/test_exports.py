"""Counts leave the house as a table without a person and without a formula, and each time it is logged."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from education.attendance.actions import record_entry
from education.attendance.exports import HEADERS, defused
from education.ledger.clock import today
from education.ledger.models import Event
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, signed_in, submission

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
YEAR = "/cms/registers/export/?first=2027-01-01&last=2027-12-31&kind="


@pytest.fixture
def counted():
    """A session at a school whose name begins like a formula."""
    session, officer = begun_session()
    session.school.name = "=HYPERLINK(1) School"
    session.school.save()
    record_entry(submission=submission(session, 28), by=officer)
    return session, officer


def analyst():
    return signed_in(factories.staff(Role.ANALYST))


def test_csv_holds_each_line_once_with_its_formula_defused(counted):
    session, officer = counted
    answer = analyst().get(f"{YEAR}csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *found = list(csv.reader(io.StringIO(text)))
    assert (header, len(found)) == (list(HEADERS), 1)
    row = dict(zip(header, found[0], strict=True))
    assert (row["school"], row["actual"], row["year_group"], row["day"]) == (
        "'=HYPERLINK(1) School", "28", "5", session.day.isoformat(),
    )  # fmt: skip
    assert officer.email not in text
    assert [event.data["as"] for event in Event.objects.filter(kind="counts_exported")] == ["csv"]


def test_xlsx_holds_the_same_and_no_cell_is_a_formula(counted):
    answer = analyst().get(f"{YEAR}xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = list(sheet.iter_rows())
    assert [[cell.data_type for cell in row if cell.data_type == "f"] for row in rows] == [[], []]
    assert (rows[1][3].value, rows[1][9].value) == ("'=HYPERLINK(1) School", 28)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "＠x"])
def test_whatever_begins_like_a_formula_is_defused(text):
    assert defused(text) == f"'{text}"


def test_plain_text_and_numbers_stay():
    assert [defused(value) for value in ("Yarm", "", 5, -5, None, "a=b")] == ["Yarm", "", 5, -5, None, "a=b"]


def test_a_period_that_runs_backwards_is_said_and_nothing_is_logged(counted):
    answer = analyst().get("/cms/registers/export/?first=2027-02-01&last=2027-01-01&kind=csv")
    assert (answer.status_code, Event.objects.filter(kind="counts_exported").count()) == (422, 0)
    assert b"The last day lies before the first." in answer.content


def test_an_editor_gets_none_of_it(counted):
    assert signed_in(factories.staff(Role.EDITOR)).get(f"{YEAR}csv").status_code == 403


def test_nothing_but_what_counts_is_in_it(counted):
    session, officer = counted
    record_entry(submission=submission(session, 31), by=officer)
    text = b"".join(analyst().get(f"{YEAR}csv").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 2


def test_the_page_offers_this_year_in_the_form_that_a_browser_takes():
    page = analyst().get("/cms/registers/export/").content.decode()
    for name, day in (("first", today().replace(month=1, day=1)), ("last", today())):
        assert f'<input type="date" name="{name}" value="{day.isoformat()}"' in page

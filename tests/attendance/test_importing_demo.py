"""The demonstration's past year goes through the real import and is 7,805."""

from __future__ import annotations

import datetime as dt

import pytest

from education.attendance.importing.demo import (
    EARLIER,
    load_demo_earlier_years,
    load_demo_past_year,
    make_demo_workbook,
)
from education.attendance.models import ImportBatch
from education.attendance.queries import accepted_lines, coverage
from education.people.roles import Role
from education.schools.demo import load_demo_schools
from tests import factories
from tests.attendance.sheets import kinds, plan

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2019, 1, 1), dt.date(2019, 12, 31))


@pytest.fixture(autouse=True)
def _schools():
    load_demo_schools()


def test_the_workbook_is_messy_and_adds_up_only_with_its_decisions(tmp_path):
    decisions = make_demo_workbook(tmp_path / "a.xlsx")
    make_demo_workbook(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    alone = plan(tmp_path / "a.xlsx", control_total=7805)
    assert alone.difference > 0
    assert kinds(alone) == {
        "estimated": 5, "count_unclear": 3, "school_unknown": 2, "date_impossible": 1, "duplicate_row": 3,
        "cancelled": 4, "no_count": 2, "outside_period": 1, "total_line": 1,
    }  # fmt: skip
    settled = plan(tmp_path / "a.xlsx", control_total=7805, decisions=decisions)
    assert (settled.tally.children + settled.tally.parents, settled.difference) == (7805, 0)


def test_the_demonstration_loads_it_once_signed_off_by_a_second_person():
    people = {
        "coordinator": factories.staff(Role.COORDINATOR),
        "supervisor": factories.staff(Role.SUPERVISOR),
    }
    batch = load_demo_past_year(people)
    assert load_demo_past_year(people) == batch
    assert (ImportBatch.objects.count(), batch.is_demo, batch.committed_by) == (
        1,
        True,
        people["coordinator"],
    )
    lines = list(accepted_lines(*YEAR).select_related("entry__register__session__school"))
    counted = [line for line in lines if line.audience in ("pupil", "parent_carer")]
    assert sum(line.actual for line in counted) == 7805
    cover = coverage(*YEAR)
    assert (cover.delivered - cover.signed_off, cover.missing) == (2, 2)
    schools: dict[tuple[int, str], set[int]] = {}
    for line in counted:
        school = line.entry.register.session.school
        schools.setdefault((school.authority_id, line.audience), set()).add(school.pk)
    assert len(schools) == 8
    assert min(len(found) for found in schools.values()) >= 3


def test_the_years_before_are_loaded_once_beside_it_and_add_up():
    people = {
        "coordinator": factories.staff(Role.COORDINATOR),
        "supervisor": factories.staff(Role.SUPERVISOR),
    }
    batches = load_demo_earlier_years(people)
    last = load_demo_past_year(people)
    assert load_demo_earlier_years(people) == batches
    assert ImportBatch.objects.count() == 3
    assert {b.period_start.year: (b.children, b.parents) for b in batches} == {
        year: (children, parents) for year, (children, parents, _) in EARLIER.items()
    }
    assert (last.children + last.parents, last.difference) == (7805, 0)

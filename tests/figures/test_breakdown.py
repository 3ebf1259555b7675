"""What stands in a published document beside the headline, and that every number of it is counted twice."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from education.attendance.models import EntryLine
from education.figures import actions, files, queries, recount
from education.figures.counts import pack, unpack
from education.figures.models import Definition, SnapshotBasis
from education.figures.periods import parse
from education.ledger.clock import today
from education.people.roles import Role
from education.schools.models import School
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db
PLACES = (("Hartlepool", "805"), ("Middlesbrough", "806"), ("Stockton", "808"))


@pytest.fixture
def people():
    """Twelve schools in three authorities, each with two classes, and an evening for parents at each."""
    officer = factories.staff(Role.OFFICER)
    for name, code in PLACES:
        place = factories.locality(name, of=factories.authority(name, code))
        for number in range(4):
            school = factories.school(
                f"{name} {number}", locality=place, phase=["Primary", "Secondary"][number % 2]
            )
            for month, heads in ((2, 30), (10, 26)):
                world.counted(heads + number, by=officer, of=school, day=f"2019-{month:02d}-11")
            world.counted(
                0, 12 + number, by=officer, of=school, day="2019-05-11", method="estimated",
                session_type=factories.session_type("evening", title="Parents’ evening"),
            )  # fmt: skip
    actions.load_definitions()
    return factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)


def publish(people, period="calendar-2019", **fields):
    return actions.publish(
        definition=queries.TRAINED, period=period, prepared_by=people[0], approved_by=people[1],
        error_found=True, **fields,
    )  # fmt: skip


def cell(document, table, row, column):
    found = next(t for t in document["tables"] if t["key"] == table)
    place = [c["key"] for c in found["columns"]].index(column)
    return next(r["cells"][place] for r in found["rows"] if r["key"] == row)


def test_the_document_says_everything_that_stands_beside_the_number(people):
    document = publish(people).document
    assert [t["key"] for t in document["tables"]] == ["authority", "phase", "session_type", "time", "schools"]
    assert document["left_out"] == []
    assert cell(document, "authority", "hartlepool", "8-10") == {
        "value": 236, "marks": [], "schools_band": "3 to 9",
    }  # fmt: skip
    assert cell(document, "authority", "hartlepool", "not_stated")["value"] == 0
    assert cell(document, "authority", "stockton", "parents_carers") == {
        "value": 54, "marks": ["e"], "schools_band": "3 to 9",
    }  # fmt: skip
    assert cell(document, "time", "2019-02", "children")["value"] == 378
    assert cell(document, "session_type", "evening", "total")["value"] == 162
    assert cell(document, "phase", "not_stated", "total")["value"] == 0
    assert document["schools"] == {"visited": 12, "of": 12, "first_time": 12, "repeat": 0, "marks": []}
    assert document["range"] == {"lower": 708, "upper": 708, "marks": []}
    assert document["symbols"] == {
        "e": "estimated: for more than a quarter of it, an officer estimated how many were there",
    }  # fmt: skip
    assert document["disclosure"] == {"threshold": 10, "schools": 3, "share": 0.85}
    assert [year["id"] for year in document["trend"]] == ["calendar-2019-1"]
    assert document["comparison"] is None


def test_a_revision_marks_what_differs_and_a_provisional_figure_all_of_it(people):
    publish(people)
    officer = factories.staff(Role.OFFICER)
    for school in School.objects.filter(name__startswith="Hartlepool"):
        world.counted(20, by=officer, of=school, day="2019-02-20", signed=False)
    document = publish(people, reason="Four registers came late.").document
    assert cell(document, "authority", "hartlepool", "8-10")["marks"] == ["p", "r"]
    assert cell(document, "authority", "stockton", "8-10")["marks"] == ["p"]
    assert document["range"]["marks"] == ["p"]
    assert list(document["symbols"]) == ["c", "p", "r", "e"]


def test_schools_visited_before_are_told_from_first_visits(people):
    officer = factories.staff(Role.OFFICER)
    for school in School.objects.filter(name__startswith="Hartlepool"):
        world.counted(20, by=officer, of=school, day="2017-02-20")
    document = publish(people).document
    assert document["schools"] == {"visited": 12, "of": 12, "first_time": 8, "repeat": 4, "marks": []}
    assert [cell(document, "schools", "hartlepool", key)["value"] for key in ("first_time", "repeat", "visited", "of")] == [
        0, 4, 4, 4,
    ]  # fmt: skip


def test_one_or_two_schools_of_an_authority_are_never_told(people):
    place = factories.locality("Redcar", of=factories.authority("Redcar", "807"))
    world.counted(30, by=factories.staff(Role.OFFICER), of=factories.school("Alone", locality=place))
    document = publish(people).document
    assert [item["key"] for item in document["left_out"]][-1] == "schools"
    assert document["schools"]["visited"] == 13
    first = School.objects.filter(name__startswith="Hartlepool").first()
    world.counted(30, by=factories.staff(Role.OFFICER), of=first, day="2016-02-20")
    whole = publish(people, reason="An older session was entered.").document["schools"]
    assert (whole["first_time"], whole["repeat"], whole["marks"]) == (None, None, ["c"])


def test_a_year_to_date_stands_beside_the_same_days_of_the_year_before(people):
    officer = factories.staff(Role.OFFICER)
    for school in School.objects.filter(name__startswith="Stockton"):
        world.counted(25, by=officer, of=school, day="2020-02-20")
    document = publish(people, "calendar-2020-to-2020-03-31").document
    assert document["status"] == "provisional"
    assert document["comparison"] == {
        "name": "calendar year 2019 to date, 1 January to 31 March 2019", "start": "2019-01-01",
        "end": "2019-03-31", "children": 378, "parents": 0, "total": 378,
    }  # fmt: skip


def test_the_other_years_of_the_kind_stand_in_the_trend(people):
    publish(people)
    officer = factories.staff(Role.OFFICER)
    for school in School.objects.filter(name__startswith="Stockton"):
        world.counted(25, by=officer, of=school, day="2018-02-20")
    document = publish(people, "calendar-2018").document
    assert [(year["id"], year["total"]) for year in document["trend"]] == [
        ("calendar-2019-1", 870), ("calendar-2018-1", 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "key", ["term-2018-19-spring", "rolling-2019-12", "academic-2018-19", "financial-2019-20"]
)
def test_every_kind_of_period_can_be_published(people, key):
    snapshot = publish(people, key)
    assert (snapshot.slug, snapshot.period_key) == (f"{key}-1", key)


def test_a_count_that_moved_to_another_age_stops_the_figure_though_the_sum_is_right(people):
    moved = EntryLine.objects.filter(audience="pupil", actual__gt=20).first()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS attendance_entryline_append_only_update" if connection.vendor == "sqlite"
                       else "DROP TRIGGER attendance_entryline_append_only ON attendance_entryline")  # fmt: skip
        cursor.execute("UPDATE attendance_entryline SET year = '8' WHERE id = %s", [moved.pk])
    with pytest.raises(recount.DisagreementError, match=r"add up to the same, but differ in 2 cells"):
        publish(people)


def test_what_a_snapshot_was_made_from_is_kept_and_adds_up_to_it(people):
    snapshot = publish(people)
    lines = unpack(snapshot.basis.lines)
    assert (sum(line.heads for line in lines), pack(lines)) == (870, bytes(snapshot.basis.lines))
    assert snapshot.basis.rules == {
        "threshold": 10,
        "schools": 3,
        "share": 0.85,
        "schema": files.SCHEMA_VERSION,
    }
    agreed = recount.facts(snapshot.definition, parse("calendar-2019", today=today()), with_demo=False)
    assert sorted(agreed.lines) == lines


@pytest.mark.engine
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["figures_snapshotbasis", "figures_definition"])
def test_the_database_refuses_to_change_a_basis_or_a_definition(people, table, verb):
    publish(people)
    with pytest.raises(DatabaseError, match=f"{table} is append-only"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(table))
    assert (SnapshotBasis.objects.count(), Definition.objects.count()) == (1, 1)

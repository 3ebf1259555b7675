"""Every row has one fate, with a reason; nothing is guessed."""

from __future__ import annotations

import json

import pytest

from education.attendance.importing.deciding import Fate
from education.attendance.importing.plan import make_plan
from education.attendance.importing.problems import Code, TableError
from education.ledger.models import Event
from education.liaison.models import TrainingSession
from tests import factories
from tests.attendance import sheets
from tests.attendance.sheets import codes, kinds, plan, row, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    return factories.school("Harbour View Primary School")


def fate(of):
    """The one fate of a sheet with one row."""
    (found,) = [name for name, number in of.tally.fates.items() if number]
    return found


@pytest.mark.parametrize(
    ("cells", "becomes", "reported"),
    [
        ({}, Fate.COUNTED, []),
        ({"urn": "123456", "school": "Nowhere School"}, Fate.NEEDS_DECISION, ["school_unknown"]),
        ({"urn": ""}, Fate.NEEDS_DECISION, ["school_unknown"]),
        ({"urn": "", "school": "Harbour Veiw Primary School"}, Fate.NEEDS_DECISION, ["school_unknown"]),
        ({"urn": "", "school": "HarbourView Primary School"}, Fate.NEEDS_DECISION, ["school_unknown"]),
        ({"urn": "", "school": "  HARBOUR VIEW, primary school."}, Fate.COUNTED, []),
        ({"urn": "", "school": "Twin School"}, Fate.NEEDS_DECISION, ["school_ambiguous"]),
        ({"school": "Other Primary School"}, Fate.NEEDS_DECISION, ["school_ambiguous"]),
        ({"date": "31/04/2019"}, Fate.NEEDS_DECISION, ["date_impossible"]),
        ({"date": "01/02/2030"}, Fate.NEEDS_DECISION, ["date_impossible"]),
        ({"date": "Feb 2019"}, Fate.NEEDS_DECISION, ["date_ambiguous"]),
        ({"pupils": "30 + 28"}, Fate.NEEDS_DECISION, ["count_unclear"]),
        ({"pupils": "=30+28"}, Fate.NEEDS_DECISION, ["count_unclear"]),
        ({"status": "perhaps"}, Fate.NEEDS_DECISION, ["count_unclear"]),
        ({"pupils": "-30"}, Fate.EXCLUDED, ["count_negative"]),
        ({"status": "Cancelled - snow"}, Fate.EXCLUDED, ["cancelled"]),
        ({"date": "11/12/2018"}, Fate.EXCLUDED, ["outside_period"]),
        ({"pupils": "approx 20"}, Fate.COUNTED, ["estimated"]),
        ({"pupils": "", "parents": ""}, Fate.WITHOUT_REGISTER, ["no_count"]),
        ({"pupils": "", "parents": "0"}, Fate.WITHOUT_REGISTER, ["no_count"]),
        ({"pupils": "", "parents": "12"}, Fate.COUNTED, []),
        ({"pupils": "0", "parents": "0"}, Fate.COUNTED, []),
        ({"notes": '=HYPERLINK("http://evil.example")'}, Fate.COUNTED, ["formula_ignored"]),
        ({"notes": "+44 1642 000000 - see note"}, Fate.COUNTED, []),
        ({"staff": "lots"}, Fate.COUNTED, ["count_unclear"]),
        ({"urn": "TOTAL", "date": "", "pupils": "7401"}, Fate.NOT_A_ROW, ["total_line"]),
        ({"urn": "", "school": "Spring term", "date": "", "year": "", "pupils": "", "staff": "", "status": ""},
         Fate.NOT_A_ROW, ["total_line"]),
    ],
)  # fmt: skip
def test_one_row(tmp_path, harbour, cells, becomes, reported):
    factories.school("Twin School")
    factories.school("Twin School")
    factories.school("Other Primary School")
    read = plan(write_csv(tmp_path, row(harbour, **cells)))
    assert (fate(read), codes(read)) == (becomes, reported)
    assert all(problem.row == 2 for problem in read.problems)


def test_a_name_that_only_a_closed_school_bears_is_for_a_person_but_its_urn_matches(tmp_path):
    closed = factories.school("Old Mill School", status="closed")
    read = plan(write_csv(tmp_path, row(school="Old Mill School"), row(closed)))
    assert codes(read) == ["school_unknown"]
    assert read.tally.fates[Fate.COUNTED] == 1


def test_the_same_row_again_is_excluded_but_another_class_of_the_same_size_is_not(tmp_path, harbour):
    read = plan(
        write_csv(
            tmp_path,
            row(harbour),
            row(harbour, pupils=" 28 "),
            row(harbour, notes="5B"),
            row(harbour, year="6"),
        )
    )
    assert codes(read) == ["duplicate_row"]
    assert (read.tally.rows, read.tally.children) == (4, 84)


def test_a_formula_in_a_count_is_never_evaluated(tmp_path, harbour):
    read = plan(write_xlsx(tmp_path, row(harbour, pupils="=30+28"), row(harbour, notes="=1+1", pupils=30)))
    assert codes(read) == ["count_unclear", "formula_ignored"]
    assert read.tally.children == 30


@pytest.mark.parametrize("order", ["mdy", "ymd"])
def test_dates_in_another_order_than_stated_are_all_doubted(tmp_path, harbour, order):
    rows = [row(harbour, date=f"{day:02}/03/2019", notes=str(day)) for day in range(1, 29)]
    read = plan(write_csv(tmp_path, *rows), order=order)
    assert read.tally.children == (28 if order == "mdy" else 0)  # 03/03 is the same day either way
    assert kinds(read) == (
        {"date_impossible": 16, "date_ambiguous": 11} if order == "mdy" else {"date_ambiguous": 28}
    )
    assert plan(write_csv(tmp_path, *rows)).tally.children == 28 * 28  # the control: the right order


def test_one_slip_does_not_put_a_whole_file_in_doubt(tmp_path, harbour):
    dates = ["31/01/2019", "30/01/2019", "01/02/2019", "01/31/2019"]
    assert codes(plan(write_csv(tmp_path, *(row(harbour, date=date) for date in dates)))) == [
        "date_impossible"
    ]


DECIDED = "row,urn,date,pupils,parents,skip\n"


def decided(folder, text):
    file = folder / "decisions.csv"
    file.write_text(text)
    return file


def test_a_decision_settles_a_row(tmp_path, harbour):
    sheet = write_csv(
        tmp_path, row(harbour, pupils="30 + 28"), row(school="Harbor Veiw"), row(harbour, date="31/04/2019")
    )
    assert plan(sheet).tally.fates[Fate.NEEDS_DECISION] == 3
    text = f"{DECIDED}2,{harbour.urn},2019-01-31,58,1,\n3,,,,,skip\n4,{harbour.urn},2019-05-01,,,no\n"
    read = plan(sheet, decisions=decided(tmp_path, text))
    assert {name: number for name, number in read.tally.fates.items() if number} == {
        Fate.COUNTED: 1, Fate.EXCLUDED: 1, Fate.WITHOUT_REGISTER: 1
    }  # fmt: skip
    assert (read.tally.children, read.tally.parents) == (58, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("row;urn\n", "must start with the line"),
        (DECIDED + "x,URN,2019-01-31,1,1,\n", "row must be a whole number"),
        (DECIDED + "2,999999,2019-01-31,1,1,\n", "no school has this urn"),
        (DECIDED + "2,URN,31/01/2019,1,1,\n", "write the date as 2019-01-31"),
        (DECIDED + "2,URN,2018-01-31,1,1,\n", "outside calendar-2019"),
        (DECIDED + "2,URN,2031-01-31,1,1,\n", "still to come"),
        (DECIDED + "2,URN,2019-01-31,-1,1,\n", "pupils must be a whole number"),
        (DECIDED + "2,URN,2019-01-31,1,9999,\n", "parents must be a whole number"),
        (DECIDED + "2,URN,2019-01-31,1,1,perhaps\n", "skip is yes or empty"),
        (DECIDED + "2,URN,2019-01-31,1\n", "4 columns"),
        (DECIDED + "2,,,,,skip\n2,,,,,skip\n", "row 2 was decided before"),
        (DECIDED + "7,,,,,skip\n", "row 7, which is not a row of the sheet"),
        ("", "must start with the line"),
    ],
)
def test_decisions_are_checked_with_sentences(tmp_path, harbour, text, sentence):
    with pytest.raises(TableError, match=sentence):
        plan(
            write_csv(tmp_path, row(harbour)),
            decisions=decided(tmp_path, text.replace("URN", str(harbour.urn))),
        )


def test_every_code_of_the_contract_is_reported_by_some_test():
    here = (
        sheets.Path(__file__).read_text()
        + sheets.Path(__file__).with_name("test_import_commit.py").read_text()
    )
    assert [code for code in Code.values if f'"{code}"' not in here] == []


@pytest.mark.parametrize("ext", ["csv", "xlsx"])
def test_the_messy_year_with_its_real_schools(ext):
    sheets.real_schools()
    truth = json.loads(sheets.TRUTH().read_text())
    read = plan(sheets.PAST[ext](), control_total=truth["control_total"])
    told = read.as_json()
    assert {name: told[name] for name in ("children", "parents", "difference")} == truth["without_decisions"]
    assert told["rows"] == truth["rows"]
    assert told["rows"] == sum(
        told[name] for name in ("counted", "excluded", "needs_decision", "sessions_without_register")
    )
    k = truth["kinds"]
    assert kinds(read) == {
        "cancelled": k["cancelled"], "date_impossible": k["bad_date"], "duplicate_row": k["duplicate"],
        "estimated": k["estimate"], "formula_ignored": k["formula_note"], "count_negative": k["negative"],
        "outside_period": k["other_year"], "count_unclear": k["sum_text"], "school_unknown": k["typo"],
        "no_count": k["unknown"], "total_line": 1,
    }  # fmt: skip
    assert told["counted"] == sum(
        k[n] for n in ("ok", "name_only", "text_number", "estimate", "formula_note")
    )
    settled = plan(sheets.PAST[ext](), control_total=7805, decisions=sheets.DECISIONS()).as_json()
    assert (settled["children"], settled["parents"], settled["difference"]) == (6817, 988, 0)
    assert settled["needs_decision"] == 0


def test_a_dry_run_writes_nothing(tmp_path, harbour, django_assert_num_queries):
    sheet = write_csv(tmp_path, row(harbour))
    with django_assert_num_queries(4) as queries:
        make_plan(sheet, order="dmy", period="2019")
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs & {"INSERT", "UPDATE", "DELETE"} == set()
    assert (TrainingSession.objects.count(), Event.objects.count()) == (0, 0)

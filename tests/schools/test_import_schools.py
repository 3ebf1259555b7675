"""Taking in the national register: all of a file, or nothing of it."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pytest
import zstandard
from django.core.management import CommandError, call_command
from django.db.models import TextField

from education.ledger.models import Event
from education.schools import queries
from education.schools.actions import ImportRefusedError, import_schools
from education.schools.models import LocalAuthority, Membership, School, Succession
from education.schools.register import NotReadableError
from tests import factories
from tests.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HEADER = [
    "URN", "LA (code)", "LA (name)", "EstablishmentName", "EstablishmentStatus (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (name)", "NumberOfPupils", "Street", "Locality", "Address3", "Town", "Postcode",
    "TelephoneNum", "Easting", "Northing", "HeadTitle (name)", "HeadFirstName", "HeadLastName",
]  # fmt: skip
ROW = {
    "URN": "100001", "LA (code)": "808", "LA (name)": "Stockton-on-Tees", "EstablishmentName": "Beck School",
    "EstablishmentStatus (name)": "Open", "Postcode": "TS23 1BE", "Easting": "446226", "Northing": "522634",
    "NumberOfPupils": "210", "HeadTitle (name)": "Ms", "HeadFirstName": "Quillon", "HeadLastName": "Zebedeeson",
}  # fmt: skip


def text(*rows: dict[str, str], header: list[str] = HEADER) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**ROW, **row} for row in rows)
    return out.getvalue()


def register(folder: Path, *rows: dict[str, str], encoding: str = "utf-8", **kwargs) -> Path:
    path = folder / "register.csv"
    path.write_bytes(text(*rows, **kwargs).encode(encoding))
    return path


def run(*args: object) -> str:
    out = io.StringIO()
    call_command("import_schools", *[str(a) for a in args], stdout=out)
    return out.getvalue()


def test_the_258_schools_of_cleveland_by_authority():
    summary = import_schools(path=data.CLEVELAND())
    assert (summary.rows, summary.added, summary.changed, summary.same) == (258, 258, 0, 0)
    assert summary.authorities == {
        "Stockton-on-Tees": {"schools": 87, "open": 87},
        "Redcar and Cleveland": {"schools": 65, "open": 65},
        "Middlesbrough": {"schools": 63, "open": 63},
        "Hartlepool": {"schools": 43, "open": 43},
    }
    assert (summary.open_without_roll, summary.open_without_place) == (11, 0)
    assert sum(School.objects.exclude(roll=None).values_list("roll", flat=True)) == 94_753
    school = School.objects.get(urn=111524)
    assert (round(school.latitude, 4), round(school.longitude, 4)) == (54.5968, -1.2861)
    assert (school.locality.name, school.postcode, school.telephone) == (
        "Billingham",
        "TS23 1BE",
        "01642894003",
    )


def test_a_second_run_changes_nothing_and_says_so():
    run(data.CLEVELAND())
    before = list(School.objects.order_by("urn").values())
    assert run(data.CLEVELAND()).splitlines()[0] == "258 rows read: 0 added, 0 changed, 258 same."
    assert list(School.objects.order_by("urn").values()) == before


def test_places_partition_the_borough_of_stockton():
    import_schools(path=data.CLEVELAND())
    for school in School.objects.filter(authority__code="808").exclude(postcode=""):
        district = school.postcode.split()[0]
        expected = {"TS22": "Billingham", "TS23": "Billingham", "TS15": "Yarm"}.get(district, "Stockton")
        assert school.locality.name == expected
    assert not School.objects.filter(locality=None).exists()


def test_closed_schools_lead_to_the_open_ones_that_followed_them():
    summary = import_schools(path=data.WITH_CLOSED(), links=data.RAW_LINKS())
    assert (summary.added, summary.links["added"], Succession.objects.count()) == (623, 286, 286)
    with data.PAIRS().open(encoding="utf-8") as file:
        pairs = [(int(row["old_URN"]), int(row["new_URN"])) for row in csv.DictReader(file)]
    assert len(pairs) == 9
    urns = {urn for pair in pairs for urn in pair}
    held = School.objects.in_bulk(urns, field_name="urn")
    assert set(held) == urns
    linked = [(old, new) for old, new in pairs if queries.current_school(held[old]).urn == new]
    known = Succession.objects.filter(predecessor__urn__in=[old for old, _ in pairs]).count()
    assert len(linked) == known
    again = import_schools(path=data.WITH_CLOSED(), links=data.LINKS())
    assert (again.same, again.links["added"], again.links["changed"], again.links["same"]) == (623, 0, 0, 286)


def test_the_real_header_of_140_columns_with_days_first_dates():
    outside = import_schools(path=data.FULL_HEADER())
    assert (outside.rows, outside.elsewhere, School.objects.count()) == (60, 60, 0)
    taken = import_schools(path=data.FULL_HEADER(), everywhere=True)
    assert (taken.added, list(taken.authorities.values())) == (60, [{"schools": 60, "open": 60}])
    school = School.objects.get(urn=130000)
    assert (school.opened_on, school.kind) == (dt.date(1993, 5, 29), "Academy sponsor led")
    assert school.address_line == "Test LA Ward 1, Test Address Line 1"
    assert list(School.objects.in_force()) == []


def test_no_head_teachers_name_is_stored(tmp_path):
    import_schools(path=register(tmp_path, {}))
    assert School.objects.count() == 1
    for model in (School, LocalAuthority, Membership, Succession, Event):
        for row in model.objects.values():
            assert "Zebedeeson" not in str(row)
            assert "Quillon" not in str(row)


def test_the_schema_has_no_place_for_a_head_teacher_or_free_text():
    names = {f.name for f in School._meta.get_fields()}
    assert {n for n in names if "head" in n or "teacher" in n or "principal" in n} == set()
    assert [f.name for f in School._meta.fields if isinstance(f, TextField)] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encodings_that_the_register_is_seen_in(tmp_path, encoding):
    import_schools(path=register(tmp_path, {"EstablishmentName": "Bède’s Café School"}, encoding=encoding))
    assert School.objects.get().name == "Bède’s Café School"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_packed_files_are_known_by_their_content(tmp_path, pack):
    path = tmp_path / "register"
    path.write_bytes(pack(text({"EstablishmentName": "Beck’s School"}).encode("cp1252")))
    assert import_schools(path=path).added == 1
    assert School.objects.get().name == "Beck’s School"


@pytest.mark.parametrize("written", ["31-08-2014", "31/08/2014", "2014-08-31"])
def test_three_ways_to_write_a_date(tmp_path, written):
    import_schools(path=register(tmp_path, {"CloseDate": written, "EstablishmentStatus (name)": "Closed"}))
    assert School.objects.get().closed_on == dt.date(2014, 8, 31)


def test_blanks_and_zeros_are_unknown_not_nought(tmp_path):
    blank = dict.fromkeys(["NumberOfPupils", "Postcode", "OpenDate", "Street", "TelephoneNum"], "")
    import_schools(path=register(tmp_path, {**blank, "Easting": "0", "Northing": "0"}))
    school = School.objects.get()
    assert (school.roll, school.postcode, school.easting, school.latitude, school.locality) == (
        None, "", None, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "kept"), [("32.7", "32.7"), ("0", "0.0"), ("", "None"), ("SUPP", "None"), ("8.05", "8.0")]
)
def test_the_share_of_free_meals_is_kept_to_one_decimal_where_it_is_known(tmp_path, written, kept):
    path = register(tmp_path, {"PercentageFSM": written}, header=[*HEADER, "PercentageFSM"])
    assert import_schools(path=path).added == 1
    assert str(School.objects.get().free_meals) == kept
    assert import_schools(path=path).same == 1


def test_without_a_postcode_a_school_lies_where_the_nearest_one_does(tmp_path):
    far = {"URN": "2", "Postcode": "TS18 1AA", "Easting": "444000", "Northing": "519000"}
    near = {"URN": "3", "Postcode": "", "Easting": "446300", "Northing": "522600"}
    path = register(tmp_path, near, {}, far)
    import_schools(path=path)
    assert School.objects.get(urn=3).locality.name == "Billingham"
    assert import_schools(path=path).same == 3


def test_a_changed_row_changes_one_school_and_its_search(tmp_path):
    import_schools(path=register(tmp_path, {}, {"URN": "2"}))
    summary = import_schools(path=register(tmp_path, {"EstablishmentName": "Otter School"}, {"URN": "2"}))
    assert (summary.added, summary.changed, summary.same) == (0, 1, 1)
    assert [s.urn for s in queries.find_schools("otter")] == [100001]


def test_a_school_that_the_file_does_not_name_stays(tmp_path):
    kept = factories.school("Kept School")
    import_schools(path=register(tmp_path, {}))
    kept.refresh_from_db()
    assert (kept.status, School.objects.count()) == ("open", 2)


def test_a_column_that_the_file_lacks_leaves_what_we_hold(tmp_path):
    import_schools(path=register(tmp_path, {}))
    small = ["URN", "LA (code)", "EstablishmentName", "EstablishmentStatus (name)"]
    assert import_schools(path=register(tmp_path, {}, header=small)).same == 1
    assert School.objects.get().postcode == "TS23 1BE"


def test_one_authority_is_called_what_most_of_its_rows_call_it(tmp_path):
    there = {"LA (code)": "999", "LA (name)": "Elsewhere"}
    path = register(
        tmp_path,
        {**there, "URN": "1", "LA (name)": "Mistake"},
        {**there, "URN": "2"},
        {**there, "URN": "3"},
        {"URN": "4", "LA (code)": "", "LA (name)": "ELSEWHERE"},
        {"URN": "5", "LA (code)": "", "LA (name)": ""},
    )
    summary = import_schools(path=path, everywhere=True)
    assert (summary.added, summary.without_authority) == (4, 1)
    made = LocalAuthority.objects.get(code="999")
    assert (made.name, made.in_force, made.schools.count()) == ("Elsewhere", False, 4)
    assert import_schools(path=path, everywhere=True).same == 4


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"URN": "abc"}, "URN “abc” is not a whole number from 0 to 9999999"),
        ({"URN": ""}, "URN is empty"),
        ({"URN": "²"}, "URN “²” is not a whole number from 0 to 9999999"),
        ({"URN": "100001"}, "URN 100001 is in this file twice"),
        ({"OpenDate": "31-02-2020"}, "OpenDate “31-02-2020” is not a date: use dd-mm-yyyy, dd/mm/yyyy or yyyy-mm-dd"),
        ({"EstablishmentStatus (name)": "Ajar"}, "EstablishmentStatus (name) “Ajar” is not one that we know"),
        ({"EstablishmentName": " \x00 "}, "EstablishmentName is empty"),
        ({"NumberOfPupils": "-3"}, "NumberOfPupils “-3” is not a whole number from 0 to 100000"),
        ({"Easting": "99999999"}, "Easting “99999999” is not a whole number from 0 to 700000"),
        ({"PercentageFSM": "101"}, "PercentageFSM “101” is not from 0 to 100"),
        ({"Town": "x" * 101}, "Town is longer than 100 characters"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named_by_its_line_and_nothing_is_imported(tmp_path, fault, sentence):
    rows = {}, {"URN": "2", "Street": "two\nlines"}, {"URN": "3", **fault}
    path = register(tmp_path, *rows, header=[*HEADER, "PercentageFSM"])
    with pytest.raises(ImportRefusedError) as refused:
        import_schools(path=path)
    assert refused.value.problems.shown == [f"register.csv line 5: {sentence}"]
    assert (School.objects.count(), Event.objects.count()) == (0, 0)


def test_fifty_problems_are_shown_and_the_rest_counted(tmp_path):
    path = register(tmp_path, *({"URN": f"x{n}"} for n in range(60)))
    with pytest.raises(CommandError) as refused:
        run(path)
    lines = str(refused.value).splitlines()
    assert refused.value.returncode == 2
    assert len(lines) == 52
    assert lines[-2:] == ["… and 10 more.", "Nothing was imported."]


def test_a_late_fault_takes_back_the_thousands_before_it(tmp_path):
    rows = [{"URN": str(n)} for n in range(1, 1202)]
    with pytest.raises(ImportRefusedError):
        import_schools(path=register(tmp_path, *rows, {"URN": "zero"}))
    assert School.objects.count() == 0


def test_a_row_with_too_few_values_is_a_fault(tmp_path):
    path = register(tmp_path, {})
    path.write_text(path.read_text() + "5,6\n", encoding="utf-8")
    with pytest.raises(ImportRefusedError) as refused:
        import_schools(path=path)
    assert refused.value.problems.shown == ["register.csv line 3: 2 values where the header names 20 columns"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no column named URN, LA (code), EstablishmentName, EstablishmentStatus (name)."),
        (b"URN,Name\n1,x\n", "no column named LA (code), EstablishmentName, EstablishmentStatus (name)."),
        (
            b"PK\x03\x04rest of a workbook",
            "is not a CSV file in UTF-8 or Windows-1252: save it as CSV first.",
        ),
        (gzip.compress(b"URN\n" * 10_000, mtime=0)[:40], "can't be read to its end"),
        (b"\x28\xb5\x2f\xfd and then nothing", "can't be read to its end"),
        (b'URN,"LA (code)\n1,2\n', "not a CSV row"),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert refused.value.returncode == 2
    assert sentence in str(refused.value)
    assert School.objects.count() == 0


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NotReadableError, match="none.csv can't be opened"):
        import_schools(path=tmp_path / "none.csv")


def links(folder: Path, *rows: tuple[object, ...]) -> Path:
    path = folder / "links.csv"
    lines = ["URN,LinkURN,LinkName,LinkType,LinkEstablishedDate"]
    path.write_text("\n".join([*lines, *(",".join(str(v) for v in row) for row in rows)]), encoding="utf-8")
    return path


def two_schools(folder: Path) -> Path:
    return register(folder, {"URN": "1", "EstablishmentStatus (name)": "Closed"}, {"URN": "2"})


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([(1, 2, "x", "Successor", "31-08-2020")], "successor"),
        ([(2, 1, "x", "Predecessor", "31-08-2020")], "successor"),
        ([(1, 2, "x", "Successor", ""), (2, 1, "x", "Predecessor - merged", "31-08-2020")], "merged"),
        ([(2, 1, "x", "Predecessor - Split School", "31-08-2020")], "split"),
        ([(1, 2, "x", "Result of Amalgamation", "31-08-2020")], "merged"),
        ([(2, 1, "x", "Result of Amalgamation", "31-08-2020")], "merged"),
        ([(1, 2, "x", "Successor", "31-08-2020"), (2, 1, "x", "Successor", "")], "successor"),
    ],
)
def test_every_way_to_write_a_succession_is_one_link_from_old_to_new(tmp_path, rows, kind):
    import_schools(path=two_schools(tmp_path), links=links(tmp_path, *rows))
    only = Succession.objects.get()
    assert (only.predecessor.urn, only.successor.urn, only.kind, only.since) == (
        1, 2, kind, dt.date(2020, 8, 31),
    )  # fmt: skip


def test_links_to_schools_that_are_not_here_or_of_other_kinds_are_counted_and_left(tmp_path):
    summary = import_schools(
        path=two_schools(tmp_path),
        links=links(
            tmp_path,
            (1, 99, "x", "Successor", ""),
            (1, 2, "x", "Expansion", ""),
            (2, 2, "x", "Successor", ""),
        ),
    )
    assert Succession.objects.count() == 0
    assert (summary.links["rows"], summary.links["not_held"]) == (1, 1)
    assert summary.other_links == {"Expansion": 1, "Successor": 1}


def test_a_faulty_links_file_takes_the_schools_back_too(tmp_path):
    with pytest.raises(ImportRefusedError) as refused:
        import_schools(path=two_schools(tmp_path), links=links(tmp_path, (1, "two", "x", "Successor", "")))
    assert refused.value.problems.shown == [
        "links.csv line 2: LinkURN “two” is not a whole number from 0 to 2000000"
    ]
    assert School.objects.count() == 0


def test_an_import_is_logged_with_the_files_digest_and_who_did_it(tmp_path):
    person = factories.person("importer@force.example")
    path = register(tmp_path, {})
    shown = json.loads(run(path, "--by", "Importer@force.example", "--json"))
    assert (shown["rows"], shown["added"]) == (1, 1)
    event = Event.objects.get(kind="schools_imported")
    assert (event.actor, event.data["added"], list(event.data["sha256"])) == (
        person.public_id,
        1,
        [path.name],
    )


def test_an_import_by_nobody_we_know_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"Nobody here has the address nobody@force\.example\."):
        run(register(tmp_path, {}), "--by", "nobody@force.example")


def test_a_slice_of_all_england_keeps_to_the_force_unless_asked(tmp_path):
    raw = zstandard.ZstdDecompressor().stream_reader(data.ENGLAND().open("rb"))
    with io.TextIOWrapper(raw, encoding="utf-8") as file:
        lines = [next(file) for _ in range(401)]
    path = tmp_path / "slice.csv"
    path.write_text("".join(lines), encoding="utf-8")
    assert (import_schools(path=path).elsewhere, School.objects.count()) == (400, 0)
    summary = import_schools(path=path, everywhere=True)
    assert summary.added + summary.without_authority + summary.without_status == 400
    assert LocalAuthority.objects.filter(in_force=True).count() == 4

"""Other workbooks, other words, and files that mean harm."""

from __future__ import annotations

import json
import random
import time
import zipfile

import pytest

from education.attendance.importing import tables
from education.attendance.importing.headers import find_layout, read_mapping
from education.attendance.importing.problems import TableError
from education.attendance.importing.tables import open_table
from education.attendance.importing.values import FORMULA
from education.attendance.models import ImportBatch, ImportRow
from education.liaison.models import TrainingSession
from tests import factories
from tests.attendance import sheets
from tests.attendance.sheets import HEADER, plan, row, run, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    return factories.school("Harbour View Primary School")


def columns(path, **options):
    return find_layout(open_table(path).rows(), **options).columns


def test_other_words_in_another_order_under_a_title(tmp_path, harbour):
    head = [
        "Date of visit",
        "Name of school",
        "No. of pupils",
        "Number of parents & carers",
        "Year group",
        "Van",
    ]
    lines = [["Online safety talks 2019"], [], ["for the board"], head]
    lines += [["31/01/2019", harbour.name, "28", "3", "Year 5", "no"]]
    for path in (write_csv(tmp_path, *lines, header=None), write_xlsx(tmp_path, *lines, header=None)):
        read = plan(path)
        assert read.layout.header_row == 4
        assert read.layout.unrecognised == ["F"]
        assert read.layout.columns == {"date": 0, "school": 1, "children": 2, "parents": 3, "year": 4}
        assert (read.tally.children, read.tally.parents, read.tally.problems) == (28, 3, [])


@pytest.mark.parametrize(
    "words",
    [
        ["Establishment", "Session date", "yr", "Children"],
        ["Academy", "Date", "Year", "Pupils attended"],
        ["SCHOOL NAME", "date of session", "Yr group", "Number of children"],
        ["School / Academy", "Date delivered", "Year Group(s)", "Total pupils"],
    ],
)
def test_several_spellings_are_known(tmp_path, words):
    assert columns(write_csv(tmp_path, header=words)) == {"school": 0, "date": 1, "year": 2, "children": 3}


def test_two_columns_that_could_be_the_same_are_refused_until_a_mapping_says(tmp_path, harbour):
    head = ["URN", "Date", "Date of visit", "Pupils"]
    sheet = write_csv(tmp_path, [harbour.urn, "01/01/2018", "31/01/2019", "28"], header=head)
    with pytest.raises(TableError, match="Columns B and C could each be the date"):
        plan(sheet)
    mapping = tmp_path / "mapping.json"
    for value in ('"C"', "3", '"date of visit"'):
        mapping.write_text(f'{{"columns": {{"date": {value}}}}}')
        assert plan(sheet, mapping=mapping).tally.children == 28
    assert plan(sheet, mapping=mapping).layout.unrecognised == ["B"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1]", "Write the mapping as"), ("{", "not JSON"), ('{"columns": {"size": 1}}', "a field that there is not"),
        ('{"columns": {"date": true}}', "must be a column's number"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_gets_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "mapping.json"
    file.write_text(text)
    with pytest.raises(TableError, match=sentence):
        read_mapping(file)


def test_a_mapping_to_a_column_that_is_not_there_or_twice_is_refused(tmp_path, harbour):
    sheet, file = write_csv(tmp_path, row(harbour)), tmp_path / "mapping.json"
    for columns_, sentence in (({"date": 99}, "not in the sheet"), ({"date": 1, "urn": 1}, "column A twice")):
        file.write_text(json.dumps({"columns": columns_}))
        with pytest.raises(TableError, match=sentence):
            plan(sheet, mapping=file)


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(TableError, match="known as: children or parents"):
        plan(write_csv(tmp_path, header=["URN", "Date", "Boys", "Girls"]))
    with pytest.raises(TableError, match="No row looks like a header"):
        plan(write_csv(tmp_path, ["a", "b"], header=None))


def test_a_sheet_is_chosen_by_name(tmp_path, harbour):
    path = write_xlsx(tmp_path, row(harbour))
    book = sheets.openpyxl.load_workbook(path)
    second = book.create_sheet("Talks")
    second.append(HEADER)
    second.append(row(harbour, pupils=99))
    book.save(path)
    assert plan(path).tally.children == 28
    assert plan(path, sheet="Talks").tally.children == 99
    assert plan(path, sheet="Talks").table.sheet_number == 2
    with pytest.raises(TableError, match="no sheet of that name; it has: Sheet, Talks"):
        plan(path, sheet="Other")


def test_semicolons_cp1252_and_the_byte_order_mark_are_read(tmp_path):
    accented = factories.school("Saint Éloi's School")
    path = tmp_path / "sheet.csv"
    text = "School;Date;Pupils\nSaint Éloi’s School;31/01/2019;28\n"
    for encoding in ("cp1252", "utf-8", "utf-8-sig"):
        path.write_bytes(text.encode(encoding))
        assert plan(path).tally.children == 28
    assert accented.name


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"), (b"  \n ", "empty"), (b"PK\x03\x04broken", "damaged"), (b"\xd0\xcf\x11\xe0rest", "old .xls"),
        (b"a\0b", "neither CSV nor XLSX"), (b"\x89PNG\r\n\x1a\n\0\0", "neither CSV nor XLSX"),
        (b"URN,Date,Pupils\n\x81,\x8d,1\n", "neither UTF-8 nor Windows-1252"),
        (b'URN,Date,Pupils\n1,"' + b"x" * 200_000 + b'",3\n', "can't be read as CSV"),
        (b"URN,Date,Pupils\n" + b"1," * 80 + b"2\n", "more than 60 columns"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_one_sentence_and_exit_2(tmp_path, content, sentence):
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    code, told, said = run(path)
    assert (code, told) == (2, None)
    assert sentence in said
    assert run(tmp_path / "absent.csv")[0] == 2


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def rewritten(path, change):
    """The same workbook with its sheet's XML changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = change(members["xl/worksheets/sheet1.xml"])
    return zipped(path, members)


def bombs(folder, good):
    far = sheets.openpyxl.Workbook()
    far.active["XFD1048576"] = 1
    far.save(folder / "far.xlsx")
    yield folder / "far.xlsx"
    yield zipped(folder / "inflates.xlsx", {"xl/worksheets/sheet1.xml": b" " * 200_000_000})
    yield rewritten(
        write_xlsx(folder, good, name="row.xlsx"),
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="99999999999"><c r="A1"><v>1</v></c></row></sheetData>'
        ),
    )
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    yield rewritten(
        write_xlsx(folder, good, name="entities.xlsx"),
        lambda xml: b'<!DOCTYPE x [<!ENTITY e0 "ha">' + entities + b"]>" + xml.replace(b"28", b"&e9;", 1),
    )
    yield zipped(folder / "many.xlsx", {f"xl/{n}": b"" for n in range(3000)})


def test_bombs_are_refused_quickly_with_a_sentence(tmp_path, harbour):
    for path in bombs(tmp_path, row(harbour)):
        started = time.process_time()
        code, told, said = run(path)
        assert (path.name, code, told) == (path.name, 2, None)
        assert "\n" not in said.strip()
        assert said.strip().endswith(".")
        assert time.process_time() - started < 2


def test_a_lying_dimension_neither_hides_rows_nor_makes_them_up(tmp_path, harbour):
    for dimension in (b"A1", b"A1:XFD1048576"):
        path = rewritten(
            write_xlsx(tmp_path, row(harbour), row(harbour, year="6")),
            lambda xml, d=dimension: xml.replace(b'ref="A1:I3"', b'ref="' + d + b'"'),
        )
        assert plan(path).tally.children == 56


def test_hostile_text_is_neither_evaluated_nor_stored_nor_repeated(tmp_path, harbour):
    vectors = json.loads(sheets.HOSTILE().read_text())
    fields = ["urn", "school", "date", "year", "pupils", "parents", "staff", "status", "notes"]
    rows = [row(harbour, **{name: vector}) for vector in vectors for name in fields]
    for path in (write_csv(tmp_path, *rows), write_xlsx(tmp_path, *rows)):
        read = plan(path)
        assert read.tally.rows == len(rows)
        told = json.dumps(read.as_json())
        assert [vector for vector in vectors if json.dumps(vector)[1:-1] in told] == []
    good = write_csv(
        tmp_path, *[row(harbour, notes=vector, pupils=str(20 + n)) for n, vector in enumerate(vectors)]
    )
    assert run(good, "--commit")[0] == 0
    assert TrainingSession.objects.count() == len(vectors)
    stored = "".join(
        str(sorted(item.items())) for model in (ImportBatch, ImportRow) for item in model.objects.values()
    )
    assert [word for word in ("cmd", "calc", "HYPERLINK", "DDE", "evil", "ATTACKER") if word in stored] == []


def test_a_formula_is_a_mark_not_a_text(tmp_path):
    path = write_xlsx(tmp_path, ["=1+1", "=A1", "@SUM(1)", "- see note", "+44 1642"], header=None)
    assert list(open_table(path).rows()) == [(1, [FORMULA, FORMULA, FORMULA, "- see note", "+44 1642"])]


def test_mutated_files_are_read_or_refused_never_a_traceback(tmp_path, harbour):
    dice, refusals = random.Random(7), []
    for name, maker in (("x.xlsx", write_xlsx), ("x.csv", write_csv)):
        whole = maker(tmp_path, *(row(harbour, year=str(n)) for n in range(1, 14)), name=name).read_bytes()
        path = tmp_path / f"mutated-{name}"
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(dice.choice([1, 3, 30])):
                data[dice.randrange(len(data))] = dice.randrange(256)
            path.write_bytes(bytes(data[: dice.choice([len(data), dice.randrange(1, len(data))])]))
            try:
                plan(path).as_json()
            except TableError as error:
                refusals.append(str(error))
    assert len(refusals) > 100
    assert all(sentence.endswith(".") for sentence in refusals)


def test_mutated_sheets_inside_a_sound_zip_are_read_or_refused(tmp_path, harbour):
    dice, refusals = random.Random(8), []
    whole = write_xlsx(tmp_path, *(row(harbour, year=str(n)) for n in range(1, 14)), name="whole.xlsx")

    def spoil(xml):
        data = bytearray(xml)
        for _ in range(dice.choice([1, 2, 5])):
            data[dice.randrange(len(data))] = dice.choice(b'<>"=/&;rstc0189AZ')
        return bytes(data)

    for _ in range(100):
        path = tmp_path / "spoilt.xlsx"
        path.write_bytes(whole.read_bytes())
        try:
            plan(rewritten(path, spoil)).as_json()
        except TableError as error:
            refusals.append(str(error))
    assert refusals
    assert all(sentence.endswith(".") for sentence in refusals)


def test_too_many_rows_are_refused(tmp_path, harbour, monkeypatch):
    monkeypatch.setattr(tables, "CSV_ROWS", 50)
    sheet = write_csv(tmp_path, *[row(harbour, notes=str(n)) for n in range(200)])
    with pytest.raises(TableError, match="more than 10 rows"):
        list(tables.Table(sheet, "", encoding="utf-8", most_rows=10).rows())

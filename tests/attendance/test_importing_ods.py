"""ODS sheets: read as any other, and what means harm is refused in seconds, unread."""

from __future__ import annotations

import datetime as dt
import resource
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from education.attendance.importing.ods import MIMETYPE
from education.attendance.importing.problems import TableError
from education.attendance.importing.tables import open_table, sheet_names
from education.attendance.importing.values import FORMULA
from tests import factories
from tests.attendance.sheets import HEADER, plan, row, write_xlsx

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def cell(value: object) -> str:
    """One cell as a spreadsheet program writes it."""
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"><text:p>{value:%d/%m/%y}</text:p></table:table-cell>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def sheet(*rows: str, name: str = "Sheet1") -> str:
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"


def line(*values: object, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(map(cell, values))}</table:table-row>"


def write_ods(path: Path, *sheets: str, prolog: str = "", **members: str | bytes) -> Path:
    """A file around these sheets; `members` are further files in it."""
    content = f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NAMES}><office:body><office:spreadsheet>{"".join(sheets)}</office:spreadsheet></office:body></office:document-content>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", members.pop("manifest", "<manifest/>"))
        archive.writestr("content.xml", content)
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


@pytest.mark.django_db
def test_a_sheet_reads_like_any_other(tmp_path):
    school = factories.school("Harbour View Primary School")
    values = row(school, date=dt.date(2019, 1, 31), pupils=28)
    path = write_ods(tmp_path / "a.ods", sheet(line("Talks in 2019"), line(*HEADER), line(*values)))
    read = plan(path)
    assert (read.layout.header_row, read.tally.children, read.tally.problems) == (2, 28, [])
    as_xlsx = plan(write_xlsx(tmp_path, ["Talks in 2019"], HEADER, values, header=None))
    assert [v for _, v in read.table.rows()] == [
        [value.date() if isinstance(value, dt.datetime) else value for value in cells]
        for _, cells in as_xlsx.table.rows()
    ]


def test_repeats_comments_blanks_and_formulas(tmp_path):
    repeated = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
    )
    comment = '<table:table-cell office:value-type="string"><office:annotation><text:p>a name</text:p></office:annotation><text:p>two<text:s/>words</text:p><text:p>below</text:p></table:table-cell>'
    formula = (
        '<table:table-cell table:formula="of:=SUM([.A1:.A9])" office:value-type="float" office:value="9"/>'
    )
    other = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="time" office:time-value="PT1H"/>'
    path = write_ods(
        tmp_path / "a.ods",
        sheet(
            line("x", more='table:number-rows-repeated="2"'),
            '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
            f'<table:table-header-rows><table:table-row>{repeated}<table:table-cell table:number-columns-repeated="3"/>{comment}{formula}{other}</table:table-row></table:table-header-rows>',
        ),
        sheet(line("second"), name="Other"),
    )
    assert list(open_table(path).rows()) == [
        (1, ["x"]), (2, ["x"]), (1_000_003, [7, 7, None, None, None, "two words below", FORMULA, True]),
    ]  # fmt: skip
    assert (sheet_names(path), list(open_table(path, sheet_number=2).rows())) == (
        ["Sheet1", "Other"],
        [(1, ["second"])],
    )
    assert list(open_table(path, sheet="Other").rows()) == [(1, ["second"])]
    with pytest.raises(TableError, match="fewer sheets"):
        open_table(path, sheet_number=3)


BILLION = (
    "<!DOCTYPE lolz [<!ENTITY a '"
    + "lol" * 99
    + "'><!ENTITY b '"
    + "&a;" * 99
    + "'><!ENTITY c '"
    + "&b;" * 99
    + "'>]>"
)


def hostile(folder: Path) -> dict[str, Path]:
    """Files that would fill a memory, run a program or read another file; each with the words of its refusal."""
    many = "".join(line(1, 2, n) for n in range(20_200))
    return {
        "declares things": write_ods(
            folder / "a.ods", sheet(line("&c;")).replace("&amp;", "&"), prolog=BILLION
        ),
        "declares": write_ods(
            folder / "b.ods",
            sheet(line("x")),
            prolog='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        ),
        "has macros": write_ods(folder / "c.ods", sheet(line("x")), Basic__Standard__script="Shell()"),
        "a password": write_ods(folder / "d.ods", sheet(line("x")), manifest="<m><encryption-data/></m>"),
        "stands for 1,000,000": write_ods(
            folder / "e.ods", sheet(line(7, more='table:number-rows-repeated="1000000"'))
        ),
        "60 columns": write_ods(
            folder / "f.ods",
            sheet(
                '<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>'
            ),
        ),
        "unpacks to far more": write_ods(folder / "g.ods", sheet(line("x" * 40_000_000))),
        "more than 20,000": write_ods(folder / "h.ods", sheet(many)),
        "can't be read after row": write_ods(folder / "i.ods", "<table:table>"),
        "no sheet": write_ods(folder / "j.ods"),
    }


def test_what_means_harm_is_refused_quickly_with_a_sentence(tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    files = hostile(tmp_path)
    made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    for words, path in files.items():
        with pytest.raises(TableError, match=words):
            list(open_table(path).rows())
    assert time.perf_counter() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - max(before, made) < 60_000  # kB


def test_a_workbook_with_macros_is_refused(tmp_path):
    path = write_xlsx(tmp_path, ["x"])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
    with pytest.raises(TableError, match="has macros"):
        open_table(path)


def test_spoilt_documents_are_read_or_refused_never_a_fault(tmp_path):
    import random

    dice = random.Random(5)
    refusals = []
    text = sheet(line(*HEADER), line("1", "x", dt.date(2019, 1, 31), 5, 28))
    for number in range(60):
        spoilt = list(text)
        for _ in range(dice.randrange(1, 6)):
            spoilt[dice.randrange(len(spoilt))] = chr(dice.randrange(32, 127))
        path = write_ods(tmp_path / f"{number}.ods", "".join(spoilt))
        try:
            list(open_table(path).rows())
        except TableError as refusal:
            refusals.append(str(refusal))
    assert refusals
    assert all(sentence.endswith(".") for sentence in refusals)

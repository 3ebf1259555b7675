"""The import page: a sheet comes in, a person decides, it becomes one batch, and is taken back as a whole."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from education.attendance import tasks
from education.attendance.actions import drafts as actions
from education.attendance.importing import drafts, held
from education.attendance.importing.problems import TableError
from education.attendance.importing.tables import open_table
from education.attendance.importing.values import FORMULA, Row
from education.attendance.models import DraftDecision, Entry, ImportBatch, ImportDraft, Register, SavedColumns
from education.ledger.clock import now
from education.ledger.models import Event
from education.liaison.errors import Refused
from education.liaison.models import TrainingSession
from education.people.models import User
from education.people.roles import Role
from home import retention
from tests import factories, html
from tests.attendance.helpers import signed_in
from tests.attendance.sheets import HEADER, row, write_csv, write_xlsx

pytestmark = pytest.mark.django_db
PAGE = "/cms/imports/"


@pytest.fixture
def harbour():
    return factories.school("Harbour View Primary School")


@pytest.fixture
def analyst():
    return factories.staff(Role.ANALYST)


def bring(client: Client, content: bytes | Path, name: str = "sheet.csv", **typed: str) -> Any:
    """Fill in the form as a browser does."""
    data = content.read_bytes() if isinstance(content, Path) else content
    values = {"period": "calendar-2019", "date_order": "dmy", **typed}
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data), **values})


def brought(client: Client, content: bytes | Path, **typed: str) -> ImportDraft:
    """Bring a sheet and let the background read it."""
    answer = bring(client, content, **typed)
    assert answer.status_code == 303, answer.content.decode()
    found = ImportDraft.objects.get(public_id=answer["Location"].split("/")[-2])
    tasks.read_draft.func(str(found.public_id))
    found.refresh_from_db()
    return found


def faults(text: str) -> list[str]:
    """What is wrong with a page; Wagtail's own frame has its skip link elsewhere."""
    return [fault for fault in html.faults(text) if fault != "no skip link first"]


def page(client: Client, draft: ImportDraft, more: str = "") -> str:
    answer = client.get(f"{PAGE}{draft.public_id}/{more}")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def told(answer: Any) -> str:
    return "".join(str(message) for message in get_messages(answer.wsgi_request))


def messy(folder: Path, school: Any) -> Path:
    """Six rows: two good ones, one repeated, one to decide, one negative, one without a count; and a total."""
    return write_csv(
        folder,
        row(school), row(school, date="01/02/2019", parents="7"), row(school),
        row(school, pupils="30 + 28", notes="two halls"), row(school, pupils="-3"),
        row(school, date="04/02/2019", pupils=""), ["TOTAL", "", "", "", "91", "", "", "", ""],
    )  # fmt: skip


def test_a_sheet_is_looked_through_decided_committed_and_taken_back(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    draft = brought(client, messy(tmp_path, harbour))
    assert (draft.state, Entry.objects.count(), TrainingSession.objects.count()) == ("ready", 0, 0)
    text = page(client, draft)
    assert faults(text) == []
    assert "1 row needs a decision" in text
    assert re.findall(r"([A-Z][a-z ,]+) \((\d)\)", text) == [
        ("Need a decision", "1"), ("Left out", "1"), ("Seen before", "1"), ("Counted", "2"),
        ("Delivered without a count", "1"), ("All rows", "6"),
    ]  # fmt: skip
    assert client.post(f"{PAGE}{draft.public_id}/commit/").status_code == 409
    assert client.post(f"{PAGE}{draft.public_id}/total/", {"control_total": "121"}).status_code == 303
    assert client.post(f"{PAGE}{draft.public_id}/commit/").status_code == 409  # the row still waits

    decided = client.post(
        f"{PAGE}{draft.public_id}/rows/5/",
        {"urn": str(harbour.urn), "day": "2019-01-31", "pupils": "58", "parents": ""},
    )
    assert decided["Location"] == f"{PAGE}{draft.public_id}/"
    assert "<b>none</b>" in page(client, draft)
    assert client.post(f"{PAGE}{draft.public_id}/commit/").status_code == 303
    assert "Being committed" in page(client, draft)
    tasks.commit_import.func(str(draft.public_id), False)
    draft.refresh_from_db()
    batch = ImportBatch.objects.get()
    assert (draft.state, draft.batch, bytes(draft.content), bytes(draft.rows)) == (
        "committed",
        batch,
        b"",
        b"",
    )
    assert (batch.children, batch.parents, batch.control_total, batch.difference) == (114, 7, 121, 0)
    assert (batch.committed_by, batch.decisions_sha256 != "") == (analyst, True)
    assert Entry.objects.filter(status="accepted").count() == 3
    assert "one batch" in page(client, draft)

    mine = f"{PAGE}batches/{batch.public_id}/"
    assert faults(client.get(mine).content.decode()) == []
    assert client.post(f"{mine}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{mine}withdraw/", {"reason": "wrong_file"}).status_code == 303
    batch.refresh_from_db()
    assert (batch.state, Register.objects.exclude(state="due").count()) == ("withdrawn", 0)
    assert "Withdrawn on" in client.get(mine).content.decode()
    kinds = Event.objects.filter(subject="import").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["import_uploaded", "import_row_decided", "import_committed", "import_withdrawn"]


def test_the_past_year_with_its_real_schools_adds_up_by_hand(analyst):
    """The page comes to the very total that the command comes to."""
    import csv
    import datetime as dt
    import json

    from education.attendance.importing.decisions import Decision
    from education.attendance.importing.matching import Directory
    from tests.attendance.sheets import DECISIONS, PAST, TRUTH, real_schools

    real_schools()
    draft = actions.upload_sheet(
        content=PAST["xlsx"]().read_bytes(),
        date_order="dmy",
        period="calendar-2019",
        by=analyst,
        control_total=7805,
    )
    assert actions.read_sheet(public_id=draft.public_id) == "ready"
    draft.refresh_from_db()
    truth = json.loads(TRUTH().read_text())
    waiting = drafts.review(draft).waiting
    directory = Directory.load()
    for line in csv.DictReader(DECISIONS().read_text(encoding="utf-8-sig").splitlines()):
        pupils, parents = (int(line[name]) if line[name] else None for name in ("pupils", "parents"))
        actions.decide_row(
            draft=draft, by=analyst,
            decision=Decision(
                int(line["row"]), False, directory.by_urn[int(line["urn"])],
                dt.date.fromisoformat(line["date"]), pupils, parents,
            ),
        )  # fmt: skip
    assert sorted(waiting) == sorted(DraftDecision.objects.values_list("row", flat=True))
    plan = drafts.review(draft).plan
    assert (plan.difference, plan.tally.children + plan.tally.parents, len(truth) > 0) == (0, 7805, True)
    actions.commit_draft(draft=draft, by=analyst)
    assert actions.write_batch(public_id=draft.public_id, accept_difference=False) == "committed"
    assert ImportBatch.objects.get().children == 6817


def test_what_is_typed_stays_when_it_is_wrong(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    refused = client.post(PAGE, {"period": "calendar-2018", "date_order": "mdy", "control_total": "x12"})
    text = refused.content.decode()
    assert (refused.status_code, faults(text), ImportDraft.objects.count()) == (422, [], 0)
    assert 'value="calendar-2018" selected' in text
    assert re.search(r'value="mdy"[^>]*checked', text)
    assert 'value="x12"' in text
    assert "Write the total in digits" in text
    draft = brought(client, messy(tmp_path, harbour))
    wrong = client.post(
        f"{PAGE}{draft.public_id}/rows/5/",
        {"urn": "10001", "day": "2018-01-31", "pupils": "2001", "parents": "6"},
    )
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for words in (
        "No school has this URN",
        "lies outside 2019",
        "above 2,000",
        'value="2001"',
        'value="10001"',
    ):
        assert words in text
    assert DraftDecision.objects.count() == 0
    left_out = client.post(f"{PAGE}{draft.public_id}/rows/5/", {"skip": "on", "urn": "1", "day": "nonsense"})
    assert (left_out.status_code, DraftDecision.objects.get().skip) == (303, True)


def test_a_decision_is_replaced_and_taken_back(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    draft = brought(client, messy(tmp_path, harbour))
    base = f"{PAGE}{draft.public_id}/rows/5/"
    good = {"urn": str(harbour.urn), "day": "2019-01-31", "pupils": "58", "parents": "0"}
    client.post(base, good)
    client.post(base, {**good, "pupils": "57"})
    assert list(DraftDecision.objects.values_list("pupils", "decided_by")) == [(57, analyst.pk)]
    assert 'value="57"' in page(client, draft, "rows/5/")
    client.post(base, {"undo": "1"})
    assert drafts.review(ImportDraft.objects.get()).waiting == [5]
    for number in (1, 99, 8):  # the header, a row that is not there, and the total
        assert client.get(f"{PAGE}{draft.public_id}/rows/{number}/").status_code == (
            404 if number != 8 else 200
        )


def test_the_row_shows_what_stands_in_it_and_offers_names_that_are_near(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    sheet = write_csv(
        tmp_path, row(school="Harbor Veiw Primary", notes="<script>alert(1)</script>", year="=1+1")
    )
    text = page(client, brought(client, sheet), "rows/2/")
    assert (f"<b>{harbour.urn}</b>" in text, "(a formula, not read)" in text) == (True, True)
    assert ("<script>alert" in text, "&lt;script&gt;alert(1)" in text) == (False, True)


def test_columns_that_a_person_settled_are_known_with_the_next_sheet(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    head = ["Ort", "Wann", "Kinder"]
    sheet = write_csv(tmp_path, [harbour.name, "31/01/2019", "28"], header=head)
    draft = brought(client, sheet)
    there = client.get(f"{PAGE}{draft.public_id}/")
    assert there["Location"] == f"{PAGE}{draft.public_id}/columns/"
    text = page(client, draft, "columns/")
    assert ("No row looks like a header" in text, "C: Kinder" in text, faults(text)) == (True, True, [])
    chosen = {"header_row": "1", "date_order": "dmy", "column_school": "1", "column_date": "2", "save": "on"}
    twice = client.post(f"{PAGE}{draft.public_id}/columns/", {**chosen, "column_children": "2"})
    assert (twice.status_code, twice.content.decode().count("chosen twice")) == (422, 4)
    assert (
        client.post(f"{PAGE}{draft.public_id}/columns/", {**chosen, "column_children": "3"}).status_code
        == 303
    )
    assert drafts.review(ImportDraft.objects.get()).plan.tally.children == 28
    other = signed_in(factories.staff(Role.COORDINATOR))
    next_sheet = write_csv(tmp_path, [harbour.name, "01/02/2019", "30"], header=["ORT", " Wann", "Kinder"])
    second = brought(other, next_sheet)
    assert (second.columns_version, drafts.review(second).plan.tally.children) == (1, 30)
    assert SavedColumns.objects.get().saved_by == analyst


def test_another_sheet_of_the_workbook(tmp_path, harbour, analyst):
    import openpyxl

    path = write_xlsx(tmp_path, row(harbour))
    book = openpyxl.load_workbook(path)
    for cells in (HEADER, row(harbour, pupils=99)):
        (book["Talks"] if "Talks" in book.sheetnames else book.create_sheet("Talks")).append(cells)
    book.save(path)
    client = signed_in(analyst)
    draft = brought(client, path)
    assert drafts.review(draft).plan.tally.children == 28
    assert 'value="2">Talks' in page(client, draft, "columns/")
    assert client.post(f"{PAGE}{draft.public_id}/columns/", {"sheet": "3"}).status_code == 404
    assert client.post(f"{PAGE}{draft.public_id}/columns/", {"sheet": "2"}).status_code == 303
    tasks.read_draft.func(str(draft.public_id))
    assert drafts.review(ImportDraft.objects.get()).plan.tally.children == 99


def test_a_difference_is_accepted_with_a_reason_or_not_at_all(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    draft = brought(client, write_csv(tmp_path, row(harbour)), control_total="30")
    refused = client.post(f"{PAGE}{draft.public_id}/commit/", {"accept": ""})
    assert (refused.status_code, "The sum is not the sheet" in refused.content.decode()) == (409, True)
    assert client.post(f"{PAGE}{draft.public_id}/commit/", {"accept": "because"}).status_code == 422
    assert client.post(f"{PAGE}{draft.public_id}/commit/", {"accept": "sum_wrong"}).status_code == 303
    assert actions.write_batch(public_id=draft.public_id, accept_difference=True) == "committed"
    assert ImportBatch.objects.get().difference_accepted is True
    assert Event.objects.get(kind="import_difference_accepted").data == {
        "difference": 2,
        "reason": "sum_wrong",
    }


def test_a_second_person_signs_what_was_imported_but_not_what_was_corrected(tmp_path, harbour, analyst):
    from education.attendance.actions import append_entry, lock_register

    client = signed_in(analyst)
    draft = brought(
        client, write_csv(tmp_path, row(harbour), row(harbour, date="01/02/2019")), control_total="56"
    )
    client.post(f"{PAGE}{draft.public_id}/commit/")
    actions.write_batch(public_id=draft.public_id, accept_difference=False)
    batch = ImportBatch.objects.get()
    from django.db import transaction

    with transaction.atomic():
        register = lock_register(session=TrainingSession.objects.order_by("day")[0])
        accepted = register.parts.get().accepted
        append_entry(
            register=register, kind="correction", lines=[], by=analyst, replaces=accepted, reason="miscount"
        )
    supervisor = factories.staff(Role.SUPERVISOR)
    theirs = signed_in(supervisor)
    text = theirs.get(f"{PAGE}batches/{batch.public_id}/").content.decode()
    assert ("Sign 1 register off" in text, "Withdraw the whole batch" in text) == (True, False)
    assert client.post(f"{PAGE}batches/{batch.public_id}/sign-off/").status_code == 403
    assert told(theirs.post(f"{PAGE}batches/{batch.public_id}/sign-off/")) == "Signed off: 1."
    assert list(Register.objects.filter(state="signed_off").values_list("signed_by", flat=True)) == [
        supervisor.pk
    ]
    both = factories.staff(Role.SUPERVISOR, Role.ANALYST)
    ImportBatch.objects.update(committed_by=both)
    assert "a second person must" in told(signed_in(both).post(f"{PAGE}batches/{batch.public_id}/sign-off/"))


def test_nobody_sees_or_moves_anothers_sheet(tmp_path, harbour, analyst):
    draft = brought(signed_in(analyst), messy(tmp_path, harbour))
    other = signed_in(factories.staff(Role.ANALYST))
    for end in ("", "columns/", "rows/5/"):
        assert other.get(f"{PAGE}{draft.public_id}/{end}").status_code == 404
    for end in ("columns/", "rows/5/", "total/", "commit/", "drop/"):
        assert other.post(f"{PAGE}{draft.public_id}/{end}").status_code == 404
        assert (
            Client()
            .post(f"{PAGE}{draft.public_id}/{end}")["Location"]
            .startswith(("/accounts/", "/cms/login"))
        )
    with pytest.raises(Refused):
        actions.drop_draft(draft=draft, by=factories.staff(Role.ANALYST))
    for role in (Role.OFFICER, Role.EDITOR, Role.PUBLISHER):
        assert signed_in(factories.staff(role)).get(PAGE).status_code == 403
    watching = signed_in(factories.staff(Role.SUPERVISOR))
    text = watching.get(PAGE).content.decode()
    assert ("Bring a sheet" in text, "Sheets on their way" in text) == (False, False)
    assert bring(watching, b"x").status_code == 403


def test_the_same_file_again_is_the_same_sheet_and_ten_are_the_most(tmp_path, harbour, analyst):
    def upload(content: bytes, by: User = analyst) -> ImportDraft:
        return actions.upload_sheet(content=content, date_order="dmy", period="calendar-2019", by=by)

    assert upload(b"a,b") == upload(b"a,b")
    for number in range(9):
        upload(f"a,{number}".encode())
    with pytest.raises(Refused, match="ten sheets"):
        upload(b"a,10")
    upload(b"a,10", by=factories.staff(Role.ANALYST))


def test_sheets_that_could_not_be_read_take_no_place_among_the_ten(analyst):
    client = signed_in(analyst)
    for number in range(10):
        assert brought(client, f"%PDF-1.{number}".encode()).state == "refused"
    assert brought(client, b"School,Date,Pupils\n").state == "ready"


def test_the_page_never_says_what_to_type_on_a_command_line(analyst):
    client = signed_in(analyst)
    for sheet, sentence in (
        (b"hello\nworld\n", "Say below in which row the headers stand, and which column holds what."),
        (b"School,Date,Pupils,Children\n", "Columns C and D could each be the children: say which, below."),
    ):
        draft = brought(client, sheet)
        text = client.get(f"{PAGE}{draft.public_id}/columns/").content.decode()
        assert (sentence in text, "mapping file" in text, "--header-row" in text) == (
            True,
            False,
            False,
        )
        with pytest.raises(TableError, match="mapping file"):
            drafts.layout_of(draft)
    twice = {"header_row": "1", "date_order": "dmy", "column_children": "3", "column_parents": "3"}
    answer = client.post(f"{PAGE}{draft.public_id}/columns/", twice)
    assert (answer.status_code, "mapping" in answer.content.decode()) == (422, False)


def test_a_file_that_was_imported_before_changes_nothing(tmp_path, harbour, analyst):
    sheet, client = write_csv(tmp_path, row(harbour)), signed_in(analyst)
    for _ in range(2):
        draft = brought(client, sheet, control_total="28")
        client.post(f"{PAGE}{draft.public_id}/commit/")
        assert actions.write_batch(public_id=draft.public_id, accept_difference=False) == "committed"
    assert (ImportBatch.objects.count(), Entry.objects.count()) == (1, 1)
    assert "nothing changed" in page(client, draft)


def test_reading_says_how_far_it_is_and_the_page_asks_again_without_a_script(
    tmp_path, harbour, analyst, monkeypatch
):
    client = signed_in(analyst)
    answer = bring(client, write_csv(tmp_path, *[row(harbour, notes=str(n)) for n in range(40)]))
    draft = ImportDraft.objects.get()
    ImportDraft.objects.update(rows_read=20, rows_expected=41)
    waiting = client.get(answer["Location"])
    assert waiting.headers["Refresh"] == "2"
    assert '<progress aria-labelledby="progress" value="20" max="41">' in waiting.content.decode()
    monkeypatch.setattr(actions, "TELL_EVERY", -1.0)
    told: list[int] = []
    updating = ImportDraft.objects.filter(pk=draft.pk).update

    def count(rows: Any) -> Any:
        for number, given in enumerate(rows):
            if number:
                told.append(ImportDraft.objects.get().rows_read)
            yield given

    packing = held.pack
    monkeypatch.setattr(held, "pack", lambda rows: packing(count(rows)))
    updating(rows_read=0)
    actions.read_sheet(public_id=draft.public_id)
    assert (told, ImportDraft.objects.get().rows_read) == (list(range(2, 42)), 41)
    assert "Refresh" not in client.get(answer["Location"]).headers
    assert actions.read_sheet(public_id=draft.public_id) == ""  # twice reads once


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old .xls"), (b"PK\x03\x04broken", "damaged"), (b"\x89PNG\r\n\x1a\n\0\0", "neither CSV nor XLSX"),
        (b"%PDF-1.7 ...", "a web page, XML, JSON or a PDF"), (b"<!DOCTYPE html><table>", "a web page, XML, JSON or a PDF"),
        (b"a,b\n" * 20_200, "more than 20,000 rows: split it.<"), (b"1," * 80 + b"2\n", "more than 60 columns"),
    ],
    ids=["xls", "zip", "picture", "pdf", "page", "rows", "columns"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_a_sentence_and_not_kept(content, sentence, analyst):
    client = signed_in(analyst)
    draft = brought(client, content)
    assert (draft.state, bytes(draft.content), bytes(draft.rows)) == ("refused", b"", b"")
    assert sentence in page(client, draft)
    assert client.get(f"{PAGE}{draft.public_id}/columns/").status_code == 404


def test_more_than_twenty_megabytes_are_refused_at_the_door(analyst, monkeypatch):
    monkeypatch.setattr("education.attendance.import_forms.PAGE_BYTES", 10)
    answer = bring(signed_in(analyst), b"x" * 11)
    assert (answer.status_code, "larger than" in answer.content.decode()) == (422, True)
    monkeypatch.setattr(drafts, "PAGE_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        actions.upload_sheet(content=b"x" * 11, date_order="dmy", period="calendar-2019", by=analyst)


def test_a_sheet_goes_after_seven_days_and_a_dropped_one_at_once(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    draft = brought(client, write_csv(tmp_path, row(harbour)))
    kept = brought(client, write_csv(tmp_path, row(harbour), row(harbour, date="02/02/2019")))
    assert client.post(f"{PAGE}{draft.public_id}/drop/").status_code == 303
    assert retention.sheets_not_imported() == "0 removed"
    ImportDraft.objects.update(uploaded_at=now() - timedelta(days=7, minutes=1))
    assert (retention.sheets_not_imported(), ImportDraft.objects.filter(pk=kept.pk).exists()) == (
        "1 removed",
        False,
    )


def test_what_was_packed_comes_back_as_it_was(tmp_path):
    import datetime as dt

    rows: list[Row] = [
        (
            3,
            [
                "ä\n",
                None,
                1,
                2.5,
                True,
                FORMULA,
                dt.date(2019, 1, 31),
                dt.datetime(2019, 1, 31, 9),
                dt.time(9),
            ],
        ),
        (9, ["x" * 70_000]),
    ]
    assert list(held.unpack(held.pack(rows))) == rows
    assert list(held.unpack(held.pack([]))) == []


LETTERS = "School;Date;Pupils;Notes\nSaint Éloi’s School;31/01/2019;28;a, b, c, d, e\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("mark", [";", "\t", "|", ","])
def test_letters_and_delimiters_are_found_out(tmp_path, encoding, mark):
    path = tmp_path / "sheet.txt"
    notes = LETTERS.replace("a, b, c, d, e", "-") if mark == "," else LETTERS
    path.write_bytes(notes.replace(";", mark).encode(encoding))
    found = list(open_table(path).rows())
    assert found[1][1][:3] == ["Saint Éloi’s School", "31/01/2019", "28"]


def test_letters_that_nobody_can_find_out_are_said(tmp_path, analyst):
    school = factories.school("Saint Éloi's School")
    text = "School:Date:Pupils\nSaint Éloi's School:31/01/2019:28\n"
    client = signed_in(analyst)
    draft = brought(client, text.encode("mac-roman"), encoding="mac-roman", delimiter="colon")
    assert drafts.review(draft).plan.tally.children == 28
    wrong = brought(client, text.encode("cp1252"), encoding="utf-8-sig")
    assert (wrong.state, "not written in the letters" in wrong.refusal, school.pk > 0) == (
        "refused",
        True,
        True,
    )


def test_no_part_of_the_sheet_is_left_in_the_log(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    sheet = write_csv(tmp_path, row(harbour, notes="Quillfeather"), row(harbour, pupils="Quillfeather"))
    draft = brought(client, sheet, control_total="28")
    client.post(f"{PAGE}{draft.public_id}/rows/3/", {"skip": "on"})
    client.post(f"{PAGE}{draft.public_id}/commit/")
    assert actions.write_batch(public_id=draft.public_id, accept_difference=False) == "committed"
    kept = io.StringIO()
    for model in (Event, ImportDraft, DraftDecision, ImportBatch, Entry):
        kept.writelines(str(values) for values in model.objects.values())
    assert "Quillfeather" not in kept.getvalue()


def test_pictures_that_carry_scripts_are_no_sheets(analyst):
    from tests.schools.data import _file

    files = sorted(_file("hostile/uploads")().iterdir())
    assert len(files) > 10
    client = signed_in(analyst)
    for file in files:
        draft = brought(client, file)
        assert (file.name, draft.state, draft.refusal[-1:]) == (file.name, "refused", ".")
        draft.delete()


def test_strings_that_mean_harm_are_only_letters(tmp_path, harbour, analyst):
    import json

    from tests.schools.data import _file

    strings = [
        text for text in json.loads(_file("hostile/blns.json")().read_text(encoding="utf-8")) if text.strip()
    ]
    sheet = write_csv(tmp_path, *[row(school=text, notes=text, pupils="5", year=text) for text in strings])
    client = signed_in(analyst)
    draft = brought(client, sheet)
    assert draft.state == "ready"
    shown = page(client, draft, "?show=all") + "".join(
        page(client, draft, f"rows/{n}/") for n in (20, 90, 200, 300)
    )
    assert re.findall(r"<script>alert|<img src=x|<svg onload|<iframe src|<script src=/", shown) == []


def test_an_empty_box_is_never_taken_for_nobody_counted(tmp_path, harbour, analyst):
    """A hasty press of the button must not turn a doubt into a session without a number."""
    client = signed_in(analyst)
    draft = brought(client, messy(tmp_path, harbour))
    base = f"{PAGE}{draft.public_id}/rows/5/"
    empty = {"urn": str(harbour.urn), "day": "2019-01-31", "pupils": "", "parents": ""}
    refused = client.post(base, empty)
    assert (refused.status_code, "or tick “Nobody counted”" in refused.content.decode()) == (422, True)
    assert client.post(base, {**empty, "parents": "0"}).status_code == 422  # the sheet had a nought there
    assert client.post(base, {**empty, "pupils": "5", "uncounted": "on"}).status_code == 422
    assert client.post(base, {**empty, "pupils": "0", "parents": "0"}).status_code == 303
    assert client.post(base, {**empty, "parents": "0", "uncounted": "on"}).status_code == 303
    assert (DraftDecision.objects.get().pupils, DraftDecision.objects.get().parents) == (None, None)
    assert client.post(base, {**empty, "uncounted": "on"}).status_code == 303
    assert DraftDecision.objects.get().pupils is None
    assert re.search(r'name="uncounted"[^>]*checked', page(client, draft, "rows/5/"))


def test_an_unclear_number_beside_a_clear_one_is_typed_or_said_to_be_unknown(tmp_path, harbour, analyst):
    """A hasty press must not lose the children of a row whose parents are known."""
    client = signed_in(analyst)
    draft = brought(client, write_csv(tmp_path, row(harbour, pupils="30 + 28", parents="7")))
    number = drafts.review(draft).waiting[0]
    base = f"{PAGE}{draft.public_id}/rows/{number}/"
    pressed = {"urn": str(harbour.urn), "day": "2019-01-31", "pupils": "", "parents": "7"}
    refused = client.post(base, pressed)
    assert (refused.status_code, "type how many there were, or tick" in refused.content.decode()) == (
        422,
        True,
    )
    assert client.post(base, {**pressed, "pupils": "58"}).status_code == 303
    assert (DraftDecision.objects.get().pupils, DraftDecision.objects.get().parents) == (58, 7)
    assert client.post(base, {**pressed, "partly": "on"}).status_code == 303
    assert (DraftDecision.objects.get().pupils, DraftDecision.objects.get().parents) == (None, 7)
    assert re.search(r'name="partly"[^>]*checked', page(client, draft, f"rows/{number}/"))


def test_a_row_whose_numbers_are_clear_is_not_asked_what_nobody_knows(tmp_path, harbour, analyst):
    client = signed_in(analyst)
    draft = brought(client, write_csv(tmp_path, row(harbour, date="31/02/2019", pupils="", parents="7")))
    number = drafts.review(draft).waiting[0]
    assert 'name="partly"' not in page(client, draft, f"rows/{number}/")
    answer = {"urn": str(harbour.urn), "day": "2019-01-31", "pupils": "", "parents": "7"}
    assert client.post(f"{PAGE}{draft.public_id}/rows/{number}/", answer).status_code == 303

"""A batch goes in once, whole, and comes out whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from education.attendance.actions import Line, append_entry, lock_register
from education.attendance.actions.imports import WithdrawReason, import_batch, withdraw_import
from education.attendance.models import (
    Entry,
    EntryLine,
    ImportBatch,
    ImportRow,
    Register,
    RegisterPart,
)
from education.attendance.queries import accepted_lines, coverage
from education.ledger.actions import event_body, event_hash
from education.ledger.clock import LONDON
from education.ledger.models import Event
from education.liaison.errors import Refused
from education.liaison.models import TrainingSession
from education.people.roles import Role
from tests import factories
from tests.attendance import sheets
from tests.attendance.sheets import codes, plan, row, run, write_csv, write_xlsx

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2019, 1, 1), dt.date(2019, 12, 31))


@pytest.fixture
def harbour():
    return factories.school("Harbour View Primary School")


@pytest.fixture
def sheet(tmp_path, harbour):
    return write_csv(
        tmp_path, row(harbour, parents="3"), row(harbour, pupils="approx 20", year="6"),
        row(harbour, pupils="", year="3"), row(harbour, pupils="0", parents="12", year=""),
    )  # fmt: skip


def heads() -> dict[str, int]:
    """What counts, by audience."""
    totals: dict[str, int] = {}
    for line in accepted_lines(*YEAR):
        totals[line.audience] = totals.get(line.audience, 0) + line.actual
    return totals


def stock() -> list[int]:
    models = (TrainingSession, Register, Entry, EntryLine, ImportBatch, ImportRow)
    events = Event.objects.filter(subject__in=["register", "import"])
    return [*(model.objects.count() for model in models), events.count()]


def test_a_commit_makes_sessions_registers_and_entries(sheet):
    code, told, said = run(sheet, "--commit")
    assert (code, told["batch"]) == (0, str(ImportBatch.objects.get().public_id))
    assert said == f"Committed as batch {told['batch']}.\n"
    assert heads() == {"pupil": 48, "parent_carer": 15, "staff": 6}
    cover = coverage(*YEAR)
    assert (cover.delivered, cover.recorded, cover.missing, cover.signed_off) == (4, 3, 1, 0)
    assert {e.method for e in Entry.objects.all()} == {"imported", "estimated"}
    entry = Entry.objects.order_by("captured_at").first()
    assert entry.captured_at.astimezone(LONDON) == dt.datetime(2019, 1, 31, 12, tzinfo=LONDON)
    session = TrainingSession.objects.first()
    assert (session.source, session.state, session.visit, session.start_at) == (
        "imported",
        "delivered",
        None,
        None,
    )
    assert list(ImportRow.objects.values_list("row", "problems")) == [
        (2, []), (3, ["estimated"]), (4, ["no_count"]), (5, [])
    ]  # fmt: skip
    lines = EntryLine.objects.filter(entry__register__session__import_row__row=5)
    assert list(lines.values_list("audience", "year", "actual")) == [
        ("parent_carer", "", 12),
        ("staff", "", 2),
    ]


def test_committing_again_changes_nothing(sheet):
    run(sheet, "--commit")
    before = stock()
    code, told, said = run(sheet, "--commit")
    assert (code, told["problems"][0]["code"], told["children"]) == (0, "already_imported", 48)
    assert said.startswith("already_imported")
    assert stock() == before
    ImportBatch.objects.update(file_sha256="0" * 64)  # the control: another file with the same sessions
    code, told, _ = run(sheet, "--commit")
    assert (code, [p["code"] for p in told["problems"]]) == (1, ["already_imported"] * 4)
    assert stock() == before
    ImportRow.objects.update(natural_key="0" * 32)  # and without the natural key they would count twice
    assert run(sheet, "--commit")[0] == 0
    assert heads()["pupil"] == 96


def test_a_later_sheet_brings_only_what_is_new(tmp_path, harbour, sheet):
    run(sheet, "--commit")
    later = write_xlsx(tmp_path, row(harbour, parents="3"), row(harbour, year="9", pupils=31))
    read = plan(later)
    assert (codes(read), read.tally.children) == (["already_imported"], 31)
    assert run(later, "--commit")[0] == 0
    assert heads()["pupil"] == 79


def test_a_commit_is_refused_while_rows_wait_or_the_sum_is_another(tmp_path, harbour):
    unclear = write_csv(tmp_path, row(harbour, pupils="30 + 28"), name="a.csv")
    code, told, said = run(unclear, "--commit", "--accept-difference", "because")
    assert (code, told["needs_decision"]) == (1, 1)
    assert "1 row needs a decision" in said
    short = write_csv(tmp_path, row(harbour), name="b.csv")
    code, told, said = run(short, "--commit", "--control-total", "30")
    assert (code, told["difference"], stock()) == (1, 2, [0] * 7)
    assert "2 fewer than the control total of 30" in said
    assert run(short, "--commit", "--control-total", "30", "--accept-difference", " ")[0] == 1
    code, _, said = run(
        short, "--commit", "--control-total", "30", "--accept-difference", "two left early, Ann says"
    )
    assert code == 0
    assert "Ann" in said
    batch = ImportBatch.objects.get()
    assert (batch.difference, batch.difference_accepted) == (2, True)
    assert "Ann" not in json.dumps([str(e.data) for e in Event.objects.all()])


def test_dates_in_the_wrong_order_are_never_committed(tmp_path, harbour):
    sheet = write_csv(tmp_path, *(row(harbour, date=f"{d:02}/02/2019") for d in range(1, 29)))
    with pytest.raises(Refused, match="27 rows need a decision"):
        import_batch(plan=plan(sheet, order="mdy"), by=None)
    import_batch(plan=plan(sheet, order="dmy"), by=None)
    assert heads()["pupil"] == 28 * 28


def test_who_imports_and_who_signs(sheet):
    analyst, supervisor = factories.staff(Role.ANALYST), factories.staff(Role.SUPERVISOR)
    both, stranger = factories.staff(Role.ANALYST, Role.SUPERVISOR), factories.person()
    for by, signer in (
        (stranger, None),
        (supervisor, None),
        (analyst, analyst),
        (both, both),
        (analyst, stranger),
    ):
        with pytest.raises(Refused):
            import_batch(plan=plan(sheet), by=by, signer=signer)
    assert stock() == [0] * 7
    code, _, said = run(sheet, "--commit", "--by", analyst.email, "--signed-off-by", "nobody@force.example")
    assert (code, said) == (1, "Nobody who is active has the address nobody@force.example.")
    assert run(sheet, "--commit", "--by", analyst.email, "--signed-off-by", supervisor.email)[0] == 0
    assert set(Register.objects.values_list("state", "signed_by")) == {
        ("signed_off", supervisor.pk),
        ("due", None),
    }
    assert set(Entry.objects.values_list("captured_by", flat=True)) == {analyst.pk}
    assert ImportBatch.objects.get().committed_by == analyst
    kinds = list(Event.objects.filter(subject="register").values_list("kind", "actor").order_by().distinct())
    assert sorted(kinds) == sorted(
        [("entry_accepted", analyst.public_id), ("register_signed_off", supervisor.public_id)]
    )


def test_the_log_says_the_same_as_any_other_accepted_entry(sheet, harbour):
    import_batch(plan=plan(sheet), by=None, signer=factories.staff(Role.SUPERVISOR))
    event = Event.objects.filter(kind="entry_accepted").first()
    other = factories.training_session()
    with transaction.atomic():
        append_entry(
            register=lock_register(session=other), kind="count", lines=[Line("pupil", "5", 28)], by=None,
            method="counted",
        )  # fmt: skip
    usual = Event.objects.filter(kind="entry_accepted").last()
    assert set(event.data) == set(usual.data)
    assert {type(v) for v in event.data["lines"]} == {type(v) for v in usual.data["lines"]}
    assert set(event.data["lines"][0]) == set(usual.data["lines"][0])
    assert (event.subject, event.actor_kind, event.data["part"]) == (
        usual.subject,
        usual.actor_kind,
        usual.data["part"],
    )
    entry, pointer = Entry.objects.get(pk=event.data["entry"]), RegisterPart.objects.first()
    assert (event.subject_id, event.data["version"]) == (str(entry.register_id), 1)
    assert (pointer.accepted_id, pointer.version, entry.register.version) == (entry.pk, 1, 1)
    heads_in_log = sum(
        line["actual"] for e in Event.objects.filter(kind="entry_accepted").exclude(pk=usual.pk)
        for line in e.data["lines"] if line["audience"] in ("pupil", "parent_carer")
    )  # fmt: skip
    assert heads_in_log == 63
    for logged in Event.objects.all():
        logged.refresh_from_db()
        assert logged.hash == event_hash(previous=logged.previous_hash, body=event_body(logged))


def test_a_correction_after_an_import_is_like_any_other(sheet):
    import_batch(plan=plan(sheet), by=None)
    session = TrainingSession.objects.first()
    with transaction.atomic():
        append_entry(
            register=lock_register(session=session), kind="correction", lines=[Line("pupil", "5", 27)], by=None,
            method="counted", reason="miscount", replaces=Entry.objects.get(register__session=session),
        )  # fmt: skip
    assert heads()["pupil"] == 47


def test_a_withdrawn_batch_stays_in_the_books_and_counts_no_more(sheet):
    analyst, supervisor = factories.staff(Role.ANALYST), factories.staff(Role.SUPERVISOR)
    batch, _ = import_batch(plan=plan(sheet), by=analyst, signer=supervisor)
    entries = Entry.objects.count()
    with pytest.raises(Refused):
        withdraw_import(batch=batch, by=supervisor, reason="duplicate")
    with pytest.raises(Refused):
        withdraw_import(batch=batch, by=analyst, reason="because I say so")
    out, err = StringIO(), StringIO()
    call_command("withdraw_import", str(batch.public_id), "--reason", "wrong file", stdout=out, stderr=err)
    assert (err.getvalue(), heads(), coverage(*YEAR).delivered) == ("", {}, 0)
    assert Entry.objects.filter(kind="void", reason="import_withdrawn").count() == entries
    assert Entry.objects.count() == 2 * entries
    assert set(TrainingSession.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Event.objects.get(kind="import_withdrawn").data == {
        "reason": WithdrawReason.WRONG_FILE,
        "sessions": 4,
    }
    assert Event.objects.filter(kind="entry_voided").count() == entries
    call_command("withdraw_import", str(batch.public_id), "--reason", "x", stdout=out, stderr=err)
    assert "was withdrawn before" in out.getvalue()
    assert "No text is stored" in err.getvalue()
    again, new = import_batch(plan=plan(sheet), by=analyst)
    assert (new, again.pk != batch.pk, heads()["pupil"]) == (True, True, 48)


@pytest.mark.parametrize("batch", ["nonsense", "6f1b0c9e-0000-4000-8000-000000000000"])
def test_withdrawing_what_is_not_there_is_refused(batch):
    with pytest.raises(CommandError, match="no batch"):
        call_command("withdraw_import", batch, "--reason", "other")


def test_a_failure_half_way_leaves_nothing(sheet, harbour, monkeypatch):
    read = plan(sheet)
    sheet.write_text(sheet.read_text().replace("28", "29"))
    with pytest.raises(Refused, match="changed since it was read"):
        import_batch(plan=read, by=None)
    assert stock() == [0] * 7


@pytest.mark.parametrize("ext", ["csv", "xlsx"])
def test_the_messy_year_is_7805_and_stays_7805(ext):
    sheets.real_schools()
    supervisor, coordinator = factories.staff(Role.SUPERVISOR), factories.staff(Role.COORDINATOR)
    options = (
        "--control-total",
        "7805",
        "--commit",
        "--by",
        coordinator.email,
        "--signed-off-by",
        supervisor.email,
    )
    assert run(sheets.PAST[ext](), *options)[0] == 1
    assert stock() == [0] * 7
    for _ in range(2):
        code, told, _ = run(sheets.PAST[ext](), *options, "--decisions", str(sheets.DECISIONS()))
        assert (code, told["children"], told["parents"], told["difference"]) == (0, 6817, 988, 0)
        counted = heads()
        assert (counted["pupil"], counted["parent_carer"]) == (6817, 988)
        assert counted["pupil"] + counted["parent_carer"] == 7805
    cover = coverage(*YEAR)
    assert (cover.delivered, cover.signed_off, cover.missing) == (203, 200, 3)
    batch = ImportBatch.objects.get()
    assert batch.file_sha256 == hashlib.sha256(sheets.PAST[ext]().read_bytes()).hexdigest()
    other = sheets.PAST["xlsx" if ext == "csv" else "csv"]()
    code, told, _ = run(other, *options, "--decisions", str(sheets.DECISIONS()))
    assert (code, told["counted"]) == (1, 0)  # the same year from the other file: every session is known
    assert sum(heads()[a] for a in ("pupil", "parent_carer")) == 7805
    withdraw_import(batch=batch, by=coordinator, reason="wrong_file")
    assert heads() == {}

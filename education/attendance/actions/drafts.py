"""An uploaded sheet on its way to a batch: read in the background, decided row by row, committed or dropped."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max

from education.attendance.actions.imports import IMPORT, import_batch
from education.attendance.importing import drafts, held
from education.attendance.importing.decisions import Decision
from education.attendance.importing.policies import check_may_import, check_ready
from education.attendance.importing.problems import TableError
from education.attendance.importing.values import Row
from education.attendance.models import DraftDecision, ImportDraft, SavedColumns
from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison.errors import Refused
from education.people.models import User
from education.schools.models import School

S = ImportDraft.State


class DifferenceReason(models.TextChoices):
    """Why a sheet's own total may differ from what its rows add up to."""

    SUM_WRONG = "sum_wrong", "The sheet’s own sum is wrong"
    ROWS_LEFT_OUT = "rows_left_out", "Rows were left out on purpose"
    COUNTED_TWICE = "counted_twice", "The sheet counted some sessions twice"
    OTHER_YEAR = "other_year", "The sheet holds sessions of another year"


KEPT = dt.timedelta(days=7)
TELL_EVERY = 0.4  # seconds between two words about how far the reading is
MOST_DRAFTS = 10  # of one person at a time


@transaction.atomic
def upload_sheet(
    *, content: bytes, date_order: str, period: str, by: User, control_total: int | None = None,
    encoding: str = "", delimiter: str = "",
) -> ImportDraft:  # fmt: skip
    """Take a sheet in and queue its reading; the same file again while it is looked through is the same draft.

    `period` is a key such as calendar-2019. Raises Refused for who may not import, for more than 20 MB and for
    more than ten sheets of one person at a time; one that could not be read is kept by nobody and counts no more.
    """
    check_may_import(by)
    if len(content) > drafts.PAGE_BYTES:
        raise Refused(f"The file is larger than {drafts.PAGE_BYTES >> 20} MB: split it.", "too_large")
    digest = hashlib.sha256(content).hexdigest()
    User.objects.select_for_update().get(pk=by.pk)
    mine = ImportDraft.objects.filter(uploaded_by=by).exclude(state__in=(S.COMMITTED, S.REFUSED))
    same = mine.filter(
        file_sha256=digest, date_order=date_order, period=period, control_total=control_total,
        encoding=encoding, delimiter=delimiter,
    )  # fmt: skip
    if found := same.first():
        return found
    if mine.count() >= MOST_DRAFTS:
        raise Refused(
            "You have ten sheets here that are not committed: finish or drop one first.", "too_many"
        )
    draft = ImportDraft.objects.create(
        uploaded_by=by, uploaded_at=now(), content=content, file_sha256=digest, date_order=date_order,
        period=period, control_total=control_total, encoding=encoding, delimiter=delimiter,
    )  # fmt: skip
    log(subject=IMPORT, subject_id=draft.public_id, kind="import_uploaded", by=by, data={"file": digest})
    _queue_reading(draft)
    return draft


def read_sheet(*, public_id: UUID) -> str:
    """Read a draft's file into rows and say how far it is; a file that is no table is refused with its sentence.

    Runs in the background; a draft that is not waiting to be read is left alone. Returns the state after it.
    """
    draft = ImportDraft.objects.filter(public_id=public_id, state=S.READING).first()
    if draft is None:
        return ""
    with NamedTemporaryFile(suffix=".sheet") as file:
        file.write(bytes(draft.content))
        file.flush()
        try:
            table = drafts.read_content(draft, Path(file.name))
            expected = min(bytes(draft.content).count(b"\n"), drafts.PAGE_ROWS) if table.encoding else None
            ImportDraft.objects.filter(pk=draft.pk).update(rows_expected=expected, rows_read=0)
            packed = held.pack(_telling(draft, table.rows()))
        except TableError as error:
            return _settle(draft, state=S.REFUSED, refusal=error.at_page[:200], content=b"")
    draft.rows = packed
    return _settle(draft, state=S.READY, rows=packed, **_known_columns(draft))


def _telling(draft: ImportDraft, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows, with a word now and then about how many there were."""
    told = monotonic()
    count = 0
    for count, row in enumerate(rows, 1):
        if monotonic() - told > TELL_EVERY:
            ImportDraft.objects.filter(pk=draft.pk).update(rows_read=count)
            told = monotonic()
        yield row
    ImportDraft.objects.filter(pk=draft.pk).update(rows_read=count)


def _known_columns(draft: ImportDraft) -> dict[str, Any]:
    """The saved columns of sheets with this header, when somebody settled them before."""
    header = drafts.header_of(draft)
    saved = (
        SavedColumns.objects.filter(header_sha256=drafts.header_digest(header[1])).first() if header else None
    )
    if saved is None or header is None:
        return {}
    return {"columns": saved.columns, "columns_version": saved.version, "header_row": header[0]}


def _settle(draft: ImportDraft, *, state: str, **values: Any) -> str:
    """Put a draft from reading into another state, unless somebody else did or dropped it."""
    ImportDraft.objects.filter(pk=draft.pk, state=S.READING).update(state=state, **values)
    return state


def _queue_reading(draft: ImportDraft) -> None:
    from education.attendance.tasks import read_draft

    read_draft.enqueue(str(draft.public_id))


@transaction.atomic
def choose_sheet(*, draft: ImportDraft, number: int, by: User) -> ImportDraft:
    """Read another sheet of the same workbook; what was decided for the old one goes."""
    draft = _open(draft, by)
    if number == draft.sheet_number:
        return draft
    draft.decisions.all().delete()
    draft.sheet_number, draft.state, draft.rows = number, S.READING, b""
    draft.columns, draft.columns_version, draft.header_row, draft.rows_read = {}, 0, None, 0
    draft.save()
    _queue_reading(draft)
    return draft


@transaction.atomic
def set_columns(
    *, draft: ImportDraft, columns: Mapping[str, int], header_row: int, date_order: str, by: User,
    save: bool = False,
) -> ImportDraft:  # fmt: skip
    """Say which column holds what (numbers from 1, 0 for none); with `save` the next sheet of this kind knows it.

    Raises Refused for a draft that is not open to this person.
    """
    draft = _open(draft, by)
    draft.columns, draft.header_row, draft.date_order = dict(columns), header_row, date_order
    draft.columns_version = 0
    header = drafts.header_of(draft)
    if save and header:
        digest = drafts.header_digest(header[1])
        before = SavedColumns.objects.filter(header_sha256=digest).aggregate(last=Max("version"))["last"] or 0
        draft.columns_version = before + 1
        SavedColumns.objects.update_or_create(
            header_sha256=digest,
            defaults={
                "columns": draft.columns, "date_order": date_order, "version": before + 1, "saved_by": by,
                "saved_at": now(),
            },
        )  # fmt: skip
    draft.save(update_fields=["columns", "header_row", "date_order", "columns_version"])
    return draft


@transaction.atomic
def set_control_total(*, draft: ImportDraft, total: int | None, by: User) -> ImportDraft:
    """Say what the sheet's own total is; None takes it back."""
    draft = _open(draft, by)
    draft.control_total = total
    draft.save(update_fields=["control_total"])
    return draft


@transaction.atomic
def decide_row(*, draft: ImportDraft, decision: Decision, by: User) -> DraftDecision:
    """Say what a row means, or leave it out; deciding again replaces the decision, and both are in the log."""
    draft = _open(draft, by)
    school = School.objects.get(urn=decision.school.urn) if decision.school else None
    made, _ = DraftDecision.objects.update_or_create(
        draft=draft, row=decision.row,
        defaults={
            "skip": decision.skip, "school": school, "day": decision.day, "pupils": decision.pupils,
            "parents": decision.parents, "decided_by": by, "decided_at": now(),
        },
    )  # fmt: skip
    log(
        subject=IMPORT, subject_id=draft.public_id, kind="import_row_decided", by=by,
        data={
            "row": decision.row, "skip": decision.skip, "urn": school.urn if school else None,
            "day": decision.day, "pupils": decision.pupils, "parents": decision.parents,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def undo_decision(*, draft: ImportDraft, row: int, by: User) -> bool:
    """Take a decision back, so that the row is read as it stands again; False when there was none."""
    draft = _open(draft, by)
    gone, _ = draft.decisions.filter(row=row).delete()
    if gone:
        log(subject=IMPORT, subject_id=draft.public_id, kind="import_row_undecided", by=by, data={"row": row})
    return bool(gone)


@transaction.atomic
def commit_draft(*, draft: ImportDraft, by: User, accept_difference: str = "") -> ImportDraft:
    """Queue the commit when nothing waits for a person and the sum is the control total, or was accepted.

    `accept_difference` is a code of DifferenceReason. Raises Refused with the sentence why not; TableError when the columns are not clear.
    """
    draft = _open(draft, by)
    if draft.control_total is None:
        raise Refused("Type the sheet’s own total first: the batch shows the difference.", "no_total")
    plan = drafts.review(draft).plan
    check_ready(plan, accept_difference=accept_difference in DifferenceReason.values)
    if plan.difference:
        log(
            subject=IMPORT, subject_id=draft.public_id, kind="import_difference_accepted", by=by,
            data={"difference": plan.difference, "reason": accept_difference},
        )  # fmt: skip
    draft.state = S.COMMITTING
    draft.save(update_fields=["state"])
    from education.attendance.tasks import commit_import

    commit_import.enqueue(str(draft.public_id), bool(plan.difference))
    return draft


@transaction.atomic
def write_batch(*, public_id: UUID, accept_difference: bool) -> str:
    """Commit a queued draft as one batch and let its file go; running it twice commits it once.

    Runs in the background. What changed since a person looked sends the draft back with a sentence.
    """
    draft = ImportDraft.objects.select_for_update(of=("self",)).filter(
        public_id=public_id, state=S.COMMITTING
    )
    found = draft.select_related("uploaded_by").first()
    if found is None:
        return ""
    try:
        with transaction.atomic():
            batch, _ = import_batch(
                plan=drafts.review(found).plan, by=found.uploaded_by, accept_difference=accept_difference
            )
    except (Refused, TableError) as error:
        found.state, found.refusal = S.READY, getattr(error, "at_page", str(error))[:200]
        found.save(update_fields=["state", "refusal"])
        return str(found.state)
    if not ImportDraft.objects.filter(batch=batch).exists():
        found.batch = batch
    found.state, found.content, found.rows, found.refusal = S.COMMITTED, b"", b"", ""
    found.save()
    return str(found.state)


@transaction.atomic
def drop_draft(*, draft: ImportDraft, by: User) -> None:
    """Take a sheet away that was not committed; nothing of it stays but the log that it was here and what was decided."""
    draft = _mine(draft, by)
    if draft.state in (S.COMMITTING, S.COMMITTED):
        raise Refused("This sheet is committed: withdraw its batch instead.", "committed")
    log(
        subject=IMPORT, subject_id=draft.public_id, kind="import_dropped", by=by,
        data={"file": draft.file_sha256},
    )  # fmt: skip
    draft.delete()


def remove_old_drafts(*, before: dt.datetime | None = None) -> int:
    """Sheets that nobody committed within seven days go, with their files; returns how many."""
    old = ImportDraft.objects.filter(uploaded_at__lt=before or now() - KEPT)
    gone = old.exclude(state__in=[S.COMMITTED, S.COMMITTING]).only("pk")
    return sum(1 for draft in gone if draft.delete())


def _mine(draft: ImportDraft, by: User) -> ImportDraft:
    check_may_import(by)
    found = ImportDraft.objects.select_for_update().filter(pk=draft.pk, uploaded_by=by).first()
    if found is None:
        raise Refused("This sheet is somebody else’s, or it is gone.", "not_yours")
    return found


def _open(draft: ImportDraft, by: User) -> ImportDraft:
    """The draft, locked, when it is this person's and may still be changed."""
    draft = _mine(draft, by)
    if draft.state != S.READY:
        raise Refused("This sheet can’t be changed now.", "not_open")
    if draft.refusal:
        ImportDraft.objects.filter(pk=draft.pk).update(refusal="")
        draft.refusal = ""
    return draft

"""The import page at the desk: a past spreadsheet comes in, a person looks it through, and it becomes one batch."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from education.attendance.actions import drafts as actions
from education.attendance.import_forms import ColumnsForm, CommitForm, RowForm, TotalForm, UploadForm
from education.attendance.importing import drafts
from education.attendance.importing.deciding import Fate
from education.attendance.importing.matching import Directory
from education.attendance.importing.periods import parse_period
from education.attendance.importing.policies import IMPORTERS
from education.attendance.importing.problems import TableError
from education.attendance.models import ImportBatch, ImportDraft
from education.liaison.errors import Refused
from education.people.doors import only
from education.people.models import User
from education.people.replies import see_page
from education.people.roles import Role

PAGE = 50
AGAIN = 2  # seconds until a page that waits is asked for again
OFFER_NONE: list[Any] = []


View = Callable[..., HttpResponse]


def says_why(view: View) -> View:
    """A sheet that somebody dropped or committed in another tab is answered with the sentence, on the list."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return _back()

    return careful


@only(*IMPORTERS, Role.SUPERVISOR)
def imports(request: HttpRequest) -> HttpResponse:
    """A form for the next sheet, the sheets on their way, and every batch that was committed."""
    user: User = request.user  # type: ignore[assignment]
    may_import = user.has_role(*IMPORTERS)
    form = UploadForm()
    if request.method == "POST":
        if not may_import:
            return _page(request, UploadForm(), may_import=False, status=403)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            try:
                draft = actions.upload_sheet(
                    content=said["file"], date_order=said["date_order"], period=said["period"], by=user,
                    control_total=said["control_total"], encoding=said["encoding"], delimiter=said["delimiter"],
                )  # fmt: skip
            except Refused as refusal:
                return _page(request, form, may_import=True, refusal=refusal.sentence, status=422)
            return _to(draft)
        return _page(request, form, may_import=True, status=422)
    return _page(request, form, may_import=may_import)


@only(*IMPORTERS)
@require_safe
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One sheet: how far it is read, or its dry run row by row, its sum, and the way to commit it."""
    return _draft(request, _own(request, public_id))


@only(*IMPORTERS)
@says_why
def columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which column holds what, and which sheet of the workbook is meant."""
    found = _ready(request, public_id)
    header = drafts.header_of(found)
    if request.method == "POST":
        if "sheet" in request.POST:
            return _choose_sheet(request, found)
        form = ColumnsForm(request.POST, header=header)
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.set_columns(
                    draft=found, columns=form.columns(), header_row=said["header_row"],
                    date_order=said["date_order"], by=request.user, save=said["save"],  # type: ignore[arg-type]
                )  # fmt: skip
                drafts.layout_of(found := _own(request, public_id))
            except (TableError, Refused) as error:
                again = ColumnsForm(request.POST, header=drafts.header_of(found))
                return _columns(
                    request, found, again, problem=getattr(error, "at_page", str(error)), status=422
                )
            return _to(found)
        return _columns(request, found, form, status=422)
    settled = {f"column_{name}": str(number) for name, number in found.columns.items()}
    start = {"header_row": header[0] if header else 1, "date_order": found.date_order, **settled}
    problem = ""
    try:
        layout = drafts.layout_of(found)
        start |= {f"column_{name}": str(index + 1) for name, index in layout.columns.items()}
        start["header_row"] = layout.header_row
    except TableError as error:
        problem = error.at_page
    return _columns(request, found, ColumnsForm(initial=start, header=header), problem=problem)


@only(*IMPORTERS)
@says_why
def row(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """One row: what stands in it, what is unclear, and what a person says it means."""
    found = _ready(request, public_id)
    try:
        layout = drafts.layout_of(found)
    except TableError:
        return _to(found, "columns")
    cells = drafts.cells_of(found, number, layout)
    if not cells or number <= layout.header_row:
        raise Http404
    directory, period = Directory.load(), parse_period(found.period)
    known = drafts.understood(found, number, layout, directory)
    made = found.decisions.filter(row=number).select_related("school", "decided_by").first()
    more: dict[str, Any] = {
        "row": number,
        "period": period,
        "directory": directory,
        "unclear": known["unclear"],
    }
    if request.method == "POST":
        if "undo" in request.POST:
            actions.undo_decision(draft=found, row=number, by=request.user)  # type: ignore[arg-type]
            messages.success(request, f"Row {number} is read as it stands again.")
            return _to(found, "row", number)
        form = RowForm(request.POST, **more)
        if form.is_valid():
            actions.decide_row(draft=found, decision=form.decision(), by=request.user)  # type: ignore[arg-type]
            return _next(request, found, number)
    else:
        start = {name: known[name] for name in ("urn", "day", "pupils", "parents")}
        if made:
            school = made.school.urn if made.school else None
            start = {
                "uncounted": not made.skip and made.pupils is None and made.parents is None,
                "partly": (made.pupils is None) != (made.parents is None),
                "skip": made.skip,
                "urn": school,
                "day": made.day,
                "pupils": made.pupils,
                "parents": made.parents,
            }
        form = RowForm(initial=start, **more)
    near = (
        drafts.near_schools(directory, known["named"]) if known["named"] and not known["urn"] else OFFER_NONE
    )
    review = drafts.review(found)
    context = {
        "draft": found, "number": number, "cells": cells, "form": form, "made": made, "near": near,
        "verdict": review.verdict(number), "waiting": review.waiting, "field_words": drafts.FIELD_WORDS,
    }  # fmt: skip
    return render(request, "attendance/desk/imports/row.html", context, status=422 if form.errors else 200)


@require_POST
@only(*IMPORTERS)
@says_why
def total(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The control total, typed or corrected."""
    found = _ready(request, public_id)
    form = TotalForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, total_form=form, status=422)
    actions.set_control_total(draft=found, total=form.cleaned_data["control_total"], by=request.user)  # type: ignore[arg-type]
    return _to(found)


@require_POST
@only(*IMPORTERS)
def commit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Commit the sheet as one batch; it is written in the background."""
    found = _ready(request, public_id)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return _draft(request, found, commit_form=form, status=422)
    try:
        actions.commit_draft(draft=found, by=request.user, accept_difference=form.cleaned_data["accept"])  # type: ignore[arg-type]
    except (Refused, TableError) as refusal:
        code = getattr(refusal, "code", "")
        return _draft(request, found, commit_form=form, why_not=WHY_NOT.get(code, str(refusal)), status=409)
    return _to(found)


WHY_NOT = {
    "needs_decision": "Rows are still waiting for a decision: decide them first.",
    "difference": "The sum is not the sheet’s own total: find the difference, or say why you accept it.",
}


@require_POST
@only(*IMPORTERS)
@says_why
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a sheet away that was not committed."""
    actions.drop_draft(draft=_own(request, public_id), by=request.user)  # type: ignore[arg-type]
    messages.success(request, "The sheet is dropped. Nothing of it was imported.")
    return _back()


def _back() -> HttpResponse:
    return see_page("attendance_imports:imports")


def _own(request: HttpRequest, public_id: UUID) -> ImportDraft:
    """A sheet that this person brought; anybody else's does not exist."""
    found: QuerySet[ImportDraft] = ImportDraft.objects.filter(uploaded_by=request.user)  # type: ignore[misc]
    return get_object_or_404(found.select_related("batch"), public_id=public_id)


def _ready(request: HttpRequest, public_id: UUID) -> ImportDraft:
    found = _own(request, public_id)
    if found.state != ImportDraft.State.READY:
        raise Http404
    return found


def _to(found: ImportDraft, page: str = "draft", *more: object) -> HttpResponse:
    return see_page(f"attendance_imports:{page}", found.public_id, *more)


def _next(request: HttpRequest, found: ImportDraft, number: int) -> HttpResponse:
    """On to the next row that waits, else back to the sheet."""
    waiting = drafts.review(found).waiting
    later = [row for row in waiting if row > number] or waiting
    messages.success(request, f"Row {number} is decided.")
    return _to(found, "row", later[0]) if later else _to(found)


def _page(
    request: HttpRequest, form: UploadForm, *, may_import: bool, status: int = 200, **more: Any
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    state = ImportDraft.State
    mine = (
        ImportDraft.objects.filter(uploaded_by=user).exclude(state=state.COMMITTED).defer("content", "rows")
    )
    batches = Paginator(ImportBatch.objects.select_related("committed_by"), PAGE)
    context = {
        "form": form, "may_import": may_import, "drafts": mine if may_import else [],
        "page_obj": batches.get_page(request.GET.get("p")), **more,
    }  # fmt: skip
    return render(request, "attendance/desk/imports/list.html", context, status=status)


def _choose_sheet(request: HttpRequest, found: ImportDraft) -> HttpResponse:
    typed = request.POST["sheet"]
    if not (
        typed.isascii()
        and typed.isdigit()
        and len(typed) < 4
        and 0 < int(typed) <= len(drafts.sheets_in(bytes(found.content)))
    ):
        raise Http404
    actions.choose_sheet(draft=found, number=int(typed), by=request.user)  # type: ignore[arg-type]
    return _to(found)


def _columns(
    request: HttpRequest, found: ImportDraft, form: ColumnsForm, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        sheets = drafts.sheets_in(bytes(found.content))
    except TableError:
        sheets = []
    context = {"draft": found, "form": form, "problem": problem, "sheets": sheets}
    return render(request, "attendance/desk/imports/columns.html", context, status=status)


def _draft(request: HttpRequest, found: ImportDraft, status: int = 200, **more: Any) -> HttpResponse:
    state = ImportDraft.State
    context: dict[str, Any] = {"draft": found, "kept_days": actions.KEPT.days, **more}
    if found.state == state.READY:
        try:
            context |= _dry_run(request, found, context)
        except TableError:
            return _to(found, "columns")
    response = render(request, "attendance/desk/imports/draft.html", context, status=status)
    if found.state in (state.READING, state.COMMITTING):
        response.headers["Refresh"] = str(AGAIN)
    return response


def _dry_run(request: HttpRequest, found: ImportDraft, context: dict[str, Any]) -> dict[str, Any]:
    """The dry run as the page shows it: sums, headings with their numbers, and the rows of one heading."""
    review = drafts.review(found)
    plan = review.plan
    rows = [
        (drafts.kind_of(verdict), verdict)
        for verdict in review.verdicts
        if verdict.fate is not Fate.NOT_A_ROW
    ]
    numbers = {code: sum(1 for kind, _ in rows if code in (kind, "all")) for code, _ in drafts.KINDS}
    show = request.GET.get("show", "")
    if show not in numbers:
        show = next((code for code, _ in drafts.KINDS if numbers[code]), "all")
    page = Paginator([verdict for kind, verdict in rows if show in (kind, "all")], PAGE)
    header = drafts.header_of(found)
    cells = header[1] if header else []
    away = plan.difference or 0
    gap = f"{abs(away):,} {'fewer' if away > 0 else 'more'} than the sheet’s own total" if away else ""
    return {
        "plan": plan, "gap": gap, "sum": plan.tally.children + plan.tally.parents, "waiting": review.waiting,
        "kinds": [(code, words, numbers[code]) for code, words in drafts.KINDS if numbers[code] or code == "all"],
        "show": show, "page_obj": page.get_page(request.GET.get("p")),
        "aside": [p for v in review.verdicts if v.fate is Fate.NOT_A_ROW for p in v.problems],
        "decided": set(plan.decisions.by_row),
        "columns": [
            (drafts.FIELD_WORDS[name], drafts.shown(cells[index]) if index < len(cells) else "")
            for name, index in plan.layout.columns.items()
        ],
        "total_form": context.get("total_form") or TotalForm(initial={"control_total": found.control_total}),
        "commit_form": context.get("commit_form") or CommitForm(),
    }  # fmt: skip

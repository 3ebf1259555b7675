"""A committed import at the desk: what it brought, who signed it off, and the way to take it back as a whole."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from education.attendance.actions.imports import sign_off_import, withdraw_import
from education.attendance.import_forms import WithdrawForm
from education.attendance.importing.policies import IMPORTERS
from education.attendance.models import ImportBatch, Register
from education.attendance.states import RegisterState
from education.liaison.errors import Refused
from education.people.doors import fresh, only
from education.people.models import User
from education.people.replies import see_page
from education.people.roles import Role

PAGE = 50


@only(*IMPORTERS, Role.SUPERVISOR)
@require_safe
def batch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One batch: its file's digest, its sums, its rows with the sessions they became."""
    return _batch(request, _found(public_id))


@require_POST
@only(Role.SUPERVISOR)
@fresh
def sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign off what was imported, as a second person."""
    try:
        done = sign_off_import(batch=_found(public_id), by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"Signed off: {done}.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return _back(public_id)


@require_POST
@only(*IMPORTERS)
@fresh
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the whole batch back, with a reason."""
    found = _found(public_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _batch(request, found, form=form, status=422)
    done = withdraw_import(batch=found, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
    words = "The batch is withdrawn: its sessions no longer count, its entries stay."
    messages.success(request, words if done else "This batch was withdrawn before; nothing changed.")
    return _back(public_id)


def _found(public_id: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("committed_by"), public_id=public_id)


def _back(public_id: UUID) -> HttpResponse:
    return see_page("attendance_imports:batch", public_id)


def _batch(request: HttpRequest, found: ImportBatch, status: int = 200, **more: Any) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    rows = found.imported_rows.select_related("session__school", "session__register").order_by("row")
    registers = Register.objects.filter(session__import_row__batch=found)
    waiting = registers.filter(state=RegisterState.RECORDED, version=1).count()
    context = {
        "batch": found,
        "sum": found.children + found.parents,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        "waiting": waiting,
        "signed": registers.filter(state=RegisterState.SIGNED_OFF).count(),
        "may_sign": waiting and user.has_role(Role.SUPERVISOR) and found.committed_by_id != user.pk,
        "may_withdraw": found.state == ImportBatch.State.COMMITTED and user.has_role(*IMPORTERS),
        "committed": found.state == ImportBatch.State.COMMITTED,
        "form": more.get("form") or WithdrawForm(),
    }
    return render(request, "attendance/desk/imports/batch.html", context, status=status)

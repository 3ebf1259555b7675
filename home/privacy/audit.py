"""The log at the desk, for administrators: who came in, who saw what, what changed. Reading it is logged too."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from education.attendance.models import Register
from education.figures.files import safe
from education.ledger.clock import to_utc
from education.ledger.models import AccessEvent, Event
from education.liaison.models import Visit
from education.people.access import note
from education.people.doors import fresh, fresh_to_read, only
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role
from home.privacy.actions import StillAtWorkError, erase
from home.privacy.forms import AuditForm, WhoForm
from home.privacy.queries import who_asked

PER_PAGE = 50
COLUMNS = ["at", "kind", "person", "by", "about", "network", "details"]


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.ADMINISTRATOR)
def index(request: HttpRequest) -> HttpResponse:
    """The newest first, filtered; a POST finds a person by address and shows what concerns them."""
    who = WhoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and who.is_valid():
        found = User.objects.filter(email__iexact=who.cleaned_data["email"].strip()).first()
        if found:
            return see_other(f"{reverse('audit')}?person={found.public_id}")
        who.add_error("email", "Nobody with this address. Look for a slip of the keys.")
    form, rows, wanted = _wanted(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    note(AccessEvent.Kind.AUDIT_READ, person=_user(request), by=_user(request), data=wanted, request=request)
    query = request.GET.copy()
    query.pop("p", None)
    return render(
        request,
        "privacy/desk/audit.html",
        {
            "header_title": "Audit",
            "header_icon": "history",
            "breadcrumbs_items": [{"url": "", "label": "Audit"}],
            "form": form,
            "who": who,
            "page": page,
            "rows": list(_named(page.object_list)),
            "query": query.urlencode(),
            "person": User.objects.filter(public_id=wanted["person"]).first()
            if wanted.get("person")
            else None,
            "asked": who_asked(),
        },
        status=422 if who.errors else 200,
    )


@require_GET
@only(Role.ADMINISTRATOR)
@fresh_to_read
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows as a file: ids, no names; no cell is a formula."""
    _, rows, _ = _wanted(request)
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="log.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.ADMINISTRATOR)
@fresh
def erase_person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Empty the record of a member of staff who asked for it; nobody agrees to their own request."""
    person = get_object_or_404(who_asked().exclude(pk=_user(request).pk), public_id=public_id)
    work: list[str] = []
    if request.method == "POST":
        try:
            erase(person=person, by=_user(request), reason="asked")
        except StillAtWorkError as refused:
            work = refused.sentences
        else:
            messages.success(request, "Done. The name and every key of this person are gone.")
            return see_other(reverse("audit"))
    context = {
        "header_title": "Delete somebody’s details",
        "header_icon": "history",
        "breadcrumbs_items": [{"url": reverse("audit"), "label": "Audit"}, {"url": "", "label": "Delete"}],
        "person": person,
        "work": work,
    }
    return render(request, "privacy/desk/erase.html", context, status=409 if work else 200)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _wanted(request: HttpRequest) -> tuple[AuditForm, QuerySet[Any], dict[str, str]]:
    """The filter form, the rows it asks for and the filters in use."""
    subjects = list(Event.objects.order_by("subject").values_list("subject", flat=True).distinct())
    form = AuditForm({"log": "access", **request.GET.dict()}, subjects=subjects)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows = _changes(chosen) if chosen.get("log") == "changes" else _accesses(chosen)
    if first := chosen.get("first"):
        rows = rows.filter(at__gte=to_utc(first, dt.time()))
    if last := chosen.get("last"):
        rows = rows.filter(at__lt=to_utc(last + dt.timedelta(days=1), dt.time()))
    return form, rows, {name: str(value) for name, value in chosen.items() if name != "reference"}


def _accesses(chosen: dict[str, Any]) -> QuerySet[Any]:
    rows = AccessEvent.objects.order_by("-at", "-id")
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if person := chosen.get("person"):
        rows = rows.filter(Q(person=person) | Q(actor=person))
    if reference := chosen.get("reference"):
        rows = rows.filter(about__iexact=reference.strip())
    return rows


def _changes(chosen: dict[str, Any]) -> QuerySet[Any]:
    rows = Event.objects.order_by("-at", "-id")
    if subject := chosen.get("subject"):
        rows = rows.filter(subject=subject)
    if person := chosen.get("person"):
        rows = rows.filter(Q(actor=person) | Q(subject_id=str(person)) | Q(data__teacher=str(person)))
    if reference := chosen.get("reference", "").strip():
        rows = rows.filter(_of_visit(reference) or Q(subject_id=reference))
    return rows


def _of_visit(reference: str) -> Q | None:
    """A visit's own events and those of its registers, or None when no visit has this reference."""
    visit = Visit.objects.filter(reference__iexact=reference).first()
    if visit is None:
        return None
    registers = Register.objects.filter(session__visit=visit).values_list("pk", flat=True)
    return Q(subject="visit", subject_id=str(visit.public_id)) | Q(
        subject="register", subject_id__in=[str(key) for key in registers]
    )


def _named(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Rows with the names behind their ids, looked up for this page alone."""
    rows = list(rows)
    ids = {key for row in rows for key in (row.actor, getattr(row, "person", None)) if key}
    people = {user.public_id: user for user in User.objects.filter(public_id__in=ids)}
    for row in rows:
        person = getattr(row, "person", None)
        access = isinstance(row, AccessEvent)
        yield {
            "at": row.at,
            "what": row.get_kind_display() if access else row.kind.replace("_", " ").capitalize(),
            "person": people.get(person, "removed account") if person else "",
            "person_id": person,
            "by": people.get(row.actor, "removed account") if row.actor else "",
            "by_id": row.actor,
            "about": row.about if access else f"{row.subject} {row.subject_id}",
            "network": getattr(row, "network", ""),
            "details": _details(row.data),
        }


def _details(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True) if data else ""


class _Echo:
    """A file that hands each line on."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: QuerySet[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in rows.iterator(1000):
        access = isinstance(row, AccessEvent)
        cells = [
            row.at.isoformat(), row.kind, row.person or "" if access else "", row.actor or "",
            row.about if access else f"{row.subject} {row.subject_id}", row.network if access else "",
            _details(row.data),
        ]  # fmt: skip
        yield writer.writerow([safe(str(cell)) for cell in cells])

"""What phones sent and the site refused: kept until a supervisor has looked at it, so that no count vanishes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from education.attendance.actions import look_at_refused
from education.attendance.contract import MESSAGES, read_uuid
from education.attendance.forms import label_of
from education.attendance.models import RefusedUpload
from education.liaison.models import TrainingSession
from education.people.doors import only
from education.people.models import User
from education.people.replies import see_other
from education.people.roles import Role

PAGE = 50


@only(Role.SUPERVISOR, Role.COORDINATOR)
@require_safe
def refused(request: HttpRequest) -> HttpResponse:
    """Those that nobody has looked at, the oldest first: who sent what, why it was refused, and the session if known."""
    rows = RefusedUpload.objects.filter(reviewed_at=None).select_related("sent_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    context = {
        "page_obj": page,
        "rows": _in_words(page.object_list),
        "supervisor": request.user.has_role(Role.SUPERVISOR),  # type: ignore[union-attr]
    }
    return render(request, "attendance/desk/refused.html", context)


@require_POST
@only(Role.SUPERVISOR)
def looked_at(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one off the list."""
    user: User = request.user  # type: ignore[assignment]
    look_at_refused(upload=get_object_or_404(RefusedUpload, pk=pk), by=user)
    messages.success(request, "Done. It is off the list; what was sent is kept for two years.")
    return see_other(reverse("attendance_desk:refused"))


def _in_words(uploads: Any) -> list[dict[str, Any]]:
    rows = list(uploads)
    ids = {row.pk: read_uuid(row.payload.get("session")) for row in rows}
    found = TrainingSession.objects.filter(public_id__in=[key for key in ids.values() if key])
    sessions = {session.public_id: session for session in found.select_related("school", "session_type")}
    return [
        {
            "upload": row,
            "why": MESSAGES.get(row.code, row.code),
            "session": sessions.get(ids[row.pk] or UUID(int=0)),
            "lines": [
                (label_of(audience, year), actual) for audience, year, actual in row.payload.get("lines", [])
            ],
        }
        for row in rows
    ]

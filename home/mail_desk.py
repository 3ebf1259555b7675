"""Mails that did not go out, at the desk: what each was for, what the mail server said, and another try.

Nothing of a booking hangs on a mail: the state stands whether its mail went or not, so somebody rings instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.components import Component

from education.ledger import actions
from education.ledger.models import OutboxMessage
from education.liaison.models import Visit
from education.people.doors import only
from education.people.roles import Role

MAY_SEE = (Role.COORDINATOR, Role.ADMINISTRATOR)
PAGE = 50


@dataclass(frozen=True)
class Unsent:
    """One row of the list; of the address only what shows a slip of the pen."""

    id: UUID
    what: str
    to: str
    visit: str
    message: OutboxMessage


class UnsentPanel(Component):
    """How many mails did not go out, on the desk's first page."""

    order = 15
    template_name = "home/desk/unsent_panel.html"

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"count": self.count}


def hint(address: str) -> str:
    """The first letter and what stands after the @: enough to see where it was to go."""
    name, at, host = address.partition("@")
    return f"{name[:1]}…{at}{host}" if at else "An account’s own mail"


def rows(found: list[OutboxMessage]) -> list[Unsent]:
    """The mails with the references of the visits that they are about."""
    references = {
        str(key): reference
        for key, reference in Visit.objects.filter(
            public_id__in=[_uuid(m.subject_id) for m in found if _uuid(m.subject_id)]
        ).values_list("public_id", "reference")
    }
    return [
        Unsent(m.id, m.kind.replace("_", " ").capitalize(), hint(m.recipient), references.get(m.subject_id, ""), m)
        for m in found
    ]  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@only(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def unsent(request: HttpRequest) -> HttpResponse:
    """Mails that were given up or put off; a POST tries one again or leaves it, `all` tries every one."""
    found = OutboxMessage.objects.unsent().order_by("created_at")
    if request.method == "POST":
        _act(request, request.POST.get("decision", ""), _uuid(request.POST.get("mail", "")))
        return HttpResponseRedirect(reverse("unsent_mail"), status=303)
    page = Paginator(found, PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": rows(list(page.object_list)),
        "sees_visits": request.user.has_role(Role.COORDINATOR),  # type: ignore[union-attr]
        "header_title": "Mails not sent",
        "header_icon": "mail",
        "breadcrumbs_items": [{"url": "", "label": "Mails not sent"}],
    }
    return render(request, "home/desk/unsent.html", context)


def _act(request: HttpRequest, decision: str, key: UUID | None) -> None:
    by: Any = request.user
    if decision == "all":
        keys = OutboxMessage.objects.unsent().values_list("id", flat=True)
        count = sum(actions.send_again(message_id=key, by=by) for key in list(keys[:PAGE]))
        messages.success(request, f"{count} mail{'' if count == 1 else 's'} on the way again.")
        return
    if decision not in {"again", "leave"} or key is None:
        raise Http404
    act = actions.send_again if decision == "again" else actions.leave_unsent
    if not act(message_id=key, by=by):
        messages.info(request, "This mail has gone out meanwhile, or somebody has dealt with it.")
    elif decision == "again":
        messages.success(request, "On the way again. If it fails once more, it stands here again.")
    else:
        messages.success(request, "Left. It is not tried any more.")

"""The officers' phones at the desk: whose they are, when they were last heard of, and a way to take one off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from education.attendance.actions import revoke_phone
from education.attendance.models import Phone
from education.people.doors import only
from education.people.replies import see_other
from education.people.roles import Role

PAGE = 50


@only(Role.SUPERVISOR, Role.COORDINATOR)
@require_safe
def phones(request: HttpRequest) -> HttpResponse:
    """Every phone that may send by itself, the one heard of longest ago first."""
    rows = Phone.objects.filter(revoked_at=None).select_related("officer").order_by("last_seen_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return render(request, "attendance/desk/phones.html", {"page_obj": page})


@only(Role.SUPERVISOR, Role.COORDINATOR)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a phone off the list at once."""
    revoke_phone(phone=get_object_or_404(Phone, pk=pk), by=request.user)  # type: ignore[arg-type]
    messages.success(request, "Done. What that phone still sends is kept and waits for a decision.")
    return see_other(reverse("attendance_desk:phones"))

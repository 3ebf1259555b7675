"""Coverage at the desk: where nobody has been for twelve months, on a map and as a list with an invitation."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from education.content.ages import years_label
from education.figures import coverage
from education.figures.actions import with_demo
from education.figures.force_map import force_map
from education.figures.map_names import place_names
from education.ledger.clock import today
from education.people.doors import only
from education.people.models import User
from education.people.replies import see_page
from education.people.roles import Role
from education.schools.actions import invite_school
from education.schools.models import Locality, School
from education.schools.policies import Refused
from education.schools.seasons import season

PAGE = 50
WHO = (Role.COORDINATOR, Role.SUPERVISOR, Role.ANALYST)
SHOWS = [("", "Nobody in twelve months"), ("years", "Some years had nobody"), ("all", "Every school")]


class FilterForm(forms.Form):
    """Which schools the list shows."""

    show = forms.ChoiceField(label="Show", choices=SHOWS, required=False)
    place = forms.ModelChoiceField(
        Locality.objects.filter(authority__in_force=True), label="Place", required=False, empty_label="Everywhere",
        to_field_name="slug",
    )  # fmt: skip


class InviteForm(forms.Form):
    """Where the invitation goes: the office's address, which the register does not have."""

    email = forms.EmailField(
        label="The school’s office address",
        help_text="As it stands on the school’s website. It is kept for the next time.",
        error_messages={
            "required": "Type the address of the school’s office.",
            "invalid": "Enter an e-mail address, such as office@school.example.",
        },
    )


@only(*WHO)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The summary, the map and the list; what is not understood in the address is passed over."""
    rows = coverage.places(with_demo=with_demo())
    form = FilterForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    show, place = asked.get("show", ""), asked.get("place")
    listed = [row for row in rows if place is None or row.school.locality_id == place.pk]
    if show == "years":
        listed = [row for row in listed if row.visited and row.missing]
    elif show != "all":
        listed = [row for row in listed if not row.visited]
    page = Paginator(listed, PAGE).get_page(request.GET.get("p"))
    context = {
        "total": coverage.share("All schools", rows),
        "since": coverage.since_when(),
        "by_place": coverage.by_place(rows),
        "by_meals": coverage.by_meals(rows),
        "meals_known": any(row.school.free_meals is not None for row in rows),
        "by_year": coverage.by_year(rows),
        "map": drawn(rows),
        "form": form,
        "page": page,
        "rows": [(row, years_label(row.missing)) for row in page.object_list],
        "may_invite": request.user.has_role(Role.COORDINATOR),  # type: ignore[union-attr]
        "header_title": "Coverage",
        "header_icon": "globe",
        "breadcrumbs_items": [{"url": "", "label": "Coverage"}],
    }
    return render(request, "figures/desk/coverage.html", context)


def drawn(rows: list[coverage.Place]) -> dict[str, Any]:
    """The force's drawing with a mark for each school that it has a place for; empty without a map or its edges."""
    drawing = force_map()
    if drawing is None or drawing.edges is None:
        return {}
    marks = []
    for row in rows:
        school = row.school
        at = drawing.at(school.latitude, school.longitude) if school.latitude and school.longitude else None
        if at:
            marks.append((at[0], at[1], row))
    return {
        "drawing": drawing,
        "names": place_names(drawing, [(x, y) for x, y, _row in marks]),
        "visited": [mark for mark in marks if mark[2].visited],
        "missing": [mark for mark in marks if not mark[2].visited],
        "left_out": len(rows) - len(marks),
    }


@only(Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, urn: int) -> HttpResponse:
    """One mail to the school's office; a second one in the same term is refused."""
    school = get_object_or_404(School.objects.open().in_force().select_related("locality"), urn=urn)
    form = InviteForm(request.POST or None, initial={"email": school.office_email})
    invited = school.invitations.filter(term=season(today())).first()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                invite_school(school=school, email=form.cleaned_data["email"], by=cast(User, request.user))
                messages.success(request, f"An invitation to {school.name} is on its way.")
                return see_page("coverage")
            except Refused as refused:
                messages.error(request, refused.sentence)
                return see_page("coverage")
    context = {
        "school": school,
        "form": form,
        "invited": invited,
        "header_title": "Invite a school",
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("coverage"), "label": "Coverage"},
            {"url": "", "label": school.name},
        ],
    }
    return render(request, "figures/desk/invite.html", context, status=status)

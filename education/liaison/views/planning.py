"""What decides about free times, kept at the desk: lists of officers, hours, sessions, terms, ways, closed days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from education.liaison import queries
from education.liaison.actions import planning
from education.liaison.planning_forms import KINDS, Kind, OfficerForm, RowForm
from education.liaison.views import person
from education.people.doors import only
from education.people.menu import head
from education.people.replies import see_other
from education.people.roles import Role

PAGE = 100


@require_GET
@only(Role.COORDINATOR)
def index(request: HttpRequest) -> HttpResponse:
    """Every list with how much is in it, and the visits that now lie on a closed day."""
    kinds = [(slug, kind, kind.rows().count()) for slug, kind in KINDS.items()]
    return render(
        request,
        "liaison/desk/planning.html",
        {
            **_head("Planning"),
            "kinds": kinds,
            "closed": queries.on_closed_days(),
            "out_of_step": queries.out_of_step(),
        },
    )


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """One list, and a new row for it."""
    of = _kind(kind)
    form = of.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _keep(request, form)
        return see_other(reverse("liaison_planning_kind", args=[kind]))
    rows = Paginator(of.rows(), PAGE).get_page(request.GET.get("p"))
    return render(
        request,
        "liaison/desk/planning_kind.html",
        {**_head(of.title, of), "slug": kind, "kind": of, "page": rows, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@only(Role.COORDINATOR)
def row(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One row: change it, or take it away."""
    of = _kind(kind)
    found = get_object_or_404(of.model, pk=number)
    if request.method == "POST" and "drop" in request.POST and of.can_drop:
        planning.drop(row=found, by=person(request))
        messages.success(request, "It is gone. Visits that are booked stay as they are.")
        return see_other(reverse("liaison_planning_kind", args=[kind]))
    form = of.form(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        _keep(request, form)
        return see_other(reverse("liaison_planning_kind", args=[kind]))
    return render(
        request,
        "liaison/desk/planning_row.html",
        {**_head(of.title, of), "slug": kind, "kind": of, "row": get_object_or_404(of.model, pk=number), "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _keep(request: HttpRequest, form: RowForm) -> None:
    form.instance = planning.keep(row=form.save(commit=False), by=person(request))
    if isinstance(form, OfficerForm):
        places = [place.pk for place in form.cleaned_data["covers"]]
        planning.set_covers(officer=form.instance, localities=places, by=person(request))
    messages.success(
        request, "Kept. Free times follow it from now on; visits that are booked stay as they are."
    )


def _head(title: str, of: Kind | None = None) -> dict[str, Any]:
    way = [(reverse("liaison_desk"), "Visits")]
    if of:
        way.append((reverse("liaison_planning"), "Planning"))
    return head(title, "cogs", *way)

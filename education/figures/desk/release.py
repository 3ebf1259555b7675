"""A figure around its release: the hour, who may see it before, what to say and what not; each look is logged."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from education.figures import actions, policies, queries, wording
from education.figures.desk.inside import INSIDERS, looked
from education.figures.forms import EarlyAccessForm
from education.figures.models import EarlyAccess
from education.figures.policies import NotAllowedError
from education.people.doors import fresh, only
from education.people.replies import see_page
from education.people.roles import DESK


@only(*INSIDERS)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """What to say about a figure; while it waits for its hour, a publisher keeps the list of who sees it before."""
    snapshot = get_object_or_404(queries.every_snapshot(), slug=slug)
    form = EarlyAccessForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        change = (
            actions.take_early_access if request.POST.get("decision") == "take" else actions.give_early_access
        )
        try:
            change(snapshot=snapshot, person=form.cleaned_data["person"], by=request.user)  # type: ignore[arg-type]
        except NotAllowedError as error:
            refusal = str(error)
        else:
            messages.success(request, "The list is changed, and the log says so.")
            return see_page("figures_release", slug)
    context = {
        "snapshot": snapshot,
        "document": snapshot.document,
        "sentence": wording.ready(snapshot.document),
        "never": wording.never(snapshot.document),
        "form": form,
        "refusal": refusal,
        "early": snapshot.early_access.select_related("person", "given_by"),
        "waits": snapshot.waits,
        "may_change": request.user.has_role(*policies.APPROVERS),  # type: ignore[union-attr]
    }
    status = 409 if refusal else 422 if form.errors else 200
    looked(request, slug)
    return render(request, "figures/desk/release.html", context, status=status)


@only(*DESK)
@require_safe
def early(request: HttpRequest, slug: str) -> HttpResponse:
    """An embargoed figure for somebody on its list; for everybody else it is not there."""
    found = EarlyAccess.objects.select_related("snapshot__withdrawal").filter(
        snapshot__slug=slug, person=request.user.pk, snapshot__withdrawal=None
    )
    row = found.first()
    if row is None:
        raise Http404("There is nothing here for you.")
    snapshot = row.snapshot
    context = {
        "snapshot": snapshot,
        "sentence": wording.ready(snapshot.document),
        "never": wording.never(snapshot.document),
    }
    looked(request, f"early {slug}")
    return render(request, "figures/desk/early.html", context)

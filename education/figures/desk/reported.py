"""What the force reported about its other work: an analyst types a number in with its source, a publisher approves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from education.figures import actions, policies, queries
from education.figures.forms import ReportedForm
from education.figures.policies import NotAllowedError
from education.people.doors import fresh, only
from education.people.replies import see_page
from education.people.roles import Role


@only(Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Every such number with its source, who entered it and who approved it."""
    context = {
        "figures": queries.every_reported(),
        "may_enter": request.user.has_role(*policies.PREPARERS),  # type: ignore[union-attr]
    }
    return render(request, "figures/desk/reported.html", context)


@only(Role.ANALYST, Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type a number in as its source has it."""
    form = ReportedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.enter_reported(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"“{made.label}” waits for a publisher.")
        return see_page("figures_reported")
    refused = bool(form.errors)
    return render(request, "figures/desk/reported_new.html", {"form": form}, status=422 if refused else 200)


@only(Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One such number as readers see it; a publisher approves it, and it can be taken back."""
    row = get_object_or_404(queries.every_reported(), pk=pk)
    user, refusal = request.user, ""
    if request.method == "POST":
        approving = request.POST.get("decision") == "approve"
        try:
            if approving:
                actions.approve_reported(figure=row, by=user)  # type: ignore[arg-type]
            else:
                actions.take_back_reported(figure=row, by=user)  # type: ignore[arg-type]
        except NotAllowedError as error:
            refusal = str(error)
        else:
            done = "stands on the page of the figure now" if approving else "is taken back"
            messages.success(request, f"“{row.label}” {done}.")
            return see_page("figures_reported")
    publisher = user.has_role(*policies.APPROVERS)  # type: ignore[union-attr]
    preparer = user.has_role(*policies.PREPARERS)  # type: ignore[union-attr]
    entered_by = row.entered_by
    context = {
        "row": row,
        "refusal": refusal,
        "may_approve": not row.approved_at and entered_by and policies.can_approve(user, entered_by),  # type: ignore[arg-type]
        "may_take_back": publisher or (preparer and not row.approved_at),
    }
    return render(request, "figures/desk/reported_one.html", context, status=409 if refusal else 200)

"""The figures desk in /cms/: an analyst prepares on one page, a publisher approves on another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from education.figures import (
    actions,
    changes,
    inside,
    outcome,
    policies,
    queries,
    ratings,
    recount,
    references,
)
from education.figures.counts import Line, cells
from education.figures.desk.inside import listed
from education.figures.forms import PeriodForm, PrepareForm, ReleaseForm, WithdrawForm
from education.figures.models import Definition, Preparation
from education.figures.periods import Period
from education.figures.policies import NotAllowedError
from education.figures.recount import DisagreementError
from education.ledger.clock import today
from education.people.doors import fresh, only
from education.people.replies import see_page
from education.people.roles import Role

SHOWN = 30  # unfinished sessions listed by name; the rest are counted


@only(Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, what is published, and the way to a new figure."""
    context = {
        "waiting": queries.waiting(),
        "embargoed": queries.embargoed(),
        "snapshots": queries.published(),
        "form": PeriodForm(),
        "may_prepare": request.user.has_role(*policies.PREPARERS),  # type: ignore[union-attr]
        "may_approve": request.user.has_role(*policies.APPROVERS),  # type: ignore[union-attr]
    }
    return render(request, "figures/desk/index.html", context)


@only(Role.ANALYST, Role.COORDINATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """The number, computed both ways, and what is unsigned; a POST puts it before the publisher."""
    chooser = PeriodForm(request.GET or None)
    period = chooser.chosen
    if period is None:
        return render(
            request, "figures/desk/prepare.html", {"chooser": chooser}, status=422 if request.GET else 200
        )
    form = PrepareForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare(
                definition=queries.TRAINED,
                period=period,
                by=request.user,  # type: ignore[arg-type]
                status=form.cleaned_data["status"] or None,
                reason=form.cleaned_data["reason"],
                error_found=form.cleaned_data["error_found"],
            )
        except (NotAllowedError, DisagreementError) as error:
            refusal = str(error)
        else:
            messages.success(request, "Prepared. A publisher can approve it now.")
            return see_page("figures_preparation", made.pk)
    context = {"chooser": chooser, "form": form, "refusal": refusal, **_numbers(period)}
    refused = bool(refusal or form.errors)
    return render(request, "figures/desk/prepare.html", context, status=422 if refused else 200)


def _numbers(period: Period) -> dict[str, Any]:
    """The figure as it would be now, from both computations."""
    demo = actions.with_demo()
    definition = queries.current_definition() or Definition(key=queries.TRAINED)
    total, lines = (
        queries.total(definition, period, with_demo=demo),
        recount.lines_by_log(period, with_demo=demo),
    )
    children, parents = recount.heads_of(cells(lines))
    unfinished = queries.unfinished(period, with_demo=demo)
    return {
        "period": period,
        "total": total,
        "logged": {"children": children, "parents": parents, "total": children + parents},
        "agree": (children, parents) == (total.children, total.parents),
        "obstacle": policies.why_not_final(total, period),
        "unfinished": unfinished[:SHOWN],
        "unfinished_count": unfinished.count(),
        "before": queries.published().filter(period_key=period.key),
        **since_the_last(definition, period, lines),
    }


def since_the_last(definition: Definition, period: Period, lines: list[Line]) -> dict[str, Any]:
    """What changed since the last figure of a period that stands, session by session; nothing for its first."""
    standing = queries.of_period(period.key, definition).filter(withdrawal=None, basis__isnull=False)
    last = standing.select_related("basis").first()
    if last is None:
        return {}
    days = (last.period_start, last.period_end), (period.start, period.end)
    found = changes.between(inside.lines_of(last), lines, *days)
    return {"last": last, **listed(found, last.last_event, None)}


@only(Role.ANALYST, Role.COORDINATOR, Role.PUBLISHER)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers that the analyst saw; a publisher approves them, or whoever may prepare takes them back."""
    row = get_object_or_404(
        Preparation.objects.select_related("definition", "prepared_by", "snapshot"), pk=pk
    )
    refusal, decision = "", request.POST.get("decision")
    form = ReleaseForm(request.POST if decision == "approve" else None)
    if request.method == "POST" and (decision != "approve" or form.is_valid()):
        try:
            if decision == "approve":
                made = actions.approve(
                    preparation=row,
                    by=request.user,  # type: ignore[arg-type]
                    release_at=form.cleaned_data["release_at"],
                )
                messages.success(
                    request, f"{made.slug} is {'published' if made.is_released else 'approved'}."
                )
            else:
                actions.take_back(preparation=row, by=request.user)  # type: ignore[arg-type]
                messages.success(request, "Taken back.")
        except (NotAllowedError, DisagreementError) as error:
            refusal = str(error)
            row.refresh_from_db()
        else:
            return see_page("figures_preparation", row.pk)
    waits, period = row.state == Preparation.State.WAITING, actions.period_of(row)
    lines = recount.lines_by_log(period, with_demo=actions.with_demo()) if waits else []
    context = {
        "row": row,
        "period": period,
        "form": form,
        **(since_the_last(row.definition, period, lines) if waits else {}),
        "refusal": refusal,
        "waits": waits,
        "may_approve": waits and policies.can_approve(request.user, row.prepared_by),  # type: ignore[arg-type]
        "may_take_back": waits and request.user.has_role(*policies.PREPARERS),  # type: ignore[union-attr]
        "today": today(),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "figures/desk/preparation.html", context, status=status)


@only(Role.PUBLISHER)
@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a published figure back, with the reason that its page will show."""
    found = get_object_or_404(queries.every_snapshot(), slug=slug)
    form = WithdrawForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(snapshot=found, reason=form.cleaned_data["reason"], by=request.user)  # type: ignore[arg-type]
        except NotAllowedError as error:
            refusal = str(error)
        else:
            messages.success(request, f"{found.slug} is withdrawn. Its page stays and says why.")
            return see_page("figures_desk")
    context = {"snapshot": found, "form": form, "refusal": refusal}
    return render(
        request, "figures/desk/withdraw.html", context, status=422 if refusal or form.errors else 200
    )


@only(Role.EDITOR, Role.PUBLISHER, Role.ANALYST)
@require_safe
def on_pages(request: HttpRequest) -> HttpResponse:
    """Which page shows which figure; those whose figure was corrected or withdrawn come first."""
    return render(request, "figures/desk/pages.html", {"uses": references.uses()})


@only(Role.ANALYST, Role.COORDINATOR, Role.SUPERVISOR, Role.PUBLISHER)
@require_safe
def hands_up(request: HttpRequest) -> HttpResponse:
    """What changed in the rooms that were asked, and what teachers answered: totals of a period, with their doubt."""
    chooser = PeriodForm(request.GET or None)
    period = chooser.chosen
    context: dict[str, Any] = {"chooser": chooser, "period": period}
    if period:
        rooms = outcome.rooms_of(period, with_demo=actions.with_demo())
        context["standing"] = standing = queries.standing().filter(period_key=period.key).first()
        context["known"] = {item["question"] for item in standing.document["outcome"]} if standing else set()
        context["answers"] = outcome.judged(rooms)
        context["by_type"] = [
            (title, outcome.answers([room for room in rooms if room.session_type == title]))
            for title in sorted({room.session_type for room in rooms})
        ]
        sessions = queries.sessions_of(period, with_demo=actions.with_demo())
        context["sessions"], context["asked"] = sessions.count(), len({room.session for room in rooms})
        told, public = ratings.of(period, with_demo=actions.with_demo()), _public_ratings(period)
        shown = {question.code: question for question in public.questions} if public else {}
        context["ratings"], context["public"] = told, public
        context["questions"] = [(question, shown.get(question.code)) for question in told.questions]
    refused = bool(request.GET) and period is None
    return render(request, "figures/desk/hands_up.html", context, status=422 if refused else 200)


def _public_ratings(period: Period) -> ratings.Ratings | None:
    """What the next figure would show of teachers' answers."""
    return ratings.judged(
        period, ratings.touching(queries.current_definition(), period), with_demo=actions.with_demo()
    )

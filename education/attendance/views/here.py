"""Where the room of a parents' evening says how many came: no name, no account, no cookie, nothing that must be run."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from education.attendance import codes, policies
from education.attendance.actions import answer_check_in
from education.attendance.forms import CheckInForm
from education.attendance.models import CheckIn, CheckInAnswer
from education.attendance.queries import check_in_by_code
from education.attendance.states import CheckInState
from education.liaison.errors import QuotaReached, Refused


@require_safe
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """The box for whoever types the code of the slide by hand."""
    typed = request.GET.get("code", "")
    found = check_in_by_code(codes.read_code(typed)) if typed else None
    if found:
        return HttpResponseRedirect(reverse("here", args=[found.code]), status=303)
    return render(request, "attendance/here/find.html", {"typed": typed[:40], "asked": "code" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def here(request: HttpRequest, code: str) -> HttpResponse:
    """Ask how many adults came, take the answer, and show it again with a way to change it.

    Answers 303 to the thanks, 404 for a code that nobody gave out, 409 while it is not open or once it is full,
    422 for a form that is not filled in, 429 with Retry-After when more answer within a minute than a hall holds.
    """
    check_in = check_in_by_code(codes.read_code(code))
    if check_in is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, check_in)
    mine = _mine(check_in, request.GET.get("mine", ""))
    form = CheckInForm(check_in=check_in, initial=_as_given(check_in, mine))
    return _page(request, check_in, form, mine=mine)


def _answer(request: HttpRequest, check_in: CheckIn) -> HttpResponse:
    form = CheckInForm(request.POST, check_in=check_in)
    if not form.is_valid():
        form.renew()
        return _page(request, check_in, form, status=422)
    try:
        given = answer_check_in(
            check_in=check_in, answer=form.cleaned_data["mark"], adults=form.cleaned_data["adults"],
            year=form.cleaned_data["year"],
        )  # fmt: skip
    except QuotaReached as refusal:
        page = _page(request, check_in, form, busy=True, status=429)
        page.headers["Retry-After"] = str(refusal.wait)
        return page
    except Refused as refusal:
        return _page(request, check_in, form, full=refusal.code == "full", status=409)
    query = urlencode({"mine": codes.mark_of(check_in, given.pk)})
    return HttpResponseRedirect(f"{reverse('here', args=[check_in.code])}?{query}", status=303)


def _mine(check_in: CheckIn, mark: str) -> CheckInAnswer | None:
    """The answer that this reader gave; a mark that is not ours shows nobody's."""
    answer = codes.read_mark(check_in, mark) if mark else None
    return check_in.answers.filter(pk=answer).first() if answer else None


def _as_given(check_in: CheckIn, mine: CheckInAnswer | None) -> dict[str, Any]:
    if mine is None:
        return {}
    return {"mark": codes.mark_of(check_in, mine.pk), "adults": mine.adults, "year": mine.year}


def _page(
    request: HttpRequest, check_in: CheckIn, form: CheckInForm, status: int = 200, **more: Any
) -> HttpResponse:
    state, start = policies.check_in_state(check_in), check_in.session.start_at
    context = {
        "check_in": check_in,
        "session": check_in.session,
        "form": form,
        "state": state,
        "is_open": state == CheckInState.OPEN,
        "opens_at": start - policies.CHECK_IN_AROUND if start else None,
        **more,
    }
    return render(request, "attendance/here/here.html", context, status=status)

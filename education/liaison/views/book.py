"""Booking, one question a page; the answers travel in the address and only the last step writes."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import Locale

from education.content.models import HelpPage, HelpSet
from education.content.queries import contacts
from education.ledger.clock import today
from education.liaison import answers as given
from education.liaison import dayplan, diary, mornings, queries
from education.liaison.actions import request_visit
from education.liaison.actions.drafts import LASTS, draft_of, drop_draft, keep_draft
from education.liaison.answers import Answers
from education.liaison.availability import LEAD_WORKING_DAYS, Start, add_working_days
from education.liaison.errors import QuotaReached, Refused, SlotTaken, SubmissionReused
from education.liaison.forms import DetailsForm, GroupsForm
from education.liaison.models import Audience, Delivery, SessionType, Visit
from education.liaison.views import person
from education.people.doors import signed_in
from education.people.replies import see_other
from education.schools.models import School, SchoolDay
from education.schools.queries import bank_holidays_known_until, waiting_memberships

MONTHS_SEARCHED = 4
TODAY_SET, TODAY_PAGE, ADVISERS = "school-today", "in-our-school-today", 3


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The first page: help for today before dates for later, then where this person stands."""
    schools = queries.schools_of(person(request)) if request.user.is_authenticated else []
    waiting = (
        list(waiting_memberships(person(request))) if request.user.is_authenticated and not schools else []
    )
    types = queries.session_types()
    shown: dict[str, Any] = {"schools": schools, "waiting": waiting, "types": types, **_today()}
    return render(request, "liaison/book/start.html", shown | (_kept(request, schools) if schools else {}))


def _today() -> dict[str, Any]:
    """Whom a school rings when something is going round there now, from the help records, and where it says what to do."""
    found = HelpSet.objects.filter(slug=TODAY_SET, live=True, locale=Locale.get_default()).first()
    known = contacts(of=found) if found else []
    page = HelpPage.objects.live().filter(slug=TODAY_PAGE, locale=Locale.get_default()).first()
    advisers = [one for one in known if one.phone and not one.emergency][:ADVISERS]
    return {"advisers": advisers, "what_to_do": (page and page.url) or "/help/"}


def _kept(request: HttpRequest, schools: list[School]) -> dict[str, Any]:
    """What this person began to book, in words, and where to go on."""
    draft = draft_of(person(request))
    if draft is None:
        return {}
    answers = given.read(QueryDict(urlencode([tuple(pair) for pair in draft.answers])), schools)
    if answers.type is None or answers.school is None:
        return {}
    name = answers.missing("check") or "check"
    return {
        "begun": [text for _, _, text in _summary(answers) if text],
        "go_on": f"{reverse(f'book_{name}')}?{answers.query()}",
        "kept_until": draft.kept_at + LASTS,
    }


@require_POST
@signed_in
def forget(request: HttpRequest) -> HttpResponse:
    """Throw away what was begun."""
    drop_draft(by=person(request))
    return see_other(reverse("book"))


def page(
    request: HttpRequest, name: str, answers: Answers, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """One page of the booking, with its place among the others and the answers so far."""
    steps = answers.steps
    before = steps[: steps.index(name)]
    back = reverse(f"book_{before[-1]}") if before else reverse("book")
    return render(
        request,
        f"liaison/book/{name}.html",
        {
            "answers": answers,
            "step": len(before) + 1,
            "steps": steps,
            "back": f"{back}?{answers.query()}" if before else back,
            "query": answers.query(),
            **context,
        },
        status=status,
    )


def known(request: HttpRequest, name: str) -> Answers | HttpResponse:
    """The answers so far, or the way to the page that must come first."""
    answers = given.read(request.GET, queries.schools_of(person(request)))
    if not answers.schools:
        return see_other(reverse("book"))
    if name not in answers.steps:
        return see_other(f"{reverse('book_what')}?{answers.query()}")
    missing = answers.missing(name)
    if missing:
        return see_other(f"{reverse(f'book_{missing}')}?{answers.query()}")
    if answers.type:
        keep_draft(answers=answers.pairs(), by=person(request))
    return answers


@require_GET
@signed_in
def school(request: HttpRequest) -> HttpResponse:
    """For which school; asked only of people who act for several."""
    answers = known(request, "school")
    if not isinstance(answers, Answers):
        return answers
    fresh = answers.with_(day=None, time=None)
    return page(
        request, "school", answers, {"choices": [(s, fresh.with_(school=s).query()) for s in answers.schools]}
    )


@require_GET
@signed_in
def what(request: HttpRequest) -> HttpResponse:
    """Which session."""
    answers = known(request, "what")
    if not isinstance(answers, Answers):
        return answers
    fresh = answers.with_(day=None, time=None, groups=(), delivery=Delivery.CLASS)
    types = queries.session_types()
    return page(
        request, "what", answers, {"choices": [(kind, fresh.with_(type=kind).query()) for kind in types]}
    )


def _month(text: str, earliest: dt.date, horizon: dt.date) -> dt.date:
    try:
        first = dt.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        first = earliest.replace(day=1)
    return min(max(first, earliest.replace(day=1)), horizon.replace(day=1))


def _next_month(first: dt.date, step: int) -> dt.date:
    number = first.year * 12 + first.month - 1 + step
    return dt.date(number // 12, number % 12 + 1, 1)


def _last(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _weeks(starts: list[Start], answers: Answers) -> list[dict[str, Any]]:
    days = [(day, len(list(rows))) for day, rows in groupby(starts, key=lambda s: s.day)]
    return [
        {
            "monday": dt.date.fromisocalendar(week[0], week[1], 1),
            "days": [(day, count, answers.with_(day=day, time=None).query()) for day, count in rows],
        }
        for week, rows in groupby(days, key=lambda row: row[0].isocalendar()[:2])
    ]


def months_of(
    request: HttpRequest, of: School, look: Callable[[dt.date, dt.date], list[Start]], asked: str = ""
) -> dict[str, Any]:
    """One month of free starts with the way to the months around it; without a month the first that has any."""
    earliest, horizon = add_working_days(today(), LEAD_WORKING_DAYS), diary.horizon(of)
    if horizon < earliest:
        return {}
    asked = request.GET.get("month", asked)
    first = _month(asked, earliest, horizon)
    starts = look(first, _last(first))
    searched = 1
    while not asked and not starts and searched < MONTHS_SEARCHED and _last(first) < horizon:
        first, searched = _next_month(first, 1), searched + 1
        starts = look(first, _last(first))
    return {
        "month": first,
        "starts": starts,
        "earlier": _next_month(first, -1) if first > earliest else None,
        "later": _next_month(first, 1) if _last(first) < horizon else None,
    }


@require_GET
@signed_in
def day(request: HttpRequest) -> HttpResponse:
    """Which day: a month of days with free times, grouped by week; without a month the first that has any."""
    answers = known(request, "day")
    if not isinstance(answers, Answers):
        return answers
    of, kind = _decided(answers)
    earliest, horizon = add_working_days(today(), LEAD_WORKING_DAYS), diary.horizon(of)
    context: dict[str, Any] = {
        "earliest": earliest, "horizon": horizon, "weeks": [], "opens": diary.released_next(of),
        "several": answers.with_(group_first=True, day=None, time=None).query(),
        "known_until": bank_holidays_known_until() if horizon > bank_holidays_known_until() else None,
    }  # fmt: skip
    asked = f"{answers.day:%Y-%m}" if answers.day else ""
    many = answers.sessions
    found = months_of(request, of, lambda first, last: diary.free_for(of, kind, first, last, many), asked)
    if found:
        context |= found | {"weeks": _weeks(found["starts"], answers)}
        context |= _whole(found["starts"], answers, of, kind) if many > 1 else {}
    return page(request, "day", answers, context)


def _whole(starts: list[Start], answers: Answers, of: School, kind: SessionType) -> dict[str, Any]:
    """Whole mornings and afternoons that take every class, when the school's lesson times are known."""
    lessons = SchoolDay.objects.filter(school=of).first()
    if lessons is None or kind.audience != Audience.PUPIL:
        return {"asks_for_lessons": kind.audience == Audience.PUPIL}
    halves = mornings.whole_halves(starts, diary.ask_for(of, kind), lessons, answers.sessions)
    return {
        "halves": [
            (half, answers.with_(day=half.start.day, time=half.start.time).query()) for half in halves
        ],
        "after_time": reverse(f"book_{answers.after('time')}"),
        "knows_lessons": True,
    }


@require_GET
@signed_in
def time(request: HttpRequest) -> HttpResponse:
    """At what time."""
    answers = known(request, "time")
    if not isinstance(answers, Answers) or answers.day is None:
        return answers if not isinstance(answers, Answers) else see_other(reverse("book_day"))
    of, kind = _decided(answers)
    starts = diary.free_for(of, kind, answers.day, answers.day, answers.sessions)
    ask = diary.ask_for(of, kind)
    plans = [dayplan.plan_of(ask, start, answers.sessions) for start in starts]
    choices = [
        (
            p.start.time,
            p.ends,
            answers.with_(time=p.start.time).query(),
            p.times if answers.sessions > 1 else (),
        )
        for p in plans
    ]
    parts = [
        ("Morning", [c for c in choices if c[0].hour < 12]),
        ("Afternoon", [c for c in choices if 12 <= c[0].hour < 16]),
        ("Evening", [c for c in choices if c[0].hour >= 16]),
    ]
    onward = reverse(f"book_{answers.after('time')}")
    return page(request, "time", answers, {"parts": [part for part in parts if part[1]], "onward": onward})


@require_GET
@signed_in
def group(request: HttpRequest) -> HttpResponse:
    """Who will be in the room: year groups and numbers, up to the session's largest group."""
    answers = known(request, "group")
    if not isinstance(answers, Answers):
        return answers
    _, kind = _decided(answers)
    asked = request.GET.get("rows", "")
    rows = (
        int(asked)
        if asked.isdecimal() and asked.isascii() and len(asked) < 3
        else max(1, len(answers.groups))
    )
    if "more" in request.GET:
        form = GroupsForm(kind, rows + 1, initial=request.GET.dict())
    elif "go" in request.GET:
        form = GroupsForm(kind, rows, request.GET)
        if form.is_valid():
            got = form.cleaned_data
            return see_other(_onward(answers.with_(groups=got["groups"], delivery=got["way"])))
    else:
        form = GroupsForm(kind, rows, initial=GroupsForm.from_answers(answers))
    hidden = answers.with_(groups=(), delivery=Delivery.CLASS).pairs()
    shown: dict[str, Any] = {"form": form, "hidden": hidden, "rows": form.rows}
    if form.split:
        apart = answers.with_(groups=form.split, delivery=Delivery.CLASSES)
        shown |= {"apart": apart, "apart_address": _onward(apart)}
    return page(request, "group", answers, shown)


def _onward(answers: Answers) -> str:
    """Where the groups lead: to the last step, or to a day and a time where the sessions no longer fit the chosen one."""
    if answers.sessions > 1:
        answers = answers.with_(group_first=True)
    if answers.group_first and answers.day and answers.time:
        of, kind = _decided(answers)
        starts = diary.free_for(of, kind, answers.day, answers.day, answers.sessions)
        if answers.time not in {start.time for start in starts}:
            answers = answers.with_(time=None)
    name = answers.missing("check") or "check"
    return f"{reverse(f'book_{name}')}?{answers.query()}"


@require_http_methods(["GET", "POST"])
@signed_in
def check(request: HttpRequest) -> HttpResponse:
    """The last step: everything on one page, what we need for the day, and one POST that writes."""
    answers = known(request, "check")
    if not isinstance(answers, Answers):
        return answers
    form, wait = DetailsForm(request.POST or None, initial={"submission": uuid4()}), 0
    if request.method == "POST" and form.is_valid():
        try:
            visit = _book(request, answers, form)
            return see_other(reverse("visit", args=[visit.reference]))
        except SlotTaken as refusal:
            return _taken(request, answers, form, refusal)
        except SubmissionReused as refusal:
            first = Visit.objects.filter(
                submission=form.cleaned_data["submission"], teacher=person(request)
            ).first()
            return render(
                request, "liaison/book/reused.html", {"refusal": refusal, "first": first}, status=422
            )
        except QuotaReached as refusal:
            form.add_error(None, refusal.sentence)
            wait = refusal.wait
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    changes = [
        (label, text, f"{reverse(f'book_{name}')}?{answers.query()}")
        for name, label, text in _summary(answers)
    ]
    shown = {"form": form, "changes": changes, "hide_answers": True, "wait": wait}
    response = page(request, "check", answers, shown, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _decided(answers: Answers) -> tuple[School, SessionType]:
    if answers.school is None or answers.type is None:
        raise ValueError("known() lets nobody come here without a school and a session.")
    return answers.school, answers.type


def _book(request: HttpRequest, answers: Answers, form: DetailsForm) -> Visit:
    of, kind = _decided(answers)
    if answers.day is None or answers.time is None:
        raise ValueError("known() lets nobody come here without a day and a time.")
    return request_visit(
        school=of, session_type=kind, day=answers.day, start=answers.time, groups=answers.groups,
        delivery=answers.delivery, by=person(request), **form.cleaned_data,
    )  # fmt: skip


def _taken(request: HttpRequest, answers: Answers, form: DetailsForm, refusal: SlotTaken) -> HttpResponse:
    again = [
        (near, f"{reverse('book_check')}?{answers.with_(day=near.day, time=near.time).query()}", uuid4())
        for near in refusal.nearest
    ]
    typed = [
        (name, value) for name in form.fields if name != "submission" for value in request.POST.getlist(name)
    ]
    return page(request, "check", answers, {"again": again, "typed": typed, "taken": refusal}, status=409)


def _summary(answers: Answers) -> list[tuple[str, str, str]]:
    of, kind = _decided(answers)
    rows = [("school", "School", of.label)] if answers.several_schools else []
    return [
        *rows,
        ("what", "Session", f"{kind.title}, {kind.minutes} minutes"),
        ("day", "Day", f"{answers.day:%A} {answers.day.day} {answers.day:%B %Y}" if answers.day else ""),
        ("time", *_times(answers, of, kind)),
        ("group", "Group", ", ".join(answers.group_words)),
    ]


def _times(answers: Answers, of: School, kind: SessionType) -> tuple[str, str]:
    """The start and the end; of several sessions the start of each."""
    if answers.time is None:
        return "Time", ""
    times = dayplan.one_after_another(diary.ask_for(of, kind), answers.time, answers.sessions)
    if answers.sessions > 1:
        return "Times", ", ".join(f"{time:%H:%M}" for time in times)
    end = dt.datetime.combine(answers.day or today(), answers.time) + dt.timedelta(minutes=kind.minutes)
    return "Time", f"{answers.time:%H:%M} to {end:%H:%M}"

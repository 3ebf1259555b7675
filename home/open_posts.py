"""Every POST of the front of the house that asks for no token, because nobody's rights stand behind it, or a signature does."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail.views import serve

from education.attendance.views import here, sync
from education.content.models import GuidePage, LessonPage, TeacherPage
from education.people.limits import address
from home.actions import count_useful

logger = logging.getLogger(__name__)

LONGEST = 32 * 1024  # bytes of one delivery
MOST = 20  # reports read of one delivery
MINUTE = 60
PER_ADDRESS, ALTOGETHER = 20, 300  # deliveries a minute
ANSWERS = 4 * 1024  # bytes of a form that a stranger sends
ONCE_IN = 3600  # seconds in which the same report is written down once
WORD = re.compile(r"[a-z-]{1,40}")


@csrf_exempt
def lesson(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A lesson's page, which the answers to its quiz come back to; nothing of them is kept, so nothing is forged.

    Answers 413 for more than 4 kB.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > ANSWERS:
        return HttpResponse(status=413)
    page: HttpResponseBase = serve(request, f"learn/{slug}/")
    return page


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponseBase:
    """An officer's counts: a session shows its token as everywhere; a phone that signs has no cookie to forge with."""
    if "Authorization" in request.headers:
        return sync.by_phone(request)
    answer: HttpResponseBase = csrf_protect(sync.sync)(request)
    return answer


@csrf_exempt
def check_in(request: HttpRequest, code: str) -> HttpResponseBase:
    """The room of a parents' evening says how many came; it advises an officer and counts for nothing by itself.

    Answers 413 for more than 4 kB.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > ANSWERS:
        return HttpResponse(status=413)
    answer: HttpResponseBase = here.here(request, code)
    return answer


@csrf_exempt
@require_POST
def csp_reports(request: HttpRequest) -> HttpResponse:
    """Write down what a browser refused to load, without query strings, addresses of objects or people.

    Answers 204, 413 for more than 32 kB, 429 with Retry-After for more than 20 deliveries a minute from one
    address or 300 altogether. Both shapes are read: the Reporting API's and the older one of Firefox and Safari.
    """
    if refused := turned_away(request, "csp-reports", LONGEST):
        return refused
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    for report in given[:MOST] if isinstance(given, list) else [given]:
        line = words(report)
        if line and cache.add(f"csp-report.{salted_hmac('csp-report', line).hexdigest()[:32]}", 1, ONCE_IN):
            logger.warning("Content policy: %s", line)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def useful(request: HttpRequest) -> HttpResponse:
    """Count one tap on a page's "Was this useful?"; nobody's name, cookie or address is kept.

    Answers 303 to the thanks, 404 for a page that is not public, 413 for more than 4 kB, 429 with Retry-After for
    more than 20 taps a minute from one address or 300 altogether.
    """
    if refused := turned_away(request, "useful", ANSWERS):
        return refused
    answer, page = request.POST.get("answer"), counted_page(request.POST.get("page", ""))
    if page is None or answer not in {"yes", "no"}:
        raise Http404
    count_useful(page=page, useful=answer == "yes")
    return HttpResponseRedirect(f"{reverse('thanks')}?page={page.pk}", status=303)


def counted_page(number: str) -> Page | None:
    """The live public page of a number, where taps are counted; never a page about help."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    wanted = Page.objects.live().public().type(LessonPage, GuidePage, TeacherPage)
    found: Page | None = wanted.filter(pk=int(number)).first()
    return found


def turned_away(request: HttpRequest, name: str, most: int) -> HttpResponse | None:
    """413 for more bytes than this, 429 for more than a minute allows from one address or altogether; else nothing."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        return HttpResponse(status=413)
    sender = salted_hmac(name, address(request)).hexdigest()[:16]
    if too_many(f"{name}.{sender}", PER_ADDRESS) or too_many(name, ALTOGETHER):
        return HttpResponse(status=429, headers={"Retry-After": str(MINUTE)})
    return None


def too_many(key: str, most: int) -> bool:
    """Whether this is past the most that a minute allows."""
    cache.add(key, 0, MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute ended between the two calls
        return False


def words(report: Any) -> str:
    """One line about a report of either shape: the rule, what was refused and the kind of page; else nothing."""
    if not isinstance(report, dict):
        return ""
    body = report.get("body") if "body" in report else report.get("csp-report")
    if not isinstance(body, dict):
        return ""
    rule = str(
        body.get("effectiveDirective") or body.get("effective-directive") or body.get("violated-directive")
    )
    refused = str(body.get("blockedURL") or body.get("blocked-uri") or "")
    page = str(body.get("documentURL") or body.get("document-uri") or "")
    if not WORD.fullmatch(rule):
        return ""
    return f"{rule} refused {origin(refused)} on {kind(page)}"


def origin(address: str) -> str:
    """The host of an address, or the word that stands for what has none; never its path or query."""
    if WORD.fullmatch(address):
        return address
    host = split(address)[0]
    return host if re.fullmatch(r"[a-z0-9.:-]{1,100}", host) else "something"


def kind(address: str) -> str:
    """The pattern that a page's address follows: it says which page is wrong, not whose."""
    try:
        return f"/{resolve(split(address)[1]).route}"
    except Resolver404:
        return "an address that is not ours"


def split(address: str) -> tuple[str, str]:
    """Host and path; empty when the address can't be read."""
    try:
        parts = urlsplit(address[:2000])
    except ValueError:
        return "", ""
    return parts.netloc.rpartition("@")[2].lower(), parts.path

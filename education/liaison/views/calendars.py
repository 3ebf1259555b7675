"""An officer's own calendar: the page that makes its address, and the feed itself."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from education.liaison import feeds
from education.liaison.actions.feeds import digest_of, end_feed, make_feed, note_use
from education.liaison.errors import Refused
from education.liaison.models import CalendarFeed, Officer
from education.liaison.views import person
from education.people.doors import only
from education.people.limits import Limit, address, take, too_many
from education.people.replies import see_other
from education.people.roles import Role

ASKED, WRONG = Limit("calendar feed", 60, 3600), Limit("calendar guess", 20, 3600)
SHOWN_ONCE = "calendar_secret"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret, or nothing; who guesses is slowed down."""
    found = (
        CalendarFeed.objects.select_related("officer__user")
        .filter(digest=digest_of(secret), officer__active=True, officer__user__is_active=True)
        .first()
    )
    tried = take(WRONG, address(request)) if found is None else take(ASKED, str(found.pk))
    if tried.wait:
        return too_many(request, tried.wait)
    if found is None:
        raise Http404
    note_use(feed=found)
    body, tag = feeds.calendar(found)
    if request.headers.get("If-None-Match", "") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "POST"])
@only(Role.OFFICER)
def own(request: HttpRequest) -> HttpResponse:
    """Make, renew or end the address; the secret is shown once and never again."""
    officer = Officer.objects.filter(user=person(request), active=True).first()
    if officer is None:
        raise Http404
    refusal = ""
    if request.method == "POST":
        try:
            if "end" in request.POST:
                end_feed(officer=officer, by=person(request))
            else:
                secret = make_feed(officer=officer, mode=request.POST.get("mode", ""), by=person(request))
                request.session[SHOWN_ONCE] = secret
            return see_other(reverse("calendar"))
        except Refused as refused:
            refusal = refused.sentence
    secret = request.session.pop(SHOWN_ONCE, "")
    return render(
        request,
        "liaison/calendar.html",
        {
            "feed": CalendarFeed.objects.filter(officer=officer).first(),
            "address": f"{settings.BASE_URL}{reverse('calendar_feed', args=[secret])}" if secret else "",
            "modes": CalendarFeed.Mode.choices,
            "refusal": refusal,
            "private": True,
        },
        status=422 if refusal else 200,
    )

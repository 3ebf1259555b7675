"""How long a sign-in lasts: counted from the sign-in, and from the last time that something was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from education.ledger.clock import now
from education.people import kept
from education.people.models import User
from education.people.roles import Role

SINCE, SEEN = "signed_in_at", "seen_at"
NOTED_EVERY = 60  # seconds; a page more does not write the session again
PRIVATE = ("/book/", "/visits/", "/officer/", "/cms/")
ASKS = "/accounts/time-left/"
"""Where a page asks how long a sign-in still lasts; asking does not make it last."""
SLIP = 300  # seconds that a server's clock may be put back


@dataclass(frozen=True)
class Lifetime:
    """When a session ends, whatever comes first."""

    whole: dt.timedelta
    idle: dt.timedelta


ADMINISTRATOR = Lifetime(dt.timedelta(hours=4), dt.timedelta(minutes=30))
STAFF = Lifetime(dt.timedelta(hours=8), dt.timedelta(minutes=60))
TEACHER = Lifetime(dt.timedelta(hours=12), dt.timedelta(hours=8))
REMEMBERED = Lifetime(dt.timedelta(days=30), dt.timedelta(days=30))


def of(user: User, *, remembered: bool) -> Lifetime:
    """Staff have the shorter ones whatever they tick; a teacher's 30 days are a choice made at sign-in."""
    if user.is_superuser or Role.ADMINISTRATOR in user.roles():
        return ADMINISTRATOR
    if user.roles():
        return STAFF
    return REMEMBERED if remembered else TEACHER


def seconds_left(request: HttpRequest) -> int:
    """Seconds until the sign-in of this request ends if nothing more is asked for; 0 when it is over."""
    return max(0, min(_left(request)))


def seconds_at_most(request: HttpRequest) -> int:
    """Seconds until it ends whatever is done."""
    return max(0, _left(request)[0])


def seconds_for_a_page(request: HttpRequest) -> int:
    """When a page that is shown now has to look again: the idle time, less when the whole time ends before.

    The same for every page of a sign-in, so that pages which must look alike do.
    """
    lifetime = of(request.user, remembered=not request.session.get_expire_at_browser_close())  # type: ignore[arg-type]
    return min(int(lifetime.idle.total_seconds()), seconds_at_most(request))


def _left(request: HttpRequest) -> tuple[int, int]:
    session, moment = request.session, int(now().timestamp())
    lifetime = of(request.user, remembered=not session.get_expire_at_browser_close())  # type: ignore[arg-type]
    age, idle = moment - session.get(SINCE, moment), moment - session.get(SEEN, moment)
    if age < -SLIP or idle < -SLIP:  # a clock that was put back ends a session, never makes it longer
        return 0, 0
    return (
        int(lifetime.whole.total_seconds()) - max(0, age), int(lifetime.idle.total_seconds()) - max(0, idle)
    )  # fmt: skip


def _wants_a_page(request: HttpRequest) -> bool:
    return "text/html" in request.headers.get("Accept", "text/html")


class SessionLifetimes:
    """Ends sessions that are over, and says where to go on after signing in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            session, moment = request.session, int(now().timestamp())
            if SINCE not in session:
                session[SINCE] = session[SEEN] = moment
                if request.user.roles() or request.user.is_superuser:  # type: ignore[union-attr]
                    session.set_expiry(0)
            elif seconds_left(request) <= 0:
                if request.path == ASKS and request.method == "GET":
                    return JsonResponse({"seconds": 0, "at_most": 0, "token": ""})
                return self._end(request)
            elif request.path != ASKS and abs(moment - session[SEEN]) >= NOTED_EVERY:
                session[SEEN] = moment
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """What was sent too late is kept, once it is certain that a page of ours sent it."""
        owner: User | None = getattr(request, "signed_out", None)
        if owner is None and request.method == "POST" and request.path.startswith(PRIVATE):
            owner = kept.left_before(request)
        return self._ask_to_sign_in(request, owner) if owner and _wants_a_page(request) else None

    def _end(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out; a page asks to sign in and comes back, a phone that sends is answered by its own view."""
        owner = User.objects.get(public_id=request.user.public_id)  # type: ignore[union-attr]
        logout(request)
        kept.leave(request, owner)
        if request.method not in {"GET", "HEAD"}:
            request.signed_out = owner  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _ask_to_sign_in(request: HttpRequest, owner: User) -> HttpResponseBase:
        came_from = urlsplit(request.headers.get("Referer", ""))
        mine = came_from.netloc == request.get_host()
        back = came_from._replace(scheme="", netloc="").geturl() if mine else request.get_full_path()
        if kept.keep(request, owner, back):
            back = reverse("kept_form")
            messages.info(request, _("You were signed out after a while. What you sent is kept: sign in."))
        else:
            messages.info(
                request, _("You were signed out after a while. Sign in, and you are back where you were.")
            )
        response = HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}", status=303)
        response.headers["Cache-Control"] = "no-store"
        return response

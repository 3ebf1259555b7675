"""Asked before any view: the view's own door first, and for Wagtail's views a rule by prefix; no rule, no entry.

Wagtail lets in whoever has one permission, and most of its advisories are about an editor who reaches more than that.
So its rooms open by role, and what it brings with its next version stays shut until somebody gives it a line here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from education.people.models import User
from education.people.roles import DESK, Role

CMS = "/cms/"
CONTENT = (Role.EDITOR, Role.PUBLISHER)
BY_NUMBER = (f"{CMS}bulk/wagtailcore/page/", f"{CMS}choose-page/")
CHOOSING_BELOW = re.compile(rf"{CMS}choose-page/(\d+)/")
EVERYBODY: tuple[Role, ...] = ()
"""An empty tuple: Wagtail's own answer, which is to sign in or to sign out."""
ROOMS: dict[str, tuple[Role, ...]] = {
    "login/": EVERYBODY,
    "logout/": EVERYBODY,
    "account/": DESK,
    "dismissibles/": DESK,
    "jsi18n/": DESK,
    "sprite/": DESK,
    "api/main/": CONTENT,
    "block-preview/": CONTENT,
    "bulk/": CONTENT,
    "choose-anchor-link/": CONTENT,
    "choose-email-link/": CONTENT,
    "choose-external-link/": CONTENT,
    "choose-page/": CONTENT,
    "choose-phone-link/": CONTENT,
    "documents/": CONTENT,
    "editing-sessions/": CONTENT,
    "images/": CONTENT,
    "pages/": CONTENT,
    "reports/": CONTENT,
    "snippets/": CONTENT,
    "tag-autocomplete/": CONTENT,
    "workflows/": CONTENT,
}


def roles_for(path: str) -> tuple[Role, ...] | None:
    """The roles that one of Wagtail's own addresses opens to, by the part after /cms/; None for nobody."""
    if not path:
        return DESK
    return next((roles for prefix, roles in ROOMS.items() if path.startswith(prefix)), None)


class Doorman:
    """Sends a stranger to sign in and answers 403 to a person without the role, before the view is reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        door: tuple[str, ...] | None = getattr(view, "door", None)
        if door is None and (not request.path.startswith(CMS) or request.path == f"{CMS}login/"):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        user: User = request.user
        if door is not None:
            names = tuple(Role(name) for name in door if name in Role.values)
            if names and not user.has_role(*names):
                raise PermissionDenied
            return None
        if user.is_superuser and user.is_active:
            return None
        allowed = roles_for(request.path.removeprefix(CMS))
        if allowed is None or (allowed and not user.has_role(*allowed)):
            raise PermissionDenied
        if request.path.startswith(BY_NUMBER) and not reaches(user, request):
            raise Http404
        return None


def reaches(user: User, request: HttpRequest) -> bool:
    """Whether every page that an address names by number lies where this person works.

    Wagtail's bulk actions and choosers refuse to act on another page, and print its title all the same.
    """
    named = {text for key in ("id", "childOf") for text in request.GET.getlist(key)} - {"all"}
    below = CHOOSING_BELOW.match(request.path)
    if below and not Page.objects.filter(pk=below[1], depth=1).exists():
        named.add(below[1])
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in named):
        return False
    within = page_permission_policy.explorable_instances(user).filter(pk__in=named)
    return within.count() == len(named)

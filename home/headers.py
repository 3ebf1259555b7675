"""Headers that differ by room; docs/security.md says what is set where and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

DESK = "/cms/"
ACCOUNTS = "/accounts/"
SECOND_FACTOR = "/accounts/2fa/"
FILES = ("/documents/", settings.MEDIA_URL)
LESSON = re.compile(r"/learn/[^/]+/(?:class/(?:\d+/)?)?")
# Views of the desk that show a page as visitors see it, some of them in a frame beside the editor.
SHOWN_AS_VISITORS_SEE_IT = {"view_draft", "revisions_view"}
REPORTS = "/csp-reports/"
PUBLIC: dict[str, Any] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
AT_THE_DESK: dict[str, Any] = {
    **PUBLIC,
    "style-src": [
        SELF,
        UNSAFE_INLINE,
    ],  # the rich text editor makes <style> elements, the image editor attributes
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "require-trusted-types-for": None,
}
WATCHED_AT_THE_DESK = {"require-trusted-types-for": ["'script'"], "report-to": "csp"}
OF_A_FILE = {"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": True}


class PolicyByRoom:
    """Loosens the policies where a room needs it, and closes what a signed-in browser or a file is sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        path, headers = request.path, response.headers
        if path.startswith(DESK):
            at_the_desk(request, response)
        elif path.startswith(SECOND_FACTOR):
            # The picture that an authenticator app reads is made on the spot and sent as a data address.
            response._csp_update = {"img-src": ["data:"]}  # type: ignore[attr-defined]
        elif path.startswith(FILES) and not headers.get("Content-Type", "").startswith("text/html"):
            headers.pop("Content-Security-Policy", None)
            response._csp_config = OF_A_FILE  # type: ignore[attr-defined]
        if path.startswith(ACCOUNTS) and settings.SIGN_IN_ELSEWHERE:
            # A browser follows a form's redirect only to places that the policy names.
            loosened = getattr(response, "_csp_update", None) or {}
            response._csp_update = {**loosened, "form-action": settings.SIGN_IN_ELSEWHERE}  # type: ignore[attr-defined]
        if path.startswith(ACCOUNTS):
            allow(response, "publickey-credentials-create", "publickey-credentials-get")
        elif LESSON.fullmatch(path):
            allow(response, "fullscreen")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        headers.setdefault("Reporting-Endpoints", f'csp="{REPORTS}"')
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or settings.SESSION_COOKIE_NAME in response.cookies
        ):
            headers["Cache-Control"] = "no-store, private"
        return response


def at_the_desk(request: HttpRequest, response: HttpResponseBase) -> None:
    """Wagtail's own pages may style inline; what it shows as visitors see it has their policy."""
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    if "preview" in name:
        # Wagtail makes a page's preview by asking the site for it, so the page brings its own policy along.
        response.headers.pop("Content-Security-Policy", None)
        # Wagtail's checks run inside it and write as Trusted Types forbid; like all of the desk it only reports them.
        response._csp_replace = {"frame-ancestors": [SELF], "require-trusted-types-for": None}  # type: ignore[attr-defined]
        response._csp_config_ro = WATCHED_AT_THE_DESK  # type: ignore[attr-defined]
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    elif name not in SHOWN_AS_VISITORS_SEE_IT:
        response._csp_config = AT_THE_DESK  # type: ignore[attr-defined]
        response._csp_config_ro = WATCHED_AT_THE_DESK  # type: ignore[attr-defined]


def allow(response: HttpResponseBase, *features: str) -> None:
    """Let a page of ours, and nobody in a frame, use these features of the browser."""
    policy = response.headers.get("Permissions-Policy", "")
    for feature in features:
        policy = policy.replace(f"{feature}=()", f"{feature}=(self)")
    response.headers["Permissions-Policy"] = policy

"""Headers that differ by room."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponseBase

ADMIN = "/cms/"
ACCOUNTS = "/accounts/"
SECOND_FACTOR = "/accounts/2fa/"


class PolicyByRoom:
    """Loosens the policies where a room needs it: inline scripts and styles for Wagtail's own admin, security
    keys and their pictures for accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(ADMIN):
            response._csp_replace = {  # type: ignore[attr-defined]
                "default-src": [SELF],
                "script-src": [SELF, UNSAFE_INLINE],
                "style-src": [SELF, UNSAFE_INLINE],
                "img-src": [SELF, "data:", "blob:"],
                "font-src": [SELF],
                "frame-src": [SELF],
                "frame-ancestors": [SELF],
                "base-uri": [SELF],
                "object-src": [NONE],
                "require-trusted-types-for": None,
            }
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        elif request.path.startswith(SECOND_FACTOR):
            # The picture that an authenticator app reads is made on the spot and sent as a data address.
            response._csp_update = {"img-src": ["data:"]}  # type: ignore[attr-defined]
        if request.path.startswith(ACCOUNTS):
            policy = response.headers.get("Permissions-Policy", "")
            for feature in ("publickey-credentials-create", "publickey-credentials-get"):
                policy = policy.replace(f"{feature}=()", f"{feature}=(self)")
            response.headers["Permissions-Policy"] = policy
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

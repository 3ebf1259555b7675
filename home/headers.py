"""Headers that differ by room."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponseBase

ADMIN = "/cms/"


class PolicyByRoom:
    """Loosens the content policy for Wagtail's own admin only, which prints inline scripts and styles."""

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
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

"""Headers of static files, apart because the settings need it before anything else can be imported."""

from __future__ import annotations

from wsgiref.headers import Headers


def add(headers: Headers, path: str, url: str) -> None:
    """Static files are for our own pages; the picture that shows where an address is shared is for everybody."""
    shared = url.startswith("/static/img/share")
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if shared else "same-origin"

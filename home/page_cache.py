"""Public pages, answered before Django: kept compressed in each process, forgotten when anything public changes.

Two halves. `PublicPages` (middleware) says in the headers which answers are the same for everybody. `PageCache`
(around the WSGI application) keeps those and answers them by itself. It obeys nothing but `Cache-Control: public`,
so a view that must never be kept says no-store and is safe. Whatever is kept is forgotten when the number in
education.ledger.freshness has moved, which is looked up twice a second at most.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail.models import Page

from education.ledger import freshness

logger = logging.getLogger(__name__)
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LOOK = 0.5  # seconds between two looks at the number
KEEP = 60.0  # seconds after which a page is made again whatever the number says: dates on it may have moved
ROOM = 16 * 1024 * 1024  # bytes of pages in one process
LARGEST = 512 * 1024  # bytes of one page
# Facets of the finders; a query with anything else in it is never kept, so nobody can fill the room with nonsense.
FACETS = frozenset({"band", "year", "strand", "minutes", "topic", "device", "situation", "language"})
# Addresses behind which Wagtail's tree stands.
PAGES = frozenset({"wagtail_serve", "lesson"})
FILES = (settings.STATIC_URL, settings.MEDIA_URL)
PERSONAL = {"sessionid", "__Host-sessionid", "messages", settings.SESSION_COOKIE_NAME}


def same_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a visitor without any cookie was shown a page of Wagtail's tree that nobody has restricted."""
    match = request.resolver_match
    context = getattr(response, "context_data", None) or {}
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not request.COOKIES
        and match is not None
        and match.url_name in PAGES
        and isinstance(context.get("page"), Page)
        and "action_url" not in context  # Wagtail's form that asks for a page's password
    )


class PublicPages:
    """Marks public answers as such; they depend on the address alone, never on a cookie or a header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and same_for_everybody(request, response):
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        if is_public(response.get("Cache-Control", "")):
            if response.cookies or (
                request.COOKIES and response.get("Content-Type", "").startswith("text/html")
            ):
                response.headers["Cache-Control"] = "private, no-cache"
            else:
                drop_vary(response)
        return response


def drop_vary(response: HttpResponseBase) -> None:
    """A public page does not vary by cookie, and its language is in its address."""
    names = [name.strip() for name in response.get("Vary", "").split(",")]
    kept = [name for name in names if name and name.lower() not in {"cookie", "accept-language"}]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    elif response.has_header("Vary"):
        del response.headers["Vary"]


def is_public(cache_control: str) -> bool:
    """Whether a Cache-Control header allows everybody to keep the answer."""
    return "public" in {part.strip().lower() for part in cache_control.split(",")}


@dataclass(frozen=True, slots=True)
class Kept:
    """One page: its bytes twice, and everything about it that is sent again."""

    status: str
    packed: bytes
    plain: bytes
    packed_headers: Headers
    plain_headers: Headers
    unchanged_headers: Headers
    etag: str
    until: float

    @property
    def size(self) -> int:
        return len(self.packed) + len(self.plain) + 2_000


def keep(status: str, headers: Headers, body: bytes, until: float) -> Kept:
    """Compress once, work out the ETag once."""
    dropped = {"content-length", "date", "connection", "etag", "vary", "content-encoding"}
    lower = {name.lower(): value for name, value in headers}
    etag = lower.get("etag") or f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
    base = [(name, value) for name, value in headers if name.lower() not in dropped]
    varies = ", ".join(filter(None, [lower.get("vary", ""), "Accept-Encoding"]))
    base += [("ETag", etag), ("Vary", varies)]
    packed = gzip.compress(body, 6, mtime=0)
    without_body = [(name, value) for name, value in base if name.lower() != "content-type"]
    return Kept(
        status,
        packed,
        body,
        [*base, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))],
        [*base, ("Content-Length", str(len(body)))],
        without_body,
        etag,
        until,
    )


def matches(given: str, etag: str) -> bool:
    """Whether If-None-Match names this ETag; compared weakly, as the standard says for GET."""
    ours = etag.removeprefix("W/")
    return given.strip() == "*" or any(part.strip().removeprefix("W/") == ours for part in given.split(","))


class PageCache:
    """The WSGI application with its public pages in front of it."""

    def __init__(self, application: Application, *, number: Callable[[], int] = freshness.number) -> None:
        self.application, self.number = application, number
        self.pages: OrderedDict[tuple[str, str, str, str], Kept] = OrderedDict()
        self.bytes = 0
        self.seen, self.looked = -1, float("-inf")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        cookies = environ.get("HTTP_COOKIE", "")
        if (
            (method != "GET" and method != "HEAD")
            or "HTTP_AUTHORIZATION" in environ
            or (cookies and any(name in cookies for name in PERSONAL))
        ):
            return self.application(environ, start_response)
        moment = time.monotonic()
        if moment - self.looked > LOOK:
            self.look(moment)
        key = (
            environ.get("wsgi.url_scheme", ""),
            environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
        )
        kept = self.pages.get(key)
        if kept is not None:
            if kept.until > moment:
                return answer(kept, environ, start_response)
            self.forget(key)
        if (
            method == "HEAD"
            or cookies
            or self.seen < 0
            or key[2].startswith(FILES)
            or not only_facets(key[3])
        ):
            return self.application(environ, start_response)
        return self.make(key, environ, start_response)

    def look(self, moment: float) -> None:
        """Forget everything when the number has moved; while the database is down, show what there is."""
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            number = self.number()
        except DatabaseError:
            logger.warning("The database did not say whether pages have changed")
            self.looked = moment
            return
        if number != self.seen:
            self.pages.clear()
            self.bytes = 0
            self.seen = number
        self.looked = moment

    def make(self, key: tuple[str, str, str, str], environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Ask Django, and keep the answer when it says public; the number was read before the page was made."""
        seen = self.seen
        got: dict[str, Any] = {}

        def hold(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            got["status"], got["headers"], got["exc_info"] = status, headers, exc_info
            return lambda data: None

        # A conditional request must bring the whole page here, or there is nothing to keep.
        asked = {
            k: v for k, v in environ.items() if k not in {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}
        }
        body = self.application(asked, hold)
        headers = {name.lower(): value for name, value in got["headers"]}
        if (
            not got["status"].startswith("200")
            or not is_public(headers.get("cache-control", ""))
            or "set-cookie" in headers
            or "content-encoding" in headers
            or int(headers.get("content-length", "0")) > LARGEST
        ):
            start(got["status"], got["headers"], *([got["exc_info"]] if got["exc_info"] else []))
            return body
        try:
            whole = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close:
                close()
        kept = keep(got["status"], got["headers"], whole, time.monotonic() + KEEP)
        if seen == self.seen and len(whole) <= LARGEST:
            self.pages[key] = kept
            self.bytes += kept.size
            while self.bytes > ROOM:
                self.forget(next(iter(self.pages)))
        return answer(kept, environ, start)

    def forget(self, key: tuple[str, str, str, str]) -> None:
        """Drop one page."""
        kept = self.pages.pop(key, None)
        if kept is not None:
            self.bytes -= kept.size


def only_facets(query: str) -> bool:
    """Whether a query string asks for nothing but facets; the search word is never kept."""
    if not query:
        return True
    return len(query) <= 200 and {name for name, _ in parse_qsl(query, keep_blank_values=True)} <= FACETS


def answer(kept: Kept, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """What was kept, as the browser can take it: unchanged, compressed or plain."""
    given = environ.get("HTTP_IF_NONE_MATCH")
    if given and matches(given, kept.etag):
        start("304 Not Modified", list(kept.unchanged_headers))
        return []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        start(kept.status, list(kept.packed_headers))
        body = kept.packed
    else:
        start(kept.status, list(kept.plain_headers))
        body = kept.plain
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

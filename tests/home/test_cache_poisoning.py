"""Nobody can put into the cache of public pages what others would then be shown."""

from __future__ import annotations

import random

import pytest

from home import page_cache
from home.page_cache import PageCache
from tests.home.test_page_cache import ABOUT, Browser, browser, cache, tree  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
# Headers that are no part of the key, as WSGI names them.
UNKEYED = {
    "HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "evil", "HTTP_X_FORWARDED_FOR": "203.0.113.7",
    "HTTP_X_FORWARDED_PORT": "6666", "HTTP_X_FORWARDED_SCHEME": "https", "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_FORWARDED": "host=evil.example", "HTTP_X_HOST": "evil.example", "HTTP_X_ORIGINAL_URL": "/help/",
    "HTTP_X_REWRITE_URL": "/help/", "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE", "HTTP_X_HTTP_METHOD": "POST",
    "HTTP_ACCEPT_LANGUAGE": "cy", "HTTP_USER_AGENT": "<script>alert(1)</script>", "HTTP_REFERER": "https://evil.example/",
    "HTTP_ACCEPT": "application/json", "HTTP_ORIGIN": "https://evil.example", "HTTP_RANGE": "bytes=0-3",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest", "HTTP_IF_MODIFIED_SINCE": "Fri, 01 Jan 2100 00:00:00 GMT",
    "HTTP_IF_NONE_MATCH": '"x"', "HTTP_TRANSFER_ENCODING": "x", "HTTP_CACHE_CONTROL": "no-cache", "HTTP_X_EVIL": "1",
    "CONTENT_TYPE": "text/xml", "HTTP_ACCEPT_ENCODING": "identity",
}  # fmt: skip


@pytest.mark.parametrize("header", UNKEYED)
def test_a_header_outside_the_key_changes_nothing_that_is_kept(header, browser, cache):  # noqa: F811
    clean = browser.get(ABOUT)
    cache.pages.clear()
    browser.get(ABOUT, **{header: UNKEYED[header]})
    assert browser.get(ABOUT) == clean
    assert len(cache.pages) == 1


def test_a_page_that_shows_such_a_header_would_be_kept_and_shown_to_others():
    """The control: were one of our pages to reflect a header, the test above would see it."""

    def reflecting(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public, max-age=0")])
        return [environ.get("HTTP_X_FORWARDED_HOST", "clean").encode()]

    poisoned = Browser(PageCache(reflecting, number=lambda: 1))
    poisoned.get(ABOUT, HTTP_X_FORWARDED_HOST="evil.example")
    assert poisoned.get(ABOUT)[2] == b"evil.example"


def test_an_answer_that_sets_a_cookie_is_never_kept_even_when_it_says_public():
    def generous(environ, start_response):
        start_response("200 OK", [("Cache-Control", "public"), ("Set-Cookie", "sessionid=secret")])
        return [b"yours"]

    kept = PageCache(generous, number=lambda: 1)
    Browser(kept).get(ABOUT)
    assert len(kept.pages) == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "PURGE"])
def test_other_methods_neither_fill_nor_read_the_cache(method, browser, cache):  # noqa: F811
    browser.get(ABOUT, method=method)
    assert len(cache.pages) == 0


def test_head_and_get_say_the_same(browser):  # noqa: F811
    first = browser.get(ABOUT, method="HEAD")
    got, head = browser.get(ABOUT), browser.get(ABOUT, method="HEAD")
    assert (head[0], head[2]) == (got[0], b"")
    assert head[1] == got[1]
    assert (first[0], first[1]["Cache-Control"]) == (200, got[1]["Cache-Control"])


def test_queries_of_nonsense_take_no_room(browser, cache):  # noqa: F811
    dice = random.Random(7)
    for number in range(300):
        name = "".join(dice.choices("abcdefgh&=%;[]", k=dice.randint(1, 12)))
        browser.get(f"{ABOUT}?{name}={number}")
    assert (len(cache.pages), cache.bytes) == (0, 0)


def test_facets_of_nonsense_take_no_more_than_the_room(browser, cache, monkeypatch):  # noqa: F811
    monkeypatch.setattr(page_cache, "ROOM", 100_000)
    for number in range(40):
        browser.get(f"/learn/?band={number}&topic={'x' * 50}")
    assert cache.bytes <= 100_000


@pytest.mark.parametrize(
    "path",
    ["//about/", "/about//", "/./about/", "/x/../about/", "/ABOUT/", "/about", "/about/.", "/about/%2e", "/about/;a",
     "/about/\x00", "/about/\\", "\\about\\", "/about/..", "///evil.example/%2f..", "/about/ ", "/аbout/"],
)  # fmt: skip
def test_another_spelling_of_an_address_shows_no_other_page(path, browser, cache):  # noqa: F811
    clean = browser.get(ABOUT)
    status, headers, body = browser.get(path.encode().decode("latin-1"))
    assert (status, body) == (200, clean[2]) if status == 200 else status in {301, 302, 400, 404}
    assert not headers.get("Location", "/").startswith(("//", "http", "\\"))
    assert browser.get(ABOUT) == clean


def test_what_is_kept_does_not_vary_but_by_compression(browser):  # noqa: F811
    assert browser.get(ABOUT)[1]["Vary"] == browser.get(ABOUT)[1]["Vary"] == "Accept-Encoding"

"""The cache in front of Django: what it keeps, for whom, and how soon it forgets."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any

import pytest
from django.test.client import ClientHandler
from wagtail.models import Page

from education.content.models import HelpIndexPage, LessonIndexPage
from education.ledger import freshness
from education.people.roles import Role
from home import page_cache
from home.page_cache import PageCache, matches, only_facets
from tests import factories

pytestmark = pytest.mark.django_db


def django(environ, start_response):
    """Django as a WSGI application whose requests leave the test's transaction open."""
    response = ClientHandler(enforce_csrf_checks=False)(environ)
    headers = [*response.items(), *(("Set-Cookie", c.OutputString()) for c in response.cookies.values())]
    start_response(f"{response.status_code} {response.reason_phrase}", headers)
    return [response.getvalue()]


class Browser:
    """Asks the WSGI application as gunicorn would."""

    def __init__(self, application):
        self.application = application

    def get(self, address, method="GET", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(), "SCRIPT_NAME": "", **headers,
        }  # fmt: skip
        got: dict[str, Any] = {}

        def start(status, headers, exc_info=None):
            got["status"], got["headers"] = status, dict(headers)

        body = b"".join(self.application(environ, start))
        return int(got["status"].split()[0]), got["headers"], body


@pytest.fixture
def tree(home):
    """The small tree with the lesson finder and help; every host is its site."""
    home.add_child(instance=LessonIndexPage(title="Lessons", slug="learn"))
    home.add_child(instance=HelpIndexPage(title="Help", slug="help"))
    return home


@pytest.fixture
def cache(tree, monkeypatch):
    """A cache that looks at the number on every request, so that no test has to wait half a second."""
    monkeypatch.setattr(page_cache, "LOOK", -1.0)
    return PageCache(django)


@pytest.fixture
def browser(cache):
    return Browser(cache)


ABOUT = "/about/"


def rename(title: str) -> None:
    """Publish a page under another title, as an editor does."""
    page = Page.objects.get(slug="about").specific
    page.title = title
    page.save_revision().publish()


def test_a_public_page_is_answered_the_second_time_without_django(browser, django_assert_num_queries):
    first = browser.get(ABOUT)
    with django_assert_num_queries(1):  # the look at the number
        assert browser.get(ABOUT) == first
    assert first[0] == 200
    assert first[1]["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first[1]["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first[1]


def test_it_comes_compressed_to_whoever_takes_that(browser):
    _, headers, body = browser.get(ABOUT, HTTP_ACCEPT_ENCODING="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == browser.get(ABOUT)[2]
    assert int(headers["Content-Length"]) == len(body)


def test_an_unchanged_page_is_not_sent_again(browser):
    etag = browser.get(ABOUT)[1]["ETag"]
    status, headers, body = browser.get(ABOUT, HTTP_IF_NONE_MATCH=etag)
    assert (status, body, headers["ETag"]) == (304, b"", etag)


def test_a_publish_is_seen_at_once(browser):
    before = browser.get(ABOUT)[2]
    rename("Who we are now")
    after = browser.get(ABOUT)[2]
    assert b"Who we are now" not in before
    assert b"Who we are now" in after


def test_without_the_number_the_old_page_stays(tree, monkeypatch):
    """The control: it is the number that makes a publish seen, nothing else."""
    monkeypatch.setattr(page_cache, "LOOK", -1.0)
    browser = Browser(PageCache(django, number=lambda: 7))
    before = browser.get(ABOUT)
    rename("Who we are now")
    assert browser.get(ABOUT) == before


def test_every_change_of_the_tree_moves_the_number(tree):
    seen = [freshness.number()]

    def moved() -> bool:
        seen.append(freshness.number())
        return seen[-1] > seen[-2]

    page = Page.objects.get(slug="about").specific
    page.save_revision().publish()
    assert moved()
    page.unpublish()
    assert moved()
    page.move(Page.objects.get(slug="parents"), "last-child")
    assert moved()
    page.delete()
    assert moved()


def test_an_unpublished_page_is_gone(browser):
    assert browser.get(ABOUT)[0] == 200
    Page.objects.get(slug="about").specific.unpublish()
    assert browser.get(ABOUT)[0] == 404


def test_help_is_never_kept(browser, cache):
    status, headers, _ = browser.get("/help/")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert len(cache.pages) == 0


def test_nothing_private_or_searched_is_kept(browser, cache):
    for address in (
        "/accounts/login/",
        "/book/",
        "/visits/",
        "/officer/",
        "/cms/",
        "/search/?q=phone",
        "/no/",
    ):
        browser.get(address)
    assert list(cache.pages) == []


def test_a_person_who_is_signed_in_gets_a_page_of_their_own(browser, cache, client):
    client.force_login(factories.staff(Role.EDITOR))
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    _, headers, _ = browser.get(ABOUT, HTTP_COOKIE=cookie)
    assert "public" not in headers.get("Cache-Control", "")
    assert len(cache.pages) == 0
    browser.get(ABOUT)
    assert len(cache.pages) == 1
    assert "ETag" not in browser.get(ABOUT, HTTP_COOKIE=cookie)[1]


def test_a_page_asked_for_with_any_cookie_is_never_kept(browser, cache):
    browser.get(ABOUT, HTTP_COOKIE="csrftoken=" + "a" * 32)
    assert len(cache.pages) == 0


def test_another_host_is_refused_and_not_kept(browser, cache):
    assert browser.get(ABOUT, HTTP_HOST="evil.example")[0] == 400
    assert len(cache.pages) == 0


def test_head_is_answered_without_a_body(browser):
    browser.get(ABOUT)
    status, headers, body = browser.get(ABOUT, method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0


def test_only_known_facets_are_kept(browser, cache):
    browser.get("/learn/?band=8-10&minutes=20")
    browser.get("/learn/?band=8-10&utm_source=mail")
    browser.get("/learn/?q=phone")
    assert [key[3] for key in cache.pages] == ["band=8-10&minutes=20"]


def test_a_long_query_is_not_kept():
    assert only_facets("band=" + "8" * 100)
    assert not only_facets("band=" + "8" * 300)


def test_the_room_is_bounded(browser, cache, monkeypatch):
    monkeypatch.setattr(page_cache, "ROOM", 150_000)
    for band in range(60):
        browser.get(f"/learn/?band={band}")
    assert 0 < cache.bytes <= 150_000
    assert cache.bytes == sum(kept.size for kept in cache.pages.values())


def test_a_page_older_than_a_minute_is_made_again(browser, monkeypatch):
    monkeypatch.setattr(page_cache, "KEEP", -1.0)
    browser.get(ABOUT)
    before = browser.get(ABOUT)
    Page.objects.filter(slug="about").update(seo_title="Moved past the number")
    assert before[2] != browser.get(ABOUT)[2]


@pytest.mark.parametrize(
    ("given", "expected"),
    [('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True), ('"b"', False), ("", False)],
)
def test_etags_are_compared_weakly(given, expected):
    assert matches(given, 'W/"a"') is expected

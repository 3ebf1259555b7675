"""How many queries each kind of public page makes when no cache answers: few, and no more when the tree grows.

As a force runs it none of them writes: a full disk or a locked database must not stand between a reader and a page.
"""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.settings import base
from education.content.models import GuidePage
from home.queries import standing

pytestmark = pytest.mark.django_db
MOST = {
    "/": 12, "/4-7/": 12, "/learn/": 12, "/learn/?band=8-10&q=year+5": 12, "/learn/the-screenshot-test/": 12,
    "/learn/the-screenshot-test/class/3/": 12, "/learn/the-screenshot-test/story/1/": 12, "/learn/the-screenshot-test/handout/": 12,
    "/parents/": 12, "/parents/?topic=money": 12, "/parents/gaming-and-voice-chat/": 10, "/parents/plan/?age=8-10&device=console&worry=games": 12,
    "/g/7/share/": 12, "/teachers/": 12, "/teachers/before-our-visit/": 12, "/help/": 12, "/help/now/": 12, "/help/now/easy-read/": 12, "/about/": 12,
    "/search/?q=gamming+hedset": 12, "/figures/": 12, "/no-such-page/": 12,
}  # fmt: skip


@pytest.fixture
def as_run(launched, settings):
    """The cache that a force runs with, empty, in a process that has just begun."""
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)
    cache.clear()
    standing.forget()


def made(client, address: str) -> list[str]:
    """The queries of an address, asked the second time, past the cache of whole pages."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(f"{address}{'&' if '?' in address else '?'}past=the-cache")
    return [query["sql"] for query in seen.captured_queries]


def test_no_kind_of_page_makes_more_queries_than_it_may(as_run, client):
    counts = {address: len(made(client, address)) for address in MOST}
    print("\n".join(f"{count:>3}  {address}" for address, count in counts.items()))
    assert {address: count for address, count in counts.items() if count > MOST[address]} == {}


def test_a_query_is_counted(launched, client):
    queries = made(client, "/learn/the-screenshot-test/")
    assert any("content_lessonpage" in query for query in queries)


def written(ask) -> list[str]:
    """What asking made the database write."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    write = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE)\b", re.IGNORECASE)
    return [query["sql"] for query in seen.captured_queries if write.match(query["sql"])]


def test_reading_any_kind_of_page_writes_nothing(as_run, client):
    found = {
        address: written(lambda address=address: client.get(address))
        for address in [*MOST, "/new/", "/sitemap.xml"]
    }
    assert {address: queries for address, queries in found.items() if queries} == {}


def test_what_is_counted_is_written(as_run, client):
    tap = {"page": GuidePage.objects.live().filter(sensitivity="open").first().pk, "answer": "yes"}
    queries = written(lambda: client.post("/useful/", tap))
    assert [any(table in query for query in queries) for table in ('"cache"', "home_usefulday")] == [
        True,
        True,
    ]


def test_a_plain_table_would_be_written_to_by_a_reader(as_run, client, settings):
    settings.CACHES = {
        "default": {**base.CACHES["default"], "BACKEND": "django.core.cache.backends.db.DatabaseCache"}
    }
    assert any('"cache"' in query for query in written(lambda: client.get("/")))


def test_where_a_site_begins_is_remembered_and_forgotten_here(as_run):
    assert written(lambda: cache.set("wagtail_site_root_paths", ["here"], 3600, version=2)) == []
    assert cache.get("wagtail_site_root_paths", version=2) == ["here"]
    cache.delete("wagtail_site_root_paths", version=2)
    assert cache.get("wagtail_site_root_paths", version=2) is None

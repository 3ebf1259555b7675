"""How many queries each kind of public page makes when no cache answers: few, and no more when the tree grows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db
MOST = {
    "/": 12, "/4-7/": 12, "/learn/": 12, "/learn/?band=8-10&q=year+5": 12, "/learn/the-screenshot-test/": 12,
    "/learn/the-screenshot-test/class/3/": 12, "/learn/the-screenshot-test/story/1/": 12, "/learn/the-screenshot-test/handout/": 12,
    "/parents/": 12, "/parents/?topic=money": 12, "/parents/gaming-and-voice-chat/": 10, "/parents/plan/?age=8-10&device=console&worry=games": 12,
    "/g/7/share/": 12, "/teachers/": 12, "/teachers/before-our-visit/": 12, "/help/": 12, "/help/now/": 12, "/help/now/easy-read/": 12, "/about/": 12,
    "/search/?q=gamming+hedset": 12, "/figures/": 12, "/no-such-page/": 12,
}  # fmt: skip


def made(client, address: str) -> list[str]:
    """The queries of an address, asked the second time, past the cache of whole pages."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(f"{address}{'&' if '?' in address else '?'}past=the-cache")
    return [query["sql"] for query in seen.captured_queries]


def test_no_kind_of_page_makes_more_queries_than_it_may(launched, client):
    counts = {address: len(made(client, address)) for address in MOST}
    print("\n".join(f"{count:>3}  {address}" for address, count in counts.items()))
    assert {address: count for address, count in counts.items() if count > MOST[address]} == {}


def test_a_query_is_counted(launched, client):
    queries = made(client, "/learn/the-screenshot-test/")
    assert any("content_lessonpage" in query for query in queries)

"""Searching, and what search engines are told."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from education.content.models import GuideIndexPage
from tests.factories import person
from tests.home.conftest import guide


def found(client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    return re.findall(r'<h3><a href="([^"]+)"', page)


def test_a_word_finds_the_live_pages_that_hold_it(client, home):
    guide(GuideIndexPage.objects.get(), "Games on a draft", live=False)
    assert found(client, "games") == ["/parents/first-games/"]


def test_all_the_words_must_be_there(client, home):
    assert found(client, "first games") == ["/parents/first-games/"]
    assert found(client, "games phone") == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "\x00",
        '"',
        "a" * 5000,
        "games' OR 1=1 --",
        "%_*",
        "(",
        "NEAR/",
        "NOT",
        "AND OR",
        "title:x",
        "🦦",
    ],
)
def test_odd_words_are_no_error(client, home, words):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_what_was_typed_is_shown_back_safely_and_kept_by_no_cache(client, home):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_search_engines_get_every_live_page(client, home):
    page = client.get("/sitemap.xml").content.decode()
    assert re.findall("<loc>http://127.0.0.1:[0-9]+(.*?)</loc>", page) == [
        "/",
        "/about/",
        "/pictures/",
        "/parents/",
        "/parents/first-games/",
    ]


def test_a_demonstration_offers_search_engines_nothing(client, home):
    person(is_demo=True)
    cache.clear()
    assert "<loc>" not in client.get("/sitemap.xml").content.decode()


def test_robots_and_security_say_where_to_look(client, db, settings):
    settings.BASE_URL = "https://safe.example"
    settings.DEFAULT_FROM_EMAIL = "Team <team@safe.example>"
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert (robots[0], robots[-1]) == ("User-agent: *", "Sitemap: https://safe.example/sitemap.xml")
    security = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert security[0] == "Contact: mailto:team@safe.example"
    assert re.fullmatch(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", security[1])

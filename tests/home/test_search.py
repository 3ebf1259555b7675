"""Searching: by words, worries, years and wrong spellings, with help first where it is needed."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection
from wagtail.models import Locale

from education.content.folding import ages, fold, stem
from education.content.models import GuideIndexPage, GuidePage, HelpSet, SearchWords
from education.content.search import crisis
from education.content.search.index import Index, document
from home import search
from home.queries import standing
from tests.factories import person
from tests.home.conftest import guide


def found(client, words):
    page = client.get("/search/", {"q": words}).content.decode()
    return re.findall(r'<h3><a href="([^"]+)"', page)


def test_a_word_finds_the_live_pages_that_hold_it(client, home):
    guide(GuideIndexPage.objects.get(), "Games on a draft", live=False)
    assert found(client, "games") == ["/parents/first-games/"]


def test_every_word_helps_and_none_is_required(client, home):
    guide(GuideIndexPage.objects.get(), "Phones at night")
    assert found(client, "first games") == ["/parents/first-games/"]
    assert found(client, "night games phones") == ["/parents/phones-at-night/", "/parents/first-games/"]


def test_a_page_is_found_as_soon_as_it_is_live_and_no_longer_than_that(client, home):
    assert found(client, "kestrels") == []
    page = guide(GuideIndexPage.objects.get(), "Kestrels")
    page.save_revision().publish()
    assert found(client, "kestrels") == ["/parents/kestrels/"]
    page.title = "Otters"
    page.save_revision()
    assert found(client, "otters") == []
    page.unpublish()
    assert found(client, "kestrels") == []


def test_a_page_that_is_restricted_is_not_found(client, home):
    page = guide(GuideIndexPage.objects.get(), "Kestrels")
    assert found(client, "kestrels") == ["/parents/kestrels/"]
    page.view_restrictions.create(restriction_type="login")
    assert found(client, "kestrels") == []


def test_only_pages_of_the_visitors_language_are_found(client, home):
    page = guide(GuideIndexPage.objects.get(), "Kestrels")
    other = Locale.objects.create(language_code="pl")
    GuidePage.objects.filter(pk=page.pk).update(locale=other)
    assert found(client, "kestrels") == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [("gmaes", "games"), ("gamse", "games"), ("phoen nights", "phone"), ("hpones", "phones")],
)
def test_a_wrong_letter_is_forgiven_and_said(client, home, typed, read):
    guide(GuideIndexPage.objects.get(), "Phone and phones")
    page = client.get("/search/", {"q": typed})
    assert page.context["answer"].read_as[0][1] == read
    assert f"as “{read}”" in page.content.decode()
    assert len(page.context["answer"].results) == 1


def test_words_typed_as_one_or_in_two_are_found(client, home):
    guide(GuideIndexPage.objects.get(), "Group chats and smartphones")
    for typed in ("groupchats", "smart phones", "groupchat"):
        assert found(client, typed) == ["/parents/group-chats-and-smartphones/"]


@pytest.mark.parametrize(
    "typed",
    [
        "Year 1",
        "yr1",
        "year one",
        "y1",
        "reception",
        "6 year old",
        "six yr old",
        "aged 6",
        "6yo",
        "6-year-old",
    ],
)
def test_years_and_ages_find_the_pages_for_them(client, home, typed):
    guide(GuideIndexPage.objects.get(), "Older ones")
    GuidePage.objects.filter(title="Older ones").update(bands=["11-13"])
    assert found(client, typed)[:1] == ["/parents/first-games/"]


@pytest.mark.parametrize(
    ("typed", "age"),
    [("shes 11 and wants it", [11]), ("he's only 8", [8]), ("turned 13", [13]), ("she is 2", []), ("hes 11 minutes late", []),
     ("11 hours", []), ("his friend is 14", [14])],
)  # fmt: skip
def test_an_age_is_heard_without_the_word_year(typed, age):
    assert ages(fold(typed)) == age


def test_a_page_for_others_counts_less_when_somebody_is_spoken_of():
    def page(key, audience):
        return document(
            key=key, url=f"/{key}/", title="Nasty messages", summary="", kind="", audience=audience, texts={}
        )

    index = Index([page(1, "teacher"), page(2, "parent")], (), search.LEANINGS)
    assert [d.key for d in index.find("nasty messages").documents] == [1, 2]
    assert [d.key for d in index.find("she gets nasty messages").documents] == [2, 1]
    assert [d.key for d in index.find("nasty messages to all his mates").documents] == [2, 1]
    assert [d.key for d in index.find("she is a pupil, nasty messages").documents] == [1, 2]


def test_year_one_is_not_the_beginning_of_year_ten():
    assert fold("Year 1 and year 10, aged 7, 7 year olds") == ["year1", "and", "year10", "age7", "age7"]


@pytest.mark.parametrize(
    "words",
    ["", "   ", "\x00", '"', "a" * 5000, "games' OR 1=1 --", "%_*", "(", "NEAR/", "NOT", "AND OR", "title:x", "🦦", "é" * 300],
)  # fmt: skip
def test_odd_words_are_no_error(client, home, words):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_an_editors_words_count_as_soon_as_they_are_saved(client, home):
    assert found(client, "wotsit") == []
    SearchWords.objects.create(name="New", slug="new", typed="wotsit\nthing-y", means="first games")
    search.forget()
    assert found(client, "wotsit") == ["/parents/first-games/"]
    assert found(client, "a thing y") == ["/parents/first-games/"]


def test_an_editors_word_of_crisis_shows_help(client, home):
    chosen = HelpSet.objects.get(slug="everyone")
    SearchWords.objects.create(name="New", slug="new", typed="a new craze", help_set=chosen)
    assert client.get("/search/", {"q": "a new craze"}).context["answer"].help_set == chosen
    assert client.get("/search/", {"q": "a craze"}).context["answer"].help_set is None


def test_searching_costs_few_queries_whatever_the_tree_holds(client, home, django_assert_max_num_queries):
    index = GuideIndexPage.objects.get()
    for number in range(30):
        guide(index, f"Games number {number}")
    with django_assert_max_num_queries(22):  # the first search of a process reads every page
        client.get("/search/", {"q": "games"})
    with django_assert_max_num_queries(12):
        assert len(found(client, "games")) == search.MOST_RESULTS


def test_only_what_changed_is_read_again(client, home, django_assert_max_num_queries):
    page = guide(GuideIndexPage.objects.get(), "Kestrels")
    found(client, "games")
    before = {key: each for key, (_stamp, each) in search.current(Locale.get_active()).pages.items()}
    page.save_revision().publish()
    after = {key: each for key, (_stamp, each) in search.current(Locale.get_active()).pages.items()}
    assert [key for key in after if after[key] is not before[key]] == [page.pk]


def test_what_was_typed_is_shown_back_safely_and_kept_by_no_cache(client, home):
    response = client.get("/search/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_what_was_typed_is_stored_and_logged_nowhere(client, home, caplog):
    rows = "SELECT COUNT(*) FROM {}"
    with caplog.at_level(logging.DEBUG, logger="education"), caplog.at_level(logging.DEBUG, logger="home"):
        client.get("/search/", {"q": "kestrelword"})
        client.get("/parents/plan/", {"age": "8-10", "device": "console", "worry": "kestrelword"})
    assert "kestrelword" not in caplog.text
    with connection.cursor() as cursor:
        for table in ("ledger_event", "ledger_outboxmessage", "ledger_accessevent"):
            cursor.execute(rows.format(table))
            assert cursor.fetchone()[0] == 0, table


def heard(words):
    return [{stem(word)} for word in fold(words)]


def test_a_phrase_needs_its_words_in_order_and_close_together():
    alarms = crisis.shipped()
    assert crisis.raised(heard("I want to just die"), alarms) == "crisis-life"
    assert crisis.raised(heard("die hard I want to watch"), alarms) == ""
    assert crisis.raised(heard("want popcorn and then go to the shop before flowers die"), alarms) == ""


def test_shipped_words_of_crisis_count_even_when_the_desk_has_lost_them(client, home):
    chosen = HelpSet.objects.get(slug="everyone")
    HelpSet.objects.create(name="Life", slug="crisis-life", locale=chosen.locale)
    SearchWords.objects.all().delete()
    assert search.find("i want to die").help_set.slug == "crisis-life"


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
    standing.forget()
    assert "<loc>" not in client.get("/sitemap.xml").content.decode()


def test_robots_and_security_say_where_to_look(client, db, settings):
    settings.BASE_URL = "https://safe.example"
    settings.DEFAULT_FROM_EMAIL = "Team <team@safe.example>"
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert (robots[0], robots[-1]) == ("User-agent: *", "Sitemap: https://safe.example/sitemap.xml")
    security = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert security[0] == "Contact: mailto:team@safe.example"
    assert re.fullmatch(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", security[1])

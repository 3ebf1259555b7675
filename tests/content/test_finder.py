"""The finders: counts that are true, addresses that can be shared, and a way out of nothing."""

from __future__ import annotations

from functools import cache

import pytest
from django.http import QueryDict
from wagtail.models import Locale

from education.content.finder import Card, Facet, find, fold
from education.content.models import GuideIndexPage, LessonIndexPage, LessonPage
from education.content.queries import guide_cards, guide_facets, lesson_cards, lesson_facets, texts_of

BAND = Facet("band", "Age", (("4-7", "4–7"), ("8-10", "8–10")))
MINUTES = Facet("minutes", "Time", (("20", "20"), ("45", "45")), at_most=True)


def card(title, band, minutes):
    codes = {"band": frozenset({band}), "minutes": frozenset({str(minutes)})}
    return Card(f"/{title}/", title, "", codes, frozenset(fold(title)))


CARDS = [card("Jar", "4-7", 20), card("Café tour", "4-7", 45), card("Phones", "8-10", 45)]


def ask(query):
    data = QueryDict(query)
    return find(CARDS, (BAND, MINUTES), data.getlist, data.get("q", ""))


def titles(query):
    return [c.title for c in ask(query).cards]


def counts(query, facet):
    return {o.code: o.count for q in ask(query).questions if q.name == facet for o in q.options}


def test_nothing_asked_shows_everything():
    assert titles("") == ["Jar", "Café tour", "Phones"]


def test_facets_narrow_and_values_of_one_facet_widen():
    assert titles("band=4-7&minutes=20") == ["Jar"]
    assert titles("band=4-7&band=8-10") == ["Jar", "Café tour", "Phones"]


def test_minutes_mean_at_most():
    assert titles("minutes=45") == ["Jar", "Café tour", "Phones"]
    assert titles("minutes=20") == ["Jar"]


def test_a_count_says_what_choosing_the_option_would_show():
    assert counts("minutes=20", "band") == {"4-7": 1, "8-10": 0}
    assert counts("band=8-10", "band") == {"4-7": 2, "8-10": 1}
    for code, count in counts("minutes=45", "band").items():
        assert len(titles(f"minutes=45&band={code}")) == count


def test_where_an_answer_of_the_same_question_is_chosen_a_count_says_what_is_added():
    both = card("Both", "4-7", 20)
    both.codes["band"] = frozenset({"4-7", "8-10"})
    found = find([*CARDS, both], (BAND, MINUTES), QueryDict("band=4-7&minutes=20").getlist)
    band, minutes = found.questions
    assert [(o.count, o.more, o.open, o.chosen) for o in band.options] == [
        (2, False, True, True), (0, True, True, False),
    ]  # fmt: skip
    assert [(o.count, o.more) for o in minutes.options] == [
        (2, False),
        (3, False),
    ]  # one takes the other's place


def false_counts(cards, facets, q=""):
    """Each answer of the first page and of every page with one choice, where its count is not what its address shows."""

    @cache
    def shows(query):
        data = QueryDict(query.removeprefix("?"))
        return find(cards, facets, data.getlist, data.get("q", ""))

    def answers(query):
        return [(query, option) for question in shows(query).questions for option in question.options]

    start = f"?q={q}" if q else ""
    first = answers(start)
    every = [*first, *(each for _query, option in first for each in answers(option.query))]
    return len(every), [
        (query, option.query, option.count)
        for query, option in every
        if not option.chosen
        and option.count + option.more * len(shows(query).cards) != len(shows(option.query).cards)
    ]


@pytest.mark.django_db
def test_every_count_of_both_finders_is_what_following_it_shows(also_in_polish):
    languages = [("en-gb", "English"), ("pl", "polski")]
    learn, parents = (
        kind.objects.get(locale__language_code="en-gb") for kind in (LessonIndexPage, GuideIndexPage)
    )
    for cards, facets in (
        (lesson_cards(index=learn, several=True), lesson_facets(languages)),
        (guide_cards(index=parents, several=True), guide_facets(languages)),
    ):
        followed, wrong = false_counts(cards, facets)
        assert wrong == []
        assert followed > 800


def test_what_nobody_knows_is_not_asked():
    assert titles("band=99&colour=blue&minutes=soon") == ["Jar", "Café tour", "Phones"]
    assert ask("band=99").chips == ()


def test_words_are_found_by_their_beginning_whatever_their_accents():
    assert titles("q=cafe") == ["Café tour"]
    assert titles("q=CAF%C3%89+to") == ["Café tour"]
    assert titles("q=afe") == []


def test_the_same_choice_is_always_the_same_address():
    def address(query):
        (option,) = [o for o in ask(query).questions[0].options if o.code == "8-10"]
        return option.query

    assert address("minutes=45&band=4-7&q=x") == "?band=4-7&band=8-10&minutes=45&q=x"
    assert address("q=x&band=4-7&minutes=45") == "?band=4-7&band=8-10&minutes=45&q=x"
    assert address("band=8-10") == ""


def test_each_chip_takes_one_choice_back_and_says_what_is_left():
    found = ask("band=8-10&minutes=20")
    assert found.cards == ()
    assert [(c.label, c.query, c.count) for c in found.chips] == [
        ("8–10", "?minutes=20", 1),
        ("20", "?band=8-10", 1),
    ]


def test_the_form_carries_the_filters_along():
    assert ask("band=4-7&minutes=20&q=jar").hidden == (("band", "4-7"), ("minutes", "20"))


@pytest.mark.django_db
def test_the_lesson_finder_finds_by_band_year_strand_minutes_and_word(launched, client):
    def found(query):
        return [c.title for c in client.get(f"/learn/?{query}").context["found"].cards]

    def shipped(fits):
        return [lesson.title for lesson in LessonPage.objects.order_by("path") if fits(lesson)]

    assert found("band=11-13") == shipped(lambda lesson: lesson.band == "11-13")
    assert found("year=5") == shipped(lambda lesson: "5" in lesson.years)
    assert found("strand=privacy") == shipped(lambda lesson: "privacy" in lesson.strands)
    assert found("minutes=30") == shipped(lambda lesson: lesson.minutes <= 30)
    assert found("minutes=30&strand=bullying") == ["Kind Taps"]
    assert found("q=year+10") == shipped(lambda lesson: "10" in lesson.years)
    assert found("q=year+1+jar") == ["The Family Jar"]

    def says(lesson, beginning):
        told = [texts_of(stream.raw_data) for stream in (lesson.outcomes, lesson.key_words)]
        words = fold(" ".join([lesson.title, lesson.summary, lesson.search_words, *told]))
        return any(word.startswith(beginning) for word in words)

    # What the editor's blocks are called ("line") is nothing to be found by.
    assert found("q=line") == shipped(lambda lesson: says(lesson, "line")) != shipped(lambda lesson: True)
    assert found("band=14-plus&minutes=10") == []


@pytest.mark.django_db
def test_the_guide_finder_finds_by_band_topic_device_situation_and_word(launched, client):
    def found(query):
        return [c.title for c in client.get(f"/parents/?{query}").context["found"].cards]

    assert found("topic=ai") == ["AI chatbots and fake images"]
    assert found("device=home-wifi&topic=privacy&band=14-plus") == [
        "Grandparents, carers and foster families"
    ]
    assert found("situation=happened&topic=money") == [
        "If someone is threatening your child", "Money, loot boxes and scams",
    ]  # fmt: skip
    assert found("q=loot") == ["Money, loot boxes and scams"]
    assert len(found("band=8-10")) == 19


@pytest.mark.django_db
def test_an_empty_result_offers_ways_out_and_no_cookie(launched, client):
    response = client.get("/learn/?band=14-plus&minutes=10")
    html = response.content.decode()
    assert "Nothing fits all of that yet." in html
    assert "All of these are only in" not in html
    assert 'href="/learn/?band=14-plus"' in html
    assert not response.cookies


@pytest.mark.django_db
def test_a_draft_is_not_found(launched, client):
    live = LessonPage.objects.live().count()
    LessonPage.objects.get(slug="the-family-jar").unpublish()
    assert client.get("/learn/").context["found"].total == live - 1


@pytest.mark.django_db
@pytest.mark.parametrize("q", ["<script>alert(1)</script>", "'; --", "x" * 5000, "\x00", "🦦"])
def test_a_strange_search_is_shown_as_text(launched, client, q):
    response = client.get("/learn/", {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.django_db
def test_the_cards_of_a_finder_cost_two_queries(launched, django_assert_num_queries):
    index = LessonIndexPage.objects.select_related("locale").get()
    index.get_url()
    lessons = LessonPage.objects.live().count()
    with django_assert_num_queries(2):
        assert len(lesson_cards(index=index)) == lessons


@pytest.fixture
def also_in_polish(launched, settings):
    """A second language that has its own index and one lesson of ours."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
    polish = Locale.objects.create(language_code="pl")
    lesson = LessonPage.objects.get(slug="the-family-jar")
    version = lesson.copy_for_translation(polish, copy_parents=True)
    version.title, version.slug = "Rodzinny słoik", "rodzinny-sloik"
    version.save_revision().publish()
    for above in version.get_ancestors().filter(locale=polish).specific():
        above.alias_of = None
        above.save()
    return LessonPage.objects.get(pk=version.pk)


@pytest.mark.django_db
def test_one_language_is_nothing_to_ask_for_and_the_finder_says_so(launched, client):
    page = client.get("/learn/")
    assert "language" not in {question.name for question in page.context["found"].questions}
    assert "All of these are only in English so far." in page.content.decode()


@pytest.mark.django_db
def test_with_a_second_language_the_finder_counts_it_and_shows_that_version(also_in_polish, client):
    page = client.get("/learn/")
    (asked,) = [q for q in page.context["found"].questions if q.name == "language"]
    everything = page.context["found"].total
    assert [(o.code, o.label, o.count) for o in asked.options] == [
        ("en-gb", "English", everything),
        ("pl", "polski", 1),
    ]
    assert "so far." not in page.content.decode()
    page = client.get("/learn/?language=pl")
    (card,) = page.context["found"].cards
    assert (card.title, card.language, card.url) == ("Rodzinny słoik", "pl", also_in_polish.get_url())
    html = page.content.decode()
    assert '<li class="card card--link card--round band--4-7" lang="pl">' in html
    assert '<span class="visually-hidden">Remove </span>polski' in html
    assert page.context["canonical"].endswith("/learn/?language=pl")
    assert [c.title for c in client.get("/learn/?language=en-gb&q=jar").context["found"].cards] == [
        "The Family Jar"
    ]
    # Words are looked for in every version: the count of a language is what choosing it shows.
    for query in ("q=jar", "language=pl&q=jar", "language=pl&q=sloik"):
        assert len(client.get(f"/learn/?{query}").context["found"].cards) == 1
    also_in_polish.unpublish()
    page = client.get("/learn/?language=pl")
    assert (page.context["found"].cards, "Nothing fits all of that yet." in page.content.decode()) == (
        (),
        True,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/learn/", "/parents/"])
def test_a_finder_names_its_one_address(launched, client, settings, address):
    for query, kept in (
        ("", ""),
        ("?colour=blue", ""),
        ("?q=x&band=8-10&band=4-7", "?band=4-7&band=8-10&q=x"),
    ):
        html = client.get(f"{address}{query}").content.decode().replace("&amp;", "&")
        assert f'<link rel="canonical" href="{settings.BASE_URL}{address}{kept}">' in html

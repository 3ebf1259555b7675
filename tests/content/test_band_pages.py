"""The pages that children come in by: one invitation, their own lessons, help in their words, nothing for adults."""

from __future__ import annotations

import re

import pytest

from education.content.ages import BANDS
from education.content.models import LessonPage
from home.models import BandPage
from tests.html import faults

pytestmark = pytest.mark.django_db
ADULTS = ("/parents/", "/teachers/", "/figures/", "/book/", "/accounts/", "/search/")


def body(client, code: str) -> str:
    return client.get(f"/{code}/").content.decode()


@pytest.mark.parametrize("code", [band.code for band in BANDS])
def test_a_band_page_holds_its_own_lessons_and_no_door_for_adults(launched, client, code):
    page = body(client, code)
    cards = re.findall(r'class="card__link" href="([^"]*)"', page)
    own = [lesson.url for lesson in LessonPage.objects.live().order_by("path") if lesson.band == code]
    assert cards == own
    assert own != []
    assert [link for link in ADULTS if f'href="{link}' in page] == []
    assert faults(page) == []


def test_the_oldest_and_the_youngest_are_spoken_to_differently(launched, client):
    youngest, oldest = body(client, "4-7"), body(client, "14-plus")
    assert ("Get help" in youngest, "I need help now" in youngest) == (True, False)
    assert ("Get help" in oldest, "I need help now" in oldest) == (False, True)
    assert ("Tell a grown-up you trust." in youngest, "Tell a grown-up you trust." in oldest) == (True, False)


def test_every_card_of_every_band_has_a_picture(launched, client):
    for band in BANDS:
        page = body(client, band.code)
        assert page.count('class="card__media"') == page.count(' big-card"')


def test_a_lesson_that_was_taken_down_leaves_its_band_page_which_then_says_so_kindly(launched, client):
    for lesson in LessonPage.objects.live():
        if lesson.band == "4-7":
            lesson.unpublish()
    page = body(client, "4-7")
    assert ("big-card" in page, "The first one is on its way." in page, faults(page)) == (False, True, [])


def test_home_leads_to_the_band_pages_and_to_the_finder_without_them(launched, client):
    tiles = re.compile(r'class="band-tile" href="([^"]*)"')
    assert tiles.findall(client.get("/").content.decode()) == ["/4-7/", "/8-10/", "/11-13/", "/14-plus/"]
    BandPage.objects.get(age_band="8-10").unpublish()
    assert tiles.findall(client.get("/").content.decode())[1] == "/learn/?band=8-10"


def test_a_band_page_costs_as_little_with_more_lessons(launched, client, django_assert_max_num_queries):
    client.get("/4-7/")
    with django_assert_max_num_queries(12):
        client.get("/4-7/")

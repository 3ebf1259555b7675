"""The curriculum map: made from the lessons, as they are at that moment."""

from __future__ import annotations

import re

import pytest

from education.content.models import LessonPage
from education.content.queries import curriculum_map

pytestmark = pytest.mark.django_db
MAP = "/teachers/curriculum-map/"


def cell(strand, band):
    made = curriculum_map()
    row = next(row for row in made.rows if row.strand.code == strand)
    return [lesson.title for where, lessons in row.cells for lesson in lessons if where.code == band]


def test_every_lesson_stands_in_each_of_its_strands_at_its_age(launched):
    made = curriculum_map()
    placed = [
        (row.strand.code, band.code, lesson.url)
        for row in made.rows
        for band, lessons in row.cells
        for lesson in lessons
    ]
    wanted = [
        (strand, lesson.band, f"/learn/{lesson.slug}/")
        for lesson in LessonPage.objects.all()
        for strand in lesson.strands
    ]
    assert sorted(placed) == sorted(wanted)
    assert (made.lessons, made.filled, made.cells) == (17, len({w[:2] for w in wanted}), 32)


def test_a_lesson_stands_first_where_its_main_strand_is(launched):
    assert cell("relationships", "4-7") == ["Ask Before You Snap", "Kind Taps"]
    assert cell("self-image", "14-plus") == ["Faked", "Where Banter Stops"]


def test_every_statement_that_a_lesson_links_to_names_the_lesson(launched):
    made = {
        item.statement.code: [lesson.title for lesson in item.lessons]
        for part in curriculum_map().parts
        for item in part.served
    }
    for lesson in LessonPage.objects.all():
        for statement in lesson.curriculum_links.all():
            assert lesson.title in made[statement.code]
    unserved = {code for part in curriculum_map().parts for code in part.unserved}
    assert unserved.isdisjoint(made)
    assert "EFCW-health-4-7" in unserved


def test_the_page_shows_it_and_leaves_out_what_is_not_live(launched, client):
    page = client.get(MAP).content.decode()
    assert "17 lessons in 20 of 32 cells" in " ".join(page.split())
    assert set(re.findall(r'curriculum-map__lesson" href="([^"]+)"', page)) == {
        f"/learn/{lesson.slug}/" for lesson in LessonPage.objects.all()
    }
    LessonPage.objects.get(slug="free-coins").unpublish()
    page = client.get(MAP).content.decode()
    assert "16 lessons in 19 of 32 cells" in " ".join(page.split())
    assert "/learn/free-coins/" not in page


def test_it_takes_few_queries_however_many_lessons_there_are(launched, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        curriculum_map()

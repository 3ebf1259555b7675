"""Each shipped lesson on its own: sound, and easy enough for its readers in every part."""

from __future__ import annotations

import tomllib

import pytest

from education.content.models import LessonPage
from education.content.parts import reading_problems
from education.content.shipped import LAUNCH

pytestmark = pytest.mark.django_db
LESSONS = [
    tomllib.loads(path.read_text(encoding="utf-8"))["slug"]
    for path in sorted((LAUNCH / "lessons").glob("*.toml"))
]


@pytest.mark.parametrize("slug", LESSONS)
def test_a_shipped_lesson_is_sound_and_easy_enough_in_every_part(launched, slug):
    lesson = LessonPage.objects.get(slug=slug)
    lesson.full_clean()
    assert reading_problems(lesson=lesson) == {}

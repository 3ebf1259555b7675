"""Each shipped lesson on its own: sound, easy enough for its readers, and without a word that blames."""

from __future__ import annotations

import tomllib

import pytest

from education.content.models import LessonPage
from education.content.parts import reading_problems
from education.content.shipped import LAUNCH
from education.content.words import blaming

pytestmark = pytest.mark.django_db
LESSONS = [
    tomllib.loads(path.read_text(encoding="utf-8"))["slug"]
    for path in sorted((LAUNCH / "lessons").glob("*.toml"))
]


@pytest.mark.parametrize("slug", LESSONS)
def test_a_shipped_lesson_is_sound_readable_and_blames_nobody(launched, slug):
    lesson = LessonPage.objects.get(slug=slug)
    lesson.full_clean()
    assert reading_problems(lesson=lesson) == {}
    path = next(p for p in (LAUNCH / "lessons").glob("*.toml") if p.stem.endswith(slug))
    assert blaming([path.read_text(encoding="utf-8")]) == []

"""Every shipped page is easy enough for the people it is for."""

from __future__ import annotations

import pytest

from education.content.models import (
    DisclosureBlock,
    GroundRules,
    GuidePage,
    HelpPage,
    LessonPage,
    TeacherPage,
)
from education.content.parts import reading_problems
from education.content.reading import LIMITS, Limits, measure, parts, plain, syllables
from home.models import StandardPage


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("otter", 2), ("make", 1), ("table", 2), ("smile", 1), ("wanted", 2), ("liked", 1), ("family", 3),
     ("the", 1), ("safeguarding", 4)],
)  # fmt: skip
def test_syllables_are_counted_by_rule(word, count):
    assert syllables(word) == count


def test_grade_and_lix_follow_their_formulas():
    score = measure(["The cat sat on the mat. It was happy."])
    assert score.words == 9
    assert round(score.grade, 2) == round(0.39 * 4.5 + 11.8 * 10 / 9 - 15.59, 2)
    assert round(score.lix, 2) == 4.5
    assert score.longest_sentence == "The cat sat on the mat"


def test_no_words_measure_nothing():
    assert measure(["", "…"]).words == 0


def test_the_calibration_texts_keep_their_order():
    easy = measure(["Bo stops. Bo asks Gran. Gran smiles."])
    police = measure(
        ["The constabulary's investigative capability incorporates specialised safeguarding practitioners whose "
         "operational responsibilities encompass preventative interventions across educational establishments."]
    )  # fmt: skip
    assert easy.over(LIMITS["4-7"]) == []
    assert len(police.over(LIMITS["teachers"])) == 2


def test_each_limit_says_what_to_change():
    over = measure(["one two three four five"]).over(Limits(-99, -99, 4, 4))
    assert [sentence.split(";")[0] for sentence in over[2:]] == ["5 words in one sentence", "5 words"]


def test_lists_and_paragraphs_are_sentences_of_their_own():
    assert plain("<p>One <b>two</b>.</p><ul><li>three</li><li>four &amp; five</li></ul>") == [
        "One two.", "three", "four & five",
    ]  # fmt: skip


@pytest.mark.django_db
def test_every_shipped_page_passes_its_limits(launched):
    over = {}

    def check(page, texts, audience):
        problems = measure(texts).over(LIMITS[audience])
        if problems:
            over[str(page)] = problems

    for lesson in LessonPage.objects.all():
        problems = reading_problems(lesson=lesson)
        if problems:
            over[str(lesson)] = problems
    for guide in GuidePage.objects.all():
        check(guide, [*parts(guide.at_a_glance), guide.tonight, *parts(guide.body)], "parents")
    for page in HelpPage.objects.all():
        check(page, [*parts(page.body), page.what_happens_next], "parents")
    for page in StandardPage.objects.all():
        check(page, parts(page.body), "parents")
    for page in TeacherPage.objects.all():
        check(page, parts(page.body), "teachers")
    for text in [*DisclosureBlock.objects.all(), *GroundRules.objects.all()]:
        check(text, text.text.split("\n\n"), "teachers")
    assert over == {}

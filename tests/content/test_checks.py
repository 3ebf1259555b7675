"""Whether a page agrees with CEOP Education is recorded with its day, and whoever asks is told what is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from education.content.models import CurriculumStatement, GuidePage, LessonPage
from education.content.models.base import months_after
from education.content.queries.checks import ceop_checks

pytestmark = pytest.mark.django_db


def lesson():
    return LessonPage.objects.get(slug="the-family-jar")


def test_what_nobody_compared_is_reported_first(launched, django_assert_num_queries):
    page = lesson()
    page.ceop_check, page.ceop_checked_on = "consistent", dt.date(2026, 11, 21)
    page.save_revision().publish()
    with django_assert_num_queries(3):
        rows = ceop_checks()
    assert len(rows) == LessonPage.objects.live().count() + GuidePage.objects.live().count()
    assert [row.title for row in rows if not row.missing] == ["The Family Jar"]
    last = rows[-1]
    assert (last.outcome, last.on) == ("Consistent with CEOP Education", dt.date(2026, 11, 21))
    assert last.curriculum == ("COMP-KS1-6", "EFCW-privacy-4-7", "RSHE-P-BS-2", "RSHE-P-OSA-4")


@pytest.mark.parametrize(
    ("check", "field", "sentence"),
    [
        ("consistent", "ceop_checked_on", "Give the day of the check."),
        ("not_applicable", "ceop_checked_on", "Give the day of the check."),
        ("differs", "ceop_note", "Say in one sentence where it differs and why."),
    ],
)
def test_a_check_has_its_day_and_a_difference_its_reason(launched, check, field, sentence):
    page = lesson()
    page.ceop_check, page.ceop_note = check, ""
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.message_dict[field] == [sentence]
    page.ceop_checked_on, page.ceop_note = dt.date(2026, 11, 21), "We say tell first."
    page.full_clean()


@pytest.mark.parametrize(
    ("change", "months"),
    [({}, 12), ({"sensitivity": "sensitive", "content_note": "X.", "discreet_title": "X"}, 6), ({"mentions_law": True}, 6)],
)  # fmt: skip
def test_a_lesson_is_read_again_in_time(launched, change, months):
    page = lesson()
    page.review_due, page.reviewed_on = None, dt.date(2026, 8, 31)
    for name, value in change.items():
        setattr(page, name, value)
    page.full_clean()
    assert page.review_due == months_after(dt.date(2026, 8, 31), months)


def test_steps_on_a_device_are_read_again_after_four_months(launched):
    page = GuidePage.objects.filter(kind="device").first()
    page.review_due, page.reviewed_on = None, dt.date(2026, 10, 31)
    page.full_clean()
    assert page.review_due == dt.date(2027, 2, 28)
    page.checked_on, page.checked_product = dt.date(2026, 11, 1), ""
    with pytest.raises(ValidationError, match="Give the product and the version"):
        page.full_clean()


def test_the_statements_cover_eight_strands_at_four_stages_and_none_is_double(launched):
    rows = CurriculumStatement.objects.filter(framework="efcw").values_list("place", "stage")
    assert (len({p for p, _ in rows}), len({s for _, s in rows}), len(rows)) == (8, 4, 32)
    assert CurriculumStatement.objects.filter(framework="rshe").count() == 43


def test_a_plan_needs_its_three_phases(launched):
    page = lesson()
    del page.plan[2]
    page.plan[1].value["minutes"] = 25
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.message_dict == {"plan": ["The plan has no step for: plenary."]}


def test_the_main_strand_is_the_first_until_somebody_chooses(launched):
    page = LessonPage.objects.get(slug="the-screenshot-test")
    assert page.main_strand == "reputation"
    page.main_strand = "privacy"
    with pytest.raises(ValidationError, match="Choose the main strand from the lesson's own strands"):
        page.full_clean()

"""Questions that a count raises; they never refuse it."""

from __future__ import annotations

import pytest

from education.attendance.actions import Line
from education.attendance.soft_checks import QUESTIONS, codes
from tests.attendance.helpers import begun_session


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "raised"),
    [
        ([], []),
        ([Line("pupil", "5", 28, 28)], []),
        ([Line("pupil", "5", 42, 28)], []),
        ([Line("pupil", "5", 43, 28)], ["over_expected"]),
        ([Line("pupil", "5", 0, 28)], ["all_zero"]),
        ([Line("pupil", "5", 61, None)], ["over_largest"]),
        ([Line("pupil", "5", 211, None)], ["over_roll", "over_largest"]),
        ([Line("pupil", "5", 3, 28), Line("staff", "", 4)], ["staff_over_pupils"]),
        ([Line("staff", "", 4)], []),
    ],
)
def test_each_question_at_its_edge(lines, raised):
    session, _ = begun_session()
    assert codes(session, lines) == raised
    assert set(raised) <= set(QUESTIONS)

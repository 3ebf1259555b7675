"""A page's band follows from its year groups."""

from __future__ import annotations

import pytest

from education.content.ages import BANDS, YEARS, band_of, years_label


@pytest.mark.parametrize(
    ("years", "band"),
    [(["R", "1", "2"], "4-7"), (["3"], "8-10"), (["6"], "8-10"), (["7", "8", "9"], "11-13"), (["11"], "14-plus"),
     (["2", "3"], "4-7"), (["6", "7", "8"], "11-13"), (["9", "10"], "11-13")],
)  # fmt: skip
def test_the_band_is_that_of_most_years_and_the_younger_on_a_tie(years, band):
    assert band_of(years) == band


def test_every_year_has_a_band_and_every_band_a_year():
    assert {year.band for year in YEARS} == {band.code for band in BANDS}


def test_no_years_have_no_band():
    with pytest.raises(ValueError, match="without year groups"):
        band_of([])


@pytest.mark.parametrize(
    ("years", "label"),
    [
        ([], ""),
        (["5"], "Year 5"),
        (["2", "R", "1"], "Reception to Year 2"),
        (["7", "9"], "Year 7 and Year 9"),
    ],
)
def test_years_are_said_in_words(years, label):
    assert years_label(years) == label

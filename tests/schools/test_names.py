"""Names compared with case, spaces, accents and punctuation aside."""

from __future__ import annotations

import pytest

from education.schools.names import fold, search_text


@pytest.mark.parametrize(
    "written",
    ["St Joseph's", "ST. JOSEPH’S", "st josephs", "  St.Joseph`s ", "Śt Jóseph's"],
)
def test_one_name_in_many_spellings_folds_to_one(written):
    assert fold(written) == "stjosephs"


def test_and_and_its_sign_are_one_word():
    assert fold("Tide & Harbour") == fold("Tide and Harbour") == "tideandharbour"


def test_a_name_without_letters_folds_to_nothing():
    assert fold("'; -- \x00 %_") == ""


def test_the_search_text_leaves_out_what_is_blank():
    assert search_text("Tide School", "", "TS18 0CI") == "tideschool ts180ci"

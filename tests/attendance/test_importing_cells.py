"""What one cell says."""

import datetime as dt

import pytest

from education.attendance.importing.cells import Doubt, read_count, read_date, read_status, read_year
from education.attendance.importing.periods import parse_period
from education.attendance.importing.problems import TableError
from education.attendance.importing.tables import FORMULA


@pytest.mark.parametrize(
    ("cell", "heads"),
    [
        (28, 28),
        (0, 0),
        (28.0, 28),
        ("28", 28),
        (" 40 ", 40),
        ("'31", 31),
        ("1,024", 1024),
        ("30.0", 30),
        (2000, 2000),
    ],
)
def test_a_whole_number_is_a_count_also_as_text(cell, heads):
    assert read_count(cell) == (heads, None, False)


@pytest.mark.parametrize("cell", ["approx 20", "Approx. 20", "c. 20", "c20", "ca 20", "about 20", "~20", "20 approx", "20ish", "est. 20", "around 20", "circa 20"])  # fmt: skip
def test_about_twenty_counts_as_an_estimate(cell):
    assert read_count(cell) == (20, None, True)


@pytest.mark.parametrize("cell", ["30 + 28", "30+28", "20-25", "20+", "twenty", "28?", "5A", 28.5, True, 2001, "99999", FORMULA, "#REF!", "n/a", "-", "٣٠", float("nan"), float("inf"), dt.date(2019, 1, 1)])  # fmt: skip
def test_what_is_not_one_number_is_never_guessed(cell):
    assert read_count(cell) == (None, Doubt.UNCLEAR, False)


@pytest.mark.parametrize("cell", [-30, "-30", "- 30", "−30", "(30)"])
def test_below_zero_is_seen(cell):
    assert read_count(cell).doubt is Doubt.NEGATIVE


def test_blank_is_not_zero():
    assert read_count(None) == (None, Doubt.BLANK, False)
    assert read_count("\xa0") == (None, Doubt.BLANK, False)


DAY = dt.date(2019, 2, 7)


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("07/02/2019", "dmy"), ("7.2.19", "dmy"), ("02/07/2019", "mdy"), ("19/02/07", "ymd"), ("2019-02-07", "dmy"),
        ("2019-02-07", "mdy"), ("2019-02-07T00:00:00", "dmy"), ("07/02/2019 10:30", "dmy"), ("7 Feb 2019", "mdy"),
        ("Thursday 7th February 2019", "dmy"), ("February 7, 2019", "dmy"), ("7-Feb-19", "ymd"),
        (dt.datetime(2019, 2, 7), "mdy"), (DAY, "ymd"), ("Thu 07/02/2019", "dmy"),
    ],
)  # fmt: skip
def test_dates_follow_the_stated_order_and_iso_and_real_dates_any(cell, order):
    assert read_date(cell, order).day == DAY


@pytest.mark.parametrize(("cell", "order"), [("31/04/2019", "dmy"), ("29/02/2019", "dmy"), ("13/14/2019", "mdy"), (None, "dmy"), ("soon", "dmy"), (FORMULA, "dmy"), ("2019-02-30", "ymd"), ("١/١/٢٠١٩", "dmy")])  # fmt: skip
def test_impossible_dates(cell, order):
    assert read_date(cell, order)[:2] == (None, "impossible")


@pytest.mark.parametrize(("cell", "order"), [("07/02/2019", "ymd"), ("Feb 2019", "dmy"), ("7/2", "dmy"), (43503, "dmy"), ("2019", "dmy")])  # fmt: skip
def test_dates_that_could_be_several_days(cell, order):
    assert read_date(cell, order)[:2] == (None, "ambiguous")


def test_a_date_speaks_for_or_against_the_stated_order():
    assert [read_date(text, "dmy").speaks for text in ("31/01/2019", "01/31/2019", "01/02/2019", "02/02/2019")] == [
        "for", "against", "open", ""
    ]  # fmt: skip


@pytest.mark.parametrize(("cell", "year"), [("5", "5"), (5, "5"), (5.0, "5"), ("Year 5", "5"), ("Y5", "5"), ("yr10", "10"), ("R", "R"), ("Reception", "R"), ("Nursery", "EYFS"), ("5/6", "mixed"), ("Years 3-4", "mixed"), ("KS2", "mixed"), (None, "not_stated"), ("2019", "not_stated"), ("the tall ones", "not_stated"), ("14", "not_stated")])  # fmt: skip
def test_year_groups(cell, year):
    assert read_year(cell) == year


def test_statuses():
    assert [read_status(text) for text in ("Y", "delivered", None, True, "Took place.", 1)] == [True] * 6
    assert [read_status(text) for text in ("N", "Cancelled - snow", "postponed", "not delivered", False)] == [
        False
    ] * 5
    assert [read_status(text) for text in ("perhaps", FORMULA, DAY)] == [None] * 3


def test_periods():
    assert parse_period("2019") == parse_period("calendar-2019") == (
        "calendar-2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)
    )  # fmt: skip
    assert parse_period("academic-2018-19")[1:] == (dt.date(2018, 9, 1), dt.date(2019, 8, 31))
    said = {
        "calendar-2019": "2019",
        "academic-2018-19": "September 2018 to August 2019",
        "financial-2019-20": "April 2019 to March 2020",
    }
    assert {key: parse_period(key).words for key in said} == said
    assert parse_period("financial-2019-20")[1:] == (dt.date(2019, 4, 1), dt.date(2020, 3, 31))
    for wrong in ("19", "academic-2018", "academic-2018-20", "last year", "2019-2020", ""):
        with pytest.raises(TableError):
            parse_period(wrong)

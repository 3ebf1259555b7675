"""What a period's key means."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from education.figures.periods import PeriodError, months, parse, term_of

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("key", "start", "end", "name"),
    [
        ("calendar-2019", "2019-01-01", "2019-12-31", "calendar year 2019, 1 January to 31 December 2019"),
        ("2019", "2019-01-01", "2019-12-31", "calendar year 2019, 1 January to 31 December 2019"),
        ("financial-2019-20", "2019-04-01", "2020-03-31", "financial year 2019/20, 1 April 2019 to 31 March 2020"),
        ("academic-2019-20", "2019-09-01", "2020-08-31", "academic year 2019/20, 1 September 2019 to 31 August 2020"),
        ("academic-2099-00", None, None, None),
        (
            "calendar-2019-to-2019-09-30", "2019-01-01", "2019-09-30",
            "calendar year 2019 to date, 1 January to 30 September 2019",
        ),
        ("calendar-2026", "2026-01-01", "2026-11-14", "calendar year 2026 to date, 1 January to 14 November 2026"),
        (
            "academic-2026-27", "2026-09-01", "2026-11-14",
            "academic year 2026/27 to date, 1 September to 14 November 2026",
        ),
        ("term-2018-19-autumn", "2018-09-01", "2018-12-31", "autumn term 2018/19, 1 September to 31 December 2018"),
        ("term-2018-19-spring", "2019-01-01", "2019-03-31", "spring term 2018/19, 1 January to 31 March 2019"),
        ("term-2018-19-summer", "2019-04-01", "2019-08-31", "summer term 2018/19, 1 April to 31 August 2019"),
        (
            "term-2026-27-autumn", "2026-09-01", "2026-11-14",
            "autumn term 2026/27 to date, 1 September to 14 November 2026",
        ),
        (
            "rolling-2019-08", "2018-09-01", "2019-08-31",
            "twelve months to the end of August 2019, 1 September 2018 to 31 August 2019",
        ),
        (
            "rolling-2020-02", "2019-03-01", "2020-02-29",
            "twelve months to the end of February 2020, 1 March 2019 to 29 February 2020",
        ),
    ],
)  # fmt: skip
def test_a_key_says_which_days_count_and_how_they_are_named(key, start, end, name):
    if start is None:
        with pytest.raises(PeriodError, match="nothing to count"):
            parse(key, today=TODAY)
        return
    period = parse(key, today=TODAY)
    assert (period.start.isoformat(), period.end.isoformat(), period.name) == (start, end, name)


@pytest.mark.parametrize(
    ("key", "asked", "again"),
    [
        ("2019", "calendar-2019", dt.date(2019, 12, 31)),
        ("academic-2026-27", "academic-2026-27", dt.date(2026, 11, 14)),
        ("financial-2019-20-to-2020-01-31", "financial-2019-20-to-2020-01-31", dt.date(2020, 1, 31)),
        ("term-2018-19-spring", "term-2018-19-spring", dt.date(2019, 3, 31)),
        ("rolling-2019-08", "rolling-2019-08", dt.date(2019, 8, 31)),
    ],
)
def test_the_key_of_a_period_leads_back_to_it(key, asked, again):
    period = parse(key, today=TODAY)
    assert period.key == asked
    assert parse(period.key, today=TODAY) == period
    assert period.end == again


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("last year", "is no period"),
        ("lunar-2019", "is no period"),
        ("calendar-2019-20", "only financial and academic"),
        ("financial-2019", "only financial and academic"),
        ("academic-2019-21", "21 does not follow 2019"),
        ("calendar-0019", "between 2000 and 2100"),
        ("calendar-2019-to-2019-02-30", "is not a date"),
        ("calendar-2019-to-2020-01-01", "does not lie in the calendar year 2019"),
        ("calendar-2026-to-2026-11-20", "too recent"),
        ("calendar-2027", "has not run for a week"),
        ("term-2018-19", "is no period"),
        ("term-2018-20-spring", "20 does not follow 2018"),
        ("term-2018-19-winter", "is no period"),
        ("term-2026-27-spring", "has not run for a week"),
        ("rolling-2019-13", "write a year and a month"),
        ("rolling-2026-11", "November 2026 is not over"),
    ],
)
def test_a_key_that_means_nothing_is_refused_with_a_sentence(key, sentence):
    with pytest.raises(PeriodError, match=sentence):
        parse(key, today=TODAY)


def test_a_year_that_ended_yesterday_is_whole_and_one_that_ends_today_is_not():
    assert not parse("calendar-2025", today=dt.date(2026, 1, 1)).to_date
    unfinished = parse("calendar-2025", today=dt.date(2025, 12, 31))
    assert (unfinished.to_date, unfinished.end) == (True, dt.date(2025, 12, 24))


@pytest.mark.parametrize(
    ("key", "before"),
    [
        ("calendar-2019-to-2019-09-30", ("2018-01-01", "2018-09-30")),
        ("academic-2026-27", ("2025-09-01", "2025-11-14")),
        ("calendar-2020-to-2020-02-29", ("2019-01-01", "2019-02-28")),
        ("financial-2019-20", ("2018-04-01", "2019-03-31")),
        ("rolling-2020-02", ("2018-03-01", "2019-02-28")),
    ],
)
def test_a_period_to_date_is_compared_with_the_same_days_a_year_before(key, before):
    period = parse(key, today=TODAY).a_year_before
    assert (period.start.isoformat(), period.end.isoformat()) == before


def test_terms_and_months_fill_an_academic_year_without_a_gap():
    year = parse("academic-2018-19", today=TODAY)
    terms = [parse(f"term-2018-19-{part}", today=TODAY) for part in ("autumn", "spring", "summer")]
    assert [terms[0].start, terms[-1].end] == [year.start, year.end]
    stretches = list(months(year.start, year.end))
    assert (len(stretches), stretches[0][0], stretches[-1][1]) == (12, year.start, year.end)
    for parts in ([(t.start, t.end) for t in terms], stretches):
        assert all(
            later[0] == earlier[1] + dt.timedelta(days=1) for earlier, later in itertools.pairwise(parts)
        )
    assert [term_of(term.start)[0].lower() for term in terms] == [term.label for term in terms]
    assert list(months(dt.date(2019, 1, 15), dt.date(2019, 2, 3))) == [
        (dt.date(2019, 1, 15), dt.date(2019, 1, 31)), (dt.date(2019, 2, 1), dt.date(2019, 2, 3)),
    ]  # fmt: skip

"""What the page says of a snapshot's tables: each cell or its mark, apart for children and parents, and on the map."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string

from education.figures import breakdowns, page
from education.figures.models import Snapshot


def cells(*values: int | None) -> list[dict]:
    return [{"value": v, "marks": [] if v is not None else ["c"], "schools_band": "3 to 9"} for v in values]


def row(key: str, title: str, *values: int | None) -> dict:
    return {"key": key, "title": title, "total": key == "all", "cells": cells(*values)}


COLUMNS = [
    {"key": key, "title": title}
    for key, title in (
        ("4-7", "Children aged 4–7"), ("not_stated", "Children, not stated"), ("children", "Children"),
        ("parents_carers", "Parents and carers"), ("total", "Everyone"),
    )
]  # fmt: skip
AUTHORITY = {
    "key": "authority", "title": "Places by authority and age", "row_title": "Authority", "note": "",
    "columns": COLUMNS,
    "rows": [
        row("hartlepool", "Hartlepool", None, None, None, None, None),
        row("middlesbrough", "Middlesbrough", 40, 0, 40, 10, 50),
        row("redcar-and-cleveland", "Redcar and Cleveland", None, None, None, None, None),
        row("stockton-on-tees", "Stockton-on-Tees", 150, 0, 150, 50, 200),
        row("all", "All", 230, 0, 230, 70, 300),
    ],
}  # fmt: skip


def drawn() -> str:
    (table,) = tables = breakdowns.read([AUTHORITY])
    context = {
        "tables": tables,
        "by_age": breakdowns.ages(tables),
        "map": page.drawn_map(table),
        "marks": {"c"},
    }
    return render_to_string("figures/parts/breakdowns.html", context)


def test_every_cell_stands_in_the_table_behind_the_charts_and_a_hidden_one_is_a_mark():
    body = re.search(r"<tbody>(.*?)</tbody>", drawn(), re.DOTALL)[1]
    found = [
        [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<t[hd].*?</t[hd]>", line, re.DOTALL)]
        for line in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]
    assert found == [
        ["Hartlepool", "[c]", "[c]", "[c]", "[c]", "[c]"],
        ["Middlesbrough", "40", "0", "40", "10", "50"],
        ["Redcar and Cleveland", "[c]", "[c]", "[c]", "[c]", "[c]"],
        ["Stockton-on-Tees", "150", "0", "150", "50", "200"],
        ["All", "230", "0", "230", "70", "300"],
    ]


def test_charts_keep_children_and_parents_apart_and_say_in_words_what_they_draw():
    (table,) = breakdowns.read([AUTHORITY])
    assert [(chart.key, chart.words) for chart in table.charts] == [
        ("children", "Hartlepool: not shown; Middlesbrough: 40; Redcar and Cleveland: not shown; Stockton-on-Tees: 150"),
        ("parents_carers", "Hartlepool: not shown; Middlesbrough: 10; Redcar and Cleveland: not shown; Stockton-on-Tees: 50"),
    ]  # fmt: skip
    ages = breakdowns.ages([table])
    assert ages.words == "Ages 4–7: 230; Mixed or not stated: 0"
    assert [bar.pattern for bar in ages.bars.bars] == ["band-4-7", "line-2"]


def test_each_drawing_has_a_title_a_description_and_a_pattern_that_the_page_defines():
    html = drawn()
    drawings = re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.DOTALL)
    assert len(drawings) == 4
    for one in drawings:
        described = re.search(r'aria-describedby="([^"]+)"', one)[1]
        assert f'<desc id="{described}">' in one
        assert "<title" in one
    defined = set(re.findall(r'<pattern id="([^"]+)"', render_to_string("figures/parts/patterns.html")))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= defined


def test_the_map_gives_each_area_its_number_or_its_mark_and_a_shade_to_match():
    (table,) = breakdowns.read([AUTHORITY])
    found = page.drawn_map(table)
    assert {one["name"]: (one["shown"], one["level"]) for one in found["areas"]} == {
        "Hartlepool": ("[c]", "hidden"), "Middlesbrough": ("50", "1"),
        "Redcar and Cleveland": ("[c]", "hidden"), "Stockton-on-Tees": ("200", "4"),
    }  # fmt: skip
    assert found["hidden"] is True


def test_without_ages_or_without_a_table_there_is_no_chart_of_them():
    whole = {**AUTHORITY, "columns": COLUMNS[2:], "rows": [row("all", "All", 230, 70, 300)]}
    assert breakdowns.ages(breakdowns.read([whole])) is None
    assert (breakdowns.ages([]), page.drawn_map(None)) == (None, None)


@pytest.mark.parametrize(
    ("before", "more", "fewer"), [(290, 10, 0), (300, 0, 0), (340, 0, 40)], ids=["more", "the same", "fewer"]
)
def test_a_year_to_date_is_compared_with_the_same_days_of_the_year_before(before, more, fewer):
    found = page.compared(Snapshot(total=300), {"name": "calendar year 2025 to date", "total": before})
    assert (found["more"], found["fewer"]) == (more, fewer)


def test_without_a_number_of_the_year_before_nothing_is_compared():
    assert page.compared(Snapshot(total=300), None) is None
    assert page.compared(Snapshot(total=300), {"name": "x", "total": None}) is None


def test_schools_visited_stand_beside_those_that_there_are():
    assert page.visited({"visited": 40, "of": 258})["share"] == "15.5%"
    assert page.visited({"visited": 40, "of": None})["share"] == ""
    assert page.visited(None) is None


@pytest.mark.parametrize(
    ("key", "first", "last", "words"),
    [
        ("calendar-2019", "2019-01-01", "2019-12-31", ("2019", "2019", "")),
        ("academic-2018-19", "2018-09-01", "2019-08-31", ("2018/19", "2018/19", "")),
        ("term-2018-19-spring", "2019-01-01", "2019-03-31", ("Spring 2018/19", "Spring", "2018/19")),
        ("rolling-2019-08", "2018-09-01", "2019-08-31", ("to the end of August 2019", "Aug", "2019")),
    ],
)
def test_each_kind_of_period_has_its_name_and_two_short_lines_for_a_column(key, first, last, words):
    assert page.period_words(key, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == words

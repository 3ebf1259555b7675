"""Charts as numbers: nothing outside the drawing, a hidden value has no length, a zero is a zero."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from education.figures import charts, force_map
from education.figures.charts import Cell, Row, Year
from education.schools.force import force

HIDDEN = Cell(None, ("c",))


def length(text: str) -> float:
    return float(re.fullmatch(r"(-?[\d.]+)(?:em|%)", text)[1])


def year(label: str, children: int, parents: int) -> Year:
    return Year(label, label, "", "", f"/figures/calendar-{label}-1/", children, parents)


@examples(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(0, 2_000_000)), min_size=1, max_size=15))
def test_every_bar_lies_inside_its_chart_and_the_longest_fills_it(values):
    made = charts.bars([Row(str(n), HIDDEN if v is None else Cell(v)) for n, v in enumerate(values)])
    widths = [length(bar.width) for bar in made.bars]
    assert all(0 <= width <= length(made.track) for width in widths)
    assert all(length(bar.bar_y) + 1.15 <= length(made.height) for bar in made.bars)
    if any(values):
        assert max(widths) == length(made.track)
    for bar, value in zip(made.bars, values, strict=True):
        assert (bar.hidden, bar.shown) == (value is None, "[c]" if value is None else f"{value:,}")
        assert not (bar.hidden and bar.width != "0.00%")


@examples(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12))
def test_every_column_stands_on_the_line_with_room_for_its_number(values):
    made = charts.columns([year(str(2010 + n), *pair) for n, pair in enumerate(values)])
    assert len(made.columns) == min(len(values), charts.MOST_COLUMNS)
    assert made.columns[-1].year.label == str(2010 + len(values) - 1)
    for column in made.columns:
        base = length(made.line_y)
        assert length(column.children_y) + length(column.children_height) == pytest.approx(base, abs=0.02)
        top = length(column.parents_y)
        assert top + length(column.parents_height) == pytest.approx(length(column.children_y), abs=0.02)
        assert length(column.number_y) >= 1
        assert length(column.x) + length(column.width) <= 100


def test_a_cell_prints_its_number_or_the_mark_that_hides_it_and_keeps_other_marks_beside():
    assert (Cell(1234, ("p", "e")).shown, Cell(1234, ("p", "e")).beside) == ("1,234", "[p] [e]")
    assert (HIDDEN.shown, HIDDEN.beside) == ("[c]", "")
    assert Cell(None, ("p", "x")).shown == "[x]"
    assert (Cell(0).shown, Cell(0).beside) == ("0", "")


def test_shades_go_in_equal_steps_to_the_largest_and_a_true_zero_has_none():
    steps = charts.shades([Cell(0), Cell(400), HIDDEN])
    assert [(step.level, step.least, step.most) for step in steps] == [
        (4, 301, 400), (3, 201, 300), (2, 101, 200), (1, 1, 100),
    ]  # fmt: skip
    assert [charts.level(one, steps) for one in (Cell(400), Cell(301), Cell(300), Cell(1), Cell(0), HIDDEN)] == [
        "4", "4", "3", "1", "0", "hidden",
    ]  # fmt: skip
    assert charts.shades([HIDDEN, Cell(0)]) == []


@examples(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=6))
def test_every_value_above_nothing_has_a_shade(values):
    cells = [Cell(value) for value in values]
    steps = charts.shades(cells)
    assert all((charts.level(one, steps) == "0") == (one.value == 0) for one in cells)


def test_the_force_s_map_draws_each_of_its_authorities_once():
    drawn = force_map.read_map(Path(settings.FORCE_DIR))
    assert sorted(area.slug for area in drawn.areas) == sorted(a.slug for a in force().authorities)
    for area in drawn.areas:
        numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", area.path)]
        assert max(numbers) <= drawn.width
        assert (0 < area.x < drawn.width, 0 < area.y < drawn.height) == (True, True)


def test_another_force_may_have_no_map_and_a_wrong_one_is_refused(tmp_path):
    assert force_map.read_map(tmp_path) is None
    area = 'view = [10, 10]\nalt = "One"\n[[area]]\nslug = "one"\npath = "{}"\nat = [5, 5]\nlines = ["One"]\n'
    (tmp_path / "map.toml").write_text(area.format("M1 1L9 1 9 9Z"))
    assert [one.slug for one in force_map.read_map(tmp_path).areas] == ["one"]
    (tmp_path / "map.toml").write_text(area.format("M1 1' onload='alert(1)"))
    with pytest.raises(force_map.MapError, match="no SVG path data"):
        force_map.read_map(tmp_path)

"""Nothing that is published gives a small group away: each rule, each attack, and what fails without it."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from education.figures import check
from education.figures.counts import by_school
from education.figures.disclosure.attack import attack, intervals
from education.figures.disclosure.rules import BlockedError, Rules
from tests.figures.lines import FIRST, LAST, RULES, line, released, table


@pytest.mark.parametrize(
    ("heads", "unsafe"),
    [
        ({}, False),
        ({1: 0, 2: 0}, False),
        ({1: 3, 2: 3, 3: 3}, True),
        ({1: 4, 2: 3, 3: 3}, False),
        ({1: 50, 2: 50}, True),
        ({1: 50, 2: 50, 3: 0}, True),
        ({1: 85, 2: 10, 3: 5}, False),
        ({1: 86, 2: 10, 3: 4}, True),
    ],
)
def test_a_cell_is_unsafe_with_few_people_few_schools_or_one_that_is_nearly_all(heads, unsafe):
    assert RULES.unsafe(heads) is unsafe


def test_the_smallest_group_that_is_shown_is_never_under_five(settings):
    from education.figures.disclosure.rules import rules

    settings.FIGURE_THRESHOLD = 2
    assert rules().threshold == 5
    settings.FIGURE_THRESHOLD = 12
    assert rules().threshold == 12


# Two blocks of hidden cells that hang together by one cell alone, the 5: everything else of its row is hidden too.
BRIDGE = [
    [20, 30, 5, 40, 95],
    [25, 35, 50, 60, 170],
    [45, 55, 24, 33, 157],
    [65, 75, 22, 31, 193],
    [155, 195, 101, 164, 615],
]
HIDDEN = {(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 2), (2, 3), (3, 2), (3, 3)}


def hiding(values, hidden):
    return [[None if (r, c) in hidden else v for c, v in enumerate(row)] for r, row in enumerate(values)]


def quick_widths(values):
    """What somebody learns who only ever looks along one row or one column: the check that is not enough."""
    rows, columns = len(values), len(values[0])
    low = [[1 if v is None else v for v in row] for row in values]
    high = [[10_000 if v is None else v for v in row] for row in values]
    lines = [[(r, c) for c in range(columns)] for r in range(rows)] + [
        [(r, c) for r in range(rows)] for c in range(columns)
    ]
    for _ in range(50):
        for *parts, whole in lines:
            for r, c in parts:
                rest = [(i, j) for i, j in parts if (i, j) != (r, c)]
                high[r][c] = min(high[r][c], high[whole[0]][whole[1]] - sum(low[i][j] for i, j in rest))
                low[r][c] = max(low[r][c], low[whole[0]][whole[1]] - sum(high[i][j] for i, j in rest))
    return {
        (r, c): high[r][c] - low[r][c] for r in range(rows) for c in range(columns) if values[r][c] is None
    }


def test_the_exact_attack_breaks_what_the_quick_check_passes():
    shown = hiding(BRIDGE, HIDDEN)
    assert min(quick_widths(shown).values()) >= 10
    assert intervals(table(shown))[0, 2] == (5, 5)
    with pytest.raises(BlockedError, match=r"phase, row 0, c2: it can be worked out to lie in 5 to 5\."):
        attack([table(shown)], 10)


def test_hiding_the_small_cells_alone_gives_them_away():
    shown = hiding(BRIDGE, {(0, 2)})
    assert intervals(table(shown)) == {(0, 2): (5, 5)}
    assert attack([table(hiding(BRIDGE, {(0, 2), (0, 0), (2, 0), (2, 2)}))], 10) == (4, 23)


def test_a_table_that_contradicts_itself_is_no_answer():
    wrong = hiding(BRIDGE, {(0, 2), (0, 0)})
    wrong[0][4] = 60
    with pytest.raises(BlockedError, match="contradicts itself"):
        attack([table(wrong)], 10)


def test_where_the_attack_cannot_run_nothing_is_published(monkeypatch):
    shown = [table(hiding(BRIDGE, {(0, 2), (0, 0), (2, 0), (2, 2)}))]
    assert attack(shown, 10)[0] == 4
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.raises(BlockedError, match=r"Disclosure can't be checked here: .* Nothing is published\."):
        attack(shown, 10)


def year(seed_heads=30):
    """Three authorities of four schools with classes of two ages, every month but August."""
    found = []
    for place, authority in enumerate(("hartlepool", "redcar", "stockton")):
        for school in range(4):
            for month in (1, 3, 5, 7, 9, 11):
                for age in ("2", "5"):
                    heads = seed_heads + (place * 7 + school * 3 + month) % 11
                    found.append(
                        line(heads, 10 * place + school, authority, f"2019-{month:02d}-{10 + school}", age)
                    )
    return found


def keys(tables):
    return {t["key"]: ([r["key"] for r in t["rows"]], [c["key"] for c in t["columns"]]) for t in tables}


def marks(tables, key):
    found = next(t for t in tables if t["key"] == key)
    return {
        (row["key"], column["key"]): cell["marks"]
        for row in found["rows"]
        for column, cell in zip(found["columns"], row["cells"], strict=True)
    }


def test_a_year_without_small_groups_is_shown_in_full():
    release, tables, left_out = released("one", year())
    assert left_out == ("session_type",)
    assert keys(tables)["authority"] == (
        ["hartlepool", "redcar", "stockton", "all"],
        ["4-7", "8-10", "11-13", "14-plus", "not_stated", "children", "parents_carers", "total"],
    )
    assert keys(tables)["time"][0][:3] == ["2019-01", "2019-02", "2019-03"]
    assert all(cell.value is not None for cell in release.cells)


def test_one_small_group_is_hidden_with_three_others_and_never_behind_a_true_zero():
    lines = [*year(), line(4, 1, "hartlepool", "2019-05-03", "8")]
    _, tables, _ = released("one", lines, only=["authority"])
    found = marks(tables, "authority")
    hidden = sorted(key for key, why in found.items() if why == ["c"])
    assert ("hartlepool", "11-13") in hidden
    zeros = [key for key in found if key[1] in ("14-plus", "not_stated", "parents_carers")]
    assert not set(zeros) & set(hidden)
    assert attack(tables, 10)[1] >= 10


def test_months_are_put_together_where_one_of_them_is_small_and_kept_where_none_is():
    small = [*year(), line(3, 1, "hartlepool", "2019-08-03"), line(3, 2, "hartlepool", "2019-08-03")]
    assert keys(released("one", small)[1])["time"][0] == ["2019-spring", "2019-summer", "2019-autumn", "all"]
    note = next(t["note"] for t in released("one", small)[1] if t["key"] == "time")
    assert note == "Months are put together to terms because some groups are small."


def test_ages_are_put_together_before_anything_is_hidden():
    few = [one for one in year() if one.stands_for % 10 < 3]
    alone = [
        line(20, 10 * place + school, authority, "2019-05-03", age)
        for place, authority in enumerate(("hartlepool", "redcar", "stockton"))
        for school, age in ((0, "8"), (1, "8"), (2, "11"))
    ]
    assert keys(released("one", [*few, *alone], only=["authority"])[1])["authority"][1] == [
        "4-10", "11-plus", "not_stated", "children", "parents_carers", "total",
    ]  # fmt: skip


def test_what_cannot_be_made_safe_is_left_out():
    one_place = [line(20, school) for school in (1, 2)] + [line(20, 3, "redcar"), line(3, 4, "hartlepool")]
    assert "authority" in released("one", one_place)[2]


def to_september(lines):
    return [one for one in lines if one.day <= dt.date(2019, 9, 30)]


SEPTEMBER = dt.date(2019, 9, 30)
OCTOBER = dt.date(2019, 10, 31)


def attacked(release, tables, earlier):
    check.attack(
        {"id": release.slug, "tables": tables}, release.lines, earlier, release.start, release.end, RULES
    )


def test_october_cannot_be_worked_out_from_two_years_to_date():
    """One class in October: the year to date grew by it, in one authority and one age."""
    lines = [*year(), line(24, 12, "redcar", "2019-10-08", "8"), line(28, 12, "redcar", "2019-10-09", "2")]
    first, _, _ = released("september", lines, end=SEPTEMBER)
    careless, tables, _ = released("october", lines, end=OCTOBER)
    with pytest.raises(BlockedError, match=r"october and september, \w+: .*: nothing is published"):
        attacked(careless, tables, [first])
    careful, tables, _ = released("october", lines, end=OCTOBER, earlier=[first])
    attacked(careful, tables, [first])
    shown = {(c.family, c.rows, c.columns): c.value for c in careful.cells}
    assert any(value is None for value in shown.values())


def test_a_revision_does_not_tell_which_school_was_corrected():
    before = year()
    after = [*before[1:], before[0]._replace(heads=before[0].heads + 7)]
    first, _, _ = released("first", before)
    careless, tables, _ = released("second", after)
    with pytest.raises(BlockedError, match="second and first"):
        attacked(careless, tables, [first])
    careful, tables, _ = released("second", after, earlier=[first])
    attacked(careful, tables, [first])
    authority = marks(tables, "authority")
    assert authority["hartlepool", "4-7"] == ["c"]
    assert sum(why == ["c"] for why in authority.values()) < len(authority) / 2


def test_what_was_hidden_stays_hidden_when_more_is_published():
    lines = [*year(), line(4, 1, "hartlepool", "2019-02-03", "8"), line(4, 11, "redcar", "2019-11-03", "8")]
    first, _, _ = released("spring", lines, end=dt.date(2019, 3, 31), only=["authority"])
    second, tables, _ = released("year", lines, earlier=[first], only=["authority"])
    attacked(second, tables, [first])


def test_the_check_reads_the_file_and_finds_what_was_changed_in_it():
    release, tables, _ = released("one", year())
    attacked(release, tables, [])
    tables[0]["rows"][0]["cells"][0]["value"] += 1
    with pytest.raises(BlockedError, match=r"A cell says \d+ and the counts \d+: nothing is published\."):
        attacked(release, tables, [])


def test_the_check_finds_a_small_cell_that_is_shown():
    lines = [*year(), line(4, 1, "hartlepool", "2019-05-03", "8")]
    release, tables, _ = released("one", lines, rules=replace(RULES, threshold=1, schools=1, share=1.0))
    with pytest.raises(BlockedError, match="A cell of few people or schools is shown"):
        attacked(release, tables, [])


PLACE = st.sampled_from(["hartlepool", "redcar", "stockton"])
SOME = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 9), PLACE, st.sampled_from(["2", "5", "8", "11", "mixed", "parents"]),
              st.integers(1, 12)),
    min_size=4, max_size=40,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(SOME)
def test_whatever_is_published_holds_its_sums_hides_its_small_cells_and_shows_its_zeros(rows):
    lines = [
        line(h, s, p, f"2019-{m:02d}-05", y, phase=["primary", "secondary"][s % 2]) for h, s, p, y, m in rows
    ]
    release, tables, _ = released("any", lines)
    attacked(release, tables, [])
    attack(tables, 10)
    for cell in release.cells:
        inside = [
            one for one in lines
            if cell.family == "authority" and one.authority in cell.rows and one.who in cell.columns
        ]  # fmt: skip
        if cell.family == "authority":
            whole = sum(one.heads for one in inside)
            assert cell.value in (whole, None)
            assert cell.headline or not (RULES.unsafe(by_school(inside)) and cell.value is not None)
            assert whole or cell.value == 0


def test_looser_rules_hide_less_so_it_is_the_rules_that_hide():
    lines = [*year(), line(4, 1, "hartlepool", "2019-05-03", "8")]
    loose = Rules(threshold=5, schools=1, share=1.0)
    strict, free = (released("one", lines, FIRST, LAST, (), r, ["authority"])[0] for r in (RULES, loose))
    assert sum(c.value is None for c in free.cells) <= sum(c.value is None for c in strict.cells)

"""Why a figure changed: the sessions that differ add up to the difference, whatever happened."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from education.figures import changes
from tests.figures.lines import line


def whats(found):
    return [(change.session, change.what, change.difference) for change in found]


def test_each_way_to_differ_has_its_word():
    same = line(20, 1, session="same")
    old = [same, line(30, 1, session="corrected"), line(25, 2, session="gone")]
    new = [same, line(37, 1, session="corrected"), line(9, 3, session="late")]
    found = changes.between(old, new)
    assert sorted(whats(found)) == [
        ("corrected", "counted differently", 7), ("gone", "no longer counted", -25), ("late", "counted since", 9),
    ]  # fmt: skip
    assert [(group.what, group.difference) for group in changes.grouped(found)] == [
        ("counted differently", 7), ("counted since", 9), ("no longer counted", -25),
    ]  # fmt: skip


def test_heads_that_moved_to_another_year_differ_though_no_number_does():
    found = changes.between([line(20, 1, session="one", year="5")], [line(20, 1, session="one", year="6")])
    assert whats(found) == [("one", "counted differently", 0)]
    assert changes.between([line(20, 1, session="one")], [line(20, 1, session="one")]) == []


def test_days_that_only_one_figure_covers_explain_no_count():
    september = (dt.date(2019, 1, 1), dt.date(2019, 9, 30))
    october = (dt.date(2019, 1, 1), dt.date(2019, 10, 31))
    new = [line(20, 1, session="october", day="2019-10-08"), line(5, 1, session="late", day="2019-03-08")]
    assert whats(changes.between([], new, september, october)) == [
        ("late", "counted since", 5), ("october", "days not in both", 20),
    ]  # fmt: skip


SESSIONS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(0, 60), st.sampled_from(["2", "5", "parents"])),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(SESSIONS, SESSIONS)
def test_all_differences_together_are_that_of_the_figures(old, new):
    sides = [
        [line(heads, 1, session=name, year=year) for name, (heads, year) in side.items()]
        for side in (old, new)
    ]
    found = changes.between(*sides)
    before, after = (sum(one.heads for one in side) for side in sides)
    assert sum(change.difference for change in found) == after - before
    assert sum(group.difference for group in changes.grouped(found)) == after - before
    untouched = {name for name in old.keys() & new.keys() if old[name] == new[name]}
    assert not untouched & {change.session for change in found}

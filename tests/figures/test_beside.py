"""Several figures checked beside each other from their files alone: what an outsider could subtract."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from random import Random
from time import perf_counter

import pytest

from education.figures import beside, files
from education.figures.verify import CheckError
from tests.figures.lines import FIRST, LAST, RULES, line, released
from tests.figures.test_disclosure import OCTOBER, SEPTEMBER, year

EVERYTHING = replace(RULES, threshold=1, schools=1, share=1.0)


def filed(made, number=1, key="calendar-2019", **changes):
    """A release as its published file, counted on a day of its own."""
    release, tables, _ = made
    heads = {cell.columns: cell.value for cell in release.cells if cell.family == "base"}
    document = {
        "id": f"{key}-{number}", "as_at": f"2020-01-{number:02d}", "status": "final", "publisher": "A force",
        "demonstration": False, "definition": {"key": "trained", "version": 1},
        "period": {"start": release.start.isoformat(), "end": release.end.isoformat()},
        "headline": {
            "children": heads[frozenset(["children"])], "parents": heads[frozenset(["parents_carers"])],
        },
        "tables": tables, "disclosure": {"threshold": 10}, "revisions": [], **changes,
    }  # fmt: skip
    package = {"created": f"2020-01-{number:02d}T12:00:00Z"}
    return {files.JSON: json.dumps(document).encode(), files.PACKAGE: json.dumps(package).encode()}


def failure(*several) -> str:
    with pytest.raises(CheckError) as found:
        list(beside.check(several))
    return str(found.value)


def test_october_comes_out_of_two_careless_years_to_date_and_not_of_careful_ones():
    lines = [*year(), line(6, 12, "redcar", "2019-10-08", "2")]
    first = released("september", lines, end=SEPTEMBER)
    careless = released("october", lines, end=OCTOBER)
    before = filed(first, key="calendar-2019-to-2019-09-30")
    found = failure(before, filed(careless, 2))
    assert found.startswith("beside each other (calendar-2019-to-2019-09-30-1, calendar-2019-2): ")
    assert "it can be worked out to lie in " in found
    careful = released("october", lines, end=OCTOBER, earlier=[first[0]])
    assert len(list(beside.check([before, filed(careful, 2)]))) == 2


def test_a_careless_revision_tells_which_cell_was_corrected_and_a_careful_one_does_not():
    before = year()
    after = [*before[1:], before[0]._replace(heads=before[0].heads + 7)]
    first, careless = released("first", before), released("second", after)
    assert "it can be worked out to lie in 7 to 7." in failure(filed(first), filed(careless, 2))
    careful = released("second", after, earlier=[first[0]])
    assert len(list(beside.check([filed(first), filed(careful, 2)]))) == 2


def test_what_one_figure_hides_another_must_not_show():
    lines = [*year(), line(4, 1, "hartlepool", "2019-05-03", "8")]
    hiding = released("one", lines, only=["authority"])
    assert any(cell.value is None for cell in hiding[0].cells)
    showing = released("two", lines, rules=EVERYTHING, only=["authority"])
    assert "calendar-2019-1, authority: " in failure(filed(hiding), filed(showing, 2))
    again = released("two", lines, earlier=[hiding[0]], only=["authority"])
    (_, said) = beside.check([filed(hiding), filed(again, 2)])
    assert said.startswith("beside each other: ")


def test_the_order_in_which_the_files_are_named_does_not_matter():
    before = year()
    after = [*before[1:], before[0]._replace(heads=before[0].heads + 7)]
    pair = [filed(released("first", before)), filed(released("second", after), 2)]
    assert failure(*pair) == failure(*reversed(pair))


def test_only_figures_of_one_kind_are_put_beside_each_other_and_each_but_once():
    made = released("one", year(), only=["phase"])
    one = filed(made)
    assert (
        failure(one, one) == "beside each other: a figure is given twice (calendar-2019-1, calendar-2019-1)."
    )
    other = filed(made, 2, definition={"key": "visited", "version": 1})
    assert failure(one, other) == "beside each other: they are not of one definition."
    assert failure(one, filed(made, 2, publisher="B")) == "beside each other: they are not of one publisher."
    assert failure(one, filed(made, 2, period={})) == (
        "beside each other: the files are not in the agreed form (KeyError: 'start')."
    )
    many = [filed(made, number) for number in range(1, beside.MOST + 2)]
    assert failure(*many).startswith("13 figures are too many")


def test_a_revision_that_quotes_another_number_than_was_published_is_found():
    made = released("one", year(), only=["phase"])
    one = json.loads(filed(made)[files.JSON])
    told = {key: one[key] for key in ("id", "headline", "as_at", "status")}
    honest = filed(made, 2, revisions=[told])
    assert (
        next(beside.check([filed(made), honest])) == "quoted: 1 earlier figures, each as its own file has it"
    )
    lie = filed(made, 2, revisions=[{**told, "headline": {**told["headline"], "children": 1}}])
    assert failure(filed(made), lie) == (
        "quoted: calendar-2019-2 says of calendar-2019-1 another headline than its own file."
    )


def history(seed: int, *, careful: bool) -> bool:
    """A random year, published to September, whole, and once more after corrections; whether the set is broken."""
    dice = Random(seed)
    lines = [
        line(
            dice.randint(1, 60), dice.randint(0, 14), dice.choice(["hartlepool", "redcar", "stockton"]),
            f"2019-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}", dice.choice(["2", "5", "8", "parents"]),
        )
        for _ in range(dice.randint(20, 60))
    ]  # fmt: skip
    corrected = [
        one._replace(heads=max(1, one.heads + dice.randint(-12, 12))) if dice.random() < 0.1 else one
        for one in lines
    ]
    made, out = [], []
    for number, (held, end) in enumerate(((lines, SEPTEMBER), (lines, LAST), (corrected, LAST)), start=1):
        earlier = [release for release, _, _ in made] if careful else []
        made.append(released(f"calendar-2019-{number}", held, FIRST, end, earlier))
        out.append(filed(made[-1], number))
    try:
        list(beside.check(out))
    except CheckError:
        return True
    return False


def test_random_histories_hold_where_each_figure_knew_the_ones_before_it():
    assert [history(seed, careful=True) for seed in range(2)] == [False, False]


@pytest.mark.prove
@pytest.mark.timeout(3_600)
def test_two_hundred_random_histories():
    began = perf_counter()
    careful = sum(history(seed, careful=True) for seed in range(200))
    careless = sum(history(seed, careful=False) for seed in range(200))
    print(
        f"\n200 random years, three figures each, attacked from their files alone: {careful} careful and"
        f" {careless} careless ones broken; {perf_counter() - began:,.0f} s"
    )
    assert careful == 0
    assert careless > 0


def test_a_day_stands_for_what_was_counted_by_then():
    made = released("one", year(), only=["phase"])
    release = beside.release(json.loads(filed(made)[files.JSON]))
    assert (release.start, release.end) == (dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    assert set(release.cells) == set(made[0].cells)

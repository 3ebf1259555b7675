"""Random worlds from the first head to the published file: both computations, the honest range, and every attack."""

from __future__ import annotations

import datetime as dt
import json
import os
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.db import transaction

from education.figures import queries, recount
from education.figures.counts import pack
from education.figures.disclosure import attack
from education.figures.periods import parse
from education.ledger.clock import today
from education.people.roles import Role
from tests import factories
from tests.figures import worlds
from tests.figures.lines import LAST, line, released

WORLDS = int(os.environ.get("WORLDS", "1000"))
FIRST = int(os.environ.get("FIRST_WORLD", "0"))


def live(seed: int) -> dict[str, float]:
    """One world, its life and its figures; returns what was found in it."""
    found = worlds.make(seed)
    people = factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)
    officer = factories.staff(Role.OFFICER)
    seen = {
        "disagreements": 0,
        "outside": 0,
        "recovered": 0,
        "width": 0.0,
        "hidden": 0,
        "cells": 0,
        "releases": 0,
    }
    history = [found.dice.choice(worlds.PERIODS), worlds.YEAR]
    if found.dice.random() < 0.5:
        history.insert(0, found.dice.choice(worlds.PERIODS))
    for round_ in range(2):
        for key, start, end in history if round_ == 0 else [worlds.YEAR]:
            truth, cells = worlds.naive(found, start, end)
            period = parse(key, today=today())
            facts = recount.facts(queries.current_definition(), period, with_demo=False)
            again: dict[tuple[str, str], int] = {}
            for one in facts.lines:
                again[one.authority, one.who] = again.get((one.authority, one.who), 0) + one.heads
            same = (facts.total.children, facts.total.parents) == (truth["children"], truth["parents"])
            seen["disagreements"] += not (same and {k: v for k, v in again.items() if v} == cells)
            if not facts.total.sessions:
                continue
            snapshot = worlds.publish(found, people, key)
            bounds = snapshot.document["range"]
            if bounds["lower"] is not None:
                seen["outside"] += (
                    not bounds["lower"] <= worlds.different_children(found, start, end) <= bounds["upper"]
                )
                seen["width"] += (bounds["upper"] - bounds["lower"]) / max(1, bounds["upper"])
                seen["releases"] += 1
            tables = snapshot.document["tables"]
            seen["hidden"] += attack.attack(tables, 10)[0]
            seen["cells"] += sum(len(row["cells"]) for table in tables for row in table["rows"])
        if round_ == 0:
            worlds.correct(found, officer)
    seen["recovered"] += worlds.subtractions(found.snapshots)
    return seen


def run(first: int, number: int) -> dict[str, float]:
    """So many worlds, each taken back before the next."""
    whole: dict[str, float] = {}
    for seed in range(first, first + number):
        with transaction.atomic():
            for key, value in live(seed).items():
                whole[key] = whole.get(key, 0) + value
            transaction.set_rollback(True)
        if (seed - first + 1) % 50 == 0:
            print(
                f"{seed - first + 1:,} worlds",
                {key: round(value) for key, value in whole.items()},
                flush=True,
            )
    return whole


@pytest.mark.django_db
def test_six_worlds_hold():
    found = run(5000, 6)
    assert (found["disagreements"], found["outside"], found["recovered"]) == (0, 0, 0)
    assert found["hidden"] > 0


@pytest.mark.prove
@pytest.mark.timeout(14_400)
@pytest.mark.django_db
def test_a_thousand_worlds_hold():
    began = perf_counter()
    found = run(FIRST, WORLDS)
    print(
        f"\n{WORLDS:,} synthetic worlds, {found['releases']:,.0f} releases with a range, {found['cells']:,.0f} cells,"
        f" {found['hidden']:,.0f} of them hidden: {found['disagreements']:.0f} disagreements, truth outside the honest"
        f" range {found['outside']:.0f} times (on average it is {found['width'] / found['releases']:.0%} of its upper"
        f" end wide), {found['recovered']:.0f} cells recovered; {perf_counter() - began:,.0f} s"
    )
    assert (found["disagreements"], found["outside"], found["recovered"]) == (0, 0, 0)


class Told:
    """A figure as the judge reads it: its days, what it was made from, and its file."""

    def __init__(self, release, tables) -> None:
        self.period_start, self.period_end = release.start, release.end
        self.basis = SimpleNamespace(lines=pack(release.lines))
        content = json.dumps({"tables": tables}).encode()
        self.files = SimpleNamespace(get=lambda name: SimpleNamespace(content=content))


def told(slug, lines, end=LAST):
    return Told(*released(slug, lines, end=end)[:2])


EVERYWHERE = [
    line(30 + school, 10 * place + school, authority, "2019-03-05", age)
    for place, authority in enumerate(("hartlepool", "redcar", "stockton"))
    for school in range(4)
    for age in ("2", "5", "parents")
]


def test_the_judge_finds_what_careless_figures_give_away():
    corrected = [*EVERYWHERE[1:], EVERYWHERE[0]._replace(heads=21)]
    assert worlds.subtractions([told("one", EVERYWHERE), told("two", corrected)]) > 0
    october = [*EVERYWHERE, line(24, 11, "redcar", "2019-10-08", "2")]
    september = told("september", EVERYWHERE, dt.date(2019, 9, 30))
    assert worlds.subtractions([september, told("october", october)]) > 0
    assert worlds.subtractions([told("one", EVERYWHERE), told("two", EVERYWHERE)]) == 0


def test_the_judge_lets_pass_only_what_the_first_figure_and_two_headlines_say():
    """All adults were at primaries: that 20 fewer are counted is said by the headline, where they were by zeros."""
    adults = [line(22, school, "redcar", "2019-04-02", "parents") for school in (11, 12, 13)]
    children = [one for one in EVERYWHERE if one.year]
    first, second = told("one", [*children, *adults]), told("two", [*children, *adults[1:]])
    assert worlds.subtractions([first, second]) == 0
    assert worlds.subtractions([second, first]) > 0


def test_the_judge_lets_pass_what_a_third_figure_had_said_before():
    """The year to March showed that all adults were at primaries; so were those that December adds to October."""
    children = [one for one in EVERYWHERE if one.year]
    adults = [line(22, school, "redcar", "2019-04-02", "parents") for school in (11, 12, 13)]
    late = line(40, 11, "redcar", "2019-12-03", "parents")
    year, october = told("year", [*children, *adults, late]), told("october", [*children, *adults])
    december = told("december", [*children, *adults, late])
    october.period_end = dt.date(2019, 10, 31)
    assert worlds.subtractions([october, december]) > 0
    assert worlds.subtractions([october, year, december]) == worlds.subtractions([october, year])
    short = told("short", [*children, *adults, late._replace(heads=25)])
    assert worlds.subtractions([october, short, december]) > worlds.subtractions([october, short])

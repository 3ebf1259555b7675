"""Random worlds from the first head to the published file: both computations, the honest range, and every attack."""

from __future__ import annotations

import os
from time import perf_counter

import pytest
from django.db import transaction

from education.figures import queries, recount
from education.figures.disclosure import attack
from education.figures.periods import parse
from education.ledger.clock import today
from education.people.roles import Role
from tests import factories
from tests.figures import worlds

WORLDS = int(os.environ.get("WORLDS", "1000"))
FIRST = int(os.environ.get("FIRST_WORLD", "0"))


def live(seed: int) -> dict[str, float]:
    """One world, its life and its figures; returns what was found in it."""
    found = worlds.make(seed)
    people = factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)
    officer = factories.staff(Role.OFFICER)
    told = {
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
            for line in facts.lines:
                again[line.authority, line.who] = again.get((line.authority, line.who), 0) + line.heads
            same = (facts.total.children, facts.total.parents) == (truth["children"], truth["parents"])
            told["disagreements"] += not (same and {k: v for k, v in again.items() if v} == cells)
            if not facts.total.sessions:
                continue
            snapshot = worlds.publish(found, people, key)
            bounds = snapshot.document["range"]
            if bounds["lower"] is not None:
                told["outside"] += (
                    not bounds["lower"] <= worlds.different_children(found, start, end) <= bounds["upper"]
                )
                told["width"] += (bounds["upper"] - bounds["lower"]) / max(1, bounds["upper"])
                told["releases"] += 1
            tables = snapshot.document["tables"]
            told["hidden"] += attack.attack(tables, 10)[0]
            told["cells"] += sum(len(row["cells"]) for table in tables for row in table["rows"])
        if round_ == 0:
            worlds.correct(found, officer)
    told["recovered"] += worlds.subtractions(found.snapshots)
    return told


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

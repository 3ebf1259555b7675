"""Which cells are hidden: the unsafe ones, and as few others as keep every one of them uncertain.

A cell that must become more uncertain is given two worlds that differ in it by as much as is needed and agree in
everything that stays public; the cells in which they differ from the truth are hidden (a linear program: Kelly,
Golden and Assad 1992). True zeros stay zeros in both. Where there are no such worlds the table gets coarser.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from education.figures.counts import Line, by_school
from education.figures.disclosure.linked import Cell, Linked, Ranges, Release, Target, headline_cells
from education.figures.disclosure.program import SLACK
from education.figures.disclosure.rules import BlockedError, Rules
from education.figures.tables import ALL, Design, place_of

MANY = 0.25  # of the cells inside a table; where more are unsafe it gets coarser before anything is hidden


@dataclass(frozen=True)
class Protected:
    """The tables that can be shown, with the cells that are hidden; the keys of the others."""

    tables: tuple[tuple[Design, dict[tuple[str, str], int | None]], ...]
    left_out: tuple[str, ...]


class _TooFineError(Exception):
    """No cell can be hidden that would help: the table must get coarser."""

    def __init__(self, family: str) -> None:
        super().__init__(family)
        self.family = family


def protect(
    slug: str,
    lines: Sequence[Line],
    days: tuple[object, object],
    choices: dict[str, Callable[[frozenset[str]], list[Design]]],
    earlier: Sequence[Release],
    rules: Rules,
) -> Protected:
    """Choose a design for each table and hide what must be hidden; raises BlockedError when that can't be done."""
    ladders = {key: choose(_small_rows(key, lines, rules)) for key, choose in choices.items()}
    level = {key: _start(ladder, lines, rules, 0) for key, ladder in ladders.items()}
    while True:
        shown = {key: ladders[key][n] for key, n in level.items() if n < len(ladders[key])}
        cells, owner = _cells(shown, lines)
        release = Release(slug, days[0], days[1], lines, (*headline_cells(lines), *cells))  # type: ignore[arg-type]
        if not cells:
            hidden: set[int] = set()
            break
        try:
            hidden = _hide_both_ways(release, earlier, rules)
        except _TooFineError as error:
            key = (
                error.family
                if error.family in shown
                else max(shown, key=lambda k: len(list(shown[k].cells())))
            )
            level[key] = _start(ladders[key], lines, rules, level[key] + 1)
            continue
        break
    found: dict[str, dict[tuple[str, str], int | None]] = {key: {} for key in shown}
    for number, cell in enumerate(cells):
        key, row, column = owner[number]
        found[key][row, column] = None if number in hidden else cell.value
    return Protected(
        tuple((shown[key], found[key]) for key in shown), tuple(key for key in choices if key not in shown)
    )


def _hide_both_ways(release: Release, earlier: Sequence[Release], rules: Rules) -> set[int]:
    """Which of a release's cells are hidden, so that it is safe by itself and beside all earlier ones."""
    alone, linked = Linked([release]), Linked([*earlier, release])
    first, shift = len(headline_cells(release.lines)), len(linked.cells) - len(alone.cells)
    hidden = hide(alone, rules, set())
    while earlier:
        more = {number - shift for number in hide(linked, rules, {number + shift for number in hidden})}
        again = hide(alone, rules, more)
        if again == hidden:
            break
        hidden = again
    return {number - first for number in hidden}


def hide(linked: Linked, rules: Rules, hidden: set[int]) -> set[int]:
    """Numbers of the new release's cells that are hidden: those given, the unsafe ones, and what they need.

    By itself every hidden cell of a release is uncertain by the threshold. Beside earlier releases, what is
    uncertain by less even with the new headline alone need only stay as uncertain as that.
    """
    hidden = hidden | {
        number
        for number, (release, cell) in enumerate(linked.cells)
        if release == linked.new
        and not cell.headline
        and rules.unsafe(linked.heads_by_school(linked.index[number]))
    }
    fixed = [] if linked.alone else [*linked.hidden_before(), *linked.differences(rules)]
    needs, ranges = dict[str, float](), Ranges(fixed)
    while hidden or fixed:
        ranges.add(linked.hidden_now(hidden))
        program = linked.program(hidden)
        bad = [
            target
            for target in ranges.targets
            if ranges.narrower(program, target, needs.get(target.name, rules.threshold))
        ]
        unasked = [] if linked.alone else [target for target in bad if target.name not in needs]
        if unasked:
            needs.update(without_tables(linked, unasked, rules))
            continue
        if not bad:
            break
        before = len(hidden)
        for target in bad:
            need = needs.get(target.name, rules.threshold)
            if ranges.width(target) < need - SLACK:
                hidden |= _more(linked, hidden, target, need, ranges)
        if len(hidden) == before:
            raise _TooFineError(bad[0].family)
    return hidden


def without_tables(linked: Linked, targets: Sequence[Target], rules: Rules) -> dict[str, float]:
    """How uncertain each target would be if the new release showed its headline alone, at most the threshold."""
    program, ranges, found = linked.program(set(), without_new=True), Ranges(targets), {}
    for target in targets:
        narrow = ranges.narrower(program, target, rules.threshold)
        found[target.name] = ranges.width(target) if narrow else float(rules.threshold)
    return found


def _more(linked: Linked, hidden: set[int], target: Target, need: float, ranges: Ranges) -> set[int]:
    """The cheapest cells to hide so that a target may lie `need` apart; raises _TooFineError when there are none."""
    open_cells = [
        number
        for number, (release, cell) in enumerate(linked.cells)
        if release == linked.new
        and not cell.headline
        and number not in hidden
        and linked.value(linked.index[number])
    ]
    made = linked.program(hidden, copies=2)
    first = made.grow(4 * len(open_cells))
    for place, number in enumerate(open_cells):
        truth = linked.value(linked.index[number])
        for copy in range(2):
            up = first + 4 * place + 2 * copy
            made.cost[up] = made.cost[up + 1] = _cost(linked.cells[number][1], truth)
            made.upper[up + 1] = truth - 1
            terms = [(copy * linked.size + at, 1.0) for at in linked.index[number]]
            made.add([*terms, (up, -1.0), (up + 1, 1.0)], truth, truth)
    apart = [(linked.size + at, -factor) for at, factor in target.terms]
    made.add([*target.terms, *apart], need, math.inf)
    found = made.minimise()
    if found is None:
        raise _TooFineError(target.family)
    for copy in range(2):
        ranges.learn(found[copy * linked.size : (copy + 1) * linked.size])
    moved = found[first:].reshape(len(open_cells), 4).sum(axis=1)
    return {number for place, number in enumerate(open_cells) if moved[place] > SLACK}


def _cost(cell: Cell, value: int) -> float:
    """What hiding a cell takes from a reader: margins more than what lies inside, large cells more than small."""
    width = 1 + 0.5 * (len(cell.rows) > 1) + 0.5 * (len(cell.columns) > 1)
    return width * (1 + math.log1p(value))


def _small_rows(key: str, lines: Sequence[Line], rules: Rules) -> frozenset[str]:
    """Finest rows of a table of which some cell is unsafe."""
    held: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        held.setdefault(place_of(key, line), []).append(line)
    return frozenset(row for (row, _), part in held.items() if rules.unsafe(by_school(part)))


def _start(ladder: Sequence[Design], lines: Sequence[Line], rules: Rules, least: int) -> int:
    """The first design from `least` on in which few enough of the cells inside are unsafe."""
    for number in range(least, len(ladder)):
        design = ladder[number]
        inside = [
            rules.unsafe(heads) for _, _, heads in _heads(design, lines, inside=True) if sum(heads.values())
        ]
        single = design.key == "time" and len(design.rows) - 1 == len(design.rows[-1].covers)
        if sum(inside) <= (0 if single else MANY * len(inside)):
            return number
    return len(ladder)


def _heads(design: Design, lines: Sequence[Line], *, inside: bool = False):  # type: ignore[no-untyped-def]
    held: dict[tuple[str, str], dict[int, int]] = {}
    for line in lines:
        if line.heads:
            schools = held.setdefault(place_of(design.key, line), {})
            schools[line.stands_for] = schools.get(line.stands_for, 0) + line.heads
    for row, column in design.cells():
        if inside and (row.key == ALL or column.total):
            continue
        heads: dict[int, int] = {}
        for fine_row in row.covers:
            for fine_column in column.covers:
                for school, value in held.get((fine_row, fine_column), {}).items():
                    heads[school] = heads.get(school, 0) + value
        yield row, column, heads


def _cells(shown: dict[str, Design], lines: Sequence[Line]) -> tuple[list[Cell], list[tuple[str, str, str]]]:
    """Cells of all tables with their true values, and where each stands; what repeats the headline is one too."""
    cells, owner = [], []
    for key, design in shown.items():
        for row, column, heads in _heads(design, lines):
            headline = design.is_headline(row, column)
            cells.append(Cell(key, row.covers, column.covers, sum(heads.values()), headline))
            owner.append((key, row.key, column.key))
    return cells, owner


__all__ = ["BlockedError", "Protected", "hide", "protect"]

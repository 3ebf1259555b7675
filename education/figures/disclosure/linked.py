"""Every table of every release as one set of unknowns, so that what one gives away about another is seen.

The unknowns are heads by stretch of time, by the releases that hold them, and by the finest cell of each table.
A stretch lies between two days on which a period or a published month begins or ends. Heads that every release
over their stretch holds are the rule; heads that came later or were taken back are unknowns of their own, so that
the attack may subtract a figure from its revision. It is told everything that was published, that a hidden cell
is not zero, and for children and for adults whether anything was added or taken back at all.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from education.figures.counts import AUDIENCES, CHILDREN, PARENTS, WHO, Line
from education.figures.disclosure.program import SLACK, Program
from education.figures.disclosure.rules import BlockedError, Rules
from education.figures.periods import ONE_DAY, months
from education.figures.tables import place_of

BASE = "base"
COLUMNS = {"authority": WHO}


@dataclass(frozen=True)
class Cell:
    """A published cell as the finest rows and columns it covers; None is hidden."""

    family: str
    rows: frozenset[str]
    columns: frozenset[str]
    value: int | None
    headline: bool = False


@dataclass(frozen=True)
class Release:
    """A snapshot: the days it covers, what it holds, and what it shows."""

    slug: str
    start: dt.date
    end: dt.date
    lines: Sequence[Line]
    cells: tuple[Cell, ...]

    @cached_property
    def by_month(self) -> bool:
        """Whether it shows a table over time."""
        return any(cell.family == "time" for cell in self.cells)


@dataclass(frozen=True)
class Target:
    """A sum of unknowns that must stay uncertain."""

    family: str
    index: tuple[int, ...]
    truth: int
    name: str
    minus: tuple[int, ...] = ()

    @property
    def terms(self) -> list[tuple[int, float]]:
        """The sum with its signs."""
        return [(at, 1.0) for at in self.index] + [(at, -1.0) for at in self.minus]


def headline_cells(lines: Iterable[Line]) -> tuple[Cell, ...]:
    """Children, and parents and carers: exact in every release."""
    heads: Counter[str] = Counter()
    for line in lines:
        heads[line.audience] += line.heads
    return tuple(
        Cell(BASE, frozenset(["all"]), frozenset([who]), heads[who], headline=True) for who in AUDIENCES
    )


class Linked:
    """All releases with their unknowns; the last one is new and may still hide cells."""

    def __init__(self, releases: Sequence[Release]) -> None:
        self.releases = list(releases)
        self.new = len(releases) - 1
        self.alone = len(releases) == 1
        families = {cell.family for release in releases for cell in release.cells} - {BASE, "time"}
        if self.alone and releases[0].by_month:
            families.add("time")
        self.families = (BASE, *sorted(families))
        self._stretches()
        self._patterns()
        self._unknowns()
        self.cells = [(number, cell) for number, release in enumerate(releases) for cell in release.cells]
        self.index = [self.index_of(number, cell) for number, cell in self.cells]

    def _stretches(self) -> None:
        cuts = set()
        for release in self.releases:
            cuts |= {release.start, release.end + ONE_DAY}
            if release.by_month and not self.alone:
                cuts |= {first for first, _ in months(release.start, release.end)}
        self.cuts = sorted(cuts)
        self.covering = [
            frozenset(
                number
                for number, r in enumerate(self.releases)
                if r.start <= begins and ends <= r.end + ONE_DAY
            )
            for begins, ends in zip(self.cuts, self.cuts[1:], strict=False)
        ]

    def stretch_of(self, day: dt.date) -> int:
        """The stretch that a day lies in."""
        return max(number for number, begins in enumerate(self.cuts) if begins <= day)

    def _patterns(self) -> None:
        """Who holds how many heads of what: the layers of each line over the releases."""
        held: defaultdict[Line, dict[int, int]] = defaultdict(dict)
        for number, release in enumerate(self.releases):
            for line in release.lines:
                key = line._replace(heads=0)
                held[key][number] = held[key].get(number, 0) + line.heads
        days: dict[dt.date, int] = {}
        self.layers: list[tuple[int, frozenset[int], Line, int]] = []
        edits: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
        for line, heads in held.items():
            stretch = days.setdefault(line.day, self.stretch_of(line.day))
            below = 0
            for level in sorted(set(heads.values()) - {0}):
                holders = frozenset(number for number, value in heads.items() if value >= level)
                self.layers.append((stretch, holders, line, level - below))
                below = level
                if holders != self.covering[stretch]:
                    edits[edit_of(holders, self.covering[stretch])].add(line.audience)
        self.edited: dict[tuple[int, frozenset[int]], set[str]] = {}
        for stretch, covering in enumerate(self.covering):
            for (since, until), audiences in edits.items():
                holders = frozenset(number for number in covering if since <= number < until)
                if holders and holders != covering:
                    self.edited.setdefault((stretch, holders), set()).update(audiences)
        for stretch, holders, line, _ in self.layers:
            if holders != self.covering[stretch]:
                self.edited.setdefault((stretch, holders), set()).add(line.audience)
        whole = [(stretch, covering) for stretch, covering in enumerate(self.covering) if covering]
        self.patterns = sorted([*whole, *self.edited], key=lambda p: (p[0], -len(p[1]), sorted(p[1])))
        self.number_of = {pattern: number for number, pattern in enumerate(self.patterns)}

    def _unknowns(self) -> None:
        rows: dict[str, dict[str, int]] = {family: {} for family in self.families}
        for release in self.releases:
            for cell in release.cells:
                for row in sorted(cell.rows):
                    if cell.family in rows:
                        rows[cell.family].setdefault(row, len(rows[cell.family]))
        for _, _, line, _ in self.layers:
            for family in self.families:
                row, _ = place_of(family, line)
                rows[family].setdefault(row, len(rows[family]))
        self.rows = rows
        self.columns = {
            family: {name: n for n, name in enumerate(COLUMNS.get(family, AUDIENCES))}
            for family in self.families
        }
        self.offset, size = {}, 0
        for family in self.families:
            self.offset[family] = size
            size += len(rows[family]) * len(self.columns[family])
        self.stride = size
        self.size = size * len(self.patterns)
        self.truth: Counter[int] = Counter()
        self.schools: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for stretch, holders, line, heads in self.layers:
            pattern = self.number_of[stretch, holders]
            for family in self.families:
                at = self.at(pattern, family, *place_of(family, line))
                self.truth[at] += heads
                self.schools[at][line.stands_for] += heads

    def at(self, pattern: int, family: str, row: str, column: str) -> int:
        """The number of an unknown."""
        columns = self.columns[family]
        inside = self.rows[family][row] * len(columns) + columns[column]
        return pattern * self.stride + self.offset[family] + inside

    def _inside(self, cell: Cell, patterns: Iterable[int]) -> Iterator[int]:
        family, rows = cell.family, cell.rows
        if family == "time" and not self.alone:
            family, rows = BASE, frozenset(["all"])
            patterns = [p for p in patterns if f"{self.cuts[self.patterns[p][0]]:%Y-%m}" in cell.rows]
        for pattern in patterns:
            for row in rows:
                for column in cell.columns:
                    yield self.at(pattern, family, row, column)

    def index_of(self, release: int, cell: Cell) -> tuple[int, ...]:
        """The unknowns that a cell of a release adds up."""
        holding = [n for n, (_, holders) in enumerate(self.patterns) if release in holders]
        return tuple(sorted(self._inside(cell, holding)))

    def value(self, index: Iterable[int]) -> int:
        """What a sum of unknowns truly is."""
        return sum(self.truth[at] for at in index)

    def heads_by_school(self, index: Iterable[int]) -> Counter[int]:
        """What each school gives to a sum of unknowns."""
        found: Counter[int] = Counter()
        for at in index:
            if at in self.schools:
                found.update(self.schools[at])
        return found

    def program(self, hidden: set[int], *, copies: int = 1, without_new: bool = False) -> Program:
        """What everybody knows: `hidden` holds numbers of the new release's cells; each copy knows the same."""
        most = 1 + max((sum(line.heads for line in r.lines) for r in self.releases), default=0)
        made = Program(self.size * copies, most)
        for copy in range(copies):
            shift = copy * self.size
            self._links(made, shift)
            for number, (release, cell) in enumerate(self.cells):
                if release == self.new and not cell.headline and without_new:
                    continue
                index = [shift + at for at in self.index[number]]
                if number in hidden or (cell.value is None and release != self.new):
                    made.add([(at, 1.0) for at in index], 1, most)
                elif (
                    copies == 1 or release != self.new or cell.headline or not self.value(self.index[number])
                ):
                    made.fix(index, self.value(self.index[number]))
        return made

    def _links(self, made: Program, shift: int) -> None:
        """Every table has the same children, and the same parents and carers, in every stretch."""
        for pattern in range(len(self.patterns)):
            for audience in AUDIENCES:
                whole = shift + self.at(pattern, BASE, "all", audience)
                if audience not in self.edited.get(self.patterns[pattern], AUDIENCES):
                    made.upper[whole] = 0.0
                for family in self.families[1:]:
                    columns = [c for c in self.columns[family] if (c == PARENTS) == (audience != CHILDREN)]
                    parts = [
                        (shift + self.at(pattern, family, row, column), 1.0)
                        for row in self.rows[family]
                        for column in columns
                    ]
                    made.add([*parts, (whole, -1.0)], 0, 0)

    def differences(self, rules: Rules) -> Iterator[Target]:
        """What subtracting an earlier release from the new one (or the other way round) must not give away.

        A small difference is one of them whatever is behind it: nobody outside knows that it is 12 added and 4 taken.
        """
        mine = [cell for release, cell in self.cells if release == self.new and not cell.headline]
        for other, release in enumerate(self.releases[:-1]):
            theirs = {(c.family, c.rows, c.columns) for c in release.cells}
            if not any({other, self.new} <= holders for _, holders in self.patterns):
                continue
            more = [
                n
                for n, (_, holders) in enumerate(self.patterns)
                if self.new in holders and other not in holders
            ]
            less = [
                n
                for n, (_, holders) in enumerate(self.patterns)
                if other in holders and self.new not in holders
            ]
            for cell in mine:
                if (cell.family, cell.rows, cell.columns) not in theirs:
                    continue
                added, taken = (tuple(sorted(self._inside(cell, only))) for only in (more, less))
                where = f"{self.releases[self.new].slug} and {release.slug}, {name_of(cell)}"
                for name, plus, minus in (("added", added, ()), ("taken", taken, ()), ("net", added, taken)):
                    truth = self.value(plus) - self.value(minus)
                    small = name == "net" and 0 < abs(truth) < rules.threshold
                    if (plus or minus) and (small or rules.unsafe(self.heads_by_school((*plus, *minus)))):
                        yield Target(cell.family, plus, truth, f"{where}, {name}", minus)

    def hidden_before(self) -> Iterator[Target]:
        """Cells that earlier releases hide."""
        for number, (release, cell) in enumerate(self.cells):
            if release != self.new and cell.value is None:
                index = self.index[number]
                name = f"{self.releases[release].slug}, {name_of(cell)}"
                yield Target(cell.family, index, self.value(index), name)

    def hidden_now(self, hidden: Iterable[int]) -> Iterator[Target]:
        """Cells that the new release hides."""
        for number in sorted(hidden):
            cell, index = self.cells[number][1], self.index[number]
            yield Target(cell.family, index, self.value(index), name_of(cell))


def edit_of(holders: frozenset[int], covering: frozenset[int]) -> tuple[int, int]:
    """From which release on, and up to which, something is held that others over its days do not hold."""
    first, last = min(holders), max(holders)
    later = [number for number in covering if number > last]
    since = first if any(number < first for number in covering) else 0
    return since, min(later) if later else max(covering) + 1_000


def name_of(cell: Cell) -> str:
    return f"{cell.family}: {'+'.join(sorted(cell.rows))} × {'+'.join(sorted(cell.columns))}"


class Ranges:
    """From where to where each target may lie, learned from every world that was found on the way.

    A world that fits what is public goes on fitting when more is hidden, so nothing learned is ever lost.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets: list[Target] = []
        self.low: dict[str, float] = {}
        self.high: dict[str, float] = {}
        self.add(targets)

    def add(self, targets: Iterable[Target]) -> None:
        """More sums to watch; the truth is the first world that is known."""
        for target in targets:
            if target.name not in self.low:
                self.targets.append(target)
                self.low[target.name] = self.high[target.name] = float(target.truth)

    def width(self, target: Target) -> float:
        """How wide a target's interval is known to be."""
        return self.high[target.name] - self.low[target.name]

    def narrower(self, program: Program, target: Target, need: float) -> bool:
        """Whether a target's interval is, exactly, narrower than it must be."""
        for sign in (-1.0, 1.0):
            if self.width(target) >= need - SLACK:
                return False
            found = program.minimise(target.terms, sign=sign)
            if found is None:
                raise BlockedError("What was published contradicts itself: disclosure can't be checked.")
            self.learn(found)
        return self.width(target) < need - SLACK

    def learn(self, world: Any) -> None:
        """What another world that fits says about every target."""
        for target in self.targets:
            value = float(world[list(target.index)].sum() - world[list(target.minus)].sum())
            self.low[target.name] = min(self.low[target.name], value)
            self.high[target.name] = max(self.high[target.name], value)

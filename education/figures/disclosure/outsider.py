"""The linked attack by somebody who has nothing but published files.

The publisher's own attack (`linked`) knows what was counted and when it was corrected. An outsider doesn't, and
explains several figures by as few corrections as they leave possible: first every figure may have been corrected by
any other, and the least sum of heads that came late or were taken back says at which of them something was; in the
worlds that are left the range of each hidden cell, and of each difference of two figures, is found exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from education.figures.counts import AUDIENCES, CHILDREN, PARENTS
from education.figures.disclosure.linked import BASE, Cell, Linked, Release, Target, edit_of, name_of
from education.figures.disclosure.program import SLACK, Program
from education.figures.disclosure.rules import BlockedError

END = 1_000_000
Edits = Mapping[tuple[int, int], frozenset[str]]
"""From which release on, up to which, and of whom something is held that others over its days do not hold."""


class Outsider(Linked):
    """Releases of which only the cells are known; `edits` None lets every one correct every other."""

    def __init__(self, releases: Sequence[Release], edits: Edits | None) -> None:
        self.edits = edits
        super().__init__(releases)

    def _patterns(self) -> None:
        self.layers = []
        self.edited: dict[tuple[int, frozenset[int]], set[str]] = {}
        for stretch, covering in enumerate(self.covering):
            for holders, audiences in self._possible(covering):
                self.edited.setdefault((stretch, holders), set()).update(audiences)
        whole = [(stretch, covering) for stretch, covering in enumerate(self.covering) if covering]
        self.patterns = sorted([*whole, *self.edited], key=lambda p: (p[0], -len(p[1]), sorted(p[1])))
        self.number_of = {pattern: number for number, pattern in enumerate(self.patterns)}

    def _possible(self, covering: frozenset[int]) -> Iterator[tuple[frozenset[int], Sequence[str]]]:
        """Who may hold heads of a stretch, apart from all that cover it."""
        order = sorted(covering)
        if self.edits is None:
            for first in range(len(order)):
                for last in range(first + 1, len(order) + 1):
                    if last - first < len(order):
                        yield frozenset(order[first:last]), AUDIENCES
            return
        for (since, until), audiences in self.edits.items():
            holders = frozenset(number for number in order if since <= number < until)
            if holders and holders != covering:
                yield holders, sorted(audiences)

    def known(self, *, without_new: bool = False) -> Program:
        """Everything that the files say; perhaps without the tables of the last release."""
        heads = [sum(c.value or 0 for c in r.cells if c.family == BASE) for r in self.releases]
        most = 1 + max(heads)
        made = Program(self.size, most)
        self._links(made, 0)
        for number, (release, cell) in enumerate(self.cells):
            if without_new and release == self.new and not cell.headline:
                continue
            if cell.value is None:
                made.add([(at, 1.0) for at in self.index[number]], 1, most)
            else:
                made.fix(self.index[number], cell.value)
        return made

    def simplest(self) -> dict[tuple[int, int], frozenset[str]] | None:
        """Which releases the files can't do without corrections at, and all that may then have come and gone there.

        Where something was corrected, more may have been added and taken back than the least that explains it:
        whoever took the least for the truth would be sure of what is wrong. None where the files contradict each
        other.
        """
        program = self.known()
        corrected = {
            self.at(number, BASE, "all", audience): edit_of(holders, self.covering[stretch])
            for number, (stretch, holders) in enumerate(self.patterns)
            if holders != self.covering[stretch]
            for audience in AUDIENCES
        }
        world = program.minimise([(at, 1.0) for at in corrected] or None)
        if world is None:
            return None
        ends = {end for at, edit in corrected.items() if world[at] > SLACK for end in edit}
        moments = sorted(end for end in ends if 0 < end <= self.new)
        return {
            (since, until): frozenset(AUDIENCES)
            for since in (0, *moments)
            for until in (*moments, END)
            if since < until and (since, until) != (0, END)
        }

    def hidden(self) -> Iterator[Target]:
        """Every cell that any of the releases hides."""
        for number, (release, cell) in enumerate(self.cells):
            if cell.value is None:
                name = f"{self.releases[release].slug}, {name_of(cell)}"
                yield Target(cell.family, self.index[number], 0, name)

    def everybody(self, release: int, cell: Cell) -> int:
        """The headline of a release for those of whom a cell shows some."""
        who = {PARENTS if column == PARENTS else CHILDREN for column in cell.columns}
        return sum(
            c.value or 0 for c in self.releases[release].cells if c.family == BASE and c.columns <= who
        )

    def subtracted(self, threshold: int) -> Iterator[Target]:
        """Each cell of the last release less the same cell of an earlier one whose days touch its own.

        Where both are shown the difference is plain, and only one that is small is of interest; where both are
        everybody it is that of the headlines, which are exact.
        """
        mine = {
            (cell.family, cell.rows, cell.columns): number
            for number, (release, cell) in enumerate(self.cells)
            if release == self.new and not cell.headline
        }
        for number, (other, cell) in enumerate(self.cells):
            same = mine.get((cell.family, cell.rows, cell.columns))
            if other == self.new or same is None:
                continue
            shown = self.cells[same][1].value
            plain = None not in (shown, cell.value)
            if plain and not 0 < abs((shown or 0) - (cell.value or 0)) < threshold:
                continue
            if shown == self.everybody(self.new, cell) and cell.value == self.everybody(other, cell):
                continue
            plus, minus = set(self.index[same]), set(self.index[number])
            if not plus & minus:
                continue
            name = f"{self.releases[self.new].slug} less {self.releases[other].slug}, {name_of(cell)}"
            yield Target(cell.family, tuple(sorted(plus - minus)), 0, name, tuple(sorted(minus - plus)))


def ends(program: Program, target: Target) -> tuple[float, float]:
    """From where to where a sum may lie; raises BlockedError where the solver finds no world at all."""
    if not target.terms:
        return 0.0, 0.0
    found: list[float] = []
    for sign in (1.0, -1.0):
        world: Any = program.minimise(target.terms, sign=sign)
        if world is None:
            raise BlockedError("The figures contradict each other.")
        found.append(float(world[list(target.index)].sum() - world[list(target.minus)].sum()))
    return found[0], found[1]


def attack(releases: Sequence[Release], threshold: int) -> tuple[int, float]:
    """How many hidden cells were attacked with the last release beside the others, and the narrowest range found.

    Raises BlockedError at the first hidden cell that lies within less than `threshold`, and at the first difference
    that can only be a group smaller than that, unless the last release's headline, which is exact, tells it alone.
    """
    edits = Outsider(releases, None).simplest()
    if edits is None:
        raise BlockedError("The figures contradict each other.")
    outsider = Outsider(releases, edits)
    program, less = outsider.known(), outsider.known(without_new=True)
    count, narrowest = 0, float("inf")
    for target in outsider.hidden():
        low, high = ends(program, target)
        count, narrowest = count + 1, min(narrowest, high - low)
        if high - low < threshold - SLACK and narrower(less, target, high - low):
            raise BlockedError(f"{target.name}: it can be worked out to lie in {low:,.0f} to {high:,.0f}.")
    for target in outsider.subtracted(threshold):
        low, high = ends(program, target)
        largest = max(abs(low), abs(high))
        if low * high > 0 and largest < threshold - SLACK and narrower(less, target, high - low):
            raise BlockedError(f"{target.name}: it can be worked out to lie in {low:,.0f} to {high:,.0f}.")
    return count, narrowest


def narrower(less: Program, target: Target, width: float) -> bool:
    """Whether the last release's tables made a range narrower than its headline alone had made it."""
    low, high = ends(less, target)
    return width < high - low - SLACK

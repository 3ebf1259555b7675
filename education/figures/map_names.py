"""Where the names of a force's map go when there are marks on it: inside their area, off every mark, and as near as can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, product
from math import hypot

from education.figures.force_map import Area, ForceMap

LETTER, LINE, RISE = (
    5.7,
    11,
    8.5,
)  # of 10 px type: the width of a letter, from line to line, and above the first one
ROOM = 6.5  # from a name to the middle of a mark, which is drawn 4.6 wide either way
STEP = 4
CROSSED, ABROAD, OUTSIDE = (
    1_000,
    300,
    60,
)  # what a mark under a name, a border, and a place off the land cost in units
ENDS = {
    "M": 2,
    "L": 2,
    "T": 2,
    "H": 1,
    "V": 1,
    "C": 6,
    "S": 4,
    "Q": 4,
}  # how many numbers lead to the next corner
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def place_names(drawing: ForceMap, marks: Sequence[Point]) -> tuple[Area, ...]:
    """The areas with their names moved off the marks; a name that lies outside has a line to where it was wanted.

    Where the drawing itself puts a name outside with a line of its own, that is where it is looked for first.
    """
    outlines = {area.slug: corners(area.path) for area in drawing.areas}
    taken: list[Box] = []
    placed = []
    for area in drawing.areas:
        own = outlines[area.slug]
        others = [outline for slug, outline in outlines.items() if slug != area.slug]
        half = max(map(len, area.lines)) * LETTER / 2
        best, least = (area.x, area.y), float("inf")
        for away, at in _spots(drawing, area, half):
            if away >= least:
                break  # the rest is farther still
            cost = away + _cost(_box(at, half, area), least - away, own, others, marks, taken)
            if cost < least:
                best, least = at, cost
        box = _box(best, half, area)
        taken.append(box)
        leader = "" if _inside(_middle(box), own) else area.leader
        if best != (area.x, area.y) and not _inside(_middle(box), own):
            leader = _line(box, _start(area))
        placed.append(replace(area, x=round(best[0]), y=round(best[1]), leader=leader))
    return tuple(placed)


def crossed(areas: Iterable[Area], marks: Sequence[Point]) -> int:
    """How many marks lie under a name."""
    boxes = [_box((a.x, a.y), max(map(len, a.lines)) * LETTER / 2, a) for a in areas]
    return sum(_marked(box, marks) for box in boxes)


def corners(path: str) -> tuple[Point, ...]:
    """The corners of an outline of absolute commands, a curve as a straight line; none where it has others."""
    found: list[Point] = []
    x = y = 0.0
    for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        if letter in "Zz":
            continue
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", rest)]
        if letter not in ENDS or len(numbers) % ENDS[letter]:
            return ()
        for i in range(0, len(numbers), ENDS[letter]):
            end = numbers[i : i + ENDS[letter]]
            x, y = (end[0], y) if letter == "H" else (x, end[0]) if letter == "V" else (end[-2], end[-1])
            found.append((x, y))
    return tuple(found)


def _spots(drawing: ForceMap, area: Area, half: float) -> list[tuple[float, tuple[int, int]]]:
    """The drawing's own place, and a grid over the map on which the whole name is to be seen, the nearest first."""
    last = drawing.height - 4 - LINE * (len(area.lines) - 1)
    across = range(round(half) + 3, round(drawing.width - half) - 2, STEP)
    spots = [(area.x, area.y), *product(across, range(LINE + 2, last, STEP))]
    return sorted((hypot(x - area.x, y - area.y), (x, y)) for x, y in spots)


def _cost(
    box: Box, most: float, own: Sequence[Point], others: Sequence[Sequence[Point]], marks: Sequence[Point], taken: Sequence[Box],
) -> float:  # fmt: skip
    """What is wrong with a place; borders are looked at only where the rest does not already cost the most."""
    left, top, right, bottom = box
    cost = CROSSED * _marked(box, marks)
    cost += CROSSED * sum(left < r and l < right and top < b and t < bottom for l, t, r, b in taken)  # noqa: E741
    if cost >= most:
        return cost
    edge = [(x, y) for x in (left, (left + right) / 2, right) for y in (top, (top + bottom) / 2, bottom)]
    home = sum(_inside(point, own) for point in edge)
    cut = any(left < x < right and top < y < bottom for outline in (own, *others) for x, y in outline)
    if cut or any(_inside(point, other) for point in edge for other in others) or 0 < home < len(edge):
        cost += ABROAD
    elif own and not home:
        cost += OUTSIDE
    return cost


def _box(at: tuple[float, float], half: float, area: Area) -> Box:
    return (at[0] - half, at[1] - RISE, at[0] + half, at[1] + LINE * (len(area.lines) - 1) + 2.5)


def _marked(box: Box, marks: Sequence[Point]) -> int:
    left, top, right, bottom = box
    return sum(left - ROOM < x < right + ROOM and top - ROOM < y < bottom + ROOM for x, y in marks)


def _middle(box: Box) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _inside(point: Point, outline: Sequence[Point]) -> bool:
    """Whether a ray to the right meets the outline an odd number of times."""
    x, y = point
    return (
        sum(
            (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
            for (x1, y1), (x2, y2) in pairwise([*outline, *outline[:1]])
        )
        % 2
        == 1
    )


def _start(area: Area) -> Point:
    """Where a name belongs: the first point of its own line, else the drawing's place for it."""
    return (corners(area.leader) or ((area.x, area.y),))[0]


def _line(box: Box, to: Point) -> str:
    """From the side of a name that is nearest to a point."""
    x = min(max(to[0], box[0]), box[2])
    y = box[1] - 1 if to[1] < box[1] else box[3] + 1 if to[1] > box[3] else _middle(box)[1]
    return f"M{to[0]:.0f} {to[1]:.0f}L{x:.0f} {y:.0f}"

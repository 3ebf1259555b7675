"""The map of a branching story, for the teacher: where each screen stands on paper, and the lines between them."""

from __future__ import annotations

from dataclasses import dataclass

from education.content.story import Step, Story, depths

BOX, HIGH, ACROSS, DOWN, EDGE = 64, 40, 96, 88, 8  # in the drawing's own units


@dataclass(frozen=True)
class Box:
    """One screen as a box; x and y are its upper left corner."""

    screen: Step
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Where its number stands, from the left."""
        return self.x + BOX // 2

    @property
    def base(self) -> int:
        """Where its number stands, from the top."""
        return self.y + HIGH // 2 + 6


@dataclass(frozen=True)
class Line:
    """One choice as the path of an arrow."""

    d: str


@dataclass(frozen=True)
class Map:
    """The whole drawing."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(story: Story) -> Map:
    """Rows by the number of choices made so far, each row in the middle; endings stand where they are reached."""
    depth = depths(story)
    rows: dict[int, list[Step]] = {}
    for screen in story.screens:
        if screen.number in depth:
            rows.setdefault(depth[screen.number], []).append(screen)
    widest = max((len(row) for row in rows.values()), default=1)
    width = widest * ACROSS + 2 * EDGE
    boxes = {}
    for level, row in rows.items():
        left = (width - len(row) * ACROSS) // 2 + (ACROSS - BOX) // 2
        for column, screen in enumerate(row):
            boxes[screen.number] = Box(screen, left + column * ACROSS, EDGE + level * DOWN)
    lines = tuple(
        Line(_way(box, boxes[choice.next]))
        for box in boxes.values()
        for choice in box.screen.choices
        if choice.next in boxes
    )
    height = 2 * EDGE + (max(rows, default=0) * DOWN) + HIGH
    return Map(width, height, tuple(boxes.values()), lines)


def _way(one: Box, other: Box) -> str:
    """Down from foot to head; sideways between neighbours; round below to anything else in the same row or above."""
    if other.y > one.y:
        return f"M{one.middle} {one.y + HIGH}L{other.middle} {other.y}"
    right = other.x > one.x
    start, end = (one.x + BOX, other.x) if right else (one.x, other.x + BOX)
    if other.y == one.y and abs(other.x - one.x) == ACROSS:
        return f"M{start} {one.y + HIGH // 2}L{end} {other.y + HIGH // 2}"
    low = max(one.y, other.y) + HIGH + 28
    return f"M{one.middle} {one.y + HIGH}C{one.middle} {low} {other.middle} {low} {other.middle} {other.y + HIGH}"

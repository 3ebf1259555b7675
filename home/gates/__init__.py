"""The gates that shipped pages pass, read from the files alone; `manage.py check_content` prints what they found."""

from __future__ import annotations

from collections.abc import Callable

from home.gates.forms import other_forms
from home.gates.lessons import anatomy, exercises
from home.gates.rules import (
    care,
    counts,
    dates,
    fields,
    grid,
    links,
    numbers,
    pictures,
    reading,
    safe_words,
)
from home.gates.shelf import Gate, Item, Reason, Shelf, shelf

__all__ = ["GATES", "Gate", "Item", "Reason", "Shelf", "results", "shelf"]

GATES: tuple[Callable[[Shelf], Gate], ...] = (
    counts, grid, anatomy, exercises, reading, safe_words, numbers, care, links, pictures, dates, fields,
    other_forms,
)  # fmt: skip


def results(all_: Shelf | None = None) -> list[Gate]:
    """What every gate found, in the order of the report."""
    everything = all_ or shelf()
    return [gate(everything) for gate in GATES]

"""When a cell is unsafe by itself: too few people, too few schools, or one school that is nearly all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings


class BlockedError(Exception):
    """Nothing may be published: a table gives a small group away, or that could not be checked."""


@dataclass(frozen=True)
class Rules:
    """The settings of disclosure control; a cell's interval must be at least `threshold` wide."""

    threshold: int = 10
    schools: int = 3
    share: float = 0.85

    def unsafe(self, heads: Mapping[int, int]) -> bool:
        """Whether a cell with these heads by school would say something about a few people or one school."""
        whole = sum(heads.values())
        if not whole:
            return False  # a true zero
        present = [value for value in heads.values() if value]
        return whole < self.threshold or len(present) < self.schools or max(present) > self.share * whole


def rules() -> Rules:
    """The rules of this force; the smallest group it shows is never under five."""
    return Rules(threshold=max(5, settings.FIGURE_THRESHOLD))

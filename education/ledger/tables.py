"""Tables that leave the house as CSV: no cell is taken for a formula, and lines are handed on while they are made."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LINES_AT_ONCE = 500


def defused(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe in front; numbers and the rest stay as they are."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value


class _Echo:
    """What a csv writer writes to when each line is to be handed on at once."""

    def write(self, value: str) -> str:
        return value


def as_csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with a mark, so that spreadsheets read it rightly; some hundred lines at a time. Defuse the cells first."""
    writer, waiting = csv.writer(_Echo()), ["\ufeff"]
    for row in rows:
        waiting.append(writer.writerow(row))
        if len(waiting) >= LINES_AT_ONCE:
            yield "".join(waiting).encode()
            waiting = []
    yield "".join(waiting).encode()

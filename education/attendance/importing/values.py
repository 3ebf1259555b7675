"""What a cell may hold once it is read, whatever kind of file it came from."""

from __future__ import annotations

import datetime as dt

Value = str | int | float | bool | dt.datetime | dt.date | dt.time | None
Row = tuple[int, list["Value | Formula"]]

COLUMNS = 60


class Formula:
    """Stands where a formula was: its text is thrown away unread."""


FORMULA = Formula()


def read_text(cell: str) -> Value | Formula:
    """A cell's text without blanks around it; None for nothing, FORMULA for what a program would run."""
    text = cell.strip()
    if not text:
        return None
    return FORMULA if looks_like_formula(text) else text


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program would run this text; a telephone number or "- see note" is only text."""
    first = text[0]
    if first == "=":
        return True
    return first in "@+-" and any(mark in text for mark in "(!|")

"""The three terms of a school year as calendar months, the same for every authority."""

from __future__ import annotations

import datetime as dt

TERMS = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 8)}


def season(day: dt.date) -> str:
    """The key of the term that a day lies in, such as `2026-27-autumn`; holidays belong to the term before them."""
    part = next(name for name, (first, last) in TERMS.items() if first <= day.month <= last)
    begins = day.year if part == "autumn" else day.year - 1
    return f"{begins}-{(begins + 1) % 100:02d}-{part}"

"""Numbers of the workload page."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours to the nearest half."""
    halves = round(minutes / 30)
    whole, half = divmod(halves, 2)
    return f"{whole or ('' if half else 0)}{'½' if half else ''} h"


@register.filter
def at_most(number: int, most: int) -> int:
    """A number that does not run out of its drawing."""
    return min(number, most)

"""What other rooms' pages show of the figure."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from education.figures import queries
from education.figures.outcome import Interval

register = template.Library()


@register.inclusion_tag("figures/tile.html")
def figure_tile() -> dict[str, Any]:
    """The latest figure as a quiet tile: its number, its period, its page; nothing where none is published."""
    return {"snapshot": queries.standing().defer("document").first()}


@register.filter
def interval(found: Interval) -> str:
    """A share with its bounds in whole per cent, such as “38%, between 35% and 41%”."""
    share, low, high = (round(part * 100) for part in (found.share, found.low, found.high))
    return _("%(share)s%%, between %(low)s%% and %(high)s%%") % {"share": share, "low": low, "high": high}

"""What other rooms' pages show of the figure."""

from __future__ import annotations

from typing import Any

from django import template

from education.figures import queries

register = template.Library()


@register.inclusion_tag("figures/tile.html")
def figure_tile() -> dict[str, Any]:
    """The latest figure as a quiet tile: its number, its period, its page; nothing where none is published."""
    return {"snapshot": queries.latest()}

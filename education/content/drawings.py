"""Our own drawings in static/img/, found by the names that pages give."""

from __future__ import annotations

from django.contrib.staticfiles import finders


def path(name: str) -> str:
    """Where a drawing stands among the static files; empty when there is none of that name."""
    place = f"img/{name}.svg"
    return place if name.replace("-", "").isalnum() and finders.find(place) else ""

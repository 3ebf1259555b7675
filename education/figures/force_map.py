"""The map of a force's authorities, drawn by hand; it comes from the force's folder, as `map.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

DRAWING = re.compile(r"[MmLlHhVvCcSsQqTtZz0-9 ,.\-]+")


class MapError(ValueError):
    """The map of a force can't be used; the message says what to change."""


@dataclass(frozen=True)
class Area:
    """One authority on the map: its outline and where its label stands."""

    slug: str
    path: str
    x: int
    y: int
    lines: tuple[str, ...]
    leader: str = ""


@dataclass(frozen=True)
class ForceMap:
    """All areas in one box, and in words for those who don't see it."""

    width: int
    height: int
    alt: str
    areas: tuple[Area, ...]
    edges: tuple[float, float, float, float] | None = None

    def at(self, latitude: float, longitude: float) -> tuple[float, float] | None:
        """Where a place (degrees, WGS 84) lies in the box; None off the map, or where the map says no edges."""
        if self.edges is None:
            return None
        west, north, east, south = self.edges
        x = (longitude - west) / (east - west) * self.width
        y = (north - latitude) / (north - south) * self.height
        return (round(x, 1), round(y, 1)) if 0 <= x <= self.width and 0 <= y <= self.height else None


def read_map(folder: Path) -> ForceMap | None:
    """Read `map.toml` in a folder; None where the force has drawn none.

    Raises MapError for a path that is no SVG path data, KeyError naming what is missing.
    """
    file = folder / "map.toml"
    if not file.exists():
        return None
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    areas = []
    for item in data["area"]:
        for drawing in (item["path"], item.get("leader", "")):
            if drawing and not DRAWING.fullmatch(drawing):
                raise MapError(f"map.toml, {item['slug']}: “{drawing[:40]}” is no SVG path data.")
        x, y = item["at"]
        areas.append(Area(item["slug"], item["path"], x, y, tuple(item["lines"]), item.get("leader", "")))
    width, height = data["view"]
    edges = data.get("edges")
    if edges and not (edges[0] < edges[2] and edges[3] < edges[1]):
        raise MapError("map.toml: give edges as west, north, east, south, in degrees.")
    return ForceMap(width, height, data["alt"], tuple(areas), tuple(edges) if edges else None)


@cache
def force_map() -> ForceMap | None:
    """The map of the force that this start serves."""
    return read_map(Path(settings.FORCE_DIR))

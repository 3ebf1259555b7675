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
    return ForceMap(width, height, data["alt"], tuple(areas))


@cache
def force_map() -> ForceMap | None:
    """The map of the force that this start serves."""
    return read_map(Path(settings.FORCE_DIR))

"""A force is data: FORCE_DIR holds its name, places and telephones; another force brings its own folder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from education.schools.licences import KNOWN, USUAL, Licence, licence


@dataclass(frozen=True)
class Place:
    """A locality and the postcode districts that lie in it; without any it takes the rest of its authority."""

    name: str
    slug: str
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Authority:
    """A council area of the force, with its places."""

    code: str
    ons_code: str
    name: str
    slug: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Force:
    """What the site says about the force it belongs to."""

    name: str
    team: str
    area: str
    non_emergency: str
    authorities: tuple[Authority, ...]
    ons_code: str = ""
    licence: Licence = KNOWN[USUAL]


def read_force(folder: Path) -> Force:
    """Read `force.toml` in a folder; raises FileNotFoundError or KeyError naming what is missing.

    Raises LicenceError where the licence of its open data is none that is known.
    """
    data = tomllib.loads((folder / "force.toml").read_text(encoding="utf-8"))
    authorities = tuple(
        Authority(
            code=a["code"],
            ons_code=a["ons_code"],
            name=a["name"],
            slug=a["slug"],
            places=tuple(Place(p["name"], p["slug"], tuple(p.get("districts", []))) for p in a["places"]),
        )
        for a in data["authority"]
    )
    return Force(
        data["name"], data["team"], data["area"], data["non_emergency"], authorities,
        ons_code=data.get("ons_code", ""), licence=licence(data.get("licence", USUAL)),
    )  # fmt: skip


@cache
def force() -> Force:
    """The force that this start serves."""
    return read_force(Path(settings.FORCE_DIR))

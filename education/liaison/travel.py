"""Minutes to allow between two places, without asking any service: set by a person, or by the straight line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

ROADS, SPEED_KM_H, FLOOR_MINUTES, SLACK_MINUTES, UNKNOWN_MINUTES = 1.4, 40, 10, 5, 20


@dataclass(frozen=True)
class Place:
    """Where a commitment is; `key` is the school's id, and the same key needs no travel. `locality` is an id."""

    key: int
    latitude: float | None = None
    longitude: float | None = None
    locality: int | None = None


Pair = frozenset[int]


@dataclass(frozen=True)
class Travel:
    """What people set: minutes for two schools (by key), else for two localities; else the distance decides."""

    schools: Mapping[Pair, int] = field(default_factory=dict)
    localities: Mapping[Pair, int] = field(default_factory=dict)

    def minutes(self, one: Place, other: Place) -> int:
        """Minutes from door to door, the same in both directions; 0 within one school. Without slack."""
        if one.key == other.key:
            return 0
        pair = frozenset((one.key, other.key))
        if pair in self.schools:
            return self.schools[pair]
        if self.localities and one.locality is not None and other.locality is not None:
            between = self.localities.get(frozenset((one.locality, other.locality)))
            if between is not None:
                return between
        return by_distance(one, other)

    def gap(self, one: Place, other: Place) -> int:
        """Minutes to leave free between two commitments: the travel and five minutes of slack; 0 within one school."""
        return 0 if one.key == other.key else self.minutes(one, other) + SLACK_MINUTES


@lru_cache(maxsize=65_536)
def by_distance(one: Place, other: Place) -> int:
    """Straight line × 1.4 at 40 km/h, at least ten minutes; twenty where a point is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return UNKNOWN_MINUTES
    lat1, lon1, lat2, lon2 = (
        math.radians(angle) for angle in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    kilometres = 2 * 6371 * math.asin(math.sqrt(half)) * ROADS
    return max(FLOOR_MINUTES, math.ceil(kilometres / SPEED_KM_H * 60))

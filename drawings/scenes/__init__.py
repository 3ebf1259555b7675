"""The scenes: each is one picture in static/img/, named as pages and editors name it. 480 by 320 unless it says so."""

from drawings.scenes import grown_ups, older, site, small, strands, topics  # noqa: F401  each keeps its own scenes
from drawings.scenes.kept import SCENES, scene

__all__ = ["SCENES", "scene"]

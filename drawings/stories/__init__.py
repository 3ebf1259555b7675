"""The screens of the branching stories, a file for each story or two."""

from drawings.stories import asha, coach_and_sea, duck_and_socks, fan, goal, shark  # noqa: F401  each keeps its own scenes

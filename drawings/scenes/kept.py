"""Where every scene is kept under its name."""

from __future__ import annotations

from collections.abc import Callable

SCENES: dict[str, tuple[Callable[[], str], int, int]] = {}


def scene(name: str, width: int = 480, height: int = 320) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Registers what a function draws under a name."""

    def keep(draw: Callable[[], str]) -> Callable[[], str]:
        SCENES[name] = (draw, width, height)
        return draw

    return keep

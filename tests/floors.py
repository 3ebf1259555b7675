"""Compares the lock files with the oldest safe versions; works without a network, unlike a scanner."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def version(text: str) -> tuple[int, ...]:
    """A version as numbers, for comparing."""
    return tuple(int(part) for part in re.findall(r"\d+", text))


def below(lock: str, floors: dict[str, list[str]]) -> list[str]:
    """The pins of a lock file that are older than their floor."""
    pins = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE)
    return [
        f"{name} {pinned} is older than {floors[name][0]}: {floors[name][1]}"
        for name, pinned in pins
        if name in floors and version(pinned) < version(floors[name][0])
    ]


def main() -> int:
    """Print what is too old and return 1 when anything is."""
    floors = tomllib.loads((ROOT / "tests/floors.toml").read_text(encoding="utf-8"))["floors"]
    problems = [
        line
        for name in ("base", "test")
        for line in below((ROOT / f"requirements/{name}.txt").read_text(), floors)
    ]
    print("\n".join(problems) or "every pin is at or above its floor")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

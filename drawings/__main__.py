"""`python -m drawings` writes every picture of static/img/ that a scene describes; `--check` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from drawings import stories  # noqa: F401  their scenes are kept with the others
from drawings.scenes import SCENES

FOLDER = Path(__file__).resolve().parents[1] / "static" / "img"


def short(svg: str) -> str:
    """Numbers to one decimal, and no space that a path does without."""
    svg = re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), svg)
    svg = re.sub(r'<g transform="[^"]*"></g>', "", svg)
    return svg.replace("-0 ", "0 ")


def picture(name: str) -> str:
    """One whole file."""
    draw, width, height = SCENES[name]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        '<g stroke="#10233f" stroke-width="4.5" stroke-linejoin="round" stroke-linecap="round">'
        f"{short(draw())}</g></svg>\n"
    )


def main() -> int:
    """Write what differs; with --check return 1 when anything does."""
    check = "--check" in sys.argv
    differing = []
    for name in SCENES:
        path, drawn = FOLDER / f"{name}.svg", picture(name)
        if not path.exists() or path.read_text(encoding="utf-8") != drawn:
            differing.append(name)
            if not check:
                path.write_text(drawn, encoding="utf-8")
    sys.stdout.write(f"{len(SCENES)} pictures, {len(differing)} {'differ' if check else 'written'}\n")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())

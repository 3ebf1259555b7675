"""Contrast, computed from tokens.css itself: text is at least 7 to 1, edges and the focus ring at least 3 to 1."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
BANDS = ("coral", "green", "violet", "slate")
TEXT = [
    *product(["ink", "ink-soft", "sea", "sea-deep", "help"], ["paper", "surface", "sand"]),
    *[("ink", f"{name}-tint") for name in ("sea", "lamp", "help", "good", *BANDS)],
    *[(name, f"{name}-tint") for name in ("sea", "help", "good", *BANDS)],
    *[(name, ground) for name in BANDS for ground in ("paper", "surface")],
    ("sea-deep", "sea-tint"), ("ink-soft", "lamp-tint"), ("on-sea", "sea"), ("on-sea", "sea-deep"), ("on-help", "help"), ("on-help", "help-deep"),
    ("on-lamp", "lamp"), ("on-footer", "footer"), ("paper", "ink"),
    *[(f"{name}-tint", name) for name in BANDS],
]  # fmt: skip
EDGES = [("edge", "surface"), ("edge", "paper"), ("footer", "lamp")]


def tokens(dark: bool) -> dict[str, str]:
    """Name and colour of every token of the light or the dark scheme."""
    light, _, rest = CSS.partition("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", rest)) if dark else found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(a: str, b: str) -> float:
    """The contrast of two colours."""
    low, high = sorted([luminance(a), luminance(b)])
    return (high + 0.05) / (low + 0.05)


def too_low(
    known: dict[str, str], pairs: list[tuple[str, str]], least: float
) -> dict[tuple[str, str], float]:
    return {
        (a, b): round(ratio(known[a], known[b]), 2) for a, b in pairs if ratio(known[a], known[b]) < least
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_seven_to_one_and_edges_three_to_one(dark):
    assert (too_low(tokens(dark), TEXT, 7), too_low(tokens(dark), EDGES, 3)) == ({}, {})


def test_a_pale_ink_is_noticed():
    assert ratio("#000", "#fff") == 21
    assert too_low({**tokens(False), "ink-soft": "#6b7688"}, [("ink-soft", "paper")], 7) == {
        ("ink-soft", "paper"): 4.33
    }


def test_running_text_is_24_21_and_19_pixels_by_band():
    base = float(re.search(r"font-size: ([\d.]+)%", (Path(__file__).resolve().parents[2] / "static/css/base.css").read_text())[1]) * 0.16  # fmt: skip
    bodies = {
        band: float(size) for band, size in re.findall(r"\.band--([\w-]+) \{[^}]*--body: ([\d.]+)rem", CSS)
    }
    assert base == pytest.approx(19)
    assert {band: round(size * base) for band, size in bodies.items()} == {"4-7": 24, "8-10": 21}

"""Lessons for the ages of 4 to 7: Bo, Gran and what they find."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CREAM,
    DOT,
    LAMP,
    LILAC,
    MINT,
    PEACH,
    SEA,
    SHELL,
    SKY,
    WHITE,
    WOOD,
    at,
    bo,
    dot,
    head,
    limb,
    line,
    shape,
)
from drawings.props import (
    FISH,
    HOUSE,
    KEY,
    back_of_tablet,
    bubble,
    card,
    cross,
    floor,
    ground,
    heart,
    lamp,
    screen,
    star,
    sun,
    window,
    words,
)
from drawings.scenes.kept import scene


def _round_friend(fur: str, ears: float) -> str:
    """A soft toy or a small pet, sitting; the middle of its head is (0, 0)."""
    return (
        f'<ellipse cx="0" cy="62" rx="40" ry="42" fill="{fur}"/>' + dot(-25, -26, ears, fur) + dot(25, -26, ears, fur) + dot(0, 0, 36, fur)
        + f'<ellipse cx="0" cy="12" rx="16" ry="12" fill="{CREAM}" stroke="none"/>' + f'<g fill="{SEA}" stroke="none"><circle cx="-13" cy="-6" r="4"/><circle cx="13" cy="-6" r="4"/></g>'
        + shape("M-5 5h10l-5 6z", SEA, 'stroke-width="2.5"') + line("M-7 16q7 5 14 0", 3)
    )  # fmt: skip


@scene("jar")
def _() -> str:
    jar = shape(
        "M-64-84c-16 10-22 22-22 42V48q0 22 22 22H64q22 0 22-22v-90c0-20-6-32-22-42z",
        WHITE,
        'fill-opacity=".85"',
    )
    lid = at(
        0,
        -104,
        '<rect x="-72" y="-12" width="144" height="34" rx="10" fill="#0b5563"/>'
        + shape("M-12-12v-16h24v16", SEA),
        1,
        0,
    )
    inside = (
        card(-32, 22, HOUSE, -9, CREAM)
        + card(34, 26, KEY, 8, MINT)
        + card(0, -34, at(0, 2, head(DOT), 0.46), -3, LILAC, 50, 56)
    )
    return (
        ground(SHELL) + window(352, 30, 92, 74) + at(110, 134, bo(left=((-60, 108), (-74, 90)), right=((86, 92), (70, 100)), mood="smile", look=4), 1.06)
        + floor(262, PEACH) + at(278, 196, jar + inside + lid + line("M68-26q8 10 8 26v26", 7, "#fff"))
        + at(412, 254, card(0, 0, star(1.1), 10)) + at(210, 236, "")
    )  # fmt: skip


@scene("bo-tablet")
def _() -> str:
    return (
        ground(SHELL) + window(40, 36, 104, 84) + lamp(404, 60) + floor(270, PEACH) + '<ellipse cx="240" cy="292" rx="190" ry="20" fill="#b5304f"/>'
        + at(240, 120, bo(left=((-34, 108), (-74, 100)), right=((34, 108), (74, 100)), mood="grin", look=0, sits=True, hold=at(0, 112, back_of_tablet(0, 0), 1.15)), 0.94)
    )  # fmt: skip


@scene("bo-popup")
def _() -> str:
    box = (
        '<rect x="-96" y="-62" width="192" height="124" rx="14" fill="#ffb81c"/>'
        + at(0, -22, star(1.5, WHITE))
        + '<rect x="-70" y="14" width="140" height="32" rx="9" fill="#fff"/>'
        + at(0, 30, words(1, 130), 0.6)
    )
    fish = at(-110, 60, FISH, 1.6) + at(116, -72, FISH, 1.4) + at(-100, -70, FISH, 1.2)
    return (
        ground(SHELL)
        + screen(240, 152, 380, 250, fish + at(0, 4, box, 1.05), 0, SKY)
        + limb("M-10 300Q40 290 62 238", 26, "#b1774c")
        + limb("M490 300Q440 290 418 238", 26, "#b1774c")
        + dot(64, 236, 17, "#b1774c")
        + dot(416, 236, 17, "#b1774c")
    )


@scene("bo-stops")
def _() -> str:
    return (
        ground(SHELL) + window(346, 36, 100, 84) + floor(270, PEACH) + at(196, 118, bo(left=((-80, 24), (-84, 70)), right=((50, 122), (74, 100)), mood="think", brow=True, look=4), 0.96)
        + at(346, 232, back_of_tablet(0, 0, -8, LAMP), 1.3) + line("M300 290h110", 9) + at(96, 122, line("M-20-26q-10-14-24-10M-28 0h-18M-20 24q-10 12-24 8", 5, BERRY))
    )  # fmt: skip


@scene("bo-tells")
def _() -> str:
    return (
        ground(SHELL) + lamp(240, 54) + window(190, 96, 100, 80) + floor(274, PEACH)
        + at(128, 126, bo(left=((-54, 118), (-72, 96)), right=((74, 66), (76, 98)), mood="talk", look=5), 0.92)
        + at(354, 118, bo(left=((-70, 78), (-78, 100)), right=((50, 118), (72, 96)), mood="smile", look=-5, gran=True), 0.96)
    )  # fmt: skip


@scene("bo-gran-helps")
def _() -> str:
    return (
        ground(SHELL) + window(36, 34, 100, 82) + lamp(424, 58) + floor(272, PEACH)
        + at(168, 128, bo(left=((-46, 116), (-70, 96)), right=((58, 104), (72, 104)), mood="grin", look=4, tail=False), 0.92)
        + at(316, 118, bo(left=((-66, 98), (-78, 100)), right=((40, 104), (70, 96)), mood="smile", look=-4, gran=True), 0.96)
        + at(240, 218, back_of_tablet(0, 0, 0), 1.2) + at(240, 60, heart(1.2))
    )  # fmt: skip


@scene("bo-hug")
def _() -> str:
    return (
        ground(SHELL) + sun(240, 92, 62) + floor(276, PEACH) + at(288, 116, bo(left=((-74, 96), (-66, 70)), right=((52, 120), (74, 100)), mood="smile", look=-4, gran=True), 0.96)
        + at(182, 128, bo(left=((-46, 118), (-70, 96)), right=((64, 82), (70, 90)), mood="grin", look=4, tail=False), 0.92)
        + at(90, 80, heart(1.1)) + at(400, 76, heart(1.1, LAMP))
    )  # fmt: skip


@scene("bo-snap")
def _() -> str:
    camera = (
        '<rect x="-34" y="-22" width="68" height="48" rx="8" fill="#31507e"/>'
        + '<rect x="-12" y="-32" width="24" height="12" rx="3" fill="#ffb81c"/>'
        + dot(0, 2, 15, WHITE)
        + dot(0, 2, 7, SKY)
    )
    return (
        ground(SHELL) + window(190, 34, 96, 78) + floor(268, PEACH)
        + at(136, 118, bo(left=((-26, 96), (-74, 100)), right=((60, 96), (82, 108)), mood="smile", look=5, hold=at(18, 90, camera)), 0.94)
        + at(352, 176, _round_friend(WOOD, 14) + limb("M-36 50Q-60 40-62 16", 15, WOOD) + limb("M36 52Q56 66 44 84", 15, WOOD), 1.12)
        + bubble(416, 84, 78, 52, cross(0.9), WHITE, True)
    )  # fmt: skip


@scene("bo-taps")
def _() -> str:
    return (
        ground(SHELL) + lamp(70, 54) + floor(262, PEACH)
        + at(132, 128, bo(left=((-48, 112), (-72, 96)), right=((84, 70), (76, 98)), mood="grin", look=5, tail=False), 0.94)
        + '<rect x="262" y="206" width="172" height="66" rx="16" fill="#d9b07c"/>' + at(348, 172, _round_friend("#c98a5a", 11), 0.9)
        + shape("M262 226h172v30q0 16-16 16H278q-16 0-16-16z", WOOD) + bubble(250, 70, 84, 54, heart(0.85)) + bubble(392, 88, 80, 54, star(0.9), WHITE, False)
    )  # fmt: skip

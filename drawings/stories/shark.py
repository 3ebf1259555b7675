"""A story for ages 11 to 13: the shark in a tie."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CREAM,
    ERIN,
    FOAM,
    INK,
    LAMP,
    PAPER,
    SAM,
    SEA,
    SKY,
    TEACHER,
    TIDE,
    VIOLET,
    WHITE,
    WOOD,
    at,
    dot,
    like,
    line,
    shape,
    standing,
)
from drawings.props import (
    FLAT,
    asks,
    back_of_phone,
    bubble,
    floor,
    ground,
    heart,
    thread,
    tick,
    window,
    words,
)
from drawings.scenes import scene
from drawings.stories.coach_and_sea import CRISP, coach, mina
from drawings.stories.fan import held, table, theo

RORY = like(SAM, skin="#ffdcc2", hair="crop", colour="#c9622e", top=VIOLET, width=1.02)
SHARK = (
    shape("M-92 6q40-46 110-36l34-30v34q30 10 44 24l26-18v58l-28-14q-60 46-186-18z", "#8fa6bb")
    + shape("M-84 12q60 34 128 18l-6-14q-70 2-122-4z", WHITE, 'stroke-width="3.5"')
    + dot(-48, -6, 4.5, INK, FLAT)
    + line("M-72 10l8 7 8-7 8 7 8-7", 3)
    + shape("M-16 18l14 8-6 12 8 38-18 16-14-18 14-36-8-10z", BERRY)
)
KETCHUP = shape("M-16 50V-14q0-10 8-14v-18H8v18q8 4 8 14v64z", BERRY) + shape(
    "M-10 6h20v24h-20z", WHITE, 'stroke-width="3"'
)


@scene("shark-homework")
def _() -> str:
    page = '<rect x="-112" y="-72" width="224" height="150" rx="6" fill="#fff"/>' + at(-4, 0, SHARK, 0.72)
    return (
        ground(CREAM) + window(36, 34, 104, 80)
        + at(124, 362, standing(SAM, left=((-26, -72), (-50, -80)), right=((52, -88), (54, -80)), mood="think", look=6, bust=True), 1.42)
        + table(254) + at(330, 176, page, 1, 2) + at(214, 246, back_of_phone(0, 0, 20, WHITE)) + line("M236 214l12-10M240 228h16", 4, TIDE)
        + at(452, 216, KETCHUP, 0.9)
    )  # fmt: skip


@scene("shark-half-the-bus")
def _() -> str:
    faces = "".join(
        at(
            -52 + 52 * (n % 3),
            34 + 44 * (n // 3),
            dot(0, 0, 17, LAMP)
            + shape("M-8 2q8 3 16 0-1 9-8 9t-8-9z", WHITE, 'stroke-width="3"')
            + line("M-8-5l4-3 3 3M1-5l4-3 3 3", 2.5),
        )
        for n in range(6)
    )
    inside = bubble(0, -64, 132, 60, words(2, 92), LAMP, False) + faces
    return thread(338, 190, 284, inside, theo("think", -4, held()))


@scene("shark-leon")
def _() -> str:
    stop = shape("M-22-9l13-13H9l13 13V9L9 22H-9L-22 9z", BERRY)
    inside = bubble(10, -78, 120, 46, words(1, 70), LAMP, False) + bubble(
        -6, 4, 128, 80, at(-36, 0, stop, 0.9) + at(22, 0, words(3, 60))
    )
    return thread(336, 186, 280, inside, theo("think", 6, held()))


@scene("shark-face-down")
def _() -> str:
    page = '<rect x="-96" y="-62" width="192" height="130" rx="6" fill="#fff"/>' + at(-4, 0, SHARK, 0.62)
    return (
        ground(CREAM) + window(306, 28, 110, 76)
        + at(132, 362, standing(SAM, left=((-26, -72), (-50, -80)), right=((28, -72), (50, -80)), mood="calm", look=6, bust=True), 1.42)
        + table(252) + at(308, 200, page, 1, -3) + at(196, 276, back_of_phone(0, 0, 84, PAPER)) + at(430, 216, KETCHUP, 0.95)
    )  # fmt: skip


@scene("shark-is-she-ok")
def _() -> str:
    inside = (
        bubble(-10, -74, 112, 44, words(1, 66), WHITE)
        + line("M-60-22h120", 3, "#9fb0c4")
        + bubble(-10, 26, 112, 52, at(-14, 0, heart(0.7)) + at(24, 0, asks(0.8)), WHITE)
    )
    return thread(336, 176, 274, inside, theo("calm", 6, held()))


@scene("shark-by-morning")
def _() -> str:
    bus = (
        '<rect x="150" y="92" width="250" height="138" rx="18" fill="#b5304f"/>'
        + "".join(
            f'<rect x="{x}" y="112" width="48" height="42" rx="6" fill="#bfe3e6"/>' for x in (166, 222, 278)
        )
        + '<rect x="336" y="112" width="48" height="94" rx="6" fill="#dff0f1"/>'
        + dot(204, 232, 20, INK)
        + dot(348, 232, 20, INK)
    )
    return (
        ground(SKY) + bus + shape("M-8 246h496v90H-8z", "#cdbfa5")
        + at(92, 312, standing(SAM, left=((-34, -62), (-46, -82)), right=((36, -62), (46, -82)), mood="think", look=7), 1.1)
        + at(420, 312, standing(ERIN, left=((-30, -46), (-40, -66)), right=((30, -46), (40, -66)), mood="calm", look=6, tilt=5), 1.16)
    )  # fmt: skip


@scene("shark-ten-noes")
def _() -> str:
    noes = "".join(
        at(-40 + 27 * (n % 4), -16 + 22 * (n // 4), line("M-6-6L6 6M6-6L-6 6", 4.5, BERRY)) for n in range(10)
    )
    inside = bubble(0, -82, 130, 44, words(1, 84)) + bubble(0, 18, 136, 104, at(0, -6, noes))
    return thread(338, 188, 282, inside, theo("calm", 6, held()))


@scene("shark-three-dots")
def _() -> str:
    dots = dot(-18, 0, 6, INK, FLAT) + dot(0, 0, 6, INK, FLAT) + dot(18, 0, 6, INK, FLAT)
    inside = bubble(12, -62, 124, 64, words(3, 84), LAMP, False) + bubble(-16, 34, 92, 50, dots)
    return thread(336, 180, 274, inside, theo("think", 6, held()))


@scene("shark-a-way-back")
def _() -> str:
    inside = bubble(-8, -76, 124, 46, words(2, 84)) + bubble(
        8, 0, 124, 56, at(-28, 0, tick(1)) + at(20, 0, words(2, 50)), LAMP, False
    )
    inside += bubble(-22, 72, 80, 40, words(1, 44))
    return thread(336, 180, 284, inside, theo("smile", 6, held()))


@scene("shark-two-who-stopped")
def _() -> str:
    rory = at(
        238, 312,
        standing(RORY, left=((-34, -62), (-46, -82)), right=((36, -62), (46, -82)), mood="calm", look=5), 1.12,
    )  # fmt: skip
    board = f'<rect x="186" y="28" width="130" height="80" rx="8" fill="{SEA}"/>' + at(
        251, 68, words(2, 66, WHITE)
    )
    return (
        ground(FOAM) + board + floor(270, WOOD)
        + at(118, 312, standing(SAM, left=((-34, -62), (-46, -82)), right=((44, -90), (52, -80)), mood="talk", look=6), 1.12) + rory
        + at(384, 316, standing(TEACHER, left=((-46, -98), (-58, -108)), right=((40, -90), (58, -106)), mood="calm", look=-5, tilt=-3), 1)
    )  # fmt: skip


@scene("shark-coach")
def _() -> str:
    page = '<rect x="-56" y="-40" width="112" height="80" rx="5" fill="#fff"/>' + at(-2, 0, SHARK, 0.38)
    return (
        coach()
        + at(142, 366, standing(SAM, left=((-26, -58), (-48, -74)), right=((40, -96), (52, -72)), mood="grin", look=6, bust=True), 1.55)
        + at(334, 360, mina("grin", -6, "", -4), 1.6) + at(240, 216, page, 1, -6) + at(276, 268, CRISP, 1.3, 12)
    )  # fmt: skip

"""A story for ages 14 and over: a thread about Priya's goal."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    BERRY,
    CORAL,
    DOT,
    FOAM,
    INK,
    KOFI,
    LAMP,
    LEAF,
    LILAC,
    MIST,
    OAK,
    SEA,
    SKY,
    TEACHER,
    VIOLET,
    WHITE,
    WOOD,
    at,
    dot,
    like,
    line,
    seated,
    shape,
    standing,
)
from drawings.props import (
    FLAT,
    asks,
    back_of_phone,
    bench,
    bridge,
    bubble,
    floor,
    ground,
    heart,
    hill,
    mug,
    screen,
    sun,
    water,
    window,
    words,
)
from drawings.scenes import scene
from drawings.stories.asha import jay

PRIYA = like(DOT, build="teen", skin="#b97a4e", hair="long", colour="#17120f", top=BERRY)
DEV = like(ARJUN, build="teen")
SEVEN = like(DOT, build="tween", skin="#f6cfae", hair="bob", colour="#6b4a2b", top=LAMP)
BALL = (
    dot(0, 0, 22, WHITE)
    + shape("M0-9l9 6-3 11H-6L-9-3z", INK)
    + line("M0-9v-12M9-3l11-5M6 8l8 10M-6 8l-8 10M-9-3l-11-5", 3)
)
CHIPS = shape("M-22-22h44l-8 36h-28z", WHITE) + shape(
    "M-16-22l-3-20h9l1 20zM-3-22v-26h9l-1 26zM8-22l5-22 8 2-5 20z", LAMP, 'stroke-width="3"'
)
PITCH = shape("M-92 52V-4q92-26 184 0v56z", LEAF, FLAT) + line(
    "M-46 30v-62h92v62M-46-10h92M-16-32v62M14-32v62", 3.5, WHITE
)
LAUGH = (
    dot(0, 0, 17, LAMP)
    + shape("M-8 2q8 3 16 0-1 9-8 9t-8-9z", WHITE, 'stroke-width="3"')
    + line("M-8-5l4-3 3 3M1-5l4-3 3 3", 2.5)
)


@scene("goal-add-a-comment")
def _() -> str:
    box = '<rect x="-70" y="76" width="140" height="34" rx="10" fill="#fff"/>' + line("M-54 84v18", 4)
    inside = (
        at(0, -66, PITCH, 0.78)
        + at(40, -92, BALL, 0.6)
        + at(-6, 10, words(2, 110))
        + at(-40, 46, LAUGH, 0.75)
        + at(-6, 46, LAUGH, 0.75)
        + at(28, 46, LAUGH, 0.75)
        + box
    )
    return (
        ground(MIST) + hill(120, 186, 0.6) + water(182, "#8fb4c4", 24) + shape("M-8 256h496v80H-8z", "#cdbfa5") + screen(346, 158, 190, 288, inside, 2, FOAM)
        + jay("grin", 6, 118) + at(212, 300, CHIPS, 0.9)
    )  # fmt: skip


@scene("goal-jay-too")
def _() -> str:
    inside = (
        bubble(-6, -92, 130, 40, at(-40, 0, BALL, 0.5) + at(14, 0, words(1, 70)), LAMP, False)
        + at(52, -54, heart(0.5))
        + bubble(-6, -20, 130, 44, words(2, 96))
    )
    inside += "".join(at(-54 + 27 * (n % 5), 38 + 34 * (n // 5), LAUGH, 0.7) for n in range(10))
    return (
        ground(MIST) + hill(120, 186, 0.6) + water(182, "#8fb4c4", 24) + shape("M-8 256h496v80H-8z", "#cdbfa5") + screen(346, 158, 184, 288, inside, 2, FOAM)
        + jay("think", 6, 118) + at(212, 300, CHIPS, 0.9)
    )  # fmt: skip


@scene("goal-two-targets")
def _() -> str:
    def ring(fill: str) -> str:
        return dot(0, 0, 30, WHITE) + dot(0, 0, 20, fill) + dot(0, 0, 9, WHITE)

    inside = (
        at(-38, -76, ring(CORAL), 0.9)
        + at(38, -20, ring(VIOLET), 0.9)
        + "".join(at(-54 + 27 * (n % 5), 50 + 34 * (n // 5), LAUGH, 0.7) for n in range(10))
    )
    return (
        ground(MIST) + hill(120, 186, 0.6) + water(182, "#8fb4c4", 24) + shape("M-8 256h496v80H-8z", "#cdbfa5") + screen(346, 158, 184, 288, inside, 2, FOAM)
        + jay("calm", -5, 118)
    )  # fmt: skip


@scene("goal-first-to-say")
def _() -> str:
    room = ground(LILAC) + window(36, 34, 96, 80) + floor(286, "#cbbbe8")
    poster = at(
        402,
        84,
        '<rect x="-46" y="-52" width="92" height="104" rx="6" fill="#fff"/>'
        + at(0, -8, BALL, 1.2)
        + at(0, 34, words(1, 44)),
    )
    bed = shape("M196 250h270q18 0 18 18v44H196z", BERRY)
    return (
        room + poster + bed
        + at(300, 254, seated(PRIYA, left=((-16, -92), (-52, -90)), right=((34, -64), (54, -90)), mood="think", look=-5, hold=back_of_phone(-16, -100, -6)), 1.06)
        + bubble(150, 150, 116, 60, at(-28, 0, heart(0.75)) + at(20, 0, words(2, 44)), LAMP, False)
    )  # fmt: skip


@scene("goal-dev-typing")
def _() -> str:
    dots = dot(-18, 0, 6, INK, FLAT) + dot(0, 0, 6, INK, FLAT) + dot(18, 0, 6, INK, FLAT)
    inside = (
        bubble(10, -84, 118, 42, words(1, 76), LAMP, False)
        + bubble(-12, -26, 108, 42, words(1, 66))
        + bubble(10, 30, 118, 42, words(1, 70), LAMP, False)
        + bubble(-30, 88, 84, 40, dots)
    )
    return (
        ground("#cfd9ea")
        + floor(292, "#9fb2cd")
        + screen(344, 156, 180, 288, inside, 3, FOAM)
        + jay("calm", 6)
    )


@scene("goal-year-seven")
def _() -> str:
    stop = (
        line("M414 300V62", 12)
        + line("M414 300V62", 4, "#fbf8f1")
        + '<rect x="384" y="36" width="60" height="52" rx="8" fill="#ffb81c"/>'
        + at(414, 62, words(2, 34))
    )
    return (
        ground(SKY) + sun(74, 62, 28) + hill(226, 226, 0.6) + shape("M-8 256h496v80H-8z", "#cdbfa5") + stop
        + at(164, 312, standing(KOFI, left=((-34, -84), (-52, -98)), right=((38, -84), (54, -98)), mood="grin", look=5), 1.02)
        + at(306, 312, standing(SEVEN, left=((-44, -86), (-50, -82)), right=((34, -64), (46, -82)), mood="talk", look=-5), 1.1)
        + at(256, 298, BALL, 0.8) + bubble(244, 96, 82, 52, at(-12, 0, BALL, 0.6) + at(22, 0, asks(0.7)), left=False)
    )  # fmt: skip


@scene("goal-behind-the-page")
def _() -> str:
    inside = (
        at(0, -46, PITCH, 0.66)
        + at(34, -68, BALL, 0.5)
        + line("M-60 22h120M-60 44h80", 4, "#9fb0c4")
        + line("M-66 14l132 40", 5, BERRY)
    )
    return (
        ground(FOAM) + window(196, 26, 88, 70) + floor(268, WOOD)
        + at(96, 312, standing(KOFI, left=((-36, -76), (-52, -98)), right=((40, -84), (56, -96)), mood="calm", look=6), 0.98)
        + shape("M150 240h190v14H150z", OAK) + line("M168 254v62M322 254v62", 8) + screen(246, 178, 160, 118, at(0, 6, inside, 0.72), 0, WHITE)
        + at(402, 314, standing(TEACHER, left=((-52, -104), (-62, -118)), right=((40, -88), (58, -108)), mood="talk", look=-6), 0.98) + mug(312, 240, LAMP)
    )  # fmt: skip


@scene("goal-cross-together")
def _() -> str:
    cloud = line("M-26 0q-10-22 12-22 8-18 26-6 20-4 16 16 12 14-8 18H-20q-14-2-6-6z", 4.5) + line(
        "M-8-8l6 8-6 8M10-8l-6 8 6 8", 4, BERRY
    )
    return (
        ground(MIST) + sun(404, 66, 30) + bridge(90, 214, 0.7) + water(206, "#8fb4c4", 24) + shape("M-8 262h496v70H-8z", "#cdbfa5") + bench(110, 246, 262)
        + at(188, 240, seated(KOFI, left=((-44, -108), (-54, -86)), right=((44, -108), (54, -86)), mood="talk", look=5), 0.98)
        + at(304, 240, seated(PRIYA, left=((-44, -110), (-54, -86)), right=((44, -110), (54, -86)), mood="grin", look=-5), 0.98)
        + at(246, 46, cloud, 1.2) + at(420, 298, BALL, 0.9)
    )  # fmt: skip


@scene("goal-at-the-gate")
def _() -> str:
    bars = line("M40 120v180M70 120v180M100 120v180M380 120v180M410 120v180M440 120v180", 7, SEA) + line(
        "M26 128h90M366 128h90M26 250h90M366 250h90", 7, SEA
    )
    posts = shape("M116 96h26v210h-26zM338 96h26v210h-26z", "#c98f6b")
    return (
        ground(SKY) + sun(80, 58, 26) + shape("M-8 264h496v70H-8z", "#cdbfa5") + bars + posts
        + at(194, 312, standing(DEV, left=((-36, -82), (-52, -98)), right=((44, -96), (54, -96)), mood="talk", look=5), 0.98)
        + at(300, 312, standing(PRIYA, left=((-36, -82), (-52, -98)), right=((36, -82), (52, -98)), mood="calm", look=-5), 0.98)
    )  # fmt: skip

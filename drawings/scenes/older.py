"""Lessons from 8 on: games, chats, feeds, and the people one tells."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    CREAM,
    DENIM,
    ERIN,
    FOAM,
    KOFI,
    LAMP,
    LEAF,
    LILAC,
    MIN,
    MINT,
    MIST,
    MUM,
    NOOR,
    PAPER,
    SAM,
    SEA,
    SHELL,
    SKY,
    TEACHER,
    TEGAN,
    TIDE,
    VIOLET,
    WHITE,
    WOOD,
    at,
    dot,
    line,
    rolling,
    seated,
    shape,
    standing,
)
from drawings.props import (
    FLAT,
    PAD,
    arms_of_sofa,
    back_of_phone,
    bench,
    bridge,
    bubble,
    cross,
    floor,
    ground,
    gull,
    heart,
    lamp,
    screen,
    sofa,
    sun,
    tick,
    water,
    window,
    words,
)
from drawings.scenes.kept import scene


@scene("paper-phones")
def _() -> str:
    phone = '<rect x="-30" y="-48" width="60" height="96" rx="10" fill="#fff"/>'
    talk = shape("M-19-28h38v20q0 6-6 6h-14l-11 10v-10q-7 0-7-6z", WHITE, 'stroke-width="3.5"') + line(
        "M-10-18h20M-10-9h12M-18 22h26", 3.5
    )
    return (
        ground(MINT) + line("M150 62q92-48 176 0", 5, LEAF).replace("/>", ' stroke-dasharray="2 14"/>') + line("M312 42l18 22-28 4", 5, LEAF)
        + at(112, 336, standing(ARJUN, left=((-36, -62), (-46, -70)), right=((46, -84), (48, -60)), look=5, bust=True, mood="grin"), 1.46)
        + at(372, 336, standing(ERIN, left=((-46, -84), (-48, -60)), right=((36, -62), (46, -70)), look=-5, bust=True, mood="think"), 1.46)
        + at(190, 210, phone + talk, 1, -8) + at(296, 210, phone.replace("#fff", SHELL) + talk, 1, 8) + floor(288, "#a9dccb")
        + at(243, 290, line("M-10 0h20", 0))
    )  # fmt: skip


@scene("two-feeds")
def _() -> str:
    def feed(fill: str, a: str, b: str, c: str) -> str:
        rows = "".join(
            f'<rect x="-36" y="{y}" width="72" height="{h}" rx="6" fill="{f}" stroke-width="3.5"/>'
            for y, h, f in ((-82, 66, fill), (-8, 32, WHITE), (32, 40, WHITE))
        )
        return (
            '<rect x="-56" y="-102" width="112" height="204" rx="16" fill="#10233f"/><rect x="-46" y="-92" width="92" height="184" rx="8" fill="#fbf8f1" stroke="none"/>'
            + rows
            + at(0, -48, a)
            + at(-18, 8, b)
            + at(-18, 52, c)
            + line("M2 8h24M2 46h24M2 58h14", 3.5)
        )

    grey = shape(
        "M-24 14q-14 0-12-14 2-10 13-9 4-14 18-12 12 0 14 12 16-2 16 11 0 12-12 12z",
        "#9fb0c4",
        'stroke-width="3.5"',
    ) + line("M-16 18l-3 9M0 18l-3 9M16 18l-3 9", 3.5)
    bright = dot(0, 0, 15, LAMP, 'stroke-width="3.5"') + line(
        "M0-26v4m0 44v4M-26 0h4m44 0h4M-18-18l3 3m30 30l3 3m0-36l-3 3m-30 30l-3 3", 3.5
    )
    return (
        ground(LILAC) + floor(276, "#cbbbe8") + at(84, 148, feed(MIST, grey, cross(0.7), line("M-10-8L0 4 10-2", 4)), 1, -7)
        + at(396, 148, feed(CREAM, bright, heart(0.6), tick(0.7)), 1, 7)
        + at(240, 312, standing(MIN, left=((-44, -92), (-52, -78)), right=((44, -92), (52, -78)), mood="think", look=4), 1.22)
        + at(182, 122, line("M0 0q-10-16-24-14m6-8l-8 8 8 8", 5, VIOLET)) + at(298, 122, line("M0 0q10-16 24-14m-6-8l8 8-8 8", 5, VIOLET))
    )  # fmt: skip


@scene("mates")
def _() -> str:
    return (
        ground(MIST) + sun(408, 66, 32) + gull(70, 60) + water(196, "#8fb4c4", 24) + shape("M-8 268h496v60H-8z", "#cdbfa5")
        + bench(60, 250, 190)
        + at(160, 244, seated(KOFI, left=((-30, -62), (-50, -92)), right=((56, -104), (56, -90)), mood="talk", look=5), 1)
        + at(348, 306, rolling(TEGAN, left=((-40, -62), (-52, -80)), right=((40, -64), (54, -84)), mood="calm", look=5), 1.12, mirror=True)
        + bubble(250, 66, 96, 58, at(-16, 0, heart(0.9)) + at(18, 0, words(2, 28)), left=True)
    )  # fmt: skip


@scene("game-chat")
def _() -> str:
    chat = bubble(-38, -22, 96, 40, words(2, 60), LAMP) + bubble(40, 36, 96, 40, words(2, 60), WHITE, False)
    return (
        ground(LILAC) + screen(316, 120, 250, 176, at(0, 0, shape("M-118 82V40h60V10h60v40h60v32z", LEAF, FLAT) + chat), 0, SKY) + line("M282 212h70", 9) + floor(262, "#cbbbe8")
        + at(112, 384, standing(ARJUN, left=((-14, -70), (-46, -66)), right=((18, -70), (46, -66)), mood="think", look=6, bust=True, hold=at(2, -66, PAD, 0.9)), 1.56)
    )  # fmt: skip


@scene("game-pause")
def _() -> str:
    pause = dot(0, 0, 46, WHITE) + line("M-14-20v40M14-20v40", 14, SEA)
    return (
        ground(LILAC) + screen(330, 118, 220, 158, pause, 0, "#9fc9d4") + line("M300 200h60", 9) + floor(256, "#cbbbe8")
        + at(122, 384, standing(ARJUN, left=((-36, -60), (-46, -66)), right=((52, -106), (56, -74)), mood="smile", look=5, bust=True), 1.56)
        + at(318, 268, PAD, 1.2)
    )  # fmt: skip


@scene("game-tells")
def _() -> str:
    fill = TIDE
    return (
        ground(LILAC) + window(44, 36, 104, 82) + lamp(410, 60) + floor(276, "#cbbbe8") + sofa(104, 234, 280, fill)
        + at(186, 220, seated(ARJUN, left=((-26, -42), (-42, -56)), right=((46, -70), (46, -56)), mood="talk", look=5), 1.1)
        + at(304, 216, seated(MUM, left=((-34, -76), (-54, -100)), right=((36, -66), (54, -96)), mood="calm", look=-5, tilt=-4), 0.92)
        + arms_of_sofa(104, 234, 280, fill)
    )  # fmt: skip


@scene("group-chat")
def _() -> str:
    chat = (
        bubble(-22, -66, 70, 36, words(2, 40), LAMP)
        + bubble(20, -16, 76, 36, words(2, 44), WHITE, False)
        + bubble(-18, 36, 74, 36, words(2, 44), MINT)
        + bubble(26, 80, 56, 30, heart(0.5), WHITE, False)
    )
    return (
        ground(MINT) + screen(330, 160, 160, 276, chat, 3, FOAM) + floor(292, "#a9dccb")
        + at(134, 398, standing(SAM, left=((-14, -88), (-52, -74)), right=((30, -70), (50, -84)), mood="think", look=6, bust=True, hold=back_of_phone(-2, -92, 8)), 1.5)
    )  # fmt: skip


@scene("kind-words")
def _() -> str:
    return (
        ground(MINT) + window(186, 34, 110, 84) + floor(272, "#a9dccb")
        + at(132, 310, standing(SAM, left=((-40, -66), (-50, -80)), right=((50, -96), (54, -80)), mood="talk", look=5), 1.22)
        + at(344, 310, standing(MIN, left=((-40, -68), (-46, -84)), right=((38, -66), (46, -82)), mood="smile", look=-5), 1.22)
        + bubble(238, 166, 80, 52, heart(0.85), left=True)
    )  # fmt: skip


@scene("tell-teacher")
def _() -> str:
    return (
        ground(FOAM) + '<rect x="180" y="34" width="150" height="92" rx="8" fill="#0b5563"/>' + at(255, 80, line("M-44-10h60M-44 8h40", 4, WHITE)) + floor(270, WOOD)
        + at(136, 312, standing(MIN, left=((-38, -64), (-46, -82)), right=((48, -92), (52, -80)), mood="talk", look=5), 1.2)
        + at(348, 314, standing(TEACHER, left=((-34, -96), (-58, -108)), right=((42, -94), (58, -108)), mood="calm", look=-5, tilt=-3), 1.06)
    )  # fmt: skip


@scene("phone-evening")
def _() -> str:
    return (
        ground("#cfd9ea") + dot(404, 70, 30, PAPER, FLAT) + gull(120, 70) + bridge(250, 210, 0.8, DENIM) + water(202, "#7f9cb8", 24) + shape("M-8 262h496v70H-8z", "#b9ad98")
        + bench(120, 246, 236) + at(228, 240, seated(KOFI, left=((-16, -86), (-52, -88)), right=((34, -62), (54, -90)), mood="think", look=-5, hold=back_of_phone(-16, -92, -8, WHITE)), 1)
    )  # fmt: skip


@scene("walk-together")
def _() -> str:
    return (
        ground(MIST) + sun(70, 66, 30) + bridge(240, 226, 0.86, SEA) + water(218, "#8fb4c4", 24) + shape("M-8 256h496v80H-8z", "#cdbfa5")
        + at(152, 310, rolling(TEGAN, left=((-40, -62), (-52, -80)), right=((40, -66), (54, -84)), mood="smile", look=5), 1.12)
        + at(336, 310, standing(NOOR, left=((-44, -112), (-52, -98)), right=((34, -80), (48, -96)), mood="talk", look=-5), 1.06)
    )  # fmt: skip

"""Bo at the door of the site, each age, and the pages where something is missing or over."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    BERRY,
    DOT,
    ERIN,
    FOAM,
    KOFI,
    LAMP,
    LILAC,
    MIN,
    MINT,
    MIST,
    MUM,
    NOOR,
    OAK,
    PAPER,
    SAM,
    SEA,
    SHELL,
    SKY,
    TEGAN,
    TIDE,
    VIOLET,
    WHITE,
    WOOD,
    at,
    bo,
    line,
    rolling,
    seated,
    shape,
    standing,
)
from drawings.props import (
    PAD,
    arms_of_sofa,
    back_of_phone,
    bench,
    bridge,
    bubble,
    cloud,
    floor,
    ground,
    gull,
    heart,
    hill,
    lamp,
    plant,
    rod,
    sofa,
    sun,
    water,
    window,
    words,
)
from drawings.scenes.kept import scene


@scene("bo", 560, 460)
def _() -> str:
    pier = shape("M150 414h430v60H150z", WOOD) + line("M236 416v60M330 416v60M424 416v60M518 416v60", 3.5)
    boat = at(
        96, 338, shape("M-56-4h112l-18 34h-78z", BERRY) + shape("M-4-8V-92L44-22H-4M-12-22h-30l26-46", WHITE)
    )
    return (
        ground(SKY, 560, 460) + sun(112, 120, 52) + cloud(236, 66, 1.1) + gull(206, 148) + gull(250, 128, 0.8)
        + hill(112, 252, 0.95) + bridge(330, 292, 1.02) + water(300, TIDE, 28, 560, 480) + boat + water(362, SEA, 32, 560, 480)
        + pier + at(372, 226, bo(left=((-78, -30), (-86, 34)), right=((58, 124), (84, 96))), 1.02)
        + at(226, 426, standing(DOT, left=((-60, -112), (-56, -78)), right=((40, -62), (46, -70)), mood="grin", look=2), 1.06)
    )  # fmt: skip


@scene("band-4-7")
def _() -> str:
    return (
        ground(SHELL) + sun(404, 70, 34) + hill(108, 212, 0.95, "#9fd0bf") + cloud(216, 48, 0.9)
        + shape("M-8 244q240-36 500-4v90H-8z", "#bfe0b4") + at(250, 116, bo(left=((-74, 66), (-66, 96)), right=((70, -20), (82, 44))), 0.95)
        + at(136, 304, standing(DOT, left=((-60, -112), (-56, -78)), right=((42, -92), (44, -72)), mood="grin", look=3), 1.06)
        + at(378, 306, standing(ARJUN, left=((-40, -76), (-44, -70)), right=((30, -42), (42, -66)), mood="grin", look=-3,
             hold=at(0, 0, "")), 1.04)
    )  # fmt: skip


@scene("band-8-10")
def _() -> str:
    fill = TIDE
    return (
        ground(MINT) + window(40, 34, 96, 78) + lamp(426, 60) + floor(268, "#a9dccb") + sofa(110, 226, 270, fill)
        + at(182, 216, seated(ARJUN, left=((-16, -52), (-46, -56)), right=((18, -52), (44, -56)), mood="grin", look=3, hold=at(0, -50, PAD, 0.8)), 1.06)
        + at(304, 216, seated(ERIN, left=((-16, -52), (-46, -56)), right=((18, -52), (44, -56)), mood="grin", look=-3, hold=at(0, -50, PAD, 0.8)), 1.06)
        + arms_of_sofa(110, 226, 270, fill) + plant(50, 290, 0.95)
    )  # fmt: skip


@scene("band-11-13")
def _() -> str:
    bag = shape("M-30-98q-16 4-14 24v28q0 8 8 8h10z", BERRY)
    return (
        ground(LILAC) + sun(420, 60, 30) + bridge(150, 236, 0.95, VIOLET) + water(226, "#b9a7dd", 20) + floor(262, "#d8ccee")
        + at(150, 306, bag + standing(SAM, left=((-18, -82), (-50, -66)), right=((30, -64), (48, -74)), mood="smile", look=4,
             hold=back_of_phone(-4, -84, 10)), 1.16)
        + at(318, 306, standing(MIN, left=((-40, -66), (-46, -80)), right=((50, -140), (60, -98)), mood="grin", look=-3), 1.16)
        + bubble(236, 66, 84, 54, at(-14, 0, heart(0.8)) + at(16, 0, words(2, 26)), left=True)
    )  # fmt: skip


@scene("band-14-plus")
def _() -> str:
    return (
        ground(MIST) + sun(66, 66, 30) + gull(250, 50) + gull(296, 70, 0.8) + water(200, "#8fb4c4", 24)
        + shape("M-8 252h496v80H-8z", "#cdbfa5") + line("M70 254v66M190 254v66M310 254v66M430 254v66", 3)
        + at(96, 310, standing(KOFI, left=((-26, -86), (-50, -96)), right=((40, -118), (54, -98)), mood="smile", look=4, hold=""), 1.08)
        + at(232, 308, rolling(TEGAN, left=((-40, -62), (-52, -80)), right=((48, -84), (56, -92)), mood="grin", look=-3), 1.12)
        + at(384, 310, standing(NOOR, left=((-14, -96), (-48, -86)), right=((30, -78), (48, -94)), mood="smile", look=-4, hold=back_of_phone(-4, -100, 12, LAMP)), 1.04)
    )  # fmt: skip


@scene("lost")
def _() -> str:
    chart = (
        shape("M-74-32l36 10 38-10 38 10 36-10v62l-36 10-38-10-38 10-36-10z", PAPER)
        + line("M-38-22v62M0-32v62M38-22v62", 3)
        + line("M-60 6q10-14 18-4M-26-6l12 10 6 14", 4, TIDE)
        + line("M46-6l12 12m0-12l-12 12", 5, BERRY)
    )
    boat = shape("M-128-14L0 18 128-14 86 70H-86z", WHITE) + line("M-86 70L0 18l86 52", 3.5)
    return (
        ground(SKY) + sun(404, 66, 34) + cloud(110, 52, 1) + gull(196, 60) + hill(390, 196, 0.66) + water(190, "#8cc4cc", 28)
        + at(238, 118, bo(left=((-58, 84), (-70, 96)), right=((62, 84), (72, 96)), mood="think", brow=True, tail=False, look=2, hold=at(2, 92, chart, 0.82)), 0.98)
        + at(238, 226, boat) + water(272, SEA, 32) + at(0, 0, "")
    )  # fmt: skip


@scene("looking")
def _() -> str:
    glass = shape("M-6-13h40v26H-6z", LAMP) + shape("M34-17h34v34H34z", OAK) + shape("M-26-9h20V9h-20z", OAK)
    return (
        ground(SKY) + sun(70, 70, 34) + cloud(330, 50, 1.1) + gull(400, 110) + gull(440, 92, 0.8) + hill(420, 206, 0.6) + water(204, TIDE, 28)
        + water(262, SEA, 32) + shape("M-8 274h300v60H-8z", WOOD) + line("M60 276v50M140 276v50M220 276v50", 3.5)
        + at(160, 110, bo(left=((-20, 6), (-70, 60)), right=((76, -8), (84, 50)), mood="smile", look=6, hold=at(28, -14, glass)), 0.92)
    )  # fmt: skip


@scene("mending")
def _() -> str:
    net = line(
        "M-80-50L-20 60M-50-56L20 56M-10-58L56 44M30-54L78 20M-86 0L30-58M-80 40L74-36M-44 62L84 0", 3.5, OAK
    ) + line("M-88-54q90 24 176 0", 7, OAK)
    return (
        ground(SKY) + cloud(86, 60, 1) + sun(410, 66, 32) + water(214, TIDE, 28) + shape("M-8 266h500v60H-8z", WOOD) + line("M80 268v50M200 268v50M320 268v50M440 268v50", 3.5)
        + at(322, 196, net) + at(166, 108, bo(left=((-40, 112), (-70, 92)), right=((86, 78), (72, 100)), mood="smile", look=5), 0.94)
        + at(258, 182, rod("M0 0l26-12", 7, 3, LAMP))
    )  # fmt: skip


@scene("listening")
def _() -> str:
    return (
        ground(FOAM) + sun(72, 70, 34) + gull(180, 60) + hill(396, 194, 0.66) + water(192, TIDE, 24) + shape("M-8 264h496v70H-8z", "#e4d3a8") + bench(100, 246, 270)
        + at(184, 240, seated(SAM, left=((-26, -52), (-46, -68)), right=((28, -52), (48, -68)), mood="talk", look=4, tilt=3), 1.04)
        + at(296, 240, seated(MUM, left=((-36, -62), (-54, -96)), right=((34, -62), (54, -96)), mood="calm", look=-4, tilt=-4), 0.92)
    )  # fmt: skip

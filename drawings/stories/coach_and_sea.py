"""The screens of the branching stories, with the same cast: Theo and Mina on the coach, Jay and Kit by the sea."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CORAL,
    CREAM,
    ERIN,
    FOAM,
    INK,
    KOFI,
    LAMP,
    MINT,
    MIST,
    MUM,
    OAK,
    PAPER,
    PARENT,
    SAM,
    SEA,
    SHELL,
    SKY,
    TEACHER,
    TEGAN,
    TIDE,
    WHITE,
    WOOD,
    Person,
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
    arms_of_sofa,
    asks,
    back_of_phone,
    bridge,
    bubble,
    floor,
    ground,
    gull,
    heart,
    lamp,
    mug,
    plant,
    rod,
    screen,
    sofa,
    sun,
    water,
    window,
    words,
)
from drawings.scenes import scene

CRISP = shape("M-13 2C-16-12 0-17 12-10 19-2 12 12-1 11-9 12-12 8-13 2z", LAMP) + line(
    "M-5-5l3 2M4-6l3 2M0 4l3 1", 2.5
)
LAUGH = (
    dot(0, 0, 20, LAMP)
    + shape("M-11 3q11 4 22 0-2 12-11 12T-11 3z", WHITE, 'stroke-width="3"')
    + line("M-11-5l5-4 5 4M1-5l5-4 5 4", 3)
)


def asleep(who: Person) -> str:
    """Closed eyes over the open ones."""
    lids = "".join(
        dot(x, 4, 6.5, who.skin, FLAT) + line(f"M{x - 6:g} 4q6 6 12 0", 3.5) for x in (-12.0, 12.0)
    )
    return lids + at(2, 8, CRISP, 0.8)


def coach() -> str:
    """Inside a coach: windows, hills going by, two seats."""
    panes = "".join(
        at(x, 40, '<rect width="130" height="104" rx="14" fill="#bfe3e6"/>') for x in (28, 176, 324)
    )
    hills = shape("M31 128q60-44 124-6v8q0 10-10 10H42q-11 0-11-12z", "#7fbfae") + shape(
        "M327 118q70-30 124 10v2q0 10-10 10H338q-11 0-11-10z", "#7fbfae"
    )
    seats = f'<g fill="{SEA}"><rect x="52" y="104" width="168" height="240" rx="34"/><rect x="252" y="104" width="168" height="240" rx="34"/></g>'
    return ground(SHELL) + panes + hills + seats


def theo(mood: str, look: float, hold: str = "", hand: tuple[float, float] = (26, -86)) -> str:
    """Theo from the waist up."""
    return standing(
        SAM,
        left=((-26, -58), (-48, -74)),
        right=(hand, (52, -72)),
        mood=mood,
        look=look,
        bust=True,
        hold=hold,
    )


def mina(mood: str, look: float, more: str = "", tilt: float = 0) -> str:
    """Mina from the waist up; `more` is drawn on her face."""
    drawn = standing(
        ERIN,
        left=((-30, -40), (-44, -62)),
        right=((30, -40), (44, -62)),
        mood=mood,
        look=look,
        tilt=tilt,
        bust=True,
    )
    return drawn + at(0, -124, more, 1, tilt)


@scene("crisp")
def _() -> str:
    phone = back_of_phone(30, -96, -6)
    return (
        coach() + at(140, 372, theo("grin", 7, phone, (30, -88)), 1.55)
        + at(336, 352, mina("calm", 0, asleep(ERIN), 12), 1.6) + line("M398 96h14l-14 16h14M424 66h18l-18 20h18", 4.5)
    )  # fmt: skip


@scene("crisp-sticker")
def _() -> str:
    sticker = (
        dot(0, 0, 40, "#ffdcc2")
        + line("M-18-2q6 6 12 0M8-2q6 6 12 0", 4)
        + at(2, 8, CRISP, 1.1)
        + line("M-10 24q10 6 20 0", 4)
    )
    faces = (
        at(-54, 66, LAUGH, 0.75)
        + at(-18, 66, LAUGH, 0.75)
        + at(18, 66, LAUGH, 0.75)
        + at(54, 66, LAUGH, 0.75)
    )
    return (
        ground(MINT) + floor(284, "#a9dccb") + screen(330, 152, 180, 262, at(0, -40, sticker) + faces + at(0, 100, words(1, 96)), 3, FOAM)
        + at(134, 398, theo("think", 7, "", (30, -60)), 1.5)
    )  # fmt: skip


@scene("crisp-laugh")
def _() -> str:
    return (
        coach() + at(142, 366, theo("grin", 6), 1.55) + at(334, 360, mina("grin", -6, "", -5), 1.6)
        + at(242, 66, CRISP, 1.5, 14) + line("M214 46l-10-10M240 34V20M268 46l10-10", 4)
    )  # fmt: skip


@scene("crisp-think")
def _() -> str:
    return (
        coach() + at(150, 366, theo("think", 5, back_of_phone(-20, -88, 8), (-18, -84)), 1.6)
        + at(352, 360, mina("calm", 0, asleep(ERIN), 12), 1.4) + bubble(262, 62, 76, 60, asks(1.1, SEA), left=True)
    )  # fmt: skip


@scene("crisp-apart")
def _() -> str:
    return (
        ground(MINT) + window(196, 36, 110, 90) + floor(266, "#a9dccb")
        + at(102, 312, standing(SAM, left=((-34, -58), (-46, -80)), right=((34, -58), (46, -80)), mood="think", look=6), 1.22)
        + at(392, 312, standing(ERIN, left=((-34, -44), (-42, -66)), right=((30, -44), (40, -66)), mood="calm", look=6, tilt=4), 1.3)
    )  # fmt: skip


@scene("crisp-comic")
def _() -> str:
    page = '<rect x="-100" y="-112" width="200" height="230" rx="8" fill="#fff"/>' + line(
        "M-100 4h200M10 4v114", 3.5
    )
    hero = (
        at(-8, -62, CRISP, 2.1)
        + shape("M-44-50q-34 8-44 34 26-6 44-8z", BERRY, 'stroke-width="3.5"')
        + line("M-10-62h1M6-64h1", 6)
    )
    nose = shape("M-70 92q-2-60 30-62t26 62z", "#ffdcc2") + at(-28, 62, CRISP, 0.8)
    return (
        ground(CREAM) + floor(280, WOOD) + at(322, 150, page + hero + nose + at(54, 62, LAUGH, 1.3), 1, 3)
        + at(124, 398, theo("grin", 6, "", (56, -104)), 1.5) + rod("M210 240l34-28", 12, 5, LAMP)
    )  # fmt: skip


@scene("crisp-teacher")
def _() -> str:
    board = f'<rect x="176" y="30" width="150" height="86" rx="8" fill="{SEA}"/>' + at(
        251, 73, words(2, 70, WHITE)
    )
    return (
        ground(FOAM) + board + floor(270, WOOD) + at(90, 312, standing(SAM, left=((-34, -58), (-46, -80)), right=((46, -92), (54, -72)), mood="talk", look=6), 1.1)
        + at(386, 312, standing(ERIN, left=((-34, -52), (-42, -70)), right=((30, -44), (40, -66)), mood="smile", look=-5), 1.16)
        + at(242, 318, standing(TEACHER, left=((-34, -96), (-58, -108)), right=((42, -94), (58, -108)), mood="calm", look=-4), 0.96)
    )  # fmt: skip


@scene("message-at-night")
def _() -> str:
    pane = (
        '<rect x="330" y="30" width="112" height="104" rx="8" fill="#27406b"/>'
        + dot(404, 62, 16, PAPER, FLAT)
        + line("M386 30v104M330 82h112", 4)
    )
    bag = (
        shape("M-34 0v-44q0-24 34-24t34 24V0z", CORAL)
        + shape("M-22 0v-24q0-8 8-8h28q8 0 8 8V0z", CORAL)
        + line("M-10-68q10-18 20 0", 5)
    )
    return (
        ground("#cfd9ea") + pane + floor(268, "#9fb2cd") + shape("M40 238h230q18 0 18 18v34H40z", TIDE) + shape("M30 196h30v100H30z", OAK)
        + at(160, 246, seated(KOFI, left=((-16, -86), (-52, -88)), right=((34, -62), (54, -90)), mood="think", look=-5, hold=back_of_phone(-16, -92, -8, WHITE)), 1.08)
        + at(392, 288, bag, 1.1) + bubble(290, 96, 64, 46, dot(-14, 0, 4.5, INK, FLAT) + dot(0, 0, 4.5, INK, FLAT) + dot(14, 0, 4.5, INK, FLAT))
    )  # fmt: skip


@scene("bus-stop")
def _() -> str:
    stop = (
        rod("M372 300V66", 12, 4, PAPER)
        + '<rect x="340" y="40" width="64" height="54" rx="8" fill="#ffb81c"/>'
    )
    stop += at(
        372,
        67,
        '<rect x="-18" y="-14" width="36" height="24" rx="5" fill="#fff"/>'
        + line("M-18-2h36", 3)
        + dot(-9, 12, 4, INK, FLAT)
        + dot(9, 12, 4, INK, FLAT),
    )
    return (
        ground(SKY) + sun(80, 74, 32) + gull(210, 66) + bridge(210, 232, 0.72, SEA) + water(224, "#8fc4cf", 24) + shape("M-8 262h496v70H-8z", "#cdbfa5") + stop
        + at(206, 312, standing(KOFI, left=((-10, -94), (-52, -96)), right=((40, -66), (52, -98)), mood="think", look=6, hold=back_of_phone(-12, -102, -8)), 1.02)
    )  # fmt: skip


@scene("kettle")
def _() -> str:
    table = shape("M150 232h200v16H150z", WOOD) + line("M172 248v70M328 248v70", 8)
    return (
        ground(FOAM) + window(196, 34, 110, 88) + plant(432, 268, 1) + floor(268, WOOD)
        + at(112, 312, standing(KOFI, left=((-36, -66), (-52, -98)), right=((44, -92), (56, -96)), mood="calm", look=5), 1)
        + at(382, 314, standing(TEACHER, left=((-52, -96), (-62, -118)), right=((40, -84), (58, -108)), mood="talk", look=-5), 0.98)
        + table + mug(216, 232, LAMP) + mug(276, 232, WHITE)
    )  # fmt: skip


@scene("dad-listens")
def _() -> str:
    return (
        ground(CREAM) + window(44, 36, 104, 84) + lamp(410) + floor(280, WOOD) + sofa(110, 246, 270, TIDE)
        + at(182, 246, seated(KOFI, left=((-26, -60), (-52, -88)), right=((28, -62), (54, -88)), mood="talk", look=5), 0.98)
        + at(306, 246, seated(PARENT, left=((-26, -64), (-58, -98)), right=((30, -64), (60, -98)), mood="calm", look=-5, tilt=-4), 0.94)
        + arms_of_sofa(110, 246, 270, TIDE)
    )  # fmt: skip


@scene("aunt-listens")
def _() -> str:
    return (
        ground(SHELL) + lamp(92) + floor(282, "#f2c7ac") + sofa(196, 246, 236, CORAL)
        + at(262, 246, seated(MUM, left=((-26, -64), (-54, -98)), right=((30, -64), (56, -98)), mood="calm", look=-5), 0.92)
        + at(370, 246, seated(KOFI, left=((-26, -60), (-50, -88)), right=((28, -62), (52, -88)), mood="smile", look=-5), 0.94) + arms_of_sofa(196, 246, 236, CORAL)
        + at(110, 306, rolling(TEGAN, left=((-40, -62), (-52, -80)), right=((40, -66), (54, -84)), mood="talk", look=5), 1.06)
    )  # fmt: skip


@scene("on-speaker")
def _() -> str:
    chips = shape("M-22-22h44l-8 36h-28z", WHITE) + shape(
        "M-16-22l-3-20h9l1 20zM-3-22v-26h9l-1 26zM8-22l5-22 8 2-5 20z", LAMP, 'stroke-width="3"'
    )
    wall = shape("M40 236h190v62H40z", "#c98f6b") + line(
        "M40 268h190M102 236v32M168 236v32M72 268v30M134 268v30M198 268v30", 3
    )
    return (
        ground(MIST) + sun(408, 70, 32) + gull(70, 64) + water(196, "#8fb4c4", 24) + shape("M-8 270h496v60H-8z", "#cdbfa5") + wall
        + at(132, 238, seated(KOFI, left=((-30, -76), (-50, -92)), right=((30, -66), (54, -90)), mood="smile", look=6, hold=at(-30, -84, chips, 0.9)), 0.98)
        + at(346, 308, rolling(TEGAN, left=((-40, -62), (-52, -80)), right=((40, -66), (54, -84)), mood="talk", look=5), 1.12, mirror=True)
        + screen(238, 211, 30, 50, "", 6, SKY) + bubble(246, 120, 92, 56, at(-16, 0, heart(0.85)) + at(18, 0, words(2, 26)), left=False)
    )  # fmt: skip

"""A story for ages 11 to 13: Captain Crisp's fan."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CREAM,
    ERIN,
    FOAM,
    INK,
    LAMP,
    LILAC,
    MINT,
    MUM,
    NOOR,
    OAK,
    PAPER,
    SAM,
    SEA,
    SKY,
    TEACHER,
    TIDE,
    WHITE,
    WOOD,
    at,
    dot,
    line,
    seated,
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
    plant,
    screen,
    star,
    sun,
    thread,
    tick,
    window,
    words,
)
from drawings.scenes import scene
from drawings.stories.coach_and_sea import CRISP

BRUSH = line("M0 34V-8", 8) + line("M0 34V-8", 3, LAMP) + shape("M-8-8h16l2-16q-10-18-10-22 0 4-10 22z", OAK)
BOWL = (
    shape("M-50-8h100q-4 46-50 46T-50-8z", WHITE)
    + dot(-18, -10, 8, LAMP)
    + dot(6, -12, 8, LAMP)
    + dot(28, -9, 8, LAMP)
)
BOWL += line("M34-12l34-40", 6)


def theo(
    mood: str, look: float, hold: str = "", hand: tuple[float, float] = (30, -70), x: float = 124
) -> str:
    """Theo from the waist up, at the left."""
    return at(
        x, 398,
        standing(SAM, left=((-14, -88), (-52, -74)), right=(hand, (50, -84)), mood=mood, look=look, bust=True, hold=hold),
        1.5,
    )  # fmt: skip


def held() -> str:
    """The phone in Theo's hand."""
    return back_of_phone(-2, -92, 8)


def table(y: float = 250, fill: str = WOOD) -> str:
    """A kitchen table from the front."""
    return shape(f"M-8 {y:g}h496v100H-8z", fill)


@scene("fan-brushes")
def _() -> str:
    row = "".join(at(-48 + 24 * n, 40, BRUSH, 0.7) for n in range(5))
    gift = bubble(0, -54, 130, 84, at(0, -14, star(1.2)) + at(0, 22, words(1, 70)), LAMP, False)
    return thread(336, 186, 276, gift + row, theo("grin", 6, held()))


@scene("fan-till-ten")
def _() -> str:
    clock = (
        dot(0, 0, 46, WHITE)
        + line("M0 0V-28M0 0l-22-14", 6)
        + "".join(line(f"M{x} {y}l1 1", 5) for x, y in ((0, -38), (37, 0), (0, 37), (-38, 0)))
    )
    return (
        ground(MINT) + floor(292, "#a9dccb") + at(410, 70, clock, 0.9)
        + screen(316, 190, 140, 236, bubble(0, -40, 100, 44, words(2, 64), LAMP, False) + bubble(-4, 24, 92, 40, words(1, 56), WHITE), 3, FOAM)
        + theo("think", 6, held())
    )  # fmt: skip


@scene("fan-four-moves")
def _() -> str:
    four = (
        bubble(280, 56, 96, 56, at(0, 0, star(1)), LAMP)
        + bubble(406, 78, 92, 56, at(0, 2, shape("M-18-6h36v22h-36zM-22-14h44v8h-44zM0-14v30", WHITE)), LAMP)
        + bubble(294, 152, 96, 56, at(0, 0, heart(0.8)), LAMP)
        + bubble(414, 176, 92, 56, dot(0, 0, 15, WHITE) + line("M0 0v-9M0 0h7", 4), LAMP)
    )
    return ground(MINT) + floor(292, "#a9dccb") + four + theo("think", 6, "", (62, -112))


@scene("fan-asha-reads")
def _() -> str:
    return (
        ground(CREAM) + sun(236, 58, 28) + shape("M-8 262q250-22 500 0v70H-8z", "#f0d48d")
        + at(152, 308, standing(SAM, left=((-36, -62), (-50, -82)), right=((40, -66), (52, -80)), mood="think", look=6), 1.2)
        + at(330, 308, standing(NOOR, left=((-20, -112), (-52, -100)), right=((22, -108), (50, -104)), mood="calm", look=-6, hold=back_of_phone(-4, -116, -6)), 1.06)
        + bubble(226, 128, 58, 44, asks(0.8), left=False)
    )  # fmt: skip


@scene("fan-at-night")
def _() -> str:
    pane = (
        '<rect x="40" y="34" width="112" height="100" rx="8" fill="#27406b"/>'
        + dot(116, 64, 15, PAPER, FLAT)
        + line("M96 34v100M40 84h112", 4)
    )
    lips = line("M-18 0q18-13 36 0-18 12-36 0z", 3.5) + line("M0-18v36", 4.5, BERRY)
    return (
        ground("#cfd9ea") + pane + floor(280, "#9fb2cd") + screen(352, 166, 150, 248, bubble(0, -30, 110, 64, lips, LAMP, False) + at(0, 56, words(1, 60, "#9fb0c4")), 3, FOAM)
        + at(196, 398, standing(SAM, left=((-14, -88), (-52, -74)), right=((30, -70), (50, -84)), mood="think", look=5, bust=True, hold=held()), 1.4)
    )  # fmt: skip


@scene("fan-cereal")
def _() -> str:
    return (
        ground(CREAM) + window(306, 34, 120, 88)
        + at(140, 356, standing(SAM, left=((-26, -78), (-50, -82)), right=((34, -82), (52, -80)), mood="calm", look=6, bust=True), 1.42)
        + table(248) + at(300, 262, BOWL, 1.05) + at(196, 276, back_of_phone(0, 0, 82, PAPER)) + line("M176 240l-10-14M196 236v-16M216 240l10-14", 4, TIDE)
    )  # fmt: skip


@scene("fan-no-drawing")
def _() -> str:
    page = '<rect x="-84" y="-54" width="168" height="112" rx="6" fill="#fff"/>' + line(
        "M-60 30h26", 4, "#9fb0c4"
    )
    return (
        ground(FOAM) + window(196, 34, 104, 84)
        + at(146, 366, standing(SAM, left=((-26, -70), (-50, -80)), right=((28, -70), (50, -80)), mood="think", look=-5, bust=True), 1.42)
        + at(366, 366, standing(NOOR, left=((-46, -104), (-54, -92)), right=((30, -88), (50, -92)), mood="talk", look=-6, bust=True), 1.18)
        + table(264) + at(246, 284, page, 0.8) + at(290, 262, BRUSH, 0.7, 64) + bubble(272, 156, 64, 46, asks(0.8), left=False)
    )  # fmt: skip


@scene("fan-start-anywhere")
def _() -> str:
    board = f'<rect x="186" y="30" width="140" height="84" rx="8" fill="{SEA}"/>' + at(
        256, 72, tick(1.6, WHITE)
    )
    return (
        ground(FOAM) + board + floor(270, WOOD) + plant(450, 268, 0.8)
        + at(96, 312, standing(SAM, left=((-34, -62), (-46, -82)), right=((46, -96), (54, -80)), mood="talk", look=6, hold=back_of_phone(46, -104, 8)), 1.12)
        + at(206, 312, standing(ERIN, left=((-34, -50), (-42, -66)), right=((32, -50), (42, -66)), mood="calm", look=5), 1.2)
        + at(372, 316, standing(TEACHER, left=((-46, -98), (-58, -108)), right=((40, -90), (58, -106)), mood="smile", look=-5, tilt=-3), 1)
    )  # fmt: skip


@scene("fan-chips")
def _() -> str:
    chips = shape("M-22-22h44l-8 36h-28z", WHITE) + shape(
        "M-16-22l-3-20h9l1 20zM-3-22v-26h9l-1 26zM8-22l5-22 8 2-5 20z", LAMP, 'stroke-width="3"'
    )
    sea = shape("M-8 150h496v60H-8z", TIDE) + line(
        "M40 170q10-8 20 0M180 186q10-8 20 0M400 172q10-8 20 0", 4, SKY
    )
    wall = shape("M30 236h420v74H30z", "#c98f6b") + line(
        "M30 272h420M110 236v36M200 236v36M290 236v36M380 236v36", 3
    )
    return (
        ground(SKY) + sun(404, 64, 28) + sea + shape("M-8 206h496v130H-8z", "#e4d3a8") + wall
        + at(170, 238, seated(SAM, left=((-26, -52), (-46, -68)), right=((30, -58), (48, -66)), mood="smile", look=5), 1.02)
        + at(304, 238, seated(MUM, left=((-20, -96), (-54, -100)), right=((34, -62), (54, -96)), mood="calm", look=-5, tilt=-3, hold=back_of_phone(-20, -104, -6)), 0.92)
        + at(236, 230, chips, 0.85)
    )  # fmt: skip


@scene("fan-nobody-in-a-hurry")
def _() -> str:
    bed = shape("M20 246h250q18 0 18 18v40H20z", TIDE) + shape("M10 196h30v110H10z", OAK)
    pics = at(
        392,
        92,
        '<rect x="-44" y="-54" width="88" height="108" rx="6" fill="#fff"/>'
        + at(0, -8, CRISP, 1.7)
        + at(0, 34, words(1, 44)),
    )
    return (
        ground(LILAC) + pics + floor(280, "#cbbbe8") + bed
        + at(150, 252, seated(SAM, left=((-26, -54), (-46, -68)), right=((36, -116), (54, -92)), mood="calm", look=5, hold=back_of_phone(34, -122, 8)), 1.08)
        + bubble(276, 150, 108, 58, at(-22, 0, heart(0.7)) + at(20, 0, words(2, 40)), left=True)
    )  # fmt: skip


@scene("fan-page-ten")
def _() -> str:
    page = '<rect x="-118" y="-116" width="236" height="236" rx="8" fill="#fff"/>' + line(
        "M-118 6h236M0-116V6", 3.5
    )
    jar = (
        shape("M-24 30v-50q0-8 8-8h32q8 0 8 8v50z", "#7fbfae")
        + line("M-22-30h44", 8, INK)
        + dot(-7, -2, 2.6, INK, FLAT)
        + dot(7, -2, 2.6, INK, FLAT)
        + line("M-8 10q8 6 16 0", 3)
    )
    hero = (
        at(0, 0, CRISP, 1.8)
        + shape("M-34 8q-26 6-34 28 20-4 34-8z", BERRY, 'stroke-width="3"')
        + line("M-4 0h1M10 0h1", 5)
    )
    mum = at(0, 0, CRISP, 2.3) + line("M-6 0h1M10 0h1", 5) + line("M-6 12q8 7 16 0", 3.5)
    strip = at(-58, -58, jar, 1.1) + at(62, -54, hero, 0.9) + at(-50, 62, hero, 0.9) + at(44, 60, mum, 0.9)
    return (
        ground(CREAM) + floor(282, WOOD) + at(332, 152, page + strip, 1, 2)
        + at(118, 398, standing(SAM, left=((-14, -88), (-52, -74)), right=((58, -104), (54, -84)), mood="grin", look=6, bust=True), 1.5)
        + at(212, 236, BRUSH, 0.9, 62)
    )  # fmt: skip

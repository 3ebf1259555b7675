"""A story for ages 14 and over: standing by Asha."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CORAL,
    CREAM,
    DENIM,
    FOAM,
    KOFI,
    LAMP,
    LEAF,
    MIST,
    NOOR,
    PARENT,
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
    like,
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
    screen,
    sofa,
    sun,
    water,
    window,
    words,
)
from drawings.scenes import scene

NAN = like(TEACHER, skin="#d79a6b", top=VIOLET, width=1.16)


def jay(mood: str, look: float, x: float = 126, hold: bool = True) -> str:
    """Jay from the waist up, at the left, with a phone or without."""
    return at(
        x, 418,
        standing(KOFI, left=((-10, -106), (-54, -96)), right=((38, -86), (54, -98)), mood=mood, look=look, bust=True,
                 hold=back_of_phone(-8, -112, 6) if hold else ""),
        1.3,
    )  # fmt: skip


def outside() -> str:
    """The stop by the bridge, in the morning."""
    return (
        ground(SKY)
        + sun(70, 60, 26)
        + bridge(90, 226, 0.7)
        + water(218, "#8fc4cf", 24)
        + shape("M-8 256h496v80H-8z", "#cdbfa5")
    )


@scene("asha-grey-square")
def _() -> str:
    square = '<rect x="-52" y="-30" width="104" height="96" rx="8" fill="#c7d0db"/>' + at(
        0, 18, line("M-12-10v-8q0-12 12-12t12 12v8", 5) + shape("M-18-10h36v28h-36z", WHITE)
    )
    inside = bubble(-14, -98, 104, 34, words(1, 66)) + bubble(-6, -58, 112, 34, words(1, 76)) + square
    return outside() + screen(352, 160, 172, 290, inside, 3, FOAM) + jay("think", 6)


@scene("asha-she-is")
def _() -> str:
    inside = bubble(-14, -84, 112, 40, words(1, 74)) + bubble(
        10, -20, 100, 46, at(0, 0, heart(0.8)), LAMP, False
    )
    thumb = shape("M-10 14V-4l8-6 2-14q8-2 8 8v8h14q6 2 4 8l-4 12q-2 4-8 4H-2z", LAMP)
    inside += at(-30, 64, thumb, 1) + at(30, 64, thumb, 1)
    return outside() + screen(352, 156, 172, 276, inside, 3, FOAM) + jay("calm", 6)


@scene("asha-not-in-maths")
def _() -> str:
    pane = (
        '<rect x="330" y="30" width="112" height="104" rx="8" fill="#27406b"/>'
        + dot(404, 62, 16, "#fbf8f1", FLAT)
        + line("M386 30v104M330 82h112", 4)
    )
    book = (
        shape("M-62 8q30-16 62 0 32-16 62 0v-66q-30-14-62 0-32-14-62 0z", WHITE)
        + line("M0 8v-66", 4)
        + at(-30, -26, words(3, 34))
        + at(30, -26, words(3, 34))
    )
    return (
        ground("#cfd9ea") + pane
        + at(150, 384, standing(KOFI, left=((-26, -100), (-54, -100)), right=((40, -126), (56, -100)), mood="think", look=6, bust=True), 1.2)
        + shape("M-8 262h496v80H-8z", WOOD) + at(306, 258, book, 1.05) + mug(430, 258, CORAL)
    )  # fmt: skip


@scene("asha-kit-rings")
def _() -> str:
    wall = shape("M236 30h10v270h-10z", WHITE)
    left = at(
        122,
        312,
        standing(
            KOFI,
            left=((-34, -84), (-52, -98)),
            right=((38, -142), (56, -118)),
            mood="talk",
            look=5,
            hold=back_of_phone(38, -150, 8),
        ),
        1,
    )
    right = at(
        344,
        306,
        rolling(
            TEGAN,
            left=((-40, -62), (-52, -80)),
            right=((34, -112), (56, -92)),
            mood="calm",
            look=-5,
            hold=back_of_phone(34, -120, 8),
        ),
        1.06,
    )
    return (
        ground(SKY) + shape("M240 0h248v330H240z", SHELL, FLAT) + shape("M-8 262h248v70H-8z", "#cdbfa5") + shape("M240 262h248v70H240z", "#f2c7ac")
        + wall + left + right + gull(60, 70, 1.3) + window(392, 40, 64, 70)
    )  # fmt: skip


@scene("asha-four-drafts")
def _() -> str:
    faded = "".join(bubble(8, y, 112, 34, words(1, 70, "#9fb0c4"), "#eef1f5", False) for y in (-96, -54, -12))
    inside = faded + bubble(8, 46, 124, 60, at(-34, 0, heart(0.7)) + at(16, 0, words(2, 60)), LAMP, False)
    return (
        ground(MIST) + floor(292, "#b9c4d2") + screen(344, 156, 180, 284, inside, 3, FOAM) + jay("think", 6)
    )


@scene("asha-everyone-a-detective")
def _() -> str:
    glass = dot(0, 0, 17, "#fff", 'fill-opacity=".6" stroke-width="6"') + line("M12 12l18 18", 8)
    crowd = "".join(
        bubble(x, y, 82, 50, at(0, 0, inner), WHITE, left)
        for x, y, inner, left in (
            (262, 60, glass, True),
            (376, 52, asks(0.8), False),
            (432, 126, glass, False),
            (300, 142, asks(0.8), True),
            (398, 200, at(0, 0, line("M-14 12l8-22h12l8 22", 4) + line("M-8-10v-10h16v10", 4)), False),
        )
    )
    return outside() + crowd + jay("think", -5)


@scene("asha-on-the-steps")
def _() -> str:
    steps = "".join(
        shape(f"M{x} {y}h520v90h-520z", fill)
        for x, y, fill in ((290, 226, "#c9b391"), (150, 258, "#d8c4a4"), (20, 290, "#e4d3a8"))
    )
    bag = shape("M-14-24h28l4 44h-36z", BERRY) + at(0, 0, words(1, 16, WHITE))
    wall = shape("M-8-8h496v300H-8z", "#c98f6b", FLAT) + line(
        "M-8 60h496M-8 130h496M-8 200h496M80-8v68M240-8v68M400-8v68M160 60v70M320 60v70M80 130v70M400 130v70M60 200v92",
        3,
    )
    return (
        ground(CREAM) + wall + steps
        + at(382, 228, seated(NOOR, left=((-26, -74), (-52, -92)), right=((30, -72), (54, -92)), mood="calm", look=-5), 0.96)
        + at(246, 262, seated(KOFI, left=((-26, -66), (-52, -90)), right=((44, -98), (56, -88)), mood="smile", look=5), 0.96)
        + at(298, 184, bag, 1, 8)
    )  # fmt: skip


@scene("asha-right-question")
def _() -> str:
    return (
        ground(FOAM) + window(42, 34, 100, 80) + plant(440, 268, 0.9) + floor(268, WOOD)
        + at(138, 312, standing(KOFI, left=((-36, -76), (-52, -98)), right=((40, -84), (56, -96)), mood="talk", look=5), 1)
        + at(352, 314, standing(TEACHER, left=((-50, -98), (-62, -118)), right=((42, -92), (58, -108)), mood="calm", look=-5, tilt=-4), 1)
        + bubble(246, 78, 96, 58, at(-18, 0, heart(0.8)) + at(22, 0, asks(0.8)), left=False)
    )  # fmt: skip


@scene("asha-football-off")
def _() -> str:
    telly = screen(404, 96, 128, 92, line("M-14-12L14 14M14-14L-14 14", 6, WHITE), 0, "#5b6b80") + line(
        "M404 142v20M378 164h52", 7
    )
    return (
        ground(CREAM) + window(40, 36, 96, 80) + lamp(206) + floor(280, WOOD) + telly + sofa(70, 246, 270, TIDE)
        + at(140, 246, seated(PARENT, left=((-26, -64), (-58, -98)), right=((36, -70), (60, -98)), mood="calm", look=5, tilt=4), 0.94)
        + at(262, 246, seated(KOFI, left=((-26, -60), (-52, -88)), right=((28, -62), (54, -88)), mood="talk", look=-5), 0.98)
        + arms_of_sofa(70, 246, 270, TIDE)
    )  # fmt: skip


@scene("asha-her-nan")
def _() -> str:
    def fan(x: float, y: float) -> str:
        return at(
            x,
            y,
            "".join(
                at(
                    0,
                    0,
                    '<rect x="-13" y="-40" width="26" height="38" rx="4" fill="#fff"/>'
                    + at(0, -22, heart(0.4, BERRY)),
                    1,
                    turn,
                )
                for turn in (-24, 0, 24)
            ),
        )

    return (
        ground(SHELL) + lamp(240) + window(30, 40, 84, 76)
        + at(106, 366, standing(KOFI, left=((-30, -96), (-54, -100)), right=((34, -100), (54, -100)), mood="smile", look=5, bust=True), 1.08)
        + at(244, 366, standing(NOOR, left=((-30, -96), (-52, -96)), right=((32, -100), (52, -96)), mood="grin", look=5, bust=True), 1.1)
        + at(386, 376, standing(NAN, left=((-42, -110), (-60, -116)), right=((36, -108), (60, -112)), mood="calm", look=-5, bust=True, tilt=-4), 1.08)
        + shape("M-8 252h496v90H-8z", "#b5304f") + shape("M-8 252h496v12H-8z", CORAL) + fan(244, 268) + fan(366, 270)
        + at(158, 274, '<rect x="-18" y="-13" width="36" height="26" rx="4" fill="#0b5563"/>', 1, -8)
    )  # fmt: skip


@scene("asha-book-about-bees")
def _() -> str:
    shelves = "".join(
        f'<rect x="{x}" y="{y}" width="{w}" height="54" fill="{fill}"/>'
        for y in (26, 100)
        for x, w, fill in (
            (250, 18, BERRY),
            (268, 24, LAMP),
            (292, 16, TIDE),
            (316, 22, VIOLET),
            (338, 16, CORAL),
            (362, 26, LEAF),
            (388, 18, DENIM),
            (412, 22, LAMP),
        )
    ) + line("M238 82h210M238 156h210", 7)
    bee = (
        '<ellipse cx="0" cy="0" rx="16" ry="11" fill="#ffb81c"/>'
        + line("M-5-10v20M5-10v20", 4)
        + line("M-4-12q-6-14 4-14M6-12q8-12 12-4", 3)
    )
    book = shape("M-34-30h68v56h-68z", SEA) + at(0, -2, bee, 1)
    return (
        ground(FOAM) + shelves
        + at(112, 372, standing(NOOR, left=((-22, -94), (-52, -96)), right=((24, -94), (52, -96)), mood="calm", look=5, bust=True), 1.14)
        + at(346, 372, standing(KOFI, left=((-24, -104), (-54, -98)), right=((26, -104), (54, -98)), mood="think", look=-4, bust=True), 1.14)
        + shape("M-8 256h496v84H-8z", WOOD) + shape("M96 230h92l10 34H86z", MIST) + at(346, 246, book, 1)
    )  # fmt: skip

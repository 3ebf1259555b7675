"""What parents come for: topics, people who help, and the devices of a home."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    BERRY,
    CORAL,
    CREAM,
    DOT,
    ERIN,
    FOAM,
    HAIR,
    KOFI,
    LAMP,
    LEAF,
    LILAC,
    MINT,
    MIST,
    MUM,
    OAK,
    OFFICER,
    PARENT,
    SAM,
    SEA,
    SHELL,
    SKY,
    TIDE,
    VIOLET,
    WHITE,
    WOOD,
    Person,
    at,
    dot,
    limb,
    line,
    otter,
    seated,
    shape,
    standing,
)
from drawings.props import (
    COIN,
    FLAT,
    PAD,
    arms_of_sofa,
    asks,
    back_of_tablet,
    bubble,
    cloud,
    cross,
    floor,
    ground,
    heart,
    lamp,
    mug,
    plant,
    rod,
    screen,
    sofa,
    star,
    sun,
    tick,
    window,
    words,
)
from drawings.scenes.kept import scene


def _from_behind(who: Person, raised: bool = False) -> str:
    """Somebody in the class, seen from behind."""
    back = {"patka": shape("M-12-40q-2-18 12-18t12 18z", who.colour) + shape("M-35 4C-38-32-22-44 0-44s38 12 35 48q-35 22-70 0z", who.colour),
            "curls": HAIR["curls"][0].replace('"H"', f'"{who.colour}"') + shape("M-34 20C-42-40 42-40 34 20q-34 26-68 0z", who.colour),
            "tail": shape("M-36 6C-40-34-24-44 0-44s40 10 36 50q-36 24-72 0z", who.colour) + shape("M-12-6q12-10 24 0 8 30-12 56-20-26-12-56z", who.colour)}[who.hair]  # fmt: skip
    ears = shape("M-31-4c-12-4-14 16-1 16M31-4c12-4 14 16 1 16", who.skin)
    hand = limb("M30-70Q44-110 40-150", 15, who.top) + dot(40, -156, 9, who.skin) if raised else ""
    body = shape("M-46 0C-46-70-36-84 0-86s46 16 46 86z", who.top)
    return body + ears + at(0, -116, back) + hand


@scene("games")
def _() -> str:
    cans = (
        rod("M-36 4C-40-52 40-52 36 4", 15, 7, BERRY)
        + '<g fill="#b5304f"><rect x="-46" y="-6" width="16" height="28" rx="8"/><rect x="30" y="-6" width="16" height="28" rx="8"/></g>'
        + line("M-38 20q4 16 20 12", 4)
    )
    game = (
        shape("M-80 46v-20h34v-22h34v22h40v-40h36v60z", LEAF, FLAT)
        + at(-30, -8, star(0.8))
        + at(44, -34, star(0.7))
        + at(-58, 10, otter(scarf=LAMP), 0.28)
    )
    return (
        ground(LILAC) + screen(330, 116, 220, 150, at(0, 8, game), 0, SKY) + line("M300 192h60", 9) + floor(246, "#cbbbe8")
        + at(142, 386, standing(ERIN, left=((-14, -78), (-46, -66)), right=((18, -78), (46, -66)), mood="smile", look=5, bust=True, hold=at(0, -126, cans, 0.98) + at(2, -76, PAD, 0.9)), 1.62)
    )  # fmt: skip


@scene("money")
def _() -> str:
    offer = (
        '<rect x="-66" y="-74" width="132" height="148" rx="12" fill="#fff"/>'
        + at(0, -26, star(1.7))
        + '<rect x="-46" y="20" width="92" height="32" rx="8" fill="#2f8f75"/>'
        + at(0, 36, words(1, 84, WHITE), 0.6)
    )
    return (
        ground(CREAM) + floor(268, "#f0d48d") + at(322, 138, offer, 1.05, 4) + at(430, 76, COIN, 1.2) + at(226, 70, COIN) + at(430, 196, COIN, 0.9)
        + at(132, 310, standing(SAM, left=((-22, -106), (-52, -84)), right=((34, -64), (46, -80)), mood="think", look=6), 1.26)
        + at(222, 158, asks(1.1, BERRY))
    )  # fmt: skip


@scene("telling")
def _() -> str:
    fill = CORAL
    return (
        ground(CREAM) + window(44, 36, 108, 84) + lamp(404, 62) + floor(274, WOOD) + sofa(108, 232, 276, fill)
        + at(188, 218, seated(DOT, left=((-26, -42), (-40, -56)), right=((28, -44), (40, -56)), mood="talk", look=4, tilt=4), 1.08)
        + at(304, 214, seated(PARENT, left=((-34, -84), (-52, -104)), right=((40, -66), (56, -96)), look=-5, tilt=-5), 0.94)
        + arms_of_sofa(108, 232, 276, fill)
    )  # fmt: skip


@scene("support")
def _() -> str:
    return (
        ground(FOAM) + window(180, 34, 120, 88)
        + at(128, 340, standing(MUM, left=((-36, -92), (-52, -104)), right=((44, -98), (56, -106)), mood="calm", look=4, bust=True), 1.12)
        + at(352, 340, standing(OFFICER, left=((-40, -96), (-56, -104)), right=((42, -94), (56, -104)), mood="smile", look=-4, bust=True), 1.1)
        + floor(262, WOOD) + mug(196, 262) + mug(284, 262, LAMP) + at(240, 286, words(3, 44, OAK))
    )  # fmt: skip


@scene("devices")
def _() -> str:
    return (
        ground(MIST) + floor(256, WOOD) + screen(244, 134, 196, 130, at(0, 0, shape("M-90 54V24q40-36 86-4 44 26 94-14v48z", LEAF, FLAT) + dot(48, -24, 15, LAMP, FLAT)), 0, SKY)
        + line("M244 202v40M204 244h80", 9) + screen(80, 206, 64, 112, at(0, 0, "".join(f'<rect x="{x}" y="{y}" width="16" height="16" rx="4" fill="{c}" stroke-width="2.5"/>' for x, y, c in ((-20, -38, CORAL), (4, -38, TIDE), (-20, -12, LAMP), (4, -12, VIOLET), (-20, 14, LEAF), (4, 14, BERRY)))), -6)
        + at(396, 236, PAD, 1.5) + at(338, 276, "")
    )  # fmt: skip


@scene("parents")
def _() -> str:
    fill = "#8fb3c9"
    return (
        ground(CREAM) + window(306, 30, 120, 92) + lamp(74, 58) + floor(276, WOOD) + sofa(100, 236, 288, fill)
        + at(196, 218, seated(PARENT, left=((-18, -70), (-58, -84)), right=((34, -70), (60, -90)), look=4, tilt=5), 1)
        + at(298, 222, seated(DOT, left=((-36, -54), (-40, -50)), right=((14, -52), (42, -52)), mood="grin", look=-3, tilt=-5), 1.08)
        + at(254, 176, back_of_tablet(0, 0, 3), 1.1) + arms_of_sofa(100, 236, 288, fill) + plant(438, 288, 0.85)
    )  # fmt: skip


@scene("visit")
def _() -> str:
    board = (
        '<rect x="190" y="28" width="260" height="150" rx="8" fill="#0b5563"/>'
        + at(
            270,
            94,
            line("M-44-20q0-14 14-14h44q14 0 14 14v16q0 14-14 14h-20l-20 18v-18h-4q-14 0-14-14z", 4, WHITE)
            + line("M-28-18h40M-28-4h24", 4, WHITE),
        )
        + at(380, 92, line("M0 24C-50-8-24-42 0-16 24-42 50-8 0 24z", 4, LAMP))
        + line("M230 180h180", 8)
    )
    return (
        ground(FOAM) + board + floor(244, WOOD)
        + at(108, 318, standing(OFFICER, left=((-40, -92), (-54, -104)), right=((70, -146), (62, -112)), mood="talk", look=5), 1.14)
        + at(222, 372, _from_behind(ARJUN), 0.94) + at(322, 376, _from_behind(SAM, raised=True), 0.98) + at(422, 372, _from_behind(ERIN), 0.94)
    )  # fmt: skip


@scene("device-phone")
def _() -> str:
    rows = "".join(
        f'<rect x="-40" y="{y}" width="80" height="26" rx="8" fill="{c}" stroke-width="3.5"/>'
        for y, c in ((-84, MINT), (-48, CREAM), (-12, LILAC), (24, SHELL))
    )
    return (
        ground(MINT) + floor(262, "#a9dccb") + screen(170, 158, 124, 232, rows + at(26, -71, tick(0.6)) + at(26, -35, tick(0.6)) + at(26, 1, cross(0.5)), -5)
        + at(352, 312, standing(KOFI, left=((-62, -104), (-52, -84)), right=((30, -62), (52, -90)), mood="smile", look=-5), 1.1)
    )  # fmt: skip


@scene("device-tablet")
def _() -> str:
    dial = dot(0, -8, 44, WHITE) + line("M0-8V-36M0-8l20 12", 5) + at(0, 66, words(1, 60))
    return (
        ground(SKY) + floor(262, WOOD) + screen(180, 152, 250, 190, dial, -3, CREAM)
        + at(384, 318, standing(MUM, left=((-66, -120), (-58, -104)), right=((30, -78), (52, -100)), mood="smile", look=-5), 1.08)
    )  # fmt: skip


@scene("device-console")
def _() -> str:
    return (
        ground(LILAC) + window(40, 34, 96, 80) + floor(246, "#cbbbe8")
        + '<rect x="180" y="196" width="220" height="50" rx="8" fill="#31507e"/>' + line("M204 222h110", 4, LILAC) + dot(366, 221, 8, LAMP)
        + at(200, 270, PAD, 1.5) + at(330, 276, at(0, 0, PAD.replace(VIOLET, CORAL), 1.5)) + at(290, 132, bubble(0, 0, 150, 74, at(-40, 0, line("M0-18v18l12 8", 5) + dot(0, 0, 24, "none")) + at(34, 0, words(2, 50))))
    )  # fmt: skip


@scene("device-tv")
def _() -> str:
    tiles = "".join(
        f'<rect x="{x}" y="{y}" width="76" height="52" rx="7" fill="{c}" stroke-width="3.5"/>'
        for x, y, c in (
            (-124, -58, MINT),
            (-38, -58, SHELL),
            (48, -58, CREAM),
            (-124, 8, LILAC),
            (-38, 8, SKY),
            (48, 8, MINT),
        )
    )
    return (
        ground(CREAM) + lamp(60, 54) + screen(250, 130, 290, 180, tiles + at(0, -32, otter(), 0.34) + at(86, -32, star(0.9)) + at(-86, 34, heart(0.9)), 0, WHITE)
        + floor(252, WOOD) + '<rect x="120" y="226" width="260" height="34" rx="6" fill="#8d5a36"/>' + plant(424, 262, 0.8)
    )  # fmt: skip


@scene("device-wifi")
def _() -> str:
    waves = line("M-70-62q70-62 140 0M-46-38q46-40 92 0M-22-16q22-18 44 0", 8, SEA) + dot(0, 4, 6, SEA, FLAT)
    house = (
        shape("M-120 96V-10L0-104 120-10V96z", WHITE)
        + shape("M-146 6L0-112 146 6", "none", 'stroke-width="14"')
        + shape("M-22 96V46h44v50z", LAMP)
    )
    return (
        ground(SKY) + cloud(80, 60, 1) + sun(420, 66, 30) + shape("M-8 256q240-20 500 0v70H-8z", "#bfe0b4") + at(238, 168, house + at(0, 22, waves, 0.8))
        + at(392, 300, standing(DOT, left=((-60, -112), (-56, -78)), right=((36, -44), (44, -66)), mood="grin", look=-3), 0.8)
    )  # fmt: skip

"""Grown-ups alone and among themselves: for the pages where no child stands in any picture."""

from __future__ import annotations

from drawings.cast import (
    CREAM,
    DENIM,
    FOAM,
    INK,
    LAMP,
    LILAC,
    MIST,
    MUM,
    OAK,
    OFFICER,
    PAPER,
    PARENT,
    TEACHER,
    TIDE,
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
    arms_of_sofa,
    back_of_phone,
    bench,
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
    tick,
    water,
    window,
    words,
)
from drawings.scenes.kept import scene

NIGHT = '<rect x="330" y="34" width="108" height="96" rx="8" fill="#27406b"/>' + dot(402, 66, 15, PAPER, FLAT)
TABLE = shape("M120 236h240v16H120z", WOOD) + line("M146 252v66M334 252v66", 8)


@scene("grown-up-evening")
def _() -> str:
    return (
        ground("#cfd9ea") + NIGHT + line("M384 34v96M330 82h108", 4) + floor(282, "#9fb2cd") + sofa(96, 246, 210, TIDE)
        + at(200, 246, seated(PARENT, left=((-16, -86), (-52, -88)), right=((34, -62), (54, -90)), mood="think", look=-5, hold=back_of_phone(-16, -92, -8)), 0.98)
        + arms_of_sofa(96, 246, 210, TIDE)
    )  # fmt: skip


@scene("grown-up-phone-away")
def _() -> str:
    shelf = shape("M52 196h150v14H52z", WOOD) + line("M74 210v22M180 210v22", 6)
    return (
        ground(FOAM) + window(56, 34, 118, 92) + floor(272, WOOD) + shelf + plant(84, 196, 0.7)
        + at(150, 196, '<rect x="-30" y="-12" width="60" height="12" rx="5" fill="#10233f"/>')
        + at(330, 314, standing(MUM, left=((-34, -86), (-44, -62)), right=((34, -86), (44, -62)), mood="calm", look=5), 1.06)
    )  # fmt: skip


@scene("grown-up-leaves")
def _() -> str:
    door = (
        shape("M300 60h116v222H300z", CREAM)
        + shape("M300 60l-58 22v214l58-14z", OAK)
        + dot(258, 184, 6, LAMP)
    )
    return (
        ground(MIST) + window(40, 40, 104, 84) + floor(282, "#cdbfa5") + door  + shape("M306 250q52-26 104 0v28H306z", "#7fbfae", FLAT)
        + at(196, 312, standing(PARENT, left=((-36, -84), (-46, -60)), right=((46, -108), (60, -92)), mood="calm", look=5), 1.04)
    )  # fmt: skip


@scene("grown-up-rings")
def _() -> str:
    return (
        ground(LILAC) + window(42, 40, 104, 84) + floor(282, "#cbbbe8") + sofa(120, 246, 200, DENIM)
        + at(214, 246, seated(MUM, left=((-26, -56), (-46, -76)), right=((42, -142), (66, -88)), mood="talk", look=5, hold=back_of_phone(38, -152, 8)), 0.98)
        + arms_of_sofa(120, 246, 200, DENIM) + bubble(372, 96, 110, 60, at(-24, 0, heart(0.7)) + at(20, 0, words(2, 40)))
    )  # fmt: skip


@scene("grown-ups-plan")
def _() -> str:
    sheet = at(
        240,
        224,
        '<rect x="-44" y="-14" width="88" height="26" rx="4" fill="#fff"/>'
        + at(-26, -1, tick(0.4))
        + at(14, -1, words(2, 44)),
    )
    return (
        ground(CREAM) + window(186, 32, 108, 84) + lamp(66) + floor(282, WOOD)
        + at(112, 314, standing(PARENT, left=((-36, -70), (-50, -96)), right=((46, -92), (58, -96)), mood="calm", look=5), 1)
        + at(372, 314, standing(TEACHER, left=((-50, -96), (-62, -112)), right=((40, -84), (58, -108)), mood="talk", look=-5), 0.98)
        + TABLE + sheet + mug(170, 236, LAMP) + mug(316, 236)
    )  # fmt: skip


@scene("grown-ups-by-the-sea")
def _() -> str:
    return (
        ground("#bfe3e6") + sun(76, 66, 30) + gull(380, 60) + water(196, TIDE, 22) + shape("M-8 262h496v70H-8z", "#cdbfa5")
        + bench(106, 246, 270)
        + at(184, 240, seated(PARENT, left=((-26, -58), (-50, -84)), right=((28, -60), (54, -86)), mood="smile", look=5), 0.96)
        + at(304, 240, seated(TEACHER, left=((-26, -58), (-50, -84)), right=((28, -60), (54, -86)), mood="talk", look=-5), 0.94)
    )  # fmt: skip


@scene("grown-up-law")
def _() -> str:
    page = screen(
        170,
        150,
        170,
        200,
        at(0, -50, words(2, 100, INK)) + at(0, 10, heart(1.2)) + at(0, 64, words(2, 100, INK)),
        -3,
        PAPER,
    )
    return (
        ground(MIST) + floor(274, "#b9c6d4") + page
        + at(362, 314, standing(OFFICER, left=((-60, -112), (-54, -100)), right=((34, -82), (46, -60)), mood="calm", look=-5), 1.06)
    )  # fmt: skip


@scene("grown-up-speaks-up")
def _() -> str:
    return (
        ground(FOAM) + window(300, 36, 118, 92) + floor(282, WOOD)
        + at(180, 314, standing(TEACHER, left=((-44, -84), (-54, -66)), right=((40, -150), (68, -96)), mood="talk", look=5, hold=back_of_phone(37, -162, 8)), 1.02)
        + bubble(330, 178, 120, 62, at(-24, 0, heart(0.7)) + at(22, 0, words(2, 44)))
    )  # fmt: skip

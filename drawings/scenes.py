"""The scenes: each is one picture in static/img/, named as pages and editors name it. 480 by 320 unless it says so."""

from __future__ import annotations

from collections.abc import Callable

from drawings.cast import (
    ARJUN,
    BERRY,
    CORAL,
    CREAM,
    DENIM,
    DOT,
    ERIN,
    FOAM,
    HAIR,
    KOFI,
    LAMP,
    LEAF,
    LILAC,
    MIN,
    MINT,
    MIST,
    MUM,
    NOOR,
    OAK,
    OFFICER,
    PAPER,
    PARENT,
    PEACH,
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
    Person,
    at,
    bo,
    dot,
    head,
    limb,
    line,
    otter,
    rolling,
    seated,
    shape,
    standing,
)  # fmt: skip
from drawings.props import (
    CAKE,
    COIN,
    FISH,
    FLAT,
    HOUSE,
    KEY,
    PAD,
    arms_of_sofa,
    asks,
    back_of_phone,
    back_of_tablet,
    bench,
    bridge,
    bubble,
    card,
    cloud,
    cross,
    floor,
    ground,
    gull,
    heart,
    hill,
    lamp,
    mug,
    plant,
    screen,
    sofa,
    star,
    sun,
    tick,
    water,
    window,
    words,
)  # fmt: skip

SCENES: dict[str, tuple[Callable[[], str], int, int]] = {}


def scene(name: str, width: int = 480, height: int = 320) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Registers what a function draws under a name."""

    def keep(draw: Callable[[], str]) -> Callable[[], str]:
        SCENES[name] = (draw, width, height)
        return draw

    return keep


WAVE_L = ((-54.0, -132.0), (-60.0, -92.0))
WAVE_R = ((54.0, -132.0), (60.0, -92.0))


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


@scene("self-image")
def _() -> str:
    portrait = at(0, 0, head(MIN, "grin"), 0.95)
    easel = (
        line("M-70 120L-30-96M70 120L30-96M0-96v30", 8)
        + '<rect x="-62" y="-84" width="124" height="136" rx="6" fill="#fff"/>'
        + portrait
        + line("M-76 56h152", 9)
    )
    return (
        ground(FOAM) + floor(276, "#b6dadd") + at(322, 172, easel, 1.05)
        + at(140, 310, standing(MIN, left=((-34, -60), (-46, -80)), right=((62, -112), (52, -76)), mood="smile", look=5), 1.24)
        + at(222, 168, line("M0 0l32-22", 6, OAK) + shape("M30-24l14-4-8 12z", BERRY), 1)
    )  # fmt: skip


@scene("relationships")
def _() -> str:
    return (
        ground(CREAM) + sun(240, 60, 30) + shape("M-8 262q250-22 500 0v70H-8z", "#f0d48d")
        + at(140, 308, standing(SAM, left=((-40, -60), (-50, -80)), right=((52, -100), (52, -80)), mood="talk", look=4), 1.2)
        + at(350, 308, standing(NOOR, left=((-46, -118), (-52, -98)), right=((34, -82), (46, -100)), mood="smile", look=-4), 1.06)
        + bubble(232, 150, 74, 50, heart(0.8), left=True)
    )  # fmt: skip


@scene("reputation")
def _() -> str:
    boat = shape("M-58-6h116l-22 34h-72z", WHITE) + shape("M-30-6L0-46 30-6z", WHITE) + line("M0-46V28", 3)
    small = at(0, 0, boat, 0.6)
    return (
        ground(SKY) + sun(60, 60, 28) + cloud(350, 56, 1) + hill(380, 176, 0.7) + water(172, "#8cc4cc", 24) + at(214, 180, small, 0.8) + at(292, 196, small)
        + water(206, TIDE, 28) + at(388, 226, boat, 0.9) + at(388, 222, words(2, 28)) + water(250, SEA, 32)
        + shape("M-8 236h170v100H-8z", WOOD) + line("M50 238v90M108 238v90", 3.5)
        + at(92, 246, standing(ARJUN, left=((-20, -86), (-44, -70)), right=((44, -96), (48, -70)), mood="think", look=6), 1.1)
    )  # fmt: skip


@scene("bullying")
def _() -> str:
    return (
        ground(SHELL) + window(300, 36, 130, 96) + floor(268, "#f2c7ac")
        + at(150, 310, standing(MIN, left=((-36, -62), (-46, -82)), right=((34, -62), (44, -80)), mood="calm", look=4), 1.18)
        + at(260, 310, standing(ERIN, left=((-62, -86), (-40, -62)), right=((46, -84), (48, -62)), mood="smile", look=-4), 1.3)
        + at(366, 310, standing(SAM, left=((-34, -72), (-46, -80)), right=((46, -136), (58, -96)), mood="grin", look=-4), 1.14)
        + bubble(232, 62, 84, 50, at(-15, 0, heart(0.75)) + at(15, 0, heart(0.75, LAMP)), left=False)
    )  # fmt: skip


@scene("information")
def _() -> str:
    odd = (
        at(0, 0, FISH, 2.4)
        + line("M-14 14v14h-8M8 14v14h8", 5)
        + at(-2, -26, shape("M-16 0l6-16 10 8 10-8 6 16z", LAMP), 1)
    )
    glass = (
        line("M26 26l40 42", 12)
        + line("M26 26l40 42", 5, OAK)
        + dot(0, 0, 38, "#fff", 'fill-opacity=".55" stroke-width="8"')
    )
    return (
        ground(MINT) + floor(272, "#a9dccb") + at(312, 150, '<rect x="-112" y="-92" width="224" height="170" rx="10" fill="#fff"/>' + odd)
        + at(120, 310, standing(ARJUN, left=((-36, -60), (-46, -70)), right=((70, -92), (52, -64)), mood="think", look=6), 1.3)
        + at(268, 138, glass, 0.9, 90) + at(70, 70, asks(1.4, BERRY))
    )  # fmt: skip


@scene("health")
def _() -> str:
    return (
        ground(SKY) + sun(404, 70, 38) + cloud(110, 56, 1) + gull(200, 76) + gull(252, 100, 0.8) + hill(360, 198, 0.7) + water(194, TIDE, 24)
        + shape("M-8 262h496v70H-8z", "#e4d3a8") + bench(120, 246, 236)
        + at(222, 240, seated(NOOR, left=((-30, -46), (-44, -74)), right=((32, -48), (46, -74)), mood="smile", look=5), 0.98)
        + at(316, 234, line("M-20 0h40", 15) + line("M-20 0h40", 7, MIST))
    )  # fmt: skip


@scene("privacy")
def _() -> str:
    jar = shape(
        "M-74-90c-16 10-22 22-22 42V60q0 24 24 24H72q24 0 24-24V-48c0-20-6-32-22-42z",
        WHITE,
        'fill-opacity=".85"',
    )
    lid = '<rect x="-84" y="-122" width="168" height="36" rx="10" fill="#0b5563"/>' + shape(
        "M-14-122v-16h28v16", SEA
    )
    inside = (
        card(-40, 26, HOUSE, -9, CREAM)
        + card(38, 34, KEY, 8, MINT)
        + card(2, -38, at(0, 2, head(DOT), 0.5), -3, LILAC, 56, 60)
    )
    return (
        ground(FOAM) + window(42, 40, 104, 86) + floor(258, WOOD) + at(246, 186, jar + inside + lid + line("M78-30q8 10 8 26v32", 7, "#fff"))
        + card(404, 238, FISH, 12) + card(84, 246, CAKE, -14)
    )  # fmt: skip


@scene("ownership")
def _() -> str:
    picture = (
        '<rect x="-78" y="-60" width="156" height="112" rx="5" fill="#fff"/>'
        + shape("M-74 48V16q40-34 74 0 36 20 74-14v46z", TIDE, FLAT)
        + dot(36, -26, 14, LAMP, FLAT)
        + shape("M-44 8l16-40 26 40z", BERRY, 'stroke-width="3.5"')
    )
    return (
        ground(LILAC) + floor(272, "#cbbbe8") + at(320, 132, picture + '<rect x="-42" y="62" width="84" height="28" rx="6" fill="#ffb81c"/>' + at(0, 76, words(1, 80), 0.6))
        + at(138, 310, standing(ERIN, left=((-34, -52), (-46, -66)), right=((76, -104), (54, -72)), mood="grin", look=5), 1.28)
        + "".join(at(x, 282, shape("M-16 0v-24h32v24q-16 6-32 0z", WHITE) + shape("M-16-24h32v8q-16 5-32 0z", c)) for x, c in ((270, BERRY), (320, LAMP), (370, LEAF)))
    )  # fmt: skip


@scene("games")
def _() -> str:
    cans = (
        line("M-36 4C-40-52 40-52 36 4", 15)
        + line("M-36 4C-40-52 40-52 36 4", 7, BERRY)
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


def _from_behind(who: Person, raised: bool = False) -> str:
    """Somebody in the class, seen from behind."""
    back = {"patka": shape("M-12-40q-2-18 12-18t12 18z", who.colour) + shape("M-35 4C-38-32-22-44 0-44s38 12 35 48q-35 22-70 0z", who.colour),
            "curls": HAIR["curls"][0].replace('"H"', f'"{who.colour}"') + shape("M-34 20C-42-40 42-40 34 20q-34 26-68 0z", who.colour),
            "tail": shape("M-36 6C-40-34-24-44 0-44s40 10 36 50q-36 24-72 0z", who.colour) + shape("M-12-6q12-10 24 0 8 30-12 56-20-26-12-56z", who.colour)}[who.hair]  # fmt: skip
    ears = shape("M-31-4c-12-4-14 16-1 16M31-4c12-4 14 16 1 16", who.skin)
    hand = limb("M30-70Q44-110 40-150", 15, who.top) + dot(40, -156, 9, who.skin) if raised else ""
    body = shape("M-46 0C-46-70-36-84 0-86s46 16 46 86z", who.top)
    return body + ears + at(0, -116, back) + hand


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
        + at(258, 182, line("M0 0l26-12", 7) + line("M0 0l26-12", 3, LAMP))
    )  # fmt: skip


@scene("listening")
def _() -> str:
    return (
        ground(FOAM) + sun(72, 70, 34) + gull(180, 60) + hill(396, 194, 0.66) + water(192, TIDE, 24) + shape("M-8 264h496v70H-8z", "#e4d3a8") + bench(100, 246, 270)
        + at(184, 240, seated(SAM, left=((-26, -52), (-46, -68)), right=((28, -52), (48, -68)), mood="talk", look=4, tilt=3), 1.04)
        + at(296, 240, seated(MUM, left=((-36, -62), (-54, -96)), right=((34, -62), (54, -96)), mood="calm", look=-4, tilt=-4), 0.92)
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


def _round_friend(fur: str, ears: float) -> str:
    """A soft toy or a small pet, sitting; the middle of its head is (0, 0)."""
    return (
        f'<ellipse cx="0" cy="62" rx="40" ry="42" fill="{fur}"/>' + dot(-25, -26, ears, fur) + dot(25, -26, ears, fur) + dot(0, 0, 36, fur)
        + f'<ellipse cx="0" cy="12" rx="16" ry="12" fill="{CREAM}" stroke="none"/>' + f'<g fill="{SEA}" stroke="none"><circle cx="-13" cy="-6" r="4"/><circle cx="13" cy="-6" r="4"/></g>'
        + shape("M-5 5h10l-5 6z", SEA, 'stroke-width="2.5"') + line("M-7 16q7 5 14 0", 3)
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

"""One picture for each of the eight strands."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    BERRY,
    CREAM,
    DOT,
    ERIN,
    FOAM,
    LAMP,
    LEAF,
    LILAC,
    MIN,
    MINT,
    MIST,
    NOOR,
    OAK,
    SAM,
    SEA,
    SHELL,
    SKY,
    TIDE,
    WHITE,
    WOOD,
    at,
    dot,
    head,
    line,
    seated,
    shape,
    standing,
)
from drawings.props import (
    CAKE,
    FISH,
    FLAT,
    HOUSE,
    KEY,
    asks,
    bench,
    bubble,
    card,
    cloud,
    floor,
    ground,
    gull,
    heart,
    hill,
    rod,
    sun,
    water,
    window,
    words,
)
from drawings.scenes.kept import scene


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
    glass = rod("M26 26l40 42", 12, 5, OAK) + dot(0, 0, 38, "#fff", 'fill-opacity=".55" stroke-width="8"')
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
        + at(316, 234, rod("M-20 0h40", 15, 7, MIST))
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

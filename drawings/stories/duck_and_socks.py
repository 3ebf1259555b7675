"""The stories for ages 8 to 10: Dev, Mina and a fat duck in the sky; Theo, Max and thirty socks."""

from __future__ import annotations

from drawings.cast import (
    ARJUN,
    BERRY,
    CORAL,
    CREAM,
    ERIN,
    FOAM,
    INK,
    LAMP,
    LILAC,
    MIN,
    MINT,
    MUM,
    OAK,
    PAPER,
    SAM,
    SEA,
    SHELL,
    SKY,
    TEACHER,
    TIDE,
    VIOLET,
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
    PAD,
    arms_of_sofa,
    asks,
    back_of_phone,
    bench,
    bubble,
    cloud,
    floor,
    ground,
    gull,
    heart,
    hill,
    lamp,
    mug,
    screen,
    sofa,
    sun,
    thread,
    tick,
    water,
    window,
    words,
)
from drawings.scenes import scene
from drawings.stories.fan import held, theo

DUCK = (
    shape("M-34 4q-8-16 6-14 8 8 22 4 2-30 26-30 22 2 20 22-2 6-8 8 14 22-12 32-44 8-54-22z", LAMP)
    + shape("M38-22q16-4 18 4-8 8-20 4z", CORAL)
    + dot(26, -24, 3.4, INK, FLAT)
    + line("M-14 8q10 10 22 0", 3.5)
)
FLAG = line("M0 0v-52", 5) + shape("M2-52q18-8 34 0v22q-16-8-34 0z", BERRY)
SLEEVE = "M-12-30h24v26q24 4 26 18 0 12-16 12H-4Q-14 24-14 12z"


def sock(fill: str, band: str = WHITE) -> str:
    """One sock."""
    return shape(SLEEVE, fill) + shape("M-13-31h26v12h-26z", band, 'stroke-width="3.5"')


def sky_base() -> str:
    """The base that Dev built: a house on a cloud with a slide and a moat; the roof's top is (0, -74)."""
    island = shape("M-110 34q0-26 34-24h152q34-2 34 24-8 26-50 18-26 24-56 4-44 16-64-6-46 8-50-16z", WHITE)
    moat = shape("M-92 26q92 22 184 0v10q-92 24-184 0z", TIDE, 'stroke-width="3.5"')
    house = shape("M-42 22v-54h84v54z", CREAM) + shape("M-54-30L0-74 54-30z", CORAL)
    slide = line("M40-6q40 6 52 30", 12) + line("M40-6q40 6 52 30", 4, LAMP)
    return island + house + shape("M-12 22V-8h24v30z", SEA) + slide + moat


def dev(mood: str, look: float, *, pad: bool = True, hands: tuple[float, float] = (18, -70)) -> str:
    """Dev from the waist up, large and at the left."""
    return at(
        106, 390,
        standing(ARJUN, left=((-14, -70), (-46, -66)), right=(hands, (46, -66)), mood=mood, look=look, bust=True,
                 hold=at(2, -66, PAD, 0.9) if pad else ""),
        1.5,
    )  # fmt: skip


def telly(inside: str, fill: str = SKY) -> str:
    """The big screen that the game is on."""
    return screen(322, 128, 276, 204, inside, 0, fill) + line("M282 236h80", 9)


@scene("duck-on-the-roof")
def _() -> str:
    game = at(-6, 34, sky_base(), 0.78) + at(-10, -40, DUCK, 0.62)
    chat = bubble(66, -66, 92, 40, words(2, 58), LAMP, False)
    return ground(LILAC) + floor(262, "#cbbbe8") + telly(game + chat) + dev("grin", 6)


@scene("duck-unsure")
def _() -> str:
    game = at(-40, 46, sky_base(), 0.6) + at(-44, -10, DUCK, 0.5)
    chat = bubble(52, -56, 116, 44, words(2, 78), LAMP, False) + bubble(
        58, 8, 104, 40, words(2, 70), LAMP, False
    )
    return ground(LILAC) + floor(262, "#cbbbe8") + telly(game + chat) + dev("think", 7)


@scene("duck-secret")
def _() -> str:
    lips = line("M-22 2q22-16 44 0-22 14-44 0z", 4) + line("M0-24v48", 5, BERRY)
    chat = bubble(10, -30, 170, 92, at(0, 0, lips, 1.3), LAMP, False) + at(-70, 66, DUCK, 0.5)
    return ground(LILAC) + floor(262, "#cbbbe8") + telly(chat, "#cfe3ea") + dev("think", -4)


@scene("duck-breath")
def _() -> str:
    pause = dot(0, 0, 40, WHITE) + line("M-12-16v32M12-16v32", 13, SEA)
    game = at(60, -46, DUCK, 0.6, -16) + at(0, 24, pause)
    breath = line("M170 214q14-8 22 4M172 234q18-4 28 8", 4, TIDE)
    return (
        ground(LILAC) + floor(262, "#cbbbe8") + telly(game, "#9fc9d4") + at(330, 274, PAD, 1.1)
        + dev("calm", 4, pad=False, hands=(26, -60)) + breath
    )  # fmt: skip


@scene("duck-no-appetite")
def _() -> str:
    pizza = '<ellipse cx="0" cy="0" rx="62" ry="17" fill="#fff"/>' + shape("M-44-4q44-26 88 0l-44 14z", LAMP)
    pizza += dot(-14, -8, 5, BERRY, FLAT) + dot(16, -8, 5, BERRY, FLAT)
    return (
        ground(LILAC) + window(186, 34, 108, 84) + shape("M-8 262h496v70H-8z", WOOD)
        + at(126, 372, standing(ARJUN, left=((-26, -64), (-46, -70)), right=((24, -64), (46, -70)), mood="think", look=-5, bust=True), 1.5)
        + at(366, 372, standing(ERIN, left=((-44, -86), (-48, -66)), right=((28, -60), (46, -68)), mood="talk", look=-6, bust=True, tilt=-5), 1.5)
        + at(236, 286, pizza, 1.1) + bubble(286, 148, 62, 44, asks(0.8), left=False)
    )  # fmt: skip


@scene("duck-flag")
def _() -> str:
    game = at(0, 44, sky_base(), 0.84) + at(-6, -34, DUCK, 0.66) + at(-34, -26, FLAG, 0.9)
    return (
        ground(LILAC) + floor(262, "#cbbbe8") + telly(game) + at(250, 278, PAD, 1)
        + at(106, 390, standing(ARJUN, left=((-30, -60), (-46, -66)), right=((58, -110), (54, -76)), mood="grin", look=6, bust=True), 1.5)
    )  # fmt: skip


@scene("duck-moat")
def _() -> str:
    splash = at(-72, 58, line("M-26 0q4-26-10-36M0-4v-38M26 0q-4-26 10-36", 5, TIDE), 1)
    game = at(20, 30, sky_base(), 0.7) + splash + at(16, -34, DUCK, 0.56)
    return (
        ground(LILAC) + floor(272, "#cbbbe8") + screen(350, 110, 230, 172, game, 0, SKY) + line("M316 200h70", 9)
        + at(86, 388, standing(ARJUN, left=((-30, -60), (-46, -66)), right=((52, -104), (54, -74)), mood="grin", look=6, bust=True), 1.34)
        + at(214, 396, standing(MUM, left=((-16, -104), (-54, -104)), right=((18, -104), (56, -104)), mood="talk", look=6, bust=True, hold=at(2, -100, PAD, 0.95)), 1.1)
    )  # fmt: skip


@scene("duck-house")
def _() -> str:
    home = shape("M-40 40V-6h80v46z", CREAM) + shape("M-52-4L0-46 52-4z", BERRY)
    home += shape("M-18 40V14q18-22 36 0v26z", SEA)
    game = at(-24, 22, home, 1.1) + at(70, 44, DUCK, 0.7) + at(76, -50, heart(0.9))
    return (
        ground(MINT) + screen(240, 96, 260, 168, game, 0, SKY) + line("M204 184h72", 9) + floor(284, "#a9dccb") + sofa(88, 262, 304, TIDE)
        + at(166, 262, seated(ARJUN, left=((-16, -48), (-40, -52)), right=((18, -48), (40, -52)), mood="grin", look=4, hold=at(2, -44, PAD, 0.75)), 1.08)
        + at(316, 262, seated(ERIN, left=((-16, -48), (-40, -52)), right=((18, -48), (40, -52)), mood="smile", look=-4, hold=at(2, -44, PAD, 0.75)), 1.08)
        + arms_of_sofa(88, 262, 304, TIDE)
    )  # fmt: skip


@scene("socks-chat")
def _() -> str:
    rows = "".join(
        at(-40 + 40 * (n % 3), -92 + 44 * (n // 3), sock(fill), 0.5)
        for n, fill in enumerate(
            (CORAL, TIDE, LAMP, BERRY, CORAL, VIOLET, TIDE, LAMP, CORAL, BERRY, TIDE, VIOLET)
        )
    )
    inside = rows + bubble(0, 96, 112, 40, words(2, 76))
    return thread(330, 176, 288, inside, theo("think", 6, held(), x=126))


@scene("socks-one-more")
def _() -> str:
    gone = line("M-52 0h104", 4, "#9fb0c4") + at(0, 0, words(1, 40), 0.1)
    inside = (
        at(0, -76, sock(CORAL), 1.1)
        + at(0, -16, words(1, 84))
        + bubble(0, 34, 120, 40, words(1, 60, "#9fb0c4"), "#eef1f5")
        + at(0, 84, gone)
    )
    return thread(336, 170, 276, inside, theo("calm", -5, held(), x=126))


@scene("socks-slow")
def _() -> str:
    inside = (
        bubble(-12, -84, 96, 40, words(2, 60), LAMP, False)
        + at(40, -30, sock(TIDE), 0.5)
        + at(-36, 16, sock(CORAL), 0.42)
    )
    inside += line("M-40 62h4M-18 62h4M4 62h4", 7, "#9fb0c4") + at(0, 100, tick(1.1))
    return thread(334, 170, 280, inside, theo("smile", 6, held(), x=126))


@scene("socks-on-his-own")
def _() -> str:
    inside = bubble(14, -66, 96, 44, words(2, 62), LAMP, False) + bubble(
        -14, 10, 92, 44, at(-16, 0, words(1, 34)) + at(26, 0, heart(0.55))
    )
    return thread(350, 158, 256, inside, theo("smile", 5, held(), x=126), y=162)


@scene("socks-cold-toast")
def _() -> str:
    toast = shape("M-32 20v-34q-12-4-8-16 4-14 24-12h32q20-2 24 12 4 12-8 16v34z", WOOD) + shape(
        "M-24 14v-34h48v34z", CREAM, 'stroke-width="3"'
    )
    table = shape("M-8 246h496v90H-8z", WOOD) + '<ellipse cx="330" cy="274" rx="82" ry="20" fill="#fff"/>'
    return (
        ground(CREAM) + window(304, 34, 120, 92) + at(128, 354, standing(SAM, left=((-24, -76), (-48, -80)), right=((26, -76), (48, -80)), mood="think", look=6, bust=True), 1.42)
        + table + at(324, 248, toast, 1.1, -8) + at(196, 268, back_of_phone(0, 0, 74)) + mug(424, 270, BERRY)
    )  # fmt: skip


@scene("socks-quiet")
def _() -> str:
    fridge = '<rect x="330" y="40" width="104" height="236" rx="12" fill="#fff"/>' + line(
        "M330 128h104M346 84v26M346 150v44", 5
    )
    fridge += at(392, 84, heart(0.8)) + at(390, 190, words(2, 40))
    return (
        ground(FOAM) + window(196, 40, 96, 80) + fridge + floor(268, WOOD)
        + at(120, 372, standing(SAM, left=((-26, -74), (-48, -80)), right=((44, -82), (52, -80)), mood="calm", look=5, bust=True), 1.45)
        + shape("M-8 264h300v80H-8z", OAK) + at(232, 260, back_of_phone(0, 0, 86, PAPER)) + line("M262 236q12-6 22 2M264 218q18-8 32 2", 3.5, "#9fb0c4")
    )  # fmt: skip


@scene("socks-heavy")
def _() -> str:
    weight = (
        shape("M-40 34l12-56h56l12 56z", "#6b7a90")
        + dot(0, -32, 12, "none", 'stroke-width="7"')
        + at(0, 8, sock(CORAL), 0.5)
    )
    return (
        ground(MINT) + floor(266, "#a9dccb") + window(196, 34, 96, 80)
        + at(112, 312, standing(SAM, left=((-34, -62), (-46, -82)), right=((52, -70), (52, -82)), mood="think", look=6), 1.24)
        + at(368, 312, standing(MIN, left=((-52, -70), (-50, -82)), right=((34, -62), (44, -80)), mood="calm", look=-6), 1.24)
        + at(240, 252, weight, 1.15)
    )  # fmt: skip


@scene("socks-odd-pair")
def _() -> str:
    odd = "".join(
        shape(f"M{x - 13:g}-34h26v30h-26z", fill) + line(f"M{x - 13:g}-24h26", 4, WHITE)
        for x, fill in ((-16.0, BERRY), (16.0, TIDE))
    )
    board = f'<rect x="190" y="30" width="140" height="84" rx="8" fill="{SEA}"/>' + at(
        260, 72, words(2, 70, WHITE)
    )
    return (
        ground(FOAM) + board + floor(270, WOOD)
        + at(98, 312, standing(SAM, left=((-34, -62), (-46, -82)), right=((36, -62), (46, -82)), mood="grin", look=6), 1.14)
        + at(246, 312, standing(MIN, left=((-52, -80), (-50, -70)), right=((52, -80), (50, -70)), mood="grin", look=2) + odd, 1.22)
        + at(396, 316, standing(TEACHER, left=((-44, -96), (-58, -108)), right=((40, -86), (58, -104)), mood="smile", look=-5), 0.98)
    )  # fmt: skip


@scene("socks-bench")
def _() -> str:
    dragon = shape("M-30 14q-8-26 18-30-2-14 14-16 20 0 20 16-2 8-12 10 20 8 14 22z", "#7fbfae") + dot(
        12, -22, 2.6, INK, FLAT
    )
    dragon += line("M-14-14l-6-14 14 6M32-18l16 2M32-12l14 8", 4, CORAL)
    return (
        ground(SKY) + sun(76, 66, 30) + cloud(350, 52) + hill(420, 196, 0.6) + shape("M-8 250h496v80H-8z", "#a9dccb") + bench(104, 246, 272)
        + at(186, 240, seated(SAM, left=((-28, -52), (-46, -68)), right=((40, -76), (46, -66)), mood="talk", look=5), 1.04)
        + at(300, 240, seated(MIN, left=((-28, -52), (-46, -68)), right=((30, -52), (46, -68)), mood="grin", look=-5), 1.04)
        + bubble(240, 58, 112, 66, at(-2, 8, dragon, 0.9), left=True)
    )  # fmt: skip


@scene("socks-by-the-door")
def _() -> str:
    def bag(fill: str) -> str:
        return (
            shape("M-24 0v-36q0-20 24-20t24 20V0z", fill)
            + line("M-8-56q8-14 16 0", 5)
            + shape("M-15 0v-18h30V0z", fill)
        )

    door = '<rect x="40" y="46" width="112" height="226" rx="6" fill="#0b5563"/>' + dot(
        134, 166, 5, LAMP, FLAT
    )
    door += '<rect x="62" y="68" width="68" height="60" rx="4" fill="#bfe3e6"/>'
    return (
        ground(SHELL) + door + floor(270, "#f2c7ac")
        + at(120, 312, standing(SAM, left=((-40, -50), (-48, -82)), right=((44, -50), (50, -82)), mood="smile", look=6), 1.16)
        + at(70, 306, bag(CORAL), 0.8) + at(174, 306, bag(VIOLET), 0.8)
        + at(288, 312, standing(MIN, left=((-36, -62), (-46, -82)), right=((48, -92), (52, -80)), mood="talk", look=5), 1.16)
        + at(404, 316, standing(TEACHER, left=((-44, -96), (-58, -108)), right=((40, -86), (58, -104)), mood="calm", look=-5, tilt=-3), 0.98)
    )  # fmt: skip


@scene("socks-chips")
def _() -> str:
    chips = shape("M-22-22h44l-8 36h-28z", WHITE) + shape(
        "M-16-22l-3-20h9l1 20zM-3-22v-26h9l-1 26zM8-22l5-22 8 2-5 20z", LAMP, 'stroke-width="3"'
    )
    return (
        ground(FOAM) + sun(70, 64, 28) + gull(386, 60) + lamp(-80) + water(192, TIDE, 24) + shape("M-8 264h496v70H-8z", "#e4d3a8") + bench(92, 246, 288)
        + at(182, 240, seated(SAM, left=((-26, -52), (-46, -68)), right=((46, -80), (48, -66)), mood="talk", look=4), 1.02)
        + at(300, 240, seated(MUM, left=((-36, -62), (-54, -96)), right=((34, -62), (54, -96)), mood="calm", look=-4, tilt=-4), 0.92)
        + at(242, 236, chips, 0.8)
    )  # fmt: skip

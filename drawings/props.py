"""Things and places that scenes are made of: water, hills, the bridge, phones, bubbles, furniture."""

from __future__ import annotations

from drawings.cast import (
    BERRY,
    CORAL,
    FOAM,
    GLOW,
    INK,
    LAMP,
    LEAF,
    MINT,
    MIST,
    PEACH,
    SEA,
    SKY,
    TIDE,
    VIOLET,
    WHITE,
    WOOD,
    at,
    dot,
    line,
    shape,
)  # fmt: skip

FLAT = 'stroke="none"'


def ground(fill: str, width: int = 480, height: int = 320) -> str:
    """The whole sheet in one colour."""
    return f'<path d="M0 0h{width}v{height}H0z" fill="{fill}" {FLAT}/>'


def water(y: float, fill: str = TIDE, swell: float = 16, width: int = 480, bottom: int = 340) -> str:
    """The sea from a line of small waves down."""
    return shape(
        f"M-10 {y:g}q{swell / 2:g} {-swell / 2:g} {swell:g} 0"
        + f"t{swell:g} 0" * round((width + 20) / swell)
        + f"V{bottom}H-10z",
        fill,
    )


def hill(x: float, y: float, s: float = 1, fill: str = "#7fbfae") -> str:
    """Roseberry Topping, with its one steep side."""
    return at(
        x,
        y,
        shape(
            "M-150 60C-90 50-62 30-36 14-20-8-8-44 10-50l18 7c10 26 22 40 38 54 40 22 70 34 110 40v9z", fill
        ),
        s,
    )


def bridge(x: float, y: float, s: float = 1, ink: str = SEA) -> str:
    """The Transporter Bridge and its gondola."""
    tower = "M0 0V-128M22 0V-128M0-128h22M0-104l22 24m0-24l-22 24m0 4l22 24m0-24l-22 24m0 4l22 24m0-24l-22 24"
    span = "M-40-138h272M-40-122h272M-30-122" + "l16-16 16 16" * 8
    d = line(tower, 4) + at(172, 0, line(tower, 4)) + line(span, 4) + line("M84-122v66m24-66v66", 3)
    return at(x, y, f'<g stroke="{ink}">{d}{shape("M70-56h52v18H70z", LAMP)}</g>', s)


def sun(x: float, y: float, r: float = 34) -> str:
    """The sun with one soft ring."""
    return dot(x, y, r * 1.45, LAMP, f'opacity=".25" {FLAT}') + dot(x, y, r, LAMP, FLAT)


def gull(x: float, y: float, s: float = 1) -> str:
    """A gull far away."""
    return at(x, y, line("M0 0q12-14 22 0 10-14 22 0", 4), s)


def cloud(x: float, y: float, s: float = 1) -> str:
    """One flat cloud."""
    return at(
        x,
        y,
        shape("M0 20q-18 0-16-14Q-12-8 4-4 10-22 28-16 42-26 52-6q18-4 18 12 0 14-14 14z", WHITE, FLAT),
        s,
    )


def floor(y: float, fill: str) -> str:
    """The floor of a room."""
    return shape(f"M-8 {y:g}h496v100H-8z", fill)


def window(x: float, y: float, w: float = 110, h: float = 90) -> str:
    """A window with morning behind it."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="6" fill="{SKY}"/>'
        + shape(f"M{x + 2:g} {y + h - 2:g}v-16q{w / 4:g}-18 {w / 2:g}-4t{w / 2 - 4:g}-6v26z", "#7fbfae", FLAT)
        + line(f"M{x + w / 2:g} {y:g}v{h:g}M{x:g} {y + h / 2:g}h{w:g}")
        + line(f"M{x - 8:g} {y + h:g}h{w + 16:g}", 8)
    )


def lamp(x: float, top: float = 56) -> str:
    """A lamp that hangs from the ceiling: the one warm light."""
    return (
        line(f"M{x:g}-6V{top - 30:g}")
        + shape(f"M{x - 30:g} {top:g}q0-34 30-34t30 34z", SEA)
        + shape(f"M{x - 12:g} {top:g}q12 15 24 0z", LAMP)
    )


def sofa(x: float, y: float, w: float, fill: str) -> str:
    """The back and seat of a sofa; (x, y) is the left end of the seat's front edge."""
    return (
        f'<g fill="{fill}"><rect x="{x + 6:g}" y="{y - 84:g}" width="{w - 12:g}" height="96" rx="20"/>'
        f'<rect x="{x - 4:g}" y="{y - 14:g}" width="{w + 8:g}" height="50" rx="14"/></g>'
    )


def arms_of_sofa(x: float, y: float, w: float, fill: str) -> str:
    """What stands in front of whoever sits at the ends."""
    return (
        f'<g fill="{fill}"><rect x="{x - 26:g}" y="{y - 44:g}" width="38" height="80" rx="17"/>'
        f'<rect x="{x + w - 12:g}" y="{y - 44:g}" width="38" height="80" rx="17"/></g>'
    )


def bench(x: float, y: float, w: float) -> str:
    """A bench by the sea."""
    return line(f"M{x + 20:g} {y:g}v46M{x + w - 20:g} {y:g}v46", 9) + "".join(
        f'<rect x="{x:g}" y="{y + dy:g}" width="{w:g}" height="14" rx="5" fill="{WOOD}"/>'
        for dy in (-62, -40, -4)
    )


def plant(x: float, y: float, s: float = 1) -> str:
    """A plant in a pot."""
    leaves = shape(
        "M0-30C-30-34-34-62-30-78-8-70 0-52 0-30zM0-30C28-36 36-58 32-74 8-68 0-50 0-30zM0-30C-12-56-8-80 2-92 14-74 12-50 0-30z",
        LEAF,
    )
    return at(x, y, leaves + shape("M-20-32h40l-6 34h-28z", CORAL), s)


def screen(
    x: float, y: float, w: float, h: float, inside: str = "", turn: float = 0, fill: str = WHITE
) -> str:
    """A tablet or phone from the front; `inside` is drawn from the middle of its glass."""
    return at(
        x, y,
        f'<rect x="{-w / 2:g}" y="{-h / 2:g}" width="{w:g}" height="{h:g}" rx="9" fill="{INK}"/>'
        f'<rect x="{-w / 2 + 6:g}" y="{-h / 2 + 7:g}" width="{w - 12:g}" height="{h - 14:g}" rx="4" fill="{fill}" {FLAT}/>' + inside,
        turn=turn,
    )  # fmt: skip


def thread(x: float, w: float, h: float, inside: str, reader: str, y: float = 156) -> str:
    """A conversation on a large phone, and whoever reads it at the left."""
    return ground(MINT) + floor(292, "#a9dccb") + screen(x, y, w, h, inside, 3, FOAM) + reader


def back_of_phone(x: float, y: float, turn: float = 0, fill: str = MIST) -> str:
    """A phone that somebody holds towards themselves."""
    return at(
        x,
        y,
        f'<rect x="-13" y="-22" width="26" height="44" rx="6" fill="{fill}"/>' + dot(-5, -14, 2.5, INK, FLAT),
        turn=turn,
    )


def back_of_tablet(x: float, y: float, turn: float = 0, fill: str = MIST) -> str:
    """A tablet that somebody holds towards themselves."""
    return at(
        x,
        y,
        f'<rect x="-38" y="-27" width="76" height="54" rx="8" fill="{fill}"/>'
        + dot(0, 0, 6, LAMP, 'stroke-width="3"'),
        turn=turn,
    )


def bubble(
    x: float, y: float, w: float, h: float, inside: str = "", fill: str = WHITE, left: bool = True
) -> str:
    """Something said; the tail points down to the left or to the right."""
    tail = f"h-{w - 60:g}l-20 20v-20h-4" if left else f"h-8v20l-20-20h-{w - 56:g}"
    body = f"M{x - w / 2 + 14:g} {y - h / 2:g}h{w - 28:g}q14 0 14 14v{h - 28:g}q0 14-14 14{tail}q-14 0-14-14v-{h - 28:g}q0-14 14-14z"
    return shape(body, fill) + at(x, y, inside)


def rod(d: str, edge: float, width: float, fill: str) -> str:
    """Something thin along a path: its ink line is `edge` wide, its colour `width`."""
    return line(d, edge) + line(d, width, fill)


def heart(s: float = 1, fill: str = CORAL) -> str:
    """A heart around its middle."""
    return at(0, 0, shape("M0 13C-30-6-14-26 0-10 14-26 30-6 0 13z", fill), s)


def star(s: float = 1, fill: str = LAMP) -> str:
    """A star around its middle."""
    return at(0, 0, shape("M0-17l5 11 12 2-9 8 2 12-10-6-10 6 2-12-9-8 12-2z", fill), s)


def tick(s: float = 1, stroke: str = LEAF) -> str:
    """A tick around its middle."""
    return at(0, 0, line("M-11 0l8 9L11-9", 6, stroke), s)


def cross(s: float = 1, stroke: str = BERRY) -> str:
    """A cross around its middle."""
    return at(0, 0, line("M-9-9L9 9M9-9L-9 9", 6, stroke), s)


def asks(s: float = 1, stroke: str = INK) -> str:
    """A question mark around its middle."""
    return at(0, 0, line("M-7-9q0-9 8-9t8 9q0 6-8 10v6", 5, stroke) + dot(1, 15, 3.4, stroke, FLAT), s)


def words(lines: int = 3, w: float = 40, stroke: str = INK) -> str:
    """Writing that nobody can read."""
    top = -6 * (lines - 1)
    return line(
        "".join(f"M{-w / 2:g} {top + 12 * i:g}h{w if i < lines - 1 else w * 0.6:g}" for i in range(lines)),
        4,
        stroke,
    )


def mug(x: float, y: float, fill: str = WHITE) -> str:
    """A mug with steam."""
    return at(
        x,
        y,
        shape("M-20-34h40v24q0 10-10 10h-20q-10 0-10-10zM20-28q16 0 12 12-2 8-12 8", fill)
        + line("M-7-42q-6-8 0-14m13 14q-6-8 0-14", 3),
    )


def card(
    x: float, y: float, inside: str, turn: float = 0, fill: str = WHITE, w: float = 58, h: float = 68
) -> str:
    """A picture card."""
    return at(
        x,
        y,
        f'<rect x="{-w / 2:g}" y="{-h / 2:g}" width="{w:g}" height="{h:g}" rx="8" fill="{fill}"/>' + inside,
        turn=turn,
    )


HOUSE = shape("M-18 18V-4L0-20 18-4v22z", WHITE) + shape("M-5 18V6H5v12z", LAMP, 'stroke-width="3"')
FISH = shape("M-16 0q14-16 28 0-14 16-28 0zM12 0l12-9v18z", TIDE) + dot(-6, -2, 2, INK, FLAT)
KEY = dot(-9, 0, 8, LAMP) + line("M0 0h20m-6 0v8m-7-8v6")
CAKE = (
    shape("M-17 16V0h34v16z", PEACH)
    + line("M-17 6q6 6 11 0t12 0 11 0", 3.5, BERRY)
    + line("M0 0v-10", 4)
    + dot(0, -13, 3, LAMP, FLAT)
)
PAD = (
    shape("M-26-10q-14 2-14 20 0 12 9 12 8 0 12-9h38q4 9 12 9 9 0 9-12 0-18-14-20z", VIOLET)
    + line("M-19-1v10m-5-5h10", 4)
    + dot(16, 1, 3, LAMP, FLAT)
    + dot(23, 6, 3, LAMP, FLAT)
)
COIN = dot(0, 0, 15, LAMP) + dot(0, 0, 9, GLOW, 'stroke-width="3"')

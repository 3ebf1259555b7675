"""The cast: Bo, six young people, Gran and two grown-ups, as parts that a scene poses.

Everything is in drawing units, flat fills under one ink line. A person stands on (0, 0); y grows downwards.
A limb is one path drawn twice, ink under colour, so that a pose is a single line from shoulder to hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

INK, PAPER, WHITE = "#10233f", "#fbf8f1", "#fff"
SEA, TIDE, SKY, FOAM = "#0b5563", "#3f97a3", "#bfe3e6", "#dff0f1"
LAMP, GLOW, CREAM = "#ffb81c", "#ffe3a3", "#fff0cd"
CORAL, PEACH, SHELL = "#f08a66", "#f7bfa3", "#ffe9dc"
LEAF, MINT, BERRY = "#2f8f75", "#d8f3ea", "#b5304f"
VIOLET, LILAC, DENIM, MIST = "#8d66c9", "#ece3fb", "#31507e", "#e3e9f0"
WOOD, OAK, FUR, BELLY = "#d9b07c", "#8d5a36", "#b1774c", "#fbe6c8"


def limb(d: str, width: float, fill: str) -> str:
    """An arm or a leg along a path, with the ink line on both sides."""
    return (
        f'<path d="{d}" fill="none" stroke-width="{width + 9:g}"/>'
        f'<path d="{d}" fill="none" stroke="{fill}" stroke-width="{width:g}"/>'
    )


def shape(d: str, fill: str, more: str = "") -> str:
    """One filled path; `more` are further attributes."""
    return f'<path d="{d}" fill="{fill}"{" " + more if more else ""}/>'


def line(d: str, width: float = 0, stroke: str = "") -> str:
    """A line without a filling."""
    return (
        f'<path d="{d}" fill="none"'
        + (f' stroke-width="{width:g}"' if width else "")
        + (f' stroke="{stroke}"' if stroke else "")
        + "/>"
    )


def dot(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """A circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"{" " + more if more else ""}/>'


def at(x: float, y: float, what: str, scale: float = 1, turn: float = 0, mirror: bool = False) -> str:
    """Something moved to a place, made larger, turned by degrees, or seen in a mirror."""
    move = f"translate({x:g} {y:g})"
    if turn:
        move += f"rotate({turn:g})"
    if mirror or scale != 1:
        move += f"scale({-scale if mirror else scale:g} {scale:g})"
    return f'<g transform="{move}">{what}</g>'


# Hair behind the head and in front of it, around a head whose middle is (0, 0). `H` stands for the hair's colour.
HAIR: dict[str, tuple[str, str]] = {
    "puffs": (
        '<g fill="H"><circle cx="-27" cy="-33" r="17"/><circle cx="27" cy="-33" r="17"/></g>',
        '<path d="M-33 0C-38-34-16-38 0-38s38 4 33 38C30-12 24-20 0-22-24-20-30-12-33 0z" fill="H"/>'
        '<path d="M0-37v14" fill="none" stroke-width="3"/>',
    ),
    "crop": (
        "",
        '<path d="M-34 2C-38-26-28-42-2-43c28-2 42 15 36 45-4-4-6-12-8-18-8 2-16-2-20-8-8 8-24 10-32 8-4 4-6 8-8 18z" '
        'fill="H"/>',
    ),
    "quiff": (
        "",
        '<path d="M-34 0c-4-18 0-28 8-33-2-8 8-16 26-15 22-2 36 10 36 26 0 8-2 16-3 22-4-4-6-10-7-16-14-6-34-8-50-2-6 4-8 10'
        '-10 18z" fill="H"/>',
    ),
    "bob": (
        '<path d="M-40 24C-46-20-40-46 0-46s46 26 40 70q-40 12-80 0z" fill="H"/>',
        '<path d="M-34 6C-40-34-20-43 0-43s40 9 34 49c-2-10-4-18-6-22-18 4-40 2-52-4-4 8-8 16-10 26z" fill="H"/>',
    ),
    "curls": (
        '<path d="M-34 22c-14 0-16-14-9-20-11-8-7-23 4-24-4-14 9-22 18-17 5-12 27-12 33-1 10-6 22 2 19 15 12 1 16 16 6 25 8 6 5'
        ' 22-9 22z" fill="H"/>',
        '<path d="M-33 2c1-9 4-15 8-18 8 3 14 0 18-5 8 6 20 7 28 3 6 4 10 10 12 20 4-22-8-36-33-36S-38-20-33 2z" fill="H"/>',
    ),
    "long": (
        '<path d="M-36-6C-40-56 40-56 36-6c2 26 6 44 8 62H-44c2-18 6-36 8-62z" fill="H"/>',
        '<path d="M-34 6C-40-32-20-43 0-43s40 11 34 49C30-8 20-18 6-27-4-16-28-12-34 6z" fill="H"/>',
    ),
    "locs": (
        '<path d="M-36-4C-40-56 40-56 36-4l8 44-12 4-4-18-10 20-18-2-18 2-10-20-4 18-12-4z" fill="H"/>',
        '<path d="M-34 4C-40-34-20-44 0-44s40 10 34 48C30-6 26-14 22-20l-12 6-10-8-10 8-12-6c-6 8-10 14-12 24z" fill="H"/>',
    ),
    "fade": (
        "",
        '<path d="M-34-2c-2-10-2-18 0-24-2-12 8-22 34-22s36 10 34 22c2 6 2 14 0 24-2-8-4-14-8-18-16-4-36-4-52 0-4 4-6 10-8 18z" '
        'fill="H"/>',
    ),
    "bun": (
        '<circle cy="-48" r="17" fill="H"/>',
        '<path d="M-34 4C-38-32-22-42 0-42s38 10 34 46C28-10 18-20 0-21-18-20-28-10-34 4z" fill="H"/>',
    ),
    "tail": (
        '<path d="M20-34c34-10 44 22 30 50-16-2-14-22-24-30z" fill="H"/>',
        '<path d="M-34 4C-38-32-22-42 0-42s38 10 34 46C30-8 22-18 8-24-4-14-28-12-34 4z" fill="H"/>',
    ),
    "patka": (
        "",
        '<path d="M-12-40q-2-18 12-18t12 18z" fill="H"/><path d="M-35 0C-38-32-22-44 0-44s38 12 35 44C30-12 20-18 0-28-20-18'
        '-30-12-35 0z" fill="H"/><path d="M-30-14C-18-20-8-26 0-34 8-26 18-20 30-14" fill="none" stroke-width="3"/>',
    ),
    "scarf": (
        '<path d="M-38 0C-42-56 42-56 38 0c0 20 4 30 10 48-20 16-76 16-96 0 6-18 10-28 10-48z" fill="H"/>',
        '<path d="M0-46C-52-46-44 30-8 48 10 54 36 50 46 46 38 42 22 44 10 37-18 37-29 18-29 0-29-22-16-31 0-31s29 9 29 31c0 18-9'
        ' 30-22 37 10 4 18 2 24-3C48 12 46-46 0-46z" fill="H"/>',
    ),
    "grey": (
        '<path d="M-36 8C-42-34-26-46 0-46s42 12 36 54z" fill="H"/>',
        '<path d="M-34 2C-36-26-24-41-4-42 22-44 38-30 34 2 28-4 26-12 24-18 10-14-10-14-22-22-26-14-30-8-34 2z" fill="H"/>',
    ),
}
MOUTHS = {
    "smile": line("M-9 17q9 9 18 0", 3.5),
    "grin": shape("M-11 15q11 3 22 0-2 13-11 13t-11-13z", BERRY, 'stroke-width="3.5"'),
    "calm": line("M-8 19q8 5 15-1", 3.5),
    "think": line("M-7 18q8 4 13-2", 3.5),
    "talk": shape("M-6 17q7-4 13 0 0 9-7 9t-6-9z", BERRY, 'stroke-width="3.5"'),
}


@dataclass(frozen=True)
class Person:
    """One of the cast: what stays the same in every pose."""

    skin: str
    hair: str
    colour: str
    top: str
    legs: str
    shoes: str = INK
    build: str = "child"
    width: float = 1
    extra: str = ""
    over: str = ""
    skirt: str = ""


# Height of hip, shoulder and middle of the head above the ground, size of the head, and half the shoulders' width.
BUILDS = {
    "child": (40, 92, 124, 1.0, 23),
    "tween": (56, 112, 144, 0.97, 25),
    "teen": (74, 138, 170, 0.95, 28),
    "adult": (84, 156, 189, 0.97, 33),
}
HEARING_AID = (
    f'<path d="M33-8q11-1 9 15" fill="none" stroke-width="9"/><path d="M33-8q11-1 9 15" fill="none" stroke="{LAMP}" '
    'stroke-width="4.5"/><path d="M33-7q-6 4-3 12" fill="none" stroke-width="2.5"/>'
)
GLASSES = '<g fill="#fff" fill-opacity=".18" stroke-width="3"><circle cx="-13" cy="4" r="11"/><circle cx="13" cy="4" r="11"/><path d="M-2 3q2-2 4 0" fill="none"/></g>'
BEARD = '<path d="M-32-2c2 8 8 10 12 10 8-4 32-4 40 0 4 0 10-2 12-10 2 26-12 40-32 40S-34 24-32-2z" fill="H"/><path d="M-10 17q10 8 20 0-2 8-10 8t-10-8z" fill="#fff" stroke-width="2.5"/>'
FRECKLES = '<g fill="#b0643c" stroke="none"><circle cx="-20" cy="10" r="1.4"/><circle cx="-15" cy="13" r="1.4"/><circle cx="20" cy="10" r="1.4"/><circle cx="15" cy="13" r="1.4"/></g>'

DOT = Person("#5e3a26", "puffs", "#17120f", CORAL, DENIM, LAMP)
ARJUN = Person("#b97a4e", "patka", LEAF, LAMP, DENIM, BERRY)
ERIN = Person("#ffdcc2", "tail", "#c9622e", BERRY, "#27406b", LAMP, extra=FRECKLES + HEARING_AID)
SAM = Person("#8a5433", "curls", "#2b1a14", LEAF, "#27406b", LAMP, build="tween", width=1.16)
MIN = Person("#f6cfae", "crop", "#1d1a26", CORAL, DENIM, PAPER, build="tween", extra=GLASSES)
NOOR = Person("#d79a6b", "scarf", TIDE, BERRY, DENIM, INK, build="teen", skirt=DENIM)
TEGAN = Person("#f6cfae", "long", VIOLET, "#27406b", "#1d1a26", LAMP, build="teen", width=1.18)
KOFI = Person("#5e3a26", "fade", "#17120f", LEAF, "#27406b", PAPER, build="teen")
PARENT = Person("#b97a4e", "quiff", "#2b1a14", SEA, "#4a4136", OAK, build="adult", width=1.1, extra=BEARD)
TEACHER = Person("#8a5433", "grey", "#8b8f99", LEAF, "#4a4136", OAK, build="adult", width=1.12)
MUM = Person("#b97a4e", "bun", "#3a2418", BERRY, DENIM, INK, build="adult")
OFFICER = Person("#ffdcc2", "bob", "#6b4a2b", "#27406b", "#10233f", INK, build="adult",
                 over=line("M-20-2L0 40 20-2", 5, LAMP) + f'<rect x="-12" y="38" width="24" height="28" rx="4" fill="{WHITE}"/>'
                 + line("M-6 46h12M-6 54h8", 3) + shape("M-34 0l20-4v6l-18 4zM34 0l-20-4v6l18 4z", SEA, 'stroke-width="3"'))  # fmt: skip


def head(who: Person, mood: str = "smile", look: float = 0) -> str:
    """A face from the front; `look` moves the eyes sideways, a few units."""
    back, front = (part.replace('"H"', f'"{who.colour}"') for part in HAIR[who.hair])
    ears = "" if who.hair == "scarf" else shape("M-31-4c-12-4-14 16-1 16M31-4c12-4 14 16 1 16", who.skin)
    brow = -3 if mood == "think" else 0
    face = (
        shape("M-33-4c0-50 66-50 66 0 0 29-14 42-33 42S-33 25-33-4z", who.skin)
        + f'<g stroke="none"><circle cx="{look - 12:g}" cy="4" r="3.8" fill="{INK}"/><circle cx="{look + 12:g}" cy="4" r="3.8" '
        f'fill="{INK}"/><g fill="#e2583e" opacity=".3"><circle cx="{look - 21:g}" cy="14" r="6"/><circle cx="{look + 21:g}" '
        'cy="14" r="6"/></g></g>'
    )
    brows = line(f"M{look - 17:g}{brow - 6:+g}q5-4 10-1M{look + 7:g}{brow - 7:+g}q5-3 10 1", 3)
    nose = at(look, 0, line("M-1 8q4 3 0 5", 3))
    features = (
        BEARD.replace('"H"', f'"{who.colour}"') + nose
        if who.extra == BEARD
        else at(look, 0, MOUTHS[mood]) + nose
    )
    extra = "" if who.extra == BEARD else who.extra
    return back + ears + face + features + brows + front + extra


def tilted(who: Person, y: float, size: float, mood: str, look: float, tilt: float) -> str:
    """The head on its neck, a little to one side."""
    return at(0, y, head(who, mood, look), size, tilt)


def arm(who: Person, side: int, hand: tuple[float, float], bend: tuple[float, float]) -> str:
    """An arm from the shoulder of a side (-1 left, 1 right) by its elbow to the hand, from the feet's point."""
    _, shoulder, _, _, half = BUILDS[who.build]
    x, y = side * (half * who.width + 1), -shoulder + 13
    sleeve = 15 if who.build in ("child", "tween") else 18
    d = f"M{x:g} {y:g}Q{bend[0]:g} {bend[1]:g} {hand[0]:g} {hand[1]:g}"
    return limb(d, sleeve, who.top) + dot(hand[0], hand[1], sleeve * 0.58, who.skin)


DOWN = {-1: ((-34.0, -44.0), (-42.0, -70.0)), 1: ((34.0, -44.0), (42.0, -70.0))}


def torso(who: Person) -> str:
    """Shoulders to hips."""
    hip, shoulder, _, _, half = BUILDS[who.build]
    a, b = half * who.width, (half + 5) * who.width
    top, low = -shoulder, -hip + 6
    body = (
        f"M{-a + 8:g} {top:g}C{-a - 6:g} {top + 4:g} {-b:g} {(top + low) / 2:g} {-b + 2:g} {low:g}H{b - 2:g}C{b:g} "
        f"{(top + low) / 2:g} {a + 6:g} {top + 4:g} {a - 8:g} {top:g}Q0 {top + 12:g} {-a + 8:g} {top:g}z"
    )
    return shape(body, who.top) + (at(0, top + 4, who.over) if who.over else "")


def legs(who: Person, spread: float = 14) -> str:
    """Two legs in shoes, standing."""
    hip = BUILDS[who.build][0]
    thick = (17 if who.build in ("child", "tween") else 20) * who.width
    spread *= who.width
    shoes = "".join(shape(f"M{x - 13:g} 3h26q0-14-13-15-13 1-13 15z", who.shoes) for x in (-spread, spread))
    if who.skirt:
        wide = BUILDS[who.build][4] * who.width
        cloth = shape(
            f"M{-wide:g} {-hip + 4:g}L{-wide - 10:g}-14q{wide + 10:g} 10 {2 * wide + 20:g} 0L{wide:g} {-hip + 4:g}z",
            who.skirt,
        )
        return shoes + cloth
    return "".join(limb(f"M{x:g} {-hip + 4:g}V-12", thick, who.legs) for x in (-spread, spread)) + shoes


def standing(
    who: Person, *, left: tuple[tuple[float, float], tuple[float, float]] | None = None,
    right: tuple[tuple[float, float], tuple[float, float]] | None = None, mood: str = "smile", look: float = 0,
    tilt: float = 0, bust: bool = False, hold: str = "",
) -> str:  # fmt: skip
    """Somebody on their feet. Arms are (hand, elbow); `hold` is drawn between the body and the arms."""
    _, shoulder, middle, size, half = BUILDS[who.build]
    rest = shoulder - 92
    arms = ""
    for side, given in ((-1, left), (1, right)):
        (hx, hy), (ex, ey) = given or DOWN[side]
        if given is None:
            hx, hy, ex, ey = (
                hx * half * who.width / 23,
                hy - rest * 0.8,
                ex * half * who.width / 23,
                ey - rest,
            )
        arms += arm(who, side, (hx, hy), (ex, ey))
    neck = limb(f"M0 {-shoulder + 4:g}V{-middle + 20:g}", 13, who.skin) if who.hair != "scarf" else ""
    lower = "" if bust else legs(who)
    return lower + neck + torso(who) + tilted(who, -middle, size, mood, look, tilt) + hold + arms


def seated(
    who: Person, *, left: tuple[tuple[float, float], tuple[float, float]],
    right: tuple[tuple[float, float], tuple[float, float]], mood: str = "smile", look: float = 0, tilt: float = 0,
    hold: str = "",
) -> str:  # fmt: skip
    """Somebody on a bench or a sofa, from the front: (0, 0) is the seat's edge, the lower legs hang below it."""
    hip, shoulder, middle, size, _ = BUILDS[who.build]
    thick = (18 if who.build in ("child", "tween") else 22) * who.width
    low, spread, rise = hip * 0.8, 15 * who.width, hip - 10
    shins = "".join(
        limb(f"M{x:g}-6V{low - 8:g}", thick, who.legs)
        + shape(f"M{x - 13:g} {low + 6:g}h26q0-14-13-15-13 1-13 15z", who.shoes)
        for x in (-spread, spread)
    )
    if who.skirt:
        shins = shins[:0] + "".join(
            shape(f"M{x - 13:g} {low + 6:g}h26q0-14-13-15-13 1-13 15z", who.shoes) for x in (-spread, spread)
        )
        shins += shape(f"M-30-18L-34 {low - 12:g}q34 9 68 0L30-18z", who.skirt)
    neck = limb(f"M0 {-shoulder + 4:g}V{-middle + 20:g}", 13, who.skin) if who.hair != "scarf" else ""
    lap = "" if who.skirt else "".join(dot(x, -6, thick * 0.62, who.legs) for x in (-spread, spread))
    face = tilted(who, -middle, size, mood, look, tilt)
    arms = arm(who, -1, *left) + arm(who, 1, *right)
    return at(0, rise, neck + torso(who)) + shins + lap + at(0, rise, face + hold + arms)


def rolling(
    who: Person, *, left: tuple[tuple[float, float], tuple[float, float]],
    right: tuple[tuple[float, float], tuple[float, float]], mood: str = "smile", look: float = 0, hold: str = "",
    frame: str = BERRY,
) -> str:  # fmt: skip
    """Somebody in a wheelchair, turned a little to the right; (0, 0) is where the big wheel stands."""
    hip, shoulder, middle, size, _ = BUILDS[who.build]
    rise = hip - 52
    thick = 21 * who.width
    back = limb("M-36-118V-52", 8, frame) + line("M-36-118h-14", 9) + line("M-36-118h-14", 4, INK)
    shin = limb("M8-50L44-48Q54-46 54-36L56-10", thick, who.legs) + shape(
        "M40 2h38q2-12-12-14h-18q-8 2-8 14z", who.shoes
    )
    foot = limb("M34 4h44", 4, frame) + line("M40 2L30-42", 5)
    neck = limb(f"M0 {-shoulder + 4:g}V{-middle + 20:g}", 13, who.skin) if who.hair != "scarf" else ""
    arms = arm(who, -1, *left) + arm(who, 1, *right)
    upper = neck + torso(who) + tilted(who, -middle, size, mood, look, 0)
    wheel = (
        dot(-12, -36, 37, "none", 'stroke-width="11"')
        + dot(-12, -36, 37, "none", f'stroke="{MIST}" stroke-width="4"')
        + dot(-12, -36, 6, frame)
        + line("M-12-66V-42M-12-30v24M-42-36h24M-6-36h24", 2.5)
        + dot(58, 0, 9, WHITE)
    )
    seat = limb("M-36-44H30", 8, frame)
    return back + at(-4, rise, upper) + seat + foot + shin + wheel + at(-4, rise, hold + arms)


def otter(
    *, mood: str = "grin", look: float = 0, scarf: str = LAMP, stripe: str = SEA, fur: str = FUR, extra: str = "",
    brow: bool = False,
) -> str:  # fmt: skip
    """Bo's head with whiskers and scarf; the middle of the head is (0, 0)."""
    dark = OAK if fur == FUR else "#7a7066"
    mouths = {
        "grin": shape("M-13 16q13 6 26 0-2 16-13 16T-13 16z", BERRY, 'stroke-width="3.5"'),
        "smile": line("M0 8v8m-15 1q7 9 15-1 8 10 15 1", 3.5),
        "think": line("M0 8v8m-9 2q10 6 16-3", 3.5),
        "talk": line("M0 8v6", 3.5) + shape("M-7 17q7-4 14 0 0 11-7 11t-7-11z", BERRY, 'stroke-width="3.5"'),
    }
    ears = (
        dot(-41, -26, 13, fur)
        + dot(41, -26, 13, fur)
        + f'<g stroke="none" fill="{dark}"><circle cx="-40" cy="-24" r="6"/><circle cx="40" cy="-24" r="6"/></g>'
    )
    eyes = (
        f'<g stroke="none"><circle cx="{look - 20:g}" cy="-12" r="6" fill="{INK}"/><circle cx="{look + 20:g}" cy="-12" r="6" fill="{INK}"/>'
        f'<circle cx="{look - 18:g}" cy="-14" r="2" fill="#fff"/><circle cx="{look + 22:g}" cy="-14" r="2" fill="#fff"/>'
        '<g fill="#e2583e" opacity=".3"><circle cx="-34" cy="9" r="8"/><circle cx="34" cy="9" r="8"/></g></g>'
    )
    brows = line("M-26-28q7-6 13-2M14-31q7-4 12 3", 3.5) if brow else ""
    return (
        ears + shape("M0-50c34 0 51 20 53 46 2 30-21 52-53 52s-55-22-53-52c2-26 19-46 53-46z", fur)
        + shape("M0-5c9-7 37-5 41 17 3 22-18 34-41 34s-44-12-41-34C-37-10-9-12 0-5z", BELLY, 'stroke="none"')
        + eyes + brows + shape("M-10-3Q0-10 10-3 8 8 0 8T-10-3z", INK) + mouths[mood]
        + line("M-28 15l-25-5M-28 22l-24 4M28 15l25-5M28 22l24 4", 2)
        + extra
        + shape("M-43 45q43 24 86 0l4 16q-47 25-94 0z", scarf)
        + shape("M18 66l6 38 18-5-8-38z", scarf) + line("M22 88l17-4", 5, stripe)
    )  # fmt: skip


def bo(
    *, left: tuple[tuple[float, float], tuple[float, float]] = ((-44.0, 118.0), (-66.0, 92.0)),
    right: tuple[tuple[float, float], tuple[float, float]] = ((44.0, 118.0), (66.0, 92.0)), mood: str = "grin",
    look: float = 0, hold: str = "", tail: bool = True, gran: bool = False, brow: bool = False, sits: bool = False,
) -> str:  # fmt: skip
    """Bo from head to paws around the middle of the head; 210 high below it. Gran is Bo in grey with glasses."""
    fur = "#a39a8f" if gran else FUR
    specs = (
        '<g fill="#fff" fill-opacity=".2" stroke-width="3"><circle cx="-20" cy="-12" r="14"/><circle cx="20" cy="-12" r="14"/><path d="M-6-13h12" fill="none"/></g>'
        if gran
        else ""
    )
    dark = "#7a7066" if gran else OAK
    face = otter(
        mood=mood,
        look=look,
        fur=fur,
        scarf=VIOLET if gran else LAMP,
        stripe=LILAC if gran else SEA,
        extra=specs,
        brow=brow,
    )
    behind = shape("M30 176c70 18 104-18 98-62-2-12 16-14 18 0 8 58-44 96-118 84z", dark) if tail else ""
    feet = "".join(
        f'<ellipse cx="{x}" cy="196" rx="29" ry="14" fill="{dark}"/>' + line(f"M{x - 8} 186v7M{x + 8} 186v7", 3) for x in (-30, 30)
    )  # fmt: skip
    body = shape("M-48 48C-76 110-70 192 0 194s76-84 48-146z", fur) + shape(
        "M-27 66c-24 50-18 112 27 114s51-64 27-114z", BELLY, 'stroke="none"'
    )
    arms = "".join(
        limb(f"M{side * 46:g} 76Q{bend[0]:g} {bend[1]:g} {hand[0]:g} {hand[1]:g}", 22, fur) + dot(hand[0], hand[1], 13, fur)
        for side, (hand, bend) in ((-1, left), (1, right))
    )  # fmt: skip
    if sits:
        feet = "".join(
            f'<ellipse cx="{x}" cy="186" rx="21" ry="25" fill="{dark}"/><ellipse cx="{x}" cy="190" rx="9" ry="11" fill="{BELLY}" stroke="none"/>'
            for x in (-42, 42)
        )
        return behind + body + feet + face + hold + arms
    return behind + feet + body + face + hold + arms


def like(who: Person, **changes: object) -> Person:
    """The same person in other clothes or of another age."""
    return replace(who, **changes)  # type: ignore[arg-type]

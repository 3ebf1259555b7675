"""Invented schools for demonstrations: real towns and postcode districts, everything else made up.

No school of these names exists in the area. The end of each postcode uses letters that the post office never
uses there (C I K M O V), and the telephone numbers come from the range that Ofcom keeps for drama.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction

from education.ledger import clock
from education.schools.actions import load_force
from education.schools.models import ClosedDay, LocalAuthority, Locality, School, Succession, Term

# Name, kind, roll, street; P primary, S secondary, C 16 plus, X special, A alternative provision, I independent.
SCHOOLS: dict[str, list[tuple[str, str, int | None, str]]] = {
    "stockton": [
        ("Harbour View Primary School", "P", 412, "Capstan Way"),
        ("Tees Meadow Primary School", "P", 298, "Otter Bank"),
        ("Quayside Lantern Academy", "S", 1086, "Lantern Road"),
        ("Saltmarsh Lane Primary School", "P", 187, "Saltmarsh Lane"),
        ("Saint Wendreda's Church of England Primary School", "P", 209, "Bell Row"),
        ("Castle Wynd Community School", "S", 934, "Castle Wynd"),
        ("Willowherb School", "X", 96, "Sandpiper Close"),
    ],
    "billingham": [
        ("Beck Hollow Primary School", "P", 356, "Hollow Lane"),
        ("Cowpen Reach Primary School", "P", 241, "Reach Avenue"),
        ("Marigold Way Primary School", "P", 178, "Marigold Way"),
        ("Pipistrelle Park Academy", "S", 1012, "Heron Drive"),
        ("Saint Wendreda's Church of England Primary School", "P", 164, "Vesper Street"),
    ],
    "yarm": [
        ("Viaduct Arches Primary School", "P", 402, "Arches Road"),
        ("Leven Ford Primary School", "P", 219, "Ford Lane"),
        ("Leven Ford School", "S", 871, "Ford Lane"),
        ("Aldwark House School", "I", 305, "Aldwark Green"),
    ],
    "middlesbrough": [
        ("Transporter Row Primary School", "P", 388, "Gantry Street"),
        ("Marton Moorings Primary School", "P", 276, "Moorings Drive"),
        ("Ironmaster Primary Academy", "P", 431, "Bessemer Terrace"),
        ("Linnet Grove Primary School", "P", 203, "Linnet Grove"),
        ("Harbour View Primary School", "P", 194, "Dockmaster Street"),
        ("Foundry Gate Academy", "S", 1174, "Foundry Gate"),
        ("Endeavour Rise School", "S", 902, "Rise Avenue"),
        ("Kestrel Court School", "X", 112, "Kestrel Court"),
        ("The Stepping Stones Unit", "A", None, "Turnpike Yard"),
    ],
    "redcar": [
        ("Sea Coal Lane Primary School", "P", 317, "Sea Coal Lane"),
        ("Coble Landing Primary School", "P", 254, "Coble Landing"),
        ("Jetsam Road Primary School", "P", 141, "Jetsam Road"),
        ("Huntcliff Heights Primary School", "P", 88, "Clifftop Way"),
        ("Alum Works Academy", "S", 768, "Alum Bank"),
        ("Windy Nook Sands School", "S", 955, "Links Parade"),
        ("Tidepool School", "X", 74, "Breakwater Close"),
        ("Ironstone Sixth Form", "C", 640, "Miners Row"),
    ],
    "hartlepool": [
        ("Heugh Lantern Primary School", "P", 366, "Battery Walk"),
        ("Bosun's Row Primary School", "P", 228, "Bosun's Row"),
        ("Marina Steps Primary School", "P", 259, "Marina Steps"),
        ("Tees Meadow Primary School", "P", 153, "Curlew Walk"),
        ("Trincomalee Academy", "S", 1043, "Foremast Road"),
        ("North Pier School", "S", 812, "North Pier Road"),
        ("Samphire House School", "I", 121, "Samphire Hill"),
    ],
}
KINDS = {
    "P": ("Community school", "Primary", 4, 11),
    "S": ("Academy converter", "Secondary", 11, 16),
    "C": ("Further education", "16 plus", 16, 19),
    "X": ("Community special school", "Not applicable", 4, 16),
    "A": ("Pupil referral unit", "Not applicable", 11, 16),
    "I": ("Other independent school", "Not applicable", 3, 18),
}
# Town as the register writes it, postcode districts, and a point in the middle (WGS84, to two decimals).
TOWNS = {
    "stockton": ("Stockton-on-Tees", ("TS18", "TS19", "TS17", "TS20"), 54.57, -1.33),
    "billingham": ("Billingham", ("TS23", "TS22"), 54.61, -1.29),
    "yarm": ("Yarm", ("TS15",), 54.50, -1.35),
    "middlesbrough": ("Middlesbrough", ("TS1", "TS4", "TS5", "TS7"), 54.56, -1.23),
    "redcar": ("Redcar", ("TS10", "TS11", "TS12", "TS6"), 54.61, -1.06),
    "hartlepool": ("Hartlepool", ("TS24", "TS25", "TS26"), 54.69, -1.21),
}
# The two that the demonstration's teachers belong to come first, then the rest place by place.
FIRST = {900001: ("stockton", 0), 900002: ("hartlepool", 0)}
FIRST_URN, CLOSED_URN, CLOSED, FOLLOWED = 900001, 900041, "Cowpen Reach Infant School", 900010
NEVER_USED = "CIKMOV"


@transaction.atomic
def load_demo_schools(*, today: dt.date | None = None) -> int:
    """Make or refresh the invented schools and three academic years of terms; returns how many schools there are.

    Terms lie around the day given, so that the year before, this one and the next always exist.
    """
    day = today or clock.today()
    load_force()
    places = {place.slug: place for place in Locality.objects.select_related("authority")}
    schools = {
        urn: School.objects.update_or_create(urn=urn, defaults=values)[0] for urn, values in _schools(places)
    }
    Succession.objects.update_or_create(
        predecessor=schools[CLOSED_URN],
        successor=schools[FOLLOWED],
        defaults={"since": dt.date(day.year - 2, 9, 1)},
    )
    School.objects.filter(urn=CLOSED_URN).update(closed_on=dt.date(day.year - 2, 8, 31))
    stretches = [term for year in _academic_years(day) for term in terms_of(year)]
    for authority in LocalAuthority.objects.filter(pk__in={p.authority_id for p in places.values()}):
        for name, first, last in stretches:
            Term.objects.update_or_create(
                authority=authority,
                first_day=first,
                defaults={"name": name, "last_day": last, "is_demo": True},
            )
    for number, (name, first, _) in enumerate(stretches):
        if name in ("Autumn term, first half", "Spring term, first half"):
            for school in list(schools.values())[number % 3 :: 6]:
                ClosedDay.objects.get_or_create(school=school, day=first, kind=ClosedDay.Kind.INSET)
    return len(schools)


def _schools(places: dict[str, Locality]) -> Iterator[tuple[int, dict[str, object]]]:
    """Every invented school as the values of its row."""
    order = [*FIRST.values()]
    order += [(s, n) for s, rows in SCHOOLS.items() for n in range(len(rows)) if (s, n) not in order]
    for urn, (slug, number) in enumerate(order, FIRST_URN):
        name, kind, roll, street = SCHOOLS[slug][number]
        yield urn, _values(places[slug], number, name, kind, roll, street, urn)
    values = _values(places["billingham"], 1, CLOSED, "P", None, "Reach Avenue", CLOSED_URN)
    yield CLOSED_URN, values | {"status": School.Status.CLOSED, "highest_age": 7, "telephone": ""}


def _values(
    place: Locality, number: int, name: str, kind: str, roll: int | None, street: str, urn: int
) -> dict[str, object]:
    town, districts, latitude, longitude = TOWNS[place.slug]
    type_name, phase, lowest, highest = KINDS[kind]
    letters = NEVER_USED[urn % 6] + NEVER_USED[urn // 6 % 6]
    return {
        "name": name, "authority": place.authority, "locality": place, "kind": type_name, "phase": phase,
        "status": School.Status.OPEN, "lowest_age": lowest, "highest_age": highest, "roll": roll,
        "street": f"{3 + number * 7} {street}", "town": town,
        "postcode": f"{districts[number % len(districts)]} {number}{letters}",
        "telephone": f"01632 960{urn % 1000:03d}" if kind != "A" else "",
        "latitude": round(latitude + (number % 3 - 1) * 0.008, 4),
        "longitude": round(longitude + (number // 3 - 1) * 0.012, 4),
        "free_meals": Decimal(60 + urn * 37 % 400) / 10, "is_demo": True, "updated_at": clock.now(),
    }  # fmt: skip


def _academic_years(day: dt.date) -> range:
    """The starting years of the academic year before, the one that a day lies in, and the next."""
    current = day.year if day.month >= 8 else day.year - 1
    return range(current - 1, current + 2)


def _weekday_on_or_after(day: dt.date, weekday: int) -> dt.date:
    return day + dt.timedelta(days=(weekday - day.weekday()) % 7)


def terms_of(year: int) -> list[tuple[str, dt.date, dt.date]]:
    """The six stretches of an invented academic year that starts in September, as name, first and last day."""
    week, weekend = dt.timedelta(days=7), dt.timedelta(days=3)
    autumn_break = _weekday_on_or_after(dt.date(year, 10, 22), 0)
    christmas = _weekday_on_or_after(dt.date(year, 12, 16), 4)
    spring = _weekday_on_or_after(dt.date(year + 1, 1, 4), 0)
    spring_break = _weekday_on_or_after(dt.date(year + 1, 2, 13), 0)
    easter = _weekday_on_or_after(dt.date(year + 1, 3, 25), 4)
    summer = easter + weekend + 2 * week
    summer_break = _weekday_on_or_after(dt.date(year + 1, 5, 25), 0)
    end = _weekday_on_or_after(dt.date(year + 1, 7, 17), 4)
    return [
        ("Autumn term, first half", _weekday_on_or_after(dt.date(year, 9, 1), 1), autumn_break - weekend),
        ("Autumn term, second half", autumn_break + week, christmas),
        ("Spring term, first half", spring, spring_break - weekend),
        ("Spring term, second half", spring_break + week, easter),
        ("Summer term, first half", summer, summer_break - weekend),
        ("Summer term, second half", summer_break + week, end),
    ]

"""Synthetic worlds with named pupils and random histories: what truly happened, beside what was counted and published."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from education.attendance.models import Register
from education.figures import actions, queries
from education.figures.counts import Line, band_of_year, by_school, unpack
from education.figures.disclosure.rules import Rules
from education.figures.models import Snapshot
from education.figures.tables import place_of
from education.liaison.models import FiledClass, Filing
from education.people.roles import Role
from education.schools.models import School
from tests import factories
from tests.figures import world

AUTHORITIES = (
    ("Hartlepool", "805"),
    ("Middlesbrough", "806"),
    ("Redcar", "807"),
    ("Stockton-on-Tees", "808"),
)
PERIODS = (
    ("calendar-2019-to-2019-06-30", dt.date(2019, 1, 1), dt.date(2019, 6, 30)),
    ("term-2018-19-spring", dt.date(2019, 1, 1), dt.date(2019, 3, 31)),
    ("academic-2018-19", dt.date(2018, 9, 1), dt.date(2019, 8, 31)),
    ("calendar-2019-to-2019-10-31", dt.date(2019, 1, 1), dt.date(2019, 10, 31)),
    ("rolling-2019-09", dt.date(2018, 10, 1), dt.date(2019, 9, 30)),
    ("financial-2019-20", dt.date(2019, 4, 1), dt.date(2020, 3, 31)),
)
YEAR = ("calendar-2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31))
DAYS = (dt.date(2018, 9, 3), dt.date(2019, 12, 20))
ROOMS = ("Hall", "Classroom 1")
CODES = ("R", *(str(year) for year in range(1, 14)))


@dataclass
class Talk:
    """One session as it was: who sat there, and what its register says today, room by room."""

    day: dt.date
    school: School
    kind: str
    register: Register
    pupils: frozenset[str] = frozenset()
    standing: dict[str, tuple[str, Counter[tuple[str, str]]]] = field(default_factory=dict)


@dataclass
class World:
    """Everything that happened, and everything that was published."""

    dice: Random
    talks: list[Talk]
    schools: list[School]
    snapshots: list[Snapshot] = field(default_factory=list)

    def held(self, start: dt.date, end: dt.date) -> list[tuple[Talk, str, str, str, int]]:
        """Every head that counts between two days: its session, audience, year, method, and how many."""
        return [
            (talk, audience, year, method, heads)
            for talk in self.talks
            if start <= talk.day <= end
            for method, lines in talk.standing.values()
            for (audience, year), heads in lines.items()
            if audience in ("pupil", "parent_carer") and heads
        ]


def academic_year(day: dt.date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def make(seed: int, sessions: tuple[int, int] = (15, 45)) -> World:
    """A world by its number: schools, named pupils who move up in September, visits, counts and their mistakes."""
    dice = Random(seed)
    actions.load_definitions()
    officer = factories.staff(Role.OFFICER)
    schools = _schools(dice)
    rolls: defaultdict[tuple[int, int, str], list[str]] = defaultdict(
        list
    )  # school, academic year, year group
    primaries = [s for s in schools if s.phase == "Primary"]
    secondaries = [s for s in schools if s.phase == "Secondary"]
    for cohort in range(2006, 2015):  # the academic year in which they were in Reception
        for place, primary in enumerate(primaries):
            for child in range(dice.randint(8, 45)):
                name = f"pupil {cohort} {place} {child}"
                for when in (2018, 2019):
                    number = when - cohort
                    if 0 <= number <= 6:
                        rolls[primary.pk, when, CODES[number]].append(name)
                    elif number <= 11 and secondaries:
                        rolls[secondaries[(place + child) % len(secondaries)].pk, when, CODES[number]].append(
                            name
                        )
    for school in schools:
        by_year = [
            sum(len(p) for (s, w, _), p in rolls.items() if (s, w) == (school.pk, when))
            for when in (2018, 2019)
        ]
        school.roll = max(by_year) or None
        school.save()
    found = World(dice, [], schools)
    while len(found.talks) < dice.randint(*sessions):
        _visit(found, rolls, officer)
    return found


def _schools(dice: Random) -> list[School]:
    found = []
    for number in range(dice.randint(4, 12)):
        name, code = dice.choice(AUTHORITIES)
        place = factories.locality(name, of=factories.authority(name, code))
        phase = "Secondary" if number % 4 == 3 else "Primary"
        found.append(factories.school(f"School {number}", locality=place, phase=phase))
    return found


def _visit(found: World, rolls, officer) -> None:
    """One visit: classes of different letters, the same children twice, a single session, or an evening for parents."""
    dice = found.dice
    school = dice.choice(found.schools)
    day = DAYS[0] + dt.timedelta(days=dice.randrange((DAYS[1] - DAYS[0]).days))
    groups = {y: p for (s, when, y), p in rolls.items() if (s, when) == (school.pk, academic_year(day)) and p}
    if not groups or dice.random() < 0.15:
        talk = _talk(found, school, day, "parents-evening", officer)
        _count(found, talk, Counter({("parent_carer", ""): dice.randint(1, 60), ("staff", ""): 2}), officer)
        return
    year = dice.choice(sorted(groups))
    children = groups[year]
    if dice.random() < 0.3 and len(children) > 3:
        half = len(children) // 2
        letters = ("A", "B") if dice.random() < 0.6 else ("", "")
        parts = (children[:half], children[half:]) if letters[0] else (children[:half], children[: half + 1])
        visit = factories.visit(of=school, day=day, state="delivered", teacher=officer)
        times = dict.fromkeys(("starts", "lunch_starts", "lunch_ends", "ends"), dt.time(9))
        filing = Filing.objects.create(visit=visit, **times)
        for number, (letter, part) in enumerate(zip(letters, parts, strict=True)):
            FiledClass.objects.create(filing=filing, year=year, letter=letter, size=max(1, len(part)))
            begins = dt.datetime.combine(day, dt.time(9 + number), dt.UTC)
            talk = _talk(
                found, school, day, "class-talk", officer, visit=visit, start_at=begins,
                end_at=begins + dt.timedelta(minutes=30), source="booked",
            )  # fmt: skip
            _attend(found, talk, part, year, officer)
    else:
        _attend(
            found,
            _talk(found, school, day, dice.choice(["class-talk", "assembly"]), officer),
            children,
            year,
            officer,
        )


def _talk(found: World, school: School, day: dt.date, kind: str, officer, **fields) -> Talk:
    session = world.delivered(
        of=school, day=day.isoformat(), session_type=factories.session_type(kind, title=kind), **fields
    )
    talk = Talk(day, school, kind, Register.objects.create(session=session))
    found.talks.append(talk)
    return talk


def _attend(found: World, talk: Talk, children: list[str], year: str, officer) -> None:
    dice = found.dice
    there = frozenset(dice.sample(children, dice.randint(max(1, len(children) // 2), len(children))))
    talk.pupils = there
    said = dice.choice([year] * 6 + ["mixed", "not_stated"])
    _count(found, talk, Counter({("pupil", said): len(there), ("staff", ""): 1}), officer)


def _count(found: World, talk: Talk, lines: Counter[tuple[str, str]], officer) -> None:
    """Count a session the way it happens: in rooms, wrongly at first, with proposals, and signed in the end."""
    dice, register = found.dice, talk.register
    method = dice.choice(["counted"] * 5 + ["estimated", "imported", "school_register"])
    if dice.random() < 0.2:
        world.entry(
            register, {key: heads + 1 for key, heads in lines.items()}, officer, "Only", status="proposal"
        )
    if dice.random() < 0.3:
        wrong = {key: max(0, heads + dice.randint(-9, 30)) for key, heads in lines.items()}
        world.accept(world.entry(register, wrong, officer, "Only", method="estimated"))
    if dice.random() < 0.15:
        world.accept(world.entry(register, {("pupil", "5"): 31}, officer, "Hall"))
        world.entry(register, {}, officer, "Hall", kind="void")
        world.void(register, "Hall")
    world.accept(world.entry(register, lines, officer, "Only", kind="correction", method=method))
    talk.standing = {"Only": (method, lines)}
    world.settle(register, signed=dice.random() < 0.9)


def correct(found: World, officer) -> None:
    """Registers that came late, and registers corrected or taken back after the figure was published."""
    dice = found.dice
    counted = [talk for talk in found.talks if talk.standing and not talk.pupils]
    for talk in dice.sample(counted, min(len(counted), dice.randint(0, 3))):
        lines = Counter({("parent_carer", ""): dice.randint(1, 60)})
        world.accept(world.entry(talk.register, lines, officer, "Only", kind="correction"))
        talk.standing = {"Only": ("counted", lines)}
    for _ in range(dice.randint(0, 2)):
        talk = _talk(
            found,
            dice.choice(found.schools),
            YEAR[1] + dt.timedelta(days=dice.randrange(330)),
            "late",
            officer,
        )
        _count(found, talk, Counter({("parent_carer", ""): dice.randint(1, 60)}), officer)
    if dice.random() < 0.3:
        talk = dice.choice(found.talks)
        world.void(talk.register, "Only")
        Register.objects.filter(pk=talk.register.pk).update(state="due", signed_by=None, signed_at=None)
        talk.standing, talk.pupils = {}, frozenset()


def publish(found: World, people, key: str) -> Snapshot:
    """Freeze a figure; every one after the first of its period says why."""
    analyst, publisher = people
    snapshot = actions.publish(
        definition=queries.TRAINED,
        period=key,
        prepared_by=analyst,
        approved_by=publisher,
        reason="A synthetic world.",
        error_found=True,
    )
    found.snapshots.append(snapshot)
    return snapshot


def naive(found: World, start: dt.date, end: dt.date) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """A plain recount of what happened: the headline, and children by authority and band."""
    head, cells = Counter({"children": 0, "parents": 0}), Counter[tuple[str, str]]()
    for talk, audience, year, _, heads in found.held(start, end):
        who = "children" if audience == "pupil" else "parents"
        head[who] += heads
        slug = talk.school.authority.slug
        cells[slug, band_of_year(year) if who == "children" else "parents_carers"] += heads
    return head, cells


def different_children(found: World, start: dt.date, end: dt.date) -> int:
    """How many different children truly sat in a session that counts."""
    return len(frozenset().union(*(t.pupils for t in found.talks if t.standing and start <= t.day <= end)))


def shown(snapshot: Snapshot) -> dict[tuple[str, tuple[str, ...], tuple[str, ...]], int]:
    """Every number that a snapshot's own file shows, by table and by what it covers."""
    document = json.loads(bytes(snapshot.files.get(name="figures.json").content))
    return {
        (table["key"], tuple(row["covers"]), tuple(column["covers"])): cell["value"]
        for table in document["tables"]
        if table["measure"] == "places"
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
        if cell["value"] is not None
        and not (row["key"] == "all" and column["key"] in ("children", "parents_carers", "total"))
    }


def subtractions(snapshots: list[Snapshot]) -> int:
    """How many small groups come out when every figure is subtracted from every other that covers its days.

    A group comes out where both show a cell and what was added to it (or taken from it, and nothing else happened
    in it) is of too few people or schools, unless the tables of the later figure told nothing that was not known.
    """
    broken, rules = 0, Rules()
    for (_, one), (number, other) in combinations(enumerate(snapshots), 2):
        inner, outer = (
            (one, other)
            if other.period_start <= one.period_start and one.period_end <= other.period_end
            else (other, one)
        )
        if not (outer.period_start <= inner.period_start and inner.period_end <= outer.period_end):
            continue
        more, less = _apart(outer, inner)
        mine, theirs = shown(outer), shown(inner)
        for cell in mine.keys() & theirs.keys():
            sides = [(outer, more, less), (inner, less, more)]
            held = [(owner, [li for li in side if _inside(li, cell)], rest) for owner, side, rest in sides]
            held = [found for found in held if found[1]]
            if len(held) == 1 and rules.unsafe(by_school(held[0][1])):
                broken += not any(_known_by(first, *held[0], cell) for first in snapshots[:number])
    return broken


def _inside(line: Line, cell: tuple[str, tuple[str, ...], tuple[str, ...]]) -> bool:
    """Whether a line adds to a cell."""
    family, rows, columns = cell
    row, column = place_of(family, line)
    return bool(line.heads) and row in rows and column in columns


def _known_by(
    first: Snapshot,
    owner: Snapshot,
    group: list[Line],
    rest: list[Line],
    cell: tuple[str, tuple[str, ...], tuple[str, ...]],
) -> bool:
    """Whether an earlier figure, by its true zeros, says where a group was, and the two headlines how many it is.

    That is so where it had this table and held all that the owner of the group holds of these lines, everybody of
    the group's audience stood in the cell, and nobody of that audience went the other way.
    """
    who = {line.audience for line in group}
    there, here = _held(first), _held(owner)
    keys = [line._replace(heads=0) for line in group]
    return (
        any(family == cell[0] for family, _, _ in shown(first))
        and all(there[key] >= here[key] for key in keys)
        and all(
            _inside(line._replace(heads=n), cell) for line, n in there.items() if n and line.audience in who
        )
        and not any(line.audience in who for line in rest)
    )


def _held(snapshot: Snapshot) -> Counter[Line]:
    """What a figure was made from: the heads of each line."""
    held: Counter[Line] = Counter()
    for line in unpack(snapshot.basis.lines):
        held[line._replace(heads=0)] += line.heads
    return held


def _apart(outer: Snapshot, inner: Snapshot) -> tuple[list[Line], list[Line]]:
    """What one figure was made from and the other was not, either way round."""
    both = [_held(outer), _held(inner)]
    more, less = both[0] - both[1], both[1] - both[0]
    return [[line._replace(heads=heads) for line, heads in side.items()] for side in (more, less)]

"""A figure from inside, for those who answer for it: cell, sessions, entries, and who counted what and why.

Never public: here are schools, localities, key stages, and the numbers that the published tables hide.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from education.attendance.models import Entry, ImportRow
from education.attendance.queries import WORDS
from education.content.ages import BAND, YEAR, YEARS
from education.figures import queries
from education.figures.counts import BANDS, CHILDREN, NOT_STATED, PARENTS, Line, unpack
from education.figures.honest import NURSERY
from education.figures.models import Snapshot
from education.figures.periods import term_of
from education.figures.tables import ALL, PHASE_TITLES, TOTAL, WHO_TITLES
from education.ledger.models import Event
from education.liaison.models import SessionYear
from education.people.models import User
from education.schools.models import Locality, School

COLUMNS = (*BANDS, CHILDREN, PARENTS, TOTAL)
SHORT = {
    **{code: band.label for code, band in BAND.items()},
    NOT_STATED: "Mixed or not stated",
}  # heads of columns
KEY_STAGES = tuple(dict.fromkeys(year.key_stage for year in YEARS))


@dataclass(frozen=True)
class Way:
    """One way to break a figure down: what it is called, and the row that a line belongs to."""

    key: str
    title: str
    row: Callable[[Line], str]


def _key_stage(line: Line) -> str:
    if line.year == NURSERY:
        return KEY_STAGES[0]
    return YEAR[line.year].key_stage if line.year in YEAR else NOT_STATED


WAYS = {
    way.key: way
    for way in (
        Way("authority", "Authority", lambda line: line.authority),
        Way("locality", "Locality", lambda line: line.locality or NOT_STATED),
        Way("key_stage", "Key stage", _key_stage),
        Way("phase", "Phase of school", lambda line: line.phase),
        Way("session_type", "Kind of session", lambda line: line.kind),
        Way("term", "Term", lambda line: term_of(line.day)[0]),
        Way("time", "Month", lambda line: line.month),
    )
}


@dataclass(frozen=True)
class Cell:
    """Places in one cell as they truly are, and what the public sees of it."""

    column: str
    value: int
    public: str  # "shown", "hidden", or empty where no public table has it


@dataclass(frozen=True)
class Row:
    """One row of a table from inside."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A breakdown from inside."""

    way: Way
    rows: tuple[Row, ...]


def lines_of(snapshot: Snapshot) -> list[Line]:
    """What a snapshot was made from."""
    return unpack(snapshot.basis.lines)


def tables_of(snapshot: Snapshot) -> list[Table]:
    """Every breakdown of a snapshot with its true numbers."""
    lines, words, seen = lines_of(snapshot), titles(), _public(snapshot)
    return [_table(way, lines, words, seen) for way in WAYS.values()]


def _table(
    way: Way, lines: Sequence[Line], words: Mapping[str, str], seen: Mapping[tuple[str, str, str], str]
) -> Table:
    heads: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, dt.date] = {}
    for line in lines:
        row = way.row(line)
        first[row] = min(line.day, first.get(row, line.day))
        for key in (row, ALL):
            for column in columns_of(line):
                heads[key][column] += line.heads
    in_time = way.key in ("term", "time")
    order = sorted(first, key=lambda row: (str(first[row]) if in_time else "", words.get(row, row)))
    return Table(
        way,
        tuple(
            Row(
                row,
                words.get(row, row),
                tuple(
                    Cell(column, heads[row][column], seen.get((way.key, row, column), ""))
                    for column in COLUMNS
                ),
            )
            for row in [*order, ALL]
        ),
    )


def columns_of(line: Line) -> tuple[str, ...]:
    """The columns that a line adds to."""
    return (line.who, CHILDREN, TOTAL) if line.audience == CHILDREN else (PARENTS, TOTAL)


def _public(snapshot: Snapshot) -> dict[tuple[str, str, str], str]:
    return {
        (table["key"], row["key"], column["key"]): "hidden" if cell["value"] is None else "shown"
        for table in snapshot.document["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }


def titles() -> dict[str, str]:
    """Words for the keys of rows and columns."""
    names = queries.names()
    return {
        **{key: WHO_TITLES[key] for key in COLUMNS},
        **dict(Locality.objects.values_list("slug", "name")),
        **{slug: name for slug, (name, _) in names.authorities.items()},
        **names.kinds,
        **PHASE_TITLES,
        NOT_STATED: "Not stated",
        ALL: "All",
    }


@dataclass(frozen=True)
class SessionInCell:
    """A session behind a cell, and the places that it gives to it."""

    session: str
    day: dt.date
    school: str
    kind: str
    heads: int


def sessions_in(snapshot: Snapshot, way: Way, row: str, column: str) -> list[SessionInCell]:
    """The sessions behind a cell, by day; their places add up to it."""
    inside = [
        line
        for line in lines_of(snapshot)
        if line.heads and row in (way.row(line), ALL) and column in columns_of(line)
    ]
    heads: Counter[str] = Counter()
    for line in inside:
        heads[line.session] += line.heads
    one = {line.session: line for line in inside}
    schools, kinds = labels_of(line.school for line in inside), queries.names().kinds
    found = [
        SessionInCell(
            session, line.day, schools[line.school], kinds.get(line.kind, line.kind), heads[session]
        )
        for session, line in one.items()
    ]
    return sorted(found, key=lambda item: (item.day, item.school, item.session))


def labels_of(ids: Iterable[int]) -> dict[int, str]:
    """Schools by what they are called at the desk."""
    return {school.pk: school.label for school in School.objects.filter(pk__in=set(ids))}


@dataclass(frozen=True)
class Step:
    """One thing that happened to a session's register: who, when, what stood afterwards, and why."""

    number: int  # of its event in the log
    session: str
    at: dt.datetime
    who: str
    words: str
    room: str
    children: int | None
    parents: int | None
    how: str
    why: str
    receipt: str


def steps_of(sessions: Iterable[str], after: int = 0, until: int | None = None) -> list[Step]:
    """What happened to the registers of these sessions between two events of the log, oldest first."""
    wanted = set(sessions)
    registers = dict(queries.registers_of(wanted).values_list("pk", "session__public_id"))
    events = Event.objects.filter(
        subject="register", subject_id__in=[str(pk) for pk in registers], id__gt=after
    ).order_by("id")
    if until is not None:
        events = events.filter(id__lte=until)
    rows = list(events)
    people = {
        user.public_id: str(user)
        for user in User.objects.filter(public_id__in={row.actor for row in rows if row.actor})
    }
    ids = {UUID(row.data["entry"]) for row in rows if row.data.get("entry")}
    entries = Entry.objects.in_bulk(ids)
    return [_step(row, str(registers[int(row.subject_id)]), people, entries) for row in rows]


def _step(event: Event, session: str, people: Mapping[UUID, str], entries: Mapping[UUID, Entry]) -> Step:
    lines = event.data.get("lines")
    entry = entries.get(UUID(event.data["entry"])) if event.data.get("entry") else None
    heads: Counter[str] = Counter()
    for line in lines or []:
        heads[line["audience"]] += line["actual"]
    reason = entry.get_reason_display() if entry and entry.reason else ""
    return Step(
        number=event.pk,
        session=session,
        at=event.at,
        who=people.get(event.actor, "") if event.actor else event.get_actor_kind_display(),
        words=WORDS.get(event.kind, event.kind.replace("_", " ")),
        room=event.data.get("part", ""),
        children=heads["pupil"] if lines is not None else None,
        parents=heads["parent_carer"] if lines is not None else None,
        how=entry.get_method_display() if entry and entry.method else "",
        why=reason or _reason(event.data.get("reason", "")),
        receipt=entry.receipt if entry else "",
    )


def _reason(code: str) -> str:
    return dict(Entry.Reason.choices).get(code, code.replace("_", " "))


def imported_from(session: str) -> ImportRow | None:
    """The row of a spreadsheet that a session came from, None for one that an officer counted."""
    return ImportRow.objects.select_related("batch").filter(session__public_id=session).first()


def year_words(code: str) -> str:
    """A year group as registers have it."""
    return dict(SessionYear.choices).get(code, code) or "–"

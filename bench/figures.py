"""How long the figure takes over 1,000,000 registers: both computations, beside DuckDB on the same rows, and its page."""

from __future__ import annotations

import csv
import datetime as dt
import os
import resource
import tempfile
from time import perf_counter
from typing import Any
from uuid import uuid4

import duckdb
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import RequestFactory

from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.figures import actions, page, queries, recount
from education.figures.counts import cells
from education.figures.models import Definition, Snapshot
from education.figures.periods import parse
from education.ledger.actions import event_body, event_hash
from education.ledger.clock import now, today
from education.ledger.models import Event
from education.liaison.models import SessionType, TrainingSession
from education.people.models import User
from education.people.roles import Role
from education.schools.models import LocalAuthority, School

SIZE = int(os.environ.get("REGISTERS", "1000000"))
BATCH = 5_000
YEAR = "calendar-2001"  # nobody's figure, whatever else the database holds
GOAL = 20  # times DuckDB's time, at most
YEARS = ("R", "3", "5", "7", "9", "11")
TABLES = {  # what DuckDB gets: the rows of our own tables, for the same cells
    "line": (EntryLine, ("entry_id", "audience", "year", "actual")),
    "part": (RegisterPart, ("accepted_id",)),
    "entry": (Entry, ("id", "register_id", "kind", "method")),
    "register": (Register, ("id", "session_id", "state")),
    "session": (TrainingSession, ("id", "school_id", "session_type_id", "day", "state")),
}
QUERY = """
    SELECT s.school_id, s.session_type_id, s.day, l.audience, l.year, e.method, sum(l.actual)
    FROM line l JOIN entry e ON e.id = l.entry_id JOIN part p ON p.accepted_id = e.id
    JOIN register r ON r.id = e.register_id JOIN session s ON s.id = r.session_id
    WHERE l.audience IN ('pupil', 'parent_carer') AND l.actual > 0 AND e.kind IN ('count', 'correction')
    AND r.state IN ('recorded', 'disputed', 'signed_off') AND s.state = 'delivered'
    AND s.day BETWEEN '2001-01-01' AND '2001-12-31'
    GROUP BY ALL
"""


def _many(model: Any, rows: list[Any]) -> list[Any]:
    return list(model.objects.bulk_create(rows, batch_size=BATCH))


def make(size: int) -> None:
    """So many signed registers of one year: two lines in each, one event for each."""
    moment, first = now(), dt.date(2001, 1, 1)
    by = get_user_model().objects.create_user("bench@force.example")
    places = [
        LocalAuthority.objects.create(code=f"BN{n}", name=f"Bench {n}", slug=f"bench-{n}", ons_code=f"E0{n}")
        for n in range(4)
    ]
    schools = _many(School, [
        School(urn=800_000_000 + n, name=f"Bench {n}", authority=places[n % 4], updated_at=moment, roll=400,
               phase=["Primary", "Secondary"][n % 2])
        for n in range(300)
    ])  # fmt: skip
    kind = SessionType.objects.create(
        code="bench", title="Bench", summary="Bench", audience="pupil", minutes=60, largest_group=60
    )
    for start in range(0, size, 100_000):
        _some(range(start, min(size, start + 100_000)), schools, kind, by, moment, first)


def _some(
    numbers: range, schools: list[School], kind: SessionType, by: Any, moment: dt.datetime, first: dt.date
) -> None:
    delivered = {"session_type": kind, "source": "ad_hoc", "state": "delivered"}
    sessions = _many(TrainingSession, [
        TrainingSession(school=schools[n % 300], day=first + dt.timedelta(days=n % 365), **delivered)
        for n in numbers
    ])  # fmt: skip
    signed = {"state": "signed_off", "signed_by": by, "signed_at": moment, "version": 1}
    registers = _many(Register, [Register(session=session, **signed) for session in sessions])
    shared = {
        "kind": "count", "method": "counted", "status": "accepted", "result_version": 1, "receipt": "0000",
        "payload_hash": "0" * 64, "captured_at": moment, "received_at": moment, "captured_by": by, "sent_by": by,
    }  # fmt: skip
    entries = _many(Entry, [Entry(id=uuid4(), register=register, **shared) for register in registers])
    counts = [_lines(n) for n in numbers]
    _many(EntryLine, [
        EntryLine(entry=entry, audience=audience, year=year, actual=actual)
        for entry, lines in zip(entries, counts, strict=True) for audience, year, actual in lines
    ])  # fmt: skip
    _many(RegisterPart, [RegisterPart(register=e.register, name="Only", accepted=e) for e in entries])
    _many(Event, [_event(entry, lines, moment) for entry, lines in zip(entries, counts, strict=True)])


def _lines(number: int) -> list[tuple[str, str, int]]:
    return [("pupil", YEARS[number // 300 % 6], 28), ("parent_carer", "", 3)]


def _event(entry: Entry, lines: list[tuple[str, str, int]], moment: dt.datetime) -> Event:
    event = Event(
        at=moment, actor=None, actor_kind="system", subject="register", subject_id=str(entry.register_id),
        kind="entry_accepted",
        data={"entry": str(entry.id), "session": str(entry.register.session.public_id), "part": "Only",
              "kind": "count", "method": "counted", "version": 1,
              "lines": [{"audience": a, "year": y, "actual": n} for a, y, n in lines]},
    )  # fmt: skip
    event.hash = event_hash(previous="", body=event_body(event))
    return event


def beside_duckdb() -> tuple[float, int]:
    """Seconds that DuckDB takes for the same cells over the same rows in its own tables, and their sum."""
    duck = duckdb.connect()
    for name, (model, columns) in TABLES.items():
        kinds = ", ".join(f"{c} {'BIGINT' if c in ('actual', 'session_id') else 'VARCHAR'}" for c in columns)
        duck.execute(f"CREATE TABLE {name} ({kinds})")
        rows = model.objects.order_by().values_list(*columns)
        _copy(duck, name, columns, rows)
    began = perf_counter()
    found = duck.execute(QUERY).fetchall()
    return perf_counter() - began, sum(row[-1] for row in found)


def _copy(duck: Any, name: str, columns: tuple[str, ...], rows: Any) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows.iterator(chunk_size=50_000))
        file.flush()
        duck.execute(f"COPY {name} FROM '{file.name}' (FORMAT csv, HEADER false)")


def _people() -> tuple[User, User]:
    found = []
    for role in (Role.ANALYST, Role.PUBLISHER):
        user = get_user_model().objects.create_user(f"bench-{role.value}@force.example")
        user.groups.set(Group.objects.filter(name=role.label))
        found.append(user)
    return found[0], found[1]


def _page_seconds(snapshot: Snapshot) -> float:
    """The page of a snapshot, best of five: it reads what was frozen, whatever the figure was made from."""
    from education.figures.views import snapshot as view

    request, times = RequestFactory().get(snapshot.get_absolute_url()), []
    for _ in range(5):
        began = perf_counter()
        view(request, slug=snapshot.slug)
        page.facts(snapshot)
        times.append(perf_counter() - began)
    return min(times)


def measured(size: int) -> dict[str, float]:
    """Seconds of everything over so many registers, taken back at the end."""
    definition, period, found = Definition(key=queries.TRAINED), parse(YEAR, today=today()), {}
    with transaction.atomic():
        make(size)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        began = perf_counter()
        counted = queries.counted_cells(period, with_demo=False)
        found["cells"] = perf_counter() - began
        began = perf_counter()
        facts = recount.facts(definition, period, with_demo=False)
        found["both"] = perf_counter() - began
        found["duckdb"], there = beside_duckdb()
        if not (cells(facts.lines) == counted and sum(counted.values()) == there == size * 31):
            raise AssertionError(f"{size:,} registers of 31 gave {sum(counted.values()):,} and {there:,}.")
        transaction.set_rollback(True)
    return found


def run() -> list[tuple[str, str]]:
    """Make the registers, compute their figure both ways and with DuckDB, and take everything back."""
    big = measured(SIZE)
    times = big["cells"] / big["duckdb"]
    if times > GOAL:
        raise AssertionError(
            f"The recomputation took {times:.1f} times as long as DuckDB, the goal is {GOAL}."
        )
    return [
        (
            f"Every cell of the figure over {SIZE:,} registers",
            f"{big['cells']:.2f} s; DuckDB on the same rows {big['duckdb']:.2f} s: {times:.1f} times, goal {GOAL}",
        ),
        (
            "Both computations, every cell compared",
            f"{big['both']:.2f} s: {big['both'] / big['duckdb']:.1f} times DuckDB, which computes it once",
        ),
        (
            "Most memory at any moment",
            f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB",
        ),
        *_pages(),
    ]


def _pages() -> list[tuple[str, str]]:
    """The published page of a small and of a large figure, fifty times as large."""
    found, times = [], []
    for size in (SIZE // 1_000, SIZE // 20):
        with transaction.atomic():
            make(size)
            actions.load_definitions()
            analyst, publisher = _people()
            snapshot = actions.publish(
                definition=queries.TRAINED, period=YEAR, prepared_by=analyst, approved_by=publisher
            )
            times.append(_page_seconds(snapshot))
            found.append((f"Page of a figure of {size:,} registers", f"{times[-1] * 1000:.0f} ms"))
            transaction.set_rollback(True)
    return [*found, ("The large one beside the small one", f"{times[1] / times[0]:.2f} times as long")]

"""How soon a school sees its free times: a force with 20 officers, and all England with 300, sixty days ahead."""

from __future__ import annotations

import datetime as dt
import gc
import random
from pathlib import Path
from time import perf_counter

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from education.ledger.clock import to_utc, today
from education.liaison import diary
from education.liaison.availability import LEAD_WORKING_DAYS, add_working_days
from education.liaison.models import Commitment, Officer, SessionType, TrainingSession, WorkingHours
from education.schools.actions import import_schools
from education.schools.models import LocalAuthority, Locality, School, Term

BOTH = True
FILE = Path(__file__).resolve().parents[2] / "shared/data/schools/england_schools_gias_columns.csv.zst"
DAYS, SCHOOLS_ASKED = 60, 100
STARTS = (dt.time(9, 30), dt.time(11, 15), dt.time(13, 30))


def run() -> list[tuple[str, str]]:
    """Median and 95th percentile of the list of free times over a hundred schools; everything is taken back."""
    chance = random.Random(7)  # noqa: S311 - a bench, repeatable
    kind = SessionType.objects.get(code="safe-and-kind", active=True)
    with transaction.atomic():
        few = _officers(20, [_place(0)], chance)
        lines = [
            _measure("20 officers, one authority", few, kind, chance),
            _measure("20 officers, three sessions in a row", few, kind, chance, sessions=3),
        ]
        if FILE.exists():
            import_schools(path=FILE, everywhere=True)
            places = [
                _place(n, authority)
                for n, authority in enumerate(LocalAuthority.objects.exclude(code__startswith="S"), 1)
            ]
            officers = _officers(300, places, chance)
            held = School.objects.exclude(locality=None).count()
            lines.append(_measure(f"300 officers, {held:,} schools of England", officers, kind, chance))
        else:
            lines.append(("300 officers, all England", "not measured: ../shared/data/schools is not here"))
        transaction.set_rollback(True)
    return lines


def _place(number: int, authority: LocalAuthority | None = None) -> Locality:
    """An authority with one locality, its terms and its schools in it; an invented one with 200 schools when none is given."""
    made = authority is None
    if authority is None:
        authority = LocalAuthority.objects.create(code=f"S{number:03}", name="Bench", slug="bench-search")
    place = Locality.objects.create(
        authority=authority, name=f"Bench {number}", slug=f"bench-search-{number}"
    )
    if made:
        School.objects.bulk_create(
            School(urn=810_000_000 + n, name=f"Bench {n}", authority=authority, updated_at=to_utc(today(), dt.time(12)),
                   latitude=54.5 + n % 20 / 80, longitude=-1.3 + n // 20 / 40)
            for n in range(200)
        )  # fmt: skip
    School.objects.filter(authority=authority).update(locality=place)
    Term.objects.create(
        authority=authority, name="Bench", first_day=today() - dt.timedelta(days=400),
        last_day=today() + dt.timedelta(days=400),
    )  # fmt: skip
    return place


def _officers(count: int, places: list[Locality], chance: random.Random) -> list[Officer]:
    """Officers with hours, each in up to three places, with two visits on most days."""
    first, kind = today(), SessionType.objects.filter(active=True).first()
    made = []
    for number in range(count):
        user = get_user_model().objects.create_user(f"bench{count}-{number}@force.example")
        home = places[number % len(places)]
        officer = Officer.objects.create(user=user, base=home)
        officer.covers.set({home, *chance.sample(places, min(2, len(places)))})
        made.append(officer)
    WorkingHours.objects.bulk_create(
        WorkingHours(officer=o, weekday=w, start=dt.time(8), end=dt.time(17), valid_from=dt.date(2015, 1, 1))
        for o in made for w in range(5)
    )  # fmt: skip
    nearby = {p.pk: list(School.objects.filter(locality=p, latitude__isnull=False)[:60]) for p in places}
    wanted = [
        (officer, chance.choice(nearby[officer.base_id]), day, start)
        for officer in made if nearby[officer.base_id]
        for day in (first + dt.timedelta(days=n) for n in range(-21, 110)) if day.weekday() < 5
        for start in chance.sample(STARTS, chance.choice([1, 2, 2, 3]))
    ]  # fmt: skip
    sessions = TrainingSession.objects.bulk_create(
        [
            TrainingSession(school=school, session_type=kind, source="ad_hoc", day=day, start_time=start,
                            start_at=to_utc(day, start), end_at=to_utc(day, start) + dt.timedelta(hours=1))
            for _, school, day, start in wanted
        ],
        batch_size=5_000,
    )  # fmt: skip
    Commitment.objects.bulk_create(
        [
            Commitment(officer=row[0], session=session, kind="session",
                       start_at=session.start_at - dt.timedelta(minutes=15), end_at=session.end_at + dt.timedelta(minutes=15))
            for row, session in zip(wanted, sessions, strict=True)
        ],
        batch_size=5_000,
    )  # fmt: skip
    return made


def _measure(
    title: str, officers: list[Officer], kind: SessionType, chance: random.Random, sessions: int = 1
) -> tuple[str, str]:
    first = add_working_days(today(), LEAD_WORKING_DAYS)
    there = list(School.objects.filter(locality__in={o.base_id for o in officers}, status__in=School.OPEN))
    times, found = [], 0
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, once it has rows for more than a minute
    gc.collect()
    gc.freeze()  # what was made above is no part of a server that answers
    for school in chance.sample(there, SCHOOLS_ASKED):
        began = perf_counter()
        found += len(diary.free_for(school, kind, first, first + dt.timedelta(days=DAYS), sessions))
        times.append((perf_counter() - began) * 1_000)
    times.sort()
    return title, (
        f"median {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms for {DAYS} days,"
        f" {found // SCHOOLS_ASKED} times each"
    )

"""The figure of a period, read from the accepted counts, and the snapshots that were published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum

from education.attendance.models import Entry, Register, RegisterPart
from education.attendance.queries import accepted_lines, delivered_sessions
from education.attendance.states import COUNTED, RegisterState
from education.figures.counts import ELSEWHERE, OF_AUDIENCE, Cells, Line
from education.figures.honest import Class
from education.figures.models import Definition, Preparation, ReportedFigure, Snapshot
from education.figures.periods import TERMS, Period, PeriodError, parse
from education.figures.tables import Names
from education.figures.totals import Total
from education.ledger.clock import now
from education.ledger.models import Event
from education.liaison.models import Audience, FiledClass, SessionType, TrainingSession
from education.schools.models import LocalAuthority, School, Succession

IN_FIGURE = (Audience.PUPIL.value, Audience.PARENT_CARER.value)
HOW = {Entry.Method.ESTIMATED.value: "estimated", Entry.Method.IMPORTED.value: "imported"}
TRAINED = "children-and-parents-trained"


def sessions_of(period: Period, *, with_demo: bool) -> QuerySet[TrainingSession]:
    """Delivered sessions of a type that counts, whose local date lies in the period.

    Sessions of the demonstration count in a demonstration only.
    """
    found = delivered_sessions(period.start, period.end)
    return found if with_demo else found.filter(is_demo=False)


def total(definition: Definition, period: Period, *, with_demo: bool = False) -> Total:
    """The figure of a period from the accepted counts; heads and sessions are counted apart, so nothing fans out.

    Raises LookupError for a definition that nobody has taught this code to count.
    """
    if definition.key != TRAINED:
        raise LookupError(f"There is no rule for counting “{definition.key}”.")
    sessions = sessions_of(period, with_demo=with_demo)
    children = parents = 0
    heads = {"counted": 0, "estimated": 0, "imported": 0}
    for audience, method, actual in accepted_heads(period, with_demo=with_demo):
        if audience == Audience.PUPIL:
            children += actual
        else:
            parents += actual
        heads[HOW.get(method, "counted")] += actual
    rows = list(sessions.order_by().values_list("public_id", "school_id", "is_demo", "school__is_venue"))
    current = one_school_each({school for _, school, _, is_venue in rows if not is_venue})
    has_count = RegisterPart.objects.filter(register=OuterRef("pk"), accepted__isnull=False)
    registers = Register.objects.filter(session__in=sessions, state__in=COUNTED).aggregate(
        recorded=Count("id", filter=Exists(has_count)),
        unsigned=Count("id", filter=~Q(state=RegisterState.SIGNED_OFF)),
        disputed=Count("id", filter=Q(state=RegisterState.DISPUTED)),
    )
    return Total(
        children=children,
        parents=parents,
        sessions=len(rows),
        schools=len(set(current.values())),
        heads=heads,
        session_digest=hashlib.sha256("\n".join(sorted(str(r[0]) for r in rows)).encode()).hexdigest(),
        last_event=Event.objects.order_by("-id").values_list("id", flat=True).first() or 0,
        has_demo=any(is_demo for _, _, is_demo, _ in rows),
        **registers,
    )


def accepted_heads(period: Period, *, with_demo: bool) -> list[tuple[str, str, int]]:
    """Heads by audience and method: each line leads to exactly one session, so none is added twice."""
    lines = accepted_lines(period.start, period.end).filter(audience__in=IN_FIGURE)
    if not with_demo:
        lines = lines.filter(entry__register__session__is_demo=False)
    found = lines.order_by().values_list("audience", "entry__method").annotate(Sum("actual"))
    return [(audience, method, actual) for audience, method, actual in found]


def counted_cells(period: Period, *, with_demo: bool) -> Cells:
    """Heads by school, kind, day, audience, year and method, added up by the database from the accepted counts."""
    lines = accepted_lines(period.start, period.end).filter(audience__in=IN_FIGURE, actual__gt=0)
    if not with_demo:
        lines = lines.filter(entry__register__session__is_demo=False)
    session = "entry__register__session__"
    keys = (f"{session}school_id", f"{session}session_type__code", f"{session}day", "audience", "year")
    found: Cells = Counter()
    grouped = lines.order_by().values_list(*keys, "entry__method").annotate(Sum("actual"))
    for school, kind, day, audience, year, method, heads in grouped.iterator(chunk_size=5000):
        found[school, kind, day, OF_AUDIENCE[audience], year, method] += heads
    return found


def session_places(
    period: Period, *, with_demo: bool
) -> Iterator[tuple[str, int, str, str, str, str, dt.date]]:
    """Public id, school, authority, locality, phase, kind and day of every session that counts in a period.

    An authority outside the force's own is "elsewhere".
    """
    rows = sessions_of(period, with_demo=with_demo).order_by().values_list(
        "public_id", "school_id", "school__authority__slug", "school__authority__in_force",
        "school__locality__slug", "school__phase", "session_type__code", "day",
    )  # fmt: skip
    for public_id, school, authority, ours, locality, phase, kind, day in rows.iterator(chunk_size=5000):
        yield str(public_id), school, authority if ours else ELSEWHERE, locality or "", phase, kind, day


def one_school_each(ids: set[int]) -> dict[int, int]:
    """Each school with the one that stands for it today: a school and the academy that followed it are one.

    Only a plain successor is the same school, whether it is still open or not; two schools that merged later
    stay the two that were visited, so that a published number of schools does not shrink by itself.
    """
    following = dict(
        Succession.objects.filter(kind=Succession.Kind.SUCCESSOR)
        .order_by("since", "id")
        .values_list("predecessor_id", "successor_id")
    )
    current = {}
    for school in ids:
        last, seen = school, {school}
        while (after := following.get(last)) and after not in seen:
            seen.add(after)
            last = after
        if after:  # a ring, which bad data has: its lowest id stands for all of them
            last = min(seen)
        current[school] = last
    return current


def classes_of(lines: Iterable[Line]) -> dict[str, Class]:
    """The visit of each session, and the letter by which its booking tells this class from the others."""
    wanted = {line.session for line in lines}
    rows = TrainingSession.objects.filter(visit__isnull=False).order_by("visit_id", "start_at", "id")
    visits: dict[int, list[str]] = {}
    for public_id, visit in rows.values_list("public_id", "visit_id").iterator(chunk_size=5000):
        visits.setdefault(visit, []).append(str(public_id))
    visits = {visit: sessions for visit, sessions in visits.items() if wanted.intersection(sessions)}
    letters: dict[int, list[str]] = {}
    filed = FiledClass.objects.filter(filing__visit__in=visits).order_by("filing__visit_id", "id")
    for visit, letter in filed.values_list("filing__visit_id", "letter"):
        letters.setdefault(visit, []).append(letter)
    found = {}
    for visit, sessions in visits.items():
        marked = letters.get(visit, [])
        labels = marked if len(marked) == len(sessions) else [""] * len(sessions)
        found.update({session: (str(visit), label) for session, label in zip(sessions, labels, strict=True)})
    return found


def rolls_of(lines: Iterable[Line]) -> dict[int, int]:
    """Pupils on the roll of each school as it stands today: the larger of its own and its predecessors'."""
    schools = {line.school: line.stands_for for line in lines}
    ids = set(schools) | set(schools.values())
    rows = School.objects.filter(pk__in=ids, roll__isnull=False).values_list("pk", "roll")
    known = {pk: roll or 0 for pk, roll in rows}
    found: dict[int, int] = {}
    for school, today in [*schools.items(), *((s, s) for s in schools.values())]:
        if school in known:
            found[today] = max(found.get(today, 0), known[school])
    return found


def names() -> Names:
    """Names and codes of the force's authorities, and titles of every kind of session, newest version first."""
    authorities = LocalAuthority.objects.filter(in_force=True).order_by("name")
    kinds = SessionType.objects.order_by("code", "version").values_list("code", "title")
    return Names({a.slug: (a.name, a.ons_code) for a in authorities}, dict(kinds))


def schools_there_are(*, with_demo: bool) -> dict[int, str]:
    """Schools of the force's area that are open today, with the authority of each."""
    found = School.objects.open().in_force()
    found = found if with_demo else found.filter(is_demo=False)
    return dict(found.values_list("pk", "authority__slug"))


def schools_visited(period: Period, *, with_demo: bool) -> dict[int, tuple[str, bool]]:
    """Schools as they stand today of every delivered session: authority, and whether it is their first time.

    First means that no session before the period was delivered there, as far as these records go.
    """
    places = list(session_places(period, with_demo=with_demo))
    before = delivered_sessions(dt.date(1900, 1, 1), period.start - dt.timedelta(days=1))
    before = before if with_demo else before.filter(is_demo=False)
    earlier = set(before.order_by().values_list("school_id", flat=True).distinct())
    current = one_school_each({place[1] for place in places} | earlier)
    known = {current[school] for school in earlier}
    return {current[school]: (authority, current[school] not in known) for _, school, authority, *_ in places}


def history(definition: Definition) -> QuerySet[Snapshot]:
    """Every snapshot of a figure that showed tables, oldest first, withdrawn ones too: they were public.

    Those that wait for their hour belong to it: they will be.
    """
    shown = Snapshot.objects.filter(definition__key=definition.key, basis__isnull=False)
    return shown.select_related("basis").order_by("published_at", "id")


def same_kind(period: Period, definition: Definition) -> list[Snapshot]:
    """The newest standing snapshot of every other period of a kind, oldest period first."""
    found: dict[str, Snapshot] = {}
    others = standing().filter(definition__key=definition.key, period_type=period.kind)
    for snapshot in others.exclude(period_key=period.key):
        same = found.get(snapshot.period_key)
        if same is None or snapshot.number > same.number:
            found[snapshot.period_key] = snapshot
    return sorted(found.values(), key=lambda s: (s.period_start, s.period_end))


def unfinished(period: Period, *, with_demo: bool) -> QuerySet[TrainingSession]:
    """Delivered sessions whose register is missing or not signed off, oldest first; for the desk alone."""
    return (
        sessions_of(period, with_demo=with_demo)
        .exclude(register__state=RegisterState.SIGNED_OFF)
        .select_related("school", "session_type", "register")
        .order_by("day", "id")
    )


def periods_on_offer(today: dt.date) -> list[Period]:
    """Every year of each kind and every term since the first delivered session, newest first, then twelve months."""
    first = TrainingSession.objects.filter(state=TrainingSession.State.DELIVERED).aggregate(Min("day"))[
        "day__min"
    ]
    keys = []
    for year in range(today.year, (first or today).year - 2, -1):
        years = f"{year}-{(year + 1) % 100:02d}"
        keys += [f"calendar-{year}", f"financial-{years}", f"academic-{years}"]
        keys += [f"term-{years}-{part}" for part in reversed(TERMS)]
    last_month = today.replace(day=1) - dt.timedelta(days=1)
    keys.append(f"rolling-{last_month:%Y-%m}")
    found = []
    for key in keys:
        try:
            period = parse(key, today=today)
        except PeriodError:
            continue  # it has not run for a week
        if period.end >= (first or today):
            found.append(period)
    return found


def every_snapshot() -> QuerySet[Snapshot]:
    """Every snapshot, newest first, with its withdrawal where there is one; also those that wait for their hour."""
    return Snapshot.objects.select_related("withdrawal", "definition").order_by("-published_at", "-id")


def published() -> QuerySet[Snapshot]:
    """Every snapshot that is public, newest first, with its withdrawal where there is one."""
    return every_snapshot().filter(published_at__lte=now())


def embargoed() -> QuerySet[Snapshot]:
    """Approved figures whose hour has not come, the next one first."""
    return every_snapshot().filter(published_at__gt=now(), withdrawal=None).order_by("published_at", "id")


def to_be_announced() -> list[Snapshot]:
    """Figures that waited for their hour, are public now, and of which the log does not say so yet."""
    waited = Event.objects.filter(subject="snapshot", kind="snapshot_embargoed").values("subject_id")
    said = Event.objects.filter(subject="snapshot", kind="snapshot_released").values("subject_id")
    return list(standing().filter(slug__in=waited).exclude(slug__in=said).defer("document"))


def of_period(period_key: str, definition: Definition) -> QuerySet[Snapshot]:
    """Every snapshot of a figure and period, the newest first, also one that waits for its hour."""
    return every_snapshot().filter(definition__key=definition.key, period_key=period_key).order_by("-number")


def standing() -> QuerySet[Snapshot]:
    """Snapshots that were not withdrawn, newest first."""
    return published().filter(withdrawal__isnull=True)


def latest() -> Snapshot | None:
    """The snapshot that `/figures/` and the home page show."""
    return standing().first()


def earlier(snapshot_period_key: str, definition: Definition, before: int) -> QuerySet[Snapshot]:
    """The snapshots of the same figure and period with a lower number, newest first."""
    return (
        published()
        .filter(definition__key=definition.key, period_key=snapshot_period_key, number__lt=before)
        .order_by("-number")
    )


def newer(snapshot: Snapshot) -> Snapshot | None:
    """The newest snapshot that took this one's place, unless it was withdrawn."""
    return (
        standing()
        .filter(
            definition__key=snapshot.definition.key,
            period_key=snapshot.period_key,
            number__gt=snapshot.number,
        )
        .order_by("-number")
        .first()
    )


def years_of(snapshot: Snapshot) -> QuerySet[Snapshot]:
    """Standing figures of whole years, or years so far, of the snapshot's kind and rule; the newest of each last.

    Of figures that end on a day of somebody's choice only the snapshot itself is one of them.
    """
    same = standing().filter(
        definition__key=snapshot.definition.key, period_type=snapshot.period_type, is_demo=snapshot.is_demo
    )
    return (
        same.exclude(Q(period_key__contains="-to-") & ~Q(pk=snapshot.pk))
        .defer("document")
        .order_by("period_start", "number")
    )


def reported() -> QuerySet[ReportedFigure]:
    """The force's other numbers that a second person approved."""
    return ReportedFigure.objects.filter(approved_by__isnull=False, approved_at__isnull=False)


def every_reported() -> QuerySet[ReportedFigure]:
    """The force's other numbers for the desk: those that wait for a publisher first."""
    found = ReportedFigure.objects.select_related("entered_by", "approved_by")
    return found.order_by(F("approved_at").asc(nulls_first=True), "order", "id")


def waiting() -> QuerySet[Preparation]:
    """Figures that wait for the publisher, oldest first."""
    return (
        Preparation.objects.filter(state=Preparation.State.WAITING)
        .select_related("definition", "prepared_by")
        .order_by("prepared_at")
    )


def current_definition(key: str = TRAINED) -> Definition | None:
    """The newest version of a definition."""
    return Definition.objects.filter(key=key).order_by("-version").first()


def registers_of(sessions: Iterable[str]) -> QuerySet[Register]:
    """The registers of sessions by their public ids."""
    return Register.objects.filter(session__public_id__in=list(sessions))


def with_basis() -> QuerySet[Snapshot]:
    """Snapshots that hold what they were made from, newest first, also those that wait for their hour.

    For lists: what each holds and its document are read when somebody asks for them.
    """
    return every_snapshot().filter(basis__isnull=False).defer("document")

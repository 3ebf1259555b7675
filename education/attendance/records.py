"""What a school keeps of a visit afterwards: a record for its governors and a letter home, from codes and counts alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import Locale

from education.attendance.forms import label_of
from education.attendance.models import EntryLine
from education.attendance.states import COUNTED, RegisterState
from education.content.ages import BANDS, YEAR, years_label
from education.content.models import CurriculumStatement, Framework, GuidePage, LessonPage
from education.liaison.models import Audience, Group, TrainingSession, Visit

MOST_LESSONS, MOST_GUIDES = 4, 3


@dataclass(frozen=True)
class Line:
    """One group of people in a session: expected, and there; None where nobody knows."""

    label: str
    expected: int | None
    there: int | None


@dataclass(frozen=True)
class Taught:
    """One session that took place, with its groups."""

    session: TrainingSession
    lines: tuple[Line, ...]
    final: bool


@dataclass(frozen=True)
class Record:
    """A delivered visit: what was taught, how many places were taken by each audience, and whether that is final."""

    visit: Visit
    taught: tuple[Taught, ...]
    places: tuple[tuple[str, int], ...]
    counted: bool
    final: bool


def record(visit: Visit) -> Record:
    """The record of a visit; counts come from the entries that stand, in a fixed number of queries."""
    sessions = list(delivered(visit).select_related("session_type", "register").prefetch_related("groups"))
    lines: dict[int, list[EntryLine]] = defaultdict(list)
    standing = EntryLine.objects.filter(
        entry__accepted_for__isnull=False,
        entry__register__session__in=sessions,
        entry__register__state__in=COUNTED,
    ).select_related("entry__register")
    for line in standing.order_by("id"):
        lines[line.entry.register.session_id].append(line)
    taught = tuple(_taught(session, lines[session.pk]) for session in sessions)
    places: Counter[str] = Counter()
    for line in (line for found in lines.values() for line in found):
        places[line.audience] += line.actual
    return Record(
        visit,
        taught,
        tuple((str(audience.label), places[audience]) for audience in Audience if places[audience]),
        counted=bool(sessions) and all(lines[session.pk] for session in sessions),
        final=bool(sessions) and all(one.final for one in taught),
    )


def delivered(visit: Visit) -> QuerySet[TrainingSession]:
    """The sessions of a visit that took place, in order."""
    return visit.sessions.filter(state=TrainingSession.State.DELIVERED).order_by("start_at", "id")


def _taught(session: TrainingSession, lines: list[EntryLine]) -> Taught:
    there: Counter[tuple[str, str]] = Counter()
    for line in lines:
        there[line.audience, line.year] += line.actual
    expected = {(group.audience, group.year): group.expected for group in session.groups.all()}
    keys = list(dict.fromkeys([*expected, *there]))
    register = getattr(session, "register", None)
    return Taught(
        session,
        tuple(
            Line(
                label_of(audience, year),
                expected.get((audience, year)),
                there.get((audience, year)) if lines else None,
            )
            for audience, year in keys
        ),
        final=register is not None and register.state == RegisterState.SIGNED_OFF,
    )


def years_of(visit: Visit) -> list[str]:
    """The school years that took part, from the youngest on; none for adults and mixed groups."""
    groups = Group.objects.filter(session__in=delivered(visit), audience=Audience.PUPIL)
    found = set(groups.values_list("year", flat=True))
    return [code for code in YEAR if code in found]


def classes_in_words(visit: Visit) -> str:
    """Who took part, for a letter: "Years 5 and 6"; "a group" where no year is named."""
    return years_label(years_of(visit)) or "a group of pupils"


def statements(visit: Visit) -> list[tuple[str, list[CurriculumStatement]]]:
    """What the session answers to, by framework, in our own words."""
    rows = list(CurriculumStatement.objects.filter(code__in=visit.session_type.curriculum).order_by("pk"))
    found = [(str(f.label), [row for row in rows if row.framework == f]) for f in Framework]
    return [(label, some) for label, some in found if some]


def lessons(visit: Visit) -> list[LessonPage]:
    """Lessons to follow up with: in the site's first language, for these years, those that answer to the same statements first."""
    years, codes = set(years_of(visit)), set(visit.session_type.curriculum)
    live = LessonPage.objects.live().public().filter(locale=Locale.get_default()).order_by("path")
    fits = [page for page in live.prefetch_related("curriculum_links") if years & set(page.years)]
    fits.sort(key=lambda page: -len(codes & {link.code for link in page.curriculum_links.all()}))
    return fits[:MOST_LESSONS]


def guides(visit: Visit) -> list[GuidePage]:
    """Guides for families of these ages that have a short address, with one thing to do tonight each."""
    bands = {YEAR[code].band for code in years_of(visit)} or {band.code for band in BANDS}
    live = GuidePage.objects.live().public().filter(locale=Locale.get_default(), number__isnull=False)
    return [page for page in live.order_by("number") if bands & set(page.bands)][:MOST_GUIDES]

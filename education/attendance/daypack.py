"""The day pack: what an officer's phone keeps for the hall. Schools, times and numbers; nobody's name or telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.models import Locale

from education.attendance.contract import CORRECTION_REASONS, OUTCOME_REASONS
from education.attendance.forms import ENTERED_BY_HAND, questions_for
from education.attendance.models import Entry
from education.attendance.policies import has_check_in
from education.attendance.queries import officer_days
from education.attendance.soft_checks import QUESTIONS
from education.attendance.states import HANDS_UP_WORDS, PartName
from education.content.models import HelpOrganisation, LessonPage
from education.content.models.help import OFFERED
from education.ledger.clock import now, today
from education.liaison.models import Audience, SessionYear, TrainingSession
from education.liaison.needs import words as needs_in_words
from education.liaison.queries import session_types
from education.people.models import User
from education.schools.models import School

KIT = (
    "Laptop, charger and the lead for the projector",
    "The lessons on this phone, in case the school’s network is down",
    "Hand-outs and the cards for families",
    "Your identity card",
    "A paper register, in case this phone gives up",
)
MOST_LESSONS = 4  # of one session


def day_pack(user: User) -> dict[str, Any]:
    """Everything that the officer's app shows with no network, as plain data."""
    days = officer_days(user)
    sessions = [*days.to_do, *days.today, *days.ahead]
    counted = _counted(sessions)
    councils = HelpOrganisation.objects.filter(authority__isnull=False, **OFFERED).values_list(
        "authority_id", "official_name", "phone"
    )
    councils_by_id = {pk: {"name": name, "phone": phone} for pk, name, phone in councils}
    offered = _Lessons()
    return {
        "officer": str(user.public_id),
        "today": today().isoformat(),
        "saved_at": now().isoformat(),
        "sessions": [_session(row, counted, councils_by_id, offered) for row in sessions],
        "kit": KIT,
        "words": words(),
        "schools": [
            [str(urn), ", ".join(part for part in (name, town) if part)]
            for urn, name, town in School.objects.open().values_list("urn", "name", "town")
        ],
        "types": [[kind.code, kind.title] for kind in session_types()],
    }


def words() -> dict[str, Any]:
    """Every code that the app offers, with its words, in order."""
    reasons = Entry.Reason
    return {
        "methods": [[method.value, method.label] for method in ENTERED_BY_HAND],
        "parts": list(PartName.choices),
        "years": list(SessionYear.choices),
        "audiences": list(Audience.choices),
        "corrections": [[r.value, r.label] for r in reasons if r in CORRECTION_REASONS],
        "outcomes": [[r.value, r.label] for r in reasons if r in OUTCOME_REASONS],
        "hands": list(HANDS_UP_WORDS.items()),
        "questions": QUESTIONS,
    }


def _session(
    row: TrainingSession,
    counted: dict[int, list[dict[str, Any]]],
    councils: dict[Any, Any],
    offered: _Lessons,
) -> dict[str, Any]:
    register = getattr(row, "register", None)
    return {
        "id": str(row.public_id),
        "day": row.day.isoformat(),
        "start": f"{row.start_time:%H:%M}" if row.start_time else "",
        "end": f"{row.end_time:%H:%M}" if row.end_time else "",
        "starts_at": row.start_at.isoformat() if row.start_at else None,
        "ends_at": row.end_at.isoformat() if row.end_at else None,
        "title": row.session_type.title,
        "school": row.school.name,
        "address": ", ".join(
            part for part in (row.school.street, row.school.town, row.school.postcode) if part
        ),
        "arrival": row.visit.arrival_words if row.visit else "",
        "needs": needs_in_words(row.visit.needs) if row.visit else [],
        "ring": bool(row.visit and row.visit.please_ring),
        "groups": [
            {"audience": q.audience, "year": q.year, "label": q.label, "expected": q.expected}
            for q in questions_for(row)
        ],
        "largest": row.session_type.largest_group,
        "roll": row.school.roll,
        "rooms": row.session_type.officers_needed > 1,
        "check_in": has_check_in(row),
        "state": row.state,
        "register": register.state if register else "due",
        "version": register.version if register else 0,
        "counted": counted.get(row.pk, []),
        "lessons": offered.of(row),
        "council": councils.get(row.school.authority_id),
    }


def _counted(sessions: Sequence[TrainingSession]) -> dict[int, list[dict[str, Any]]]:
    """What counts for each session now, by room, so that a correction can be made with no network."""
    entries = Entry.objects.filter(accepted_for__register__session__in=sessions).select_related("register")
    found: dict[int, list[dict[str, Any]]] = {}
    for entry in entries.prefetch_related("lines"):
        lines = [[line.audience, line.year, line.actual] for line in entry.lines.all()]
        item = {"id": str(entry.pk), "part": entry.part, "method": entry.method, "lines": lines}
        found.setdefault(entry.register.session_id, []).append(item)
    return found


class _Lessons:
    """Live lessons in the site's first language by year group, read once; those of a session are the first for its years."""

    def __init__(self) -> None:
        live = LessonPage.objects.live().public().filter(locale=Locale.get_default())
        self.all = [(page.slug, page.title, set(page.years)) for page in live.order_by("path")]

    def of(self, session: TrainingSession) -> list[list[str]]:
        """Address and title of the lessons for the year groups that a session expects."""
        years = {group.year for group in session.groups.all()}
        return [[slug, title] for slug, title, tagged in self.all if years & tagged][:MOST_LESSONS]

"""The upload contract: what a phone sends for one entry, read strictly, with every problem named at once.

Nothing of the text that was sent survives unless it is a code, a number, a time or an id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from education.attendance.models import Entry
from education.attendance.states import HANDS_UP_QUESTIONS, PartName
from education.liaison.models import Audience, SessionYear

MOST_ENTRIES = 200
MOST_BYTES = 256 * 1024
MOST_HEADS = 2000
MOST_LINES = 40

NEEDS_REASON = {Entry.Kind.CORRECTION, Entry.Kind.VOID}
HAS_LINES = {Entry.Kind.COUNT, Entry.Kind.CORRECTION}
METHODS = set(Entry.Method.values) - {Entry.Method.IMPORTED}
OUTCOME_REASONS = {
    Entry.Reason.SCHOOL_CLOSED,
    Entry.Reason.OFFICER_CALLED_AWAY,
    Entry.Reason.NO_AUDIENCE,
    Entry.Reason.OTHER,
}
CORRECTION_REASONS = set(Entry.Reason.values) - OUTCOME_REASONS - {Entry.Reason.IMPORT_WITHDRAWN} | {
    Entry.Reason.OTHER
}

MESSAGES = {
    "bad_entry": "This is not an entry.",
    "bad_id": "An entry needs an id of its own.",
    "unknown_session": "There is no such session.",
    "unknown_kind": "This kind of entry is not known.",
    "unknown_part": "This room is not known.",
    "unknown_method": "Say how the count was made.",
    "unknown_reason": "This reason is not on the list.",
    "missing_reason": "Choose a reason.",
    "missing_replaces": "Say which entry this replaces.",
    "unknown_entry": "The entry that this replaces is not in this register.",
    "bad_version": "The version must be a whole number, 0 or more.",
    "bad_time": "This is not a time with its offset.",
    "future_capture": "This was counted in the future. Check the phone's clock.",
    "unknown_outcome": "Say delivered or not delivered.",
    "outcome_conflict": "A session with a count was delivered.",
    "no_lines": "There is no count in this entry.",
    "too_many_lines": "There are too many lines in this entry.",
    "lines_not_expected": "This kind of entry has no counts.",
    "unknown_audience": "This audience is not known.",
    "unknown_year": "This year group is not known.",
    "repeated_line": "The same group is counted twice in one entry.",
    "null_count": "A count is a number. Leave the line out when it is not known.",
    "not_a_number": "A count is a whole number.",
    "negative_count": "A count can't be below 0.",
    "too_large": "A count can't be above 2,000.",
    "unknown_question": "This question is not known.",
    "more_hands_than_heads": "There were more hands up than people in the room.",
    "unknown_school": "There is no open school with this URN.",
    "unknown_type": "This kind of session is not known.",
    "not_yours": "This is not your session to record.",
    "id_reused": "Another entry with this id is here already, with other content. Both are kept.",
    "too_early": "This session has not started yet. Send it again once it has.",
    "session_closed": "This session was cancelled, moved or is not confirmed. A supervisor will decide.",
    "session_moved": "This session is now on another day. A supervisor will decide.",
    "ad_hoc": "Nobody booked this session. A supervisor will decide.",
    "reassigned": "This session was given to another officer. A supervisor will decide.",
    "phone_revoked": "This phone may no longer send by itself. A supervisor will decide.",
    "signed_off": "This register is signed off. A supervisor will decide.",
    "counts_exist": "This session has counts already. A supervisor will decide.",
    "numbers_differ": "Another count is here already. A supervisor will choose.",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and a plain sentence."""

    code: str
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """As the contract has it."""
        return {"code": self.code, "field": self.field, "message": MESSAGES[self.code]}


@dataclass(frozen=True)
class Count:
    """One line: how many of one audience and year were there."""

    audience: str
    year: str
    actual: int


@dataclass(frozen=True)
class AdHoc:
    """A session that nobody booked, as the officer describes it."""

    school_urn: int
    type: str
    start: dt.datetime


@dataclass(frozen=True)
class Submission:
    """One entry that keeps to the contract; whether it counts is not decided here."""

    id: UUID
    session: UUID
    kind: str
    base_version: int = 0
    part: str = ""
    replaces: UUID | None = None
    reason: str = ""
    method: str = ""
    captured_at: dt.datetime | None = None
    captured_by: UUID | None = None
    outcome: str = ""
    started_at: dt.datetime | None = None
    hands_up: Mapping[str, Any] | None = None
    ad_hoc: AdHoc | None = None
    lines: tuple[Count, ...] = ()

    def content(self) -> dict[str, Any]:
        """Its content in one canonical form: equal content, equal hash, whatever the order it was typed in."""
        return {
            "id": str(self.id),
            "session": str(self.session),
            "part": self.part,
            "kind": self.kind,
            "base_version": self.base_version,
            "replaces": str(self.replaces or ""),
            "reason": self.reason,
            "method": self.method,
            "captured_at": _iso(self.captured_at),
            "outcome": self.outcome,
            "started_at": _iso(self.started_at),
            "hands_up": dict(self.hands_up) if self.hands_up else None,
            "ad_hoc": [self.ad_hoc.school_urn, self.ad_hoc.type, _iso(self.ad_hoc.start)]
            if self.ad_hoc
            else None,
            "lines": sorted([line.audience, line.year, line.actual] for line in self.lines),
        }


@dataclass
class Reading:
    """What came of reading one entry: its id as sent, the submission, or the problems."""

    id: str | None
    submission: Submission | None = None
    problems: list[Problem] = field(default_factory=list)


def heads_asked(lines: Iterable[Count]) -> int:
    """How many people in the room were asked: everybody but the staff and the professionals."""
    return sum(li.actual for li in lines if li.audience in (Audience.PUPIL, Audience.PARENT_CARER))


def read_time(value: object) -> dt.datetime | None:
    """An ISO 8601 time of this century with its offset, or None when it is not one."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo and 2000 < moment.year < 2100 else None


def read_uuid(value: object) -> UUID | None:
    """An id, or None when it is not one."""
    try:
        return UUID(value) if isinstance(value, str) and len(value) <= 45 else None
    except ValueError:
        return None


def read_entry(raw: object) -> Reading:
    """Read one entry of an upload; never raises, and names all its problems in the order of its fields."""
    if not isinstance(raw, dict):
        return Reading(None, problems=[Problem("bad_entry")])
    entry_id = read_uuid(raw.get("id"))
    reader = _Reader(raw)
    values = reader.values()
    if entry_id is None:
        return Reading(None, problems=[Problem("bad_id", "id"), *reader.problems])
    reading = Reading(str(entry_id), problems=reader.problems)
    if not reading.problems:
        reading.submission = Submission(id=entry_id, **values)
    return reading


class _Reader:
    """Reads the fields of one entry and collects what is wrong with them."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw, self.problems = raw, []  # type: dict[str, Any], list[Problem]

    def values(self) -> dict[str, Any]:
        """Every field but the id."""
        session = read_uuid(self.raw.get("session"))
        if session is None:
            self._wrong("unknown_session", "session")
        kind = self._code("kind", Entry.Kind.values, "unknown_kind", required=True)
        values: dict[str, Any] = {
            "session": session,
            "kind": kind,
            "base_version": self._version(),
            "part": self._code("part", PartName.values, "unknown_part"),
            "replaces": self._replaces(kind),
            "reason": self._reason(kind),
            "method": self._code("method", METHODS, "unknown_method", required=kind in HAS_LINES),
            "captured_at": self._time(self.raw, "captured_at", "captured_at", required=True),
            "captured_by": self._person(),
            "outcome": self._outcome(kind),
            "started_at": self._time(self.raw, "started_at", "started_at"),
            "hands_up": self._hands_up(),
            "ad_hoc": self._ad_hoc(),
            "lines": self._lines(kind),
        }
        self._check_hands(values["hands_up"], values["lines"])
        return values

    def _wrong(self, code: str, where: str) -> None:
        self.problems.append(Problem(code, where))

    def _code(self, name: str, allowed: Any, problem: str, *, required: bool = False) -> str:
        value = self.raw.get(name)
        if value in (None, "") and not required:
            return ""
        if isinstance(value, str) and value in allowed:
            return value
        self._wrong(problem, name)
        return ""

    def _version(self) -> int:
        value = self.raw.get("base_version")
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
            return value
        self._wrong("bad_version", "base_version")
        return 0

    def _replaces(self, kind: str) -> UUID | None:
        value = self.raw.get("replaces")
        if value is None:
            if kind in NEEDS_REASON:
                self._wrong("missing_replaces", "replaces")
            return None
        found = read_uuid(value)
        if found is None:
            self._wrong("unknown_entry", "replaces")
        return found

    def _reason(self, kind: str) -> str:
        if self.raw.get("reason") in (None, ""):
            undone = kind == Entry.Kind.OUTCOME and self.raw.get("outcome") == Entry.Outcome.NOT_DELIVERED
            if kind in NEEDS_REASON or undone:
                self._wrong("missing_reason", "reason")
            return ""
        allowed = OUTCOME_REASONS if kind == Entry.Kind.OUTCOME else CORRECTION_REASONS
        return self._code("reason", allowed, "unknown_reason")

    def _time(
        self, source: Mapping[str, Any], name: str, where: str, *, required: bool = False
    ) -> dt.datetime | None:
        value = source.get(name)
        if value is None and not required:
            return None
        moment = read_time(value)
        if moment is None:
            self._wrong("bad_time", where)
        return moment

    def _person(self) -> UUID | None:
        value = self.raw.get("captured_by")
        found = read_uuid(value)
        if value is not None and found is None:
            self._wrong("not_yours", "captured_by")
        return found

    def _outcome(self, kind: str) -> str:
        required = kind == Entry.Kind.OUTCOME
        value = self._code("outcome", Entry.Outcome.values, "unknown_outcome", required=required)
        if value == Entry.Outcome.NOT_DELIVERED and kind in HAS_LINES:
            self._wrong("outcome_conflict", "outcome")
        return value

    def _hands_up(self) -> dict[str, Any] | None:
        value = self.raw.get("hands_up")
        if value is None:
            return None
        if not isinstance(value, dict) or value.get("question") not in HANDS_UP_QUESTIONS:
            self._wrong("unknown_question", "hands_up.question")
            return None
        counts = {name: self._count(value.get(name), f"hands_up.{name}") for name in ("before", "after")}
        return {"question": value["question"], **counts}

    def _check_hands(self, hands: Mapping[str, Any] | None, lines: tuple[Count, ...]) -> None:
        """Neither number is larger than the children, parents and carers who were in the room."""
        for name in ("before", "after"):
            if hands and lines and hands[name] > heads_asked(lines):
                self._wrong("more_hands_than_heads", f"hands_up.{name}")

    def _ad_hoc(self) -> AdHoc | None:
        value = self.raw.get("ad_hoc")
        if value is None:
            return None
        if not isinstance(value, dict):
            self._wrong("bad_entry", "ad_hoc")
            return None
        urn, kind = value.get("school_urn"), value.get("type")
        if (
            not isinstance(urn, str | int)
            or not str(urn).isascii()
            or not str(urn).isdigit()
            or len(str(urn)) > 8
        ):
            self._wrong("unknown_school", "ad_hoc.school_urn")
            urn = "0"
        if not isinstance(kind, str) or len(kind) > 40:
            self._wrong("unknown_type", "ad_hoc.type")
            kind = ""
        start = self._time(value, "start", "ad_hoc.start", required=True)
        return AdHoc(int(urn), kind, start) if start else None

    def _lines(self, kind: str) -> tuple[Count, ...]:
        value = self.raw.get("lines")
        if kind not in HAS_LINES:
            if value and kind:
                self._wrong("lines_not_expected", "lines")
            return ()
        if not isinstance(value, list) or not value:
            self._wrong("no_lines", "lines")
            return ()
        if len(value) > MOST_LINES:
            self._wrong("too_many_lines", "lines")
            return ()
        lines: dict[tuple[str, str], Count] = {}
        for number, item in enumerate(value):
            line = self._line(item, f"lines.{number}")
            if (line.audience, line.year) in lines and line.audience:
                self._wrong("repeated_line", f"lines.{number}")
            lines[line.audience, line.year] = line
        return tuple(lines.values())

    def _line(self, item: object, where: str) -> Count:
        if not isinstance(item, dict):
            self._wrong("bad_entry", where)
            return Count("", "", 0)
        audience, year = item.get("audience"), item.get("year_group")
        if not isinstance(audience, str) or audience not in Audience.values:
            self._wrong("unknown_audience", f"{where}.audience")
            audience = ""
        if year in (None, ""):
            year = SessionYear.NOT_STATED.value if audience == Audience.PUPIL else ""
        elif not isinstance(year, str) or year not in SessionYear.values:
            self._wrong("unknown_year", f"{where}.year_group")
            year = ""
        return Count(audience, year, self._count(item.get("actual"), f"{where}.actual"))

    def _count(self, value: object, where: str) -> int:
        if value is None:
            self._wrong("null_count", where)
        elif not isinstance(value, int) or isinstance(value, bool):
            self._wrong("not_a_number", where)
        elif value < 0:
            self._wrong("negative_count", where)
        elif value > MOST_HEADS:
            self._wrong("too_large", where)
        else:
            return value
        return 0


def _iso(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat() if moment else ""

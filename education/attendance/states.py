"""The states of a register and every way from one to another, and the rooms it may be counted in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class RegisterState(models.TextChoices):
    """Unknown is not zero: a due register has no number at all."""

    DUE = "due", "Due"
    RECORDED = "recorded", "Recorded"
    DISPUTED = "disputed", "Two counts differ"
    SIGNED_OFF = "signed_off", "Signed off"
    NOT_RECORDED = "not_recorded", "Not recorded"


class PartName(models.TextChoices):
    """The rooms a session may be counted in; one part unless there are two officers in two rooms."""

    ONLY = "Only", "The session"
    HALL = "Hall", "Hall"
    CLASSROOM_1 = "Classroom 1", "Classroom 1"
    CLASSROOM_2 = "Classroom 2", "Classroom 2"
    CLASSROOM_3 = "Classroom 3", "Classroom 3"
    CLASSROOM_4 = "Classroom 4", "Classroom 4"


class Who(models.TextChoices):
    """Who may make a move."""

    OFFICER = "officer", "the session's officer"
    SUPERVISOR = "supervisor", "a supervisor who did not record it"
    IMPORT = "import", "an import of a past spreadsheet"


R = RegisterState


@dataclass(frozen=True)
class Transition:
    """One move of a register: from where, to where, by whom, and its log event; no move sends a mail."""

    source: RegisterState
    target: RegisterState
    who: tuple[Who, ...]
    event: str
    needs_reason: bool = False


_WRITERS = (Who.OFFICER, Who.SUPERVISOR, Who.IMPORT)
TRANSITIONS: tuple[Transition, ...] = (
    Transition(R.DUE, R.RECORDED, _WRITERS, "entry_accepted"),
    Transition(R.NOT_RECORDED, R.RECORDED, _WRITERS, "entry_accepted"),
    Transition(R.RECORDED, R.DUE, _WRITERS, "entry_voided", needs_reason=True),
    Transition(R.RECORDED, R.DISPUTED, (Who.OFFICER,), "entry_proposed"),
    Transition(R.DUE, R.DISPUTED, (Who.OFFICER,), "entry_proposed"),
    Transition(R.NOT_RECORDED, R.DISPUTED, (Who.OFFICER,), "entry_proposed"),
    Transition(R.DISPUTED, R.RECORDED, (Who.SUPERVISOR,), "register_settled", needs_reason=True),
    Transition(R.DISPUTED, R.DUE, (Who.SUPERVISOR,), "register_settled", needs_reason=True),
    Transition(R.RECORDED, R.SIGNED_OFF, (Who.SUPERVISOR,), "register_signed_off"),
    Transition(R.SIGNED_OFF, R.RECORDED, (Who.SUPERVISOR,), "register_reopened", needs_reason=True),
    Transition(R.SIGNED_OFF, R.DISPUTED, (Who.SUPERVISOR,), "register_reopened", needs_reason=True),
    Transition(R.DUE, R.NOT_RECORDED, (Who.SUPERVISOR,), "register_not_recorded", needs_reason=True),
    Transition(R.NOT_RECORDED, R.DUE, (Who.SUPERVISOR,), "register_reopened", needs_reason=True),
    Transition(R.SIGNED_OFF, R.DUE, (Who.IMPORT,), "entry_voided", needs_reason=True),
)

OWNERS: dict[RegisterState, str] = {
    R.DUE: "the officer",
    R.RECORDED: "a supervisor",
    R.DISPUTED: "a supervisor",
    R.SIGNED_OFF: "nobody",
    R.NOT_RECORDED: "nobody",
}

COUNTED = frozenset({R.RECORDED, R.DISPUTED, R.SIGNED_OFF})
"""Registers whose accepted entries count toward the figure (disputed ones provisionally)."""


def transition(source: RegisterState | str, target: RegisterState | str) -> Transition | None:
    """The move from one state to another, or None when there is none."""
    return next((t for t in TRANSITIONS if t.source == source and t.target == target), None)


HANDS_UP_WORDS = {
    "knows_whom_to_tell": "I know whom to tell when something online worries me.",
    "would_tell_an_adult": "I would tell an adult I trust.",
    "can_report_and_block": "I know how to report and block somebody.",
}
HANDS_UP_QUESTIONS = tuple(HANDS_UP_WORDS)
"""What an officer may ask a whole room before and after; only the two numbers are kept."""


class CheckInState(models.TextChoices):
    """Where the self check-in of a parents' evening stands; worked out from the clock, stored nowhere."""

    NOT_YET = "not_yet", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


CODE_LETTERS = "34679CDFHJKMNPQRTVWXY"
"""What the code on a slide is made of: no two that look alike from the last row, no vowel, so no word."""

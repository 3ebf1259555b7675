"""The states of a teacher's link to a school and every way from one to another, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class MembershipState(models.TextChoices):
    """A teacher asks, a coordinator or a colleague decides; an approval ends after a year unless it is renewed."""

    REQUESTED = "requested", "Waiting for approval"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"
    ENDED = "ended", "Ended"


class Owner(models.TextChoices):
    """Who has to do the next thing."""

    COORDINATOR = "coordinator", "a coordinator"
    NOBODY = "nobody", "nobody"


class Who(models.TextChoices):
    """Who may make a move."""

    TEACHER = "teacher", "the person whose link it is"
    COORDINATOR = "coordinator", "a coordinator who is somebody else"
    COLLEAGUE = "colleague", "an approved colleague at the same school"
    CLOCK = "clock", "the clock"


S = MembershipState


@dataclass(frozen=True)
class Move:
    """One move: from where (None for a new link), to where, by whom, its log event and its mail ("" for none)."""

    source: MembershipState | None
    target: MembershipState
    who: Who
    event: str
    mail: str = ""


MOVES: tuple[Move, ...] = (
    Move(None, S.REQUESTED, Who.TEACHER, "school_claimed", "membership_claimed"),
    Move(S.REQUESTED, S.APPROVED, Who.COORDINATOR, "membership_approved", "membership_approved"),
    Move(S.REQUESTED, S.APPROVED, Who.COLLEAGUE, "membership_vouched", "membership_approved"),
    Move(S.REQUESTED, S.REFUSED, Who.COORDINATOR, "membership_refused", "membership_refused"),
    Move(S.REQUESTED, S.ENDED, Who.TEACHER, "claim_withdrawn"),
    Move(S.APPROVED, S.APPROVED, Who.TEACHER, "renewal_asked"),
    Move(S.APPROVED, S.APPROVED, Who.COORDINATOR, "membership_renewed", "membership_renewed"),
    Move(S.APPROVED, S.APPROVED, Who.COLLEAGUE, "renewal_vouched", "membership_renewed"),
    Move(S.APPROVED, S.ENDED, Who.TEACHER, "membership_left"),
    Move(S.APPROVED, S.ENDED, Who.COORDINATOR, "membership_ended", "membership_ended"),
    Move(S.APPROVED, S.ENDED, Who.COLLEAGUE, "membership_removed", "membership_ended"),
    Move(S.APPROVED, S.ENDED, Who.CLOCK, "membership_expired", "membership_expired"),
)
OWNERS: dict[MembershipState, Owner] = {
    S.REQUESTED: Owner.COORDINATOR,
    S.APPROVED: Owner.NOBODY,
    S.REFUSED: Owner.NOBODY,
    S.ENDED: Owner.NOBODY,
}
LIVE = frozenset({S.REQUESTED, S.APPROVED})


def move(source: MembershipState | str | None, target: MembershipState | str, who: Who) -> Move | None:
    """The move from one state to another by somebody, or None when there is none."""
    return next((m for m in MOVES if m.source == source and m.target == target and m.who == who), None)

"""Who may prepare, approve and withdraw a figure, and when; the sentences are for people."""

from __future__ import annotations

from education.figures.models import Snapshot
from education.figures.periods import Period
from education.figures.totals import Total
from education.ledger.clock import today
from education.people.models import User
from education.people.roles import Role

PREPARERS = (Role.ANALYST, Role.COORDINATOR)
APPROVERS = (Role.PUBLISHER,)
FEW_SCHOOLS = 3  # below it a figure says what happened at a school that can be named


class NotAllowedError(Exception):
    """Somebody may not do this, or not now; the message says why and what to do."""


def check_may_prepare(by: User) -> None:
    """Analysts and coordinators prepare."""
    if not by.has_role(*PREPARERS):
        raise NotAllowedError(f"{by.email} can't prepare a figure: that takes an analyst or a coordinator.")


def check_may_approve(by: User) -> None:
    """Publishers approve and withdraw."""
    if not by.has_role(*APPROVERS):
        raise NotAllowedError(f"{by.email} can't approve a figure: that takes a publisher.")


def check_two_people(prepared_by: User, approved_by: User) -> None:
    """Nobody approves what they prepared, whatever roles they hold."""
    check_may_prepare(prepared_by)
    check_may_approve(approved_by)
    if prepared_by.pk == approved_by.pk:
        raise NotAllowedError("A figure takes two people: whoever prepared it can't approve it.")


def can_approve(by: User, prepared_by: User) -> bool:
    """Whether the button is shown."""
    try:
        check_two_people(prepared_by, by)
    except NotAllowedError:
        return False
    return True


def check_something_to_publish(total: Total) -> None:
    """A period without a delivered session has no figure; nothing is not zero."""
    if not total.sessions:
        raise NotAllowedError("No session was delivered in this period: there is no figure to publish.")


def why_not_final(total: Total, period: Period) -> str:
    """The sentence that says why a figure is provisional, empty when it may be final."""
    if period.year_end >= today():
        return f"The {period.label} is not over: its figure is provisional."
    if period.to_date:
        return f"This counts the {period.label} to date only: it is provisional."
    if total.unsigned == 1:
        return "One register is not signed off: the figure is provisional."
    if total.unsigned:
        return f"{total.unsigned:,} registers are not signed off: the figure is provisional."
    return ""


def status_for(total: Total, period: Period, asked: str | None, *, after_final: bool) -> Snapshot.Status:
    """The status of a new snapshot: final when it may be and nobody asked for less, revised after a final one."""
    obstacle = why_not_final(total, period)
    if asked in (Snapshot.Status.FINAL, Snapshot.Status.REVISED) and obstacle:
        raise NotAllowedError(obstacle)
    if obstacle or asked == Snapshot.Status.PROVISIONAL:
        return Snapshot.Status.PROVISIONAL
    return Snapshot.Status.REVISED if after_final else Snapshot.Status.FINAL


def check_reason(reason: str, *, number: int, schools: int) -> None:
    """A revision says why, and so does a figure that so few schools stand behind."""
    if reason.strip():
        return
    if number > 1:
        raise NotAllowedError(
            "A figure for this period is already published: give the reason for the new one. It is public."
        )
    if schools < FEW_SCHOOLS:
        raise NotAllowedError(
            f"Fewer than {FEW_SCHOOLS} schools stand behind this figure. Only its headline can be published,"
            " and only with a reason. It is public."
        )

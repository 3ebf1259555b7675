"""Who may prepare, approve and withdraw a figure, and when; the sentences are for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from education.figures.models import Snapshot
from education.figures.periods import Period
from education.figures.totals import Total
from education.ledger.clock import now, today
from education.people.models import User
from education.people.roles import DESK, Role

PREPARERS = (Role.ANALYST, Role.COORDINATOR)
APPROVERS = (Role.PUBLISHER,)
FEW_SCHOOLS = 3  # below it a figure says what happened at a school that can be named
SETTLING = dt.timedelta(weeks=8)  # after the end of a period, before its figure may be final
WORTH_A_REVISION = 0.005  # of the places: a final figure that changes by less waits, unless it was wrong
LONGEST_EMBARGO = dt.timedelta(days=90)


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
    settled = period.year_end + SETTLING
    if settled >= today():
        return (
            f"The figure is provisional until {settled.day} {settled:%B %Y}, eight weeks after the period,"
            " because registers still come in."
        )
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


def check_worth_a_revision(last: Snapshot | None, total: Total, *, error_found: bool) -> None:
    """A final figure that stands is revised when it changes by half a per cent, or when it was wrong."""
    if last is None or error_found:
        return
    change = abs(total.total - last.total)
    if change < WORTH_A_REVISION * last.total:
        raise NotAllowedError(
            f"{last.slug} is final and would change by {change:,} of {last.total:,} places, less than half a per"
            " cent. That waits for the next figure, unless an error was found: then say so."
        )


def check_none_waits_for_its_hour(before: Iterable[Snapshot]) -> None:
    """A period has one figure at a time that nobody may see yet: the next one would give it away."""
    for snapshot in before:
        if snapshot.waits:
            raise NotAllowedError(
                f"{snapshot.slug} is approved and waits for its hour. Withdraw it first, or wait for it."
            )


def check_release(release_at: dt.datetime | None) -> None:
    """An embargo ends in the future, within three months."""
    if release_at is None:
        return
    if release_at <= now():
        raise NotAllowedError("The hour of release has passed: leave it empty to publish now.")
    if release_at > now() + LONGEST_EMBARGO:
        raise NotAllowedError("The hour of release is more than 90 days away: prepare the figure later.")


def check_may_see_early(snapshot: Snapshot, person: User) -> None:
    """Only staff with a role at the desk, and only while there is something to see early."""
    if not snapshot.waits:
        raise NotAllowedError(
            f"{snapshot.slug} waits for no hour: there is nothing to see before the others."
        )
    if not (person.is_active and person.has_role(*DESK)):
        raise NotAllowedError(
            f"{person.email} has no role at the desk, so can't see a figure before its hour."
        )

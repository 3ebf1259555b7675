"""Who may import a past spreadsheet, and when a plan may be committed."""

from __future__ import annotations

from education.attendance.importing.deciding import Fate
from education.attendance.importing.plan import Plan
from education.liaison.errors import Refused
from education.people.models import User
from education.people.roles import Role

IMPORTERS = (Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR)


def check_may_import(by: User | None) -> None:
    """Coordinators, analysts and administrators, and whoever has the command line; Refused for others."""
    if by is not None and not by.has_role(*IMPORTERS):
        raise Refused("Only a coordinator, an analyst or an administrator imports spreadsheets.", "not_yours")


def check_may_sign(signer: User, *, by: User | None) -> None:
    """An active supervisor who is not the one who imports; Refused for others."""
    if not signer.has_role(Role.SUPERVISOR):
        raise Refused("Only a supervisor signs registers off.", "not_yours")
    if by is not None and signer.pk == by.pk:
        raise Refused("Whoever imports a spreadsheet can't sign it off: a second person must.", "same_person")


def check_ready(plan: Plan, *, accept_difference: bool) -> None:
    """No row waits for a person, and the sum is the control total unless the difference was accepted."""
    waiting = plan.tally.fates[Fate.NEEDS_DECISION]
    if waiting:
        rows = "row needs" if waiting == 1 else "rows need"
        raise Refused(
            f"{waiting} {rows} a decision: write what was decided in a file and name it with --decisions.",
            "needs_decision",
        )
    if plan.difference and not accept_difference:
        raise Refused(
            f"{plan.tally.children:,} children and {plan.tally.parents:,} parents and carers are"
            f" {abs(plan.difference):,} {'fewer' if plan.difference > 0 else 'more'} than the control total of"
            f" {plan.control_total:,}: find the difference, or accept it with --accept-difference.",
            "difference",
        )
    if not plan.tally.fates[Fate.COUNTED] + plan.tally.fates[Fate.WITHOUT_REGISTER]:
        raise Refused("There is no session in it that could be imported.", "nothing_to_import")

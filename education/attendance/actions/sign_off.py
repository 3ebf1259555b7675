"""What supervisors decide: sign off, settle, give up, reopen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from education.attendance import policies
from education.attendance.actions.append import (
    Line,
    accept_kept_entry,
    append_entry,
    lock_register,
    log_register,
    move,
)
from education.attendance.contract import CORRECTION_REASONS
from education.attendance.models import Entry, Register, RegisterPart
from education.attendance.queries import open_proposals
from education.attendance.states import PartName, RegisterState
from education.ledger.clock import now
from education.liaison.actions import accept_ad_hoc_session
from education.liaison.errors import Refused
from education.liaison.models import TrainingSession
from education.people.models import User

R = RegisterState


@transaction.atomic
def sign_off(*, register: Register, by: User, version: int | None = None) -> Register:
    """Sign the register off: its counts are final. Signing twice by the same person changes nothing.

    `version` is what the signer saw; Refused when the register is newer, when a count is undecided, when the
    signer recorded any of it, and for anybody but a supervisor.
    """
    register = lock_register(session=register.session)
    if register.state == R.SIGNED_OFF and register.signed_by_id == by.pk:
        return register
    policies.check_may_sign_off(by, register)
    _check_version(register, version)
    register.state, register.signed_by, register.signed_at = R.SIGNED_OFF, by, now()
    register.save(update_fields=["state", "signed_by", "signed_at"])
    log_register(register, "register_signed_off", {"version": register.version}, by)
    return register


@transaction.atomic
def settle(
    *, register: Register, part: str, by: User, reason: str, choice: Entry | None = None,
    lines: Sequence[Line] = (), version: int | None = None,
) -> Register:  # fmt: skip
    """Decide one part of a register: keep what counts, choose a proposal, or enter a third count.

    `choice` is the entry that shall count (the accepted one: keep it); without it `lines` are the supervisor's
    own count. `reason` is a code of Entry.Reason. All proposals of the part received so far are decided by it.
    Raises Refused with the sentence why not.
    """
    register = lock_register(session=register.session)
    policies.check_may_settle(by, register)
    _check_version(register, version)
    if reason not in CORRECTION_REASONS:
        raise Refused("Choose a reason.", "missing_reason")
    pointer, _ = RegisterPart.objects.get_or_create(register=register, name=part)
    waiting = {entry.id: entry for entry in open_proposals(register).filter(part=part)}
    if choice is None and not lines:
        raise Refused("Choose one of the counts, or enter your own.", "nothing_chosen")
    if choice and choice.kind == Entry.Kind.OUTCOME:
        raise Refused("This says whether the session took place, it is no count. Set it aside.", "no_count")
    _let_it_count(register.session, by)
    if choice is None:
        choice = append_entry(
            register=register, kind=Entry.Kind.CORRECTION, lines=lines, by=by, method=Entry.Method.COUNTED,
            part=part, replaces=pointer.accepted, reason=reason,
        )  # fmt: skip
    elif choice.id in waiting:
        accept_kept_entry(register=register, entry=waiting[choice.id], by=by)
    elif choice.id == pointer.accepted_id:
        register.version += 1
    else:
        raise Refused("This count is not one of those to choose from.", "nothing_chosen")
    RegisterPart.objects.filter(pk=pointer.pk).update(settled_version=register.version)
    _never_add_whole_and_rooms(register, part, reason, by)
    _after_settling(register)
    log_register(register, "register_settled", {"entry": choice.id, "part": part, "reason": reason}, by)
    return register


@transaction.atomic
def set_aside(*, register: Register, part: str, by: User, reason: str) -> Register:
    """Decide that none of the waiting counts of a part shall count; what counts now stays as it is.

    Raises Refused with the sentence why not.
    """
    register = lock_register(session=register.session)
    policies.check_may_settle(by, register)
    if reason not in CORRECTION_REASONS:
        raise Refused("Choose a reason.", "missing_reason")
    register.version += 1
    RegisterPart.objects.filter(register=register, name=part).update(settled_version=register.version)
    _after_settling(register)
    log_register(register, "register_settled", {"entry": None, "part": part, "reason": reason}, by)
    return register


@transaction.atomic
def mark_not_recorded(*, register: Register, by: User, reason: str) -> Register:
    """Give up on a register, with a code of Register.NotRecorded; it lowers coverage and is no zero.

    Raises Refused when there is any count in it.
    """
    register = lock_register(session=register.session)
    policies.check_may_give_up(by, register)
    if reason not in Register.NotRecorded.values:
        raise Refused("Choose a reason.", "missing_reason")
    register.state, register.not_recorded_reason = R.NOT_RECORDED, reason
    register.save(update_fields=["state", "not_recorded_reason"])
    log_register(register, "register_not_recorded", {"reason": reason}, by)
    return register


@transaction.atomic
def reopen(*, register: Register, by: User, reason: str) -> Register:
    """Open a register again that was signed off or given up, with a code of Entry.Reason.

    Raises Refused for a register that is open already.
    """
    register = lock_register(session=register.session)
    policies.check_may_reopen(by, register)
    if reason not in CORRECTION_REASONS:
        raise Refused("Choose a reason.", "missing_reason")
    _set_open_state(register)
    log_register(register, "register_reopened", {"reason": reason}, by)
    return register


def _check_version(register: Register, version: int | None) -> None:
    if version is not None and version != register.version:
        raise Refused("This register has changed since you opened it. Look at it again.", "stale")


def _let_it_count(session: TrainingSession, by: User) -> None:
    """Counts of a session that nobody booked make it delivered; those of a cancelled one can't count."""
    if session.state == TrainingSession.State.IN_REVIEW:
        accept_ad_hoc_session(session=session, by=by)
        session.state = TrainingSession.State.DELIVERED
    elif session.state != TrainingSession.State.DELIVERED:
        raise Refused(
            f"This session is “{session.get_state_display().lower()}”, so none of its counts can count."
            " Set them aside.",
            "session_closed",
        )


def _never_add_whole_and_rooms(register: Register, chosen: str, reason: str, by: User) -> None:
    """A count of the whole session takes the place of its rooms', and the other way round."""
    for other in register.parts.filter(accepted__isnull=False):
        if (other.name == PartName.ONLY) != (chosen == PartName.ONLY):
            data = {"entry": other.accepted_id, "part": other.name, "session": register.session.public_id,
                    "void": None, "reason": reason}  # fmt: skip
            other.accepted, other.version = None, register.version
            other.save(update_fields=["accepted", "version"])
            log_register(register, "entry_voided", data, by)


def _after_settling(register: Register) -> None:
    if open_proposals(register).filter(status=Entry.Status.PROPOSAL).exists():
        register.save(update_fields=["version"])
    else:
        _set_open_state(register)


def _set_open_state(register: Register) -> None:
    known = register.parts.filter(accepted__isnull=False).exists()
    disputed = open_proposals(register).filter(status=Entry.Status.PROPOSAL).exists()
    move(register, R.DISPUTED if disputed else R.RECORDED if known else R.DUE)
    register.save()

"""Writes of this room: the force's places, the register's schools, a teacher's link to a school."""

from education.schools.actions.expiry import end_expired, remind_of_expiry
from education.schools.actions.imports import ImportRefusedError, ImportSummary, import_schools
from education.schools.actions.invitations import invite_school
from education.schools.actions.letters import issue_letter, redeem_letter
from education.schools.actions.memberships import (
    approve_membership,
    ask_to_renew,
    claim_school,
    end_membership,
    refuse_membership,
    vouch_for,
)
from education.schools.actions.places import load_force

__all__ = [
    "ImportRefusedError",
    "ImportSummary",
    "approve_membership",
    "ask_to_renew",
    "claim_school",
    "end_expired",
    "end_membership",
    "import_schools",
    "invite_school",
    "issue_letter",
    "load_force",
    "redeem_letter",
    "refuse_membership",
    "remind_of_expiry",
    "vouch_for",
]

"""Writes of this room: the force's places, the register's schools, a teacher's link to a school."""

from education.schools.actions.imports import ImportRefusedError, ImportSummary, import_schools
from education.schools.actions.memberships import (
    approve_membership,
    claim_school,
    end_membership,
    refuse_membership,
)
from education.schools.actions.places import load_force

__all__ = [
    "ImportRefusedError",
    "ImportSummary",
    "approve_membership",
    "claim_school",
    "end_membership",
    "import_schools",
    "load_force",
    "refuse_membership",
]

"""What can be booked, officers' time, visits and their training sessions.

No field here takes free text: needs, reasons and places are codes, the rest are addresses, numbers and times.
"""

from education.liaison.models.filing import FiledClass, FiledHalfDay, Filing
from education.liaison.models.kinds import Audience, SessionType, SessionYear
from education.liaison.models.officers import Officer, WorkingHours
from education.liaison.models.sessions import (
    Commitment,
    CommitmentQuerySet,
    Group,
    SessionQuerySet,
    TrainingSession,
)
from education.liaison.models.visits import Visit, VisitQuerySet

__all__ = [
    "Audience",
    "Commitment",
    "CommitmentQuerySet",
    "FiledClass",
    "FiledHalfDay",
    "Filing",
    "Group",
    "Officer",
    "SessionQuerySet",
    "SessionType",
    "SessionYear",
    "TrainingSession",
    "Visit",
    "VisitQuerySet",
    "WorkingHours",
]

"""What can be booked, officers' time, visits and their training sessions.

No field here takes free text: needs, reasons and places are codes, the rest are addresses, numbers and times.
"""

from education.liaison.models.calendars import CalendarFeed
from education.liaison.models.drafts import Draft
from education.liaison.models.feedback import Feedback
from education.liaison.models.filing import FiledClass, FiledHalfDay, Filing
from education.liaison.models.kinds import Audience, Delivery, SessionType, SessionYear
from education.liaison.models.officers import Absence, Closure, ExtraHours, Officer, WorkingHours
from education.liaison.models.sessions import (
    Commitment,
    CommitmentQuerySet,
    Group,
    SessionQuerySet,
    TrainingSession,
)
from education.liaison.models.travel import SchoolTravel, TravelTime
from education.liaison.models.visits import Visit, VisitQuerySet
from education.liaison.models.waiting import WaitingEntry, WaitingGroup, WaitingOffer, WaitingRule

__all__ = [
    "Absence",
    "Audience",
    "CalendarFeed",
    "Closure",
    "Commitment",
    "CommitmentQuerySet",
    "Delivery",
    "Draft",
    "ExtraHours",
    "Feedback",
    "FiledClass",
    "FiledHalfDay",
    "Filing",
    "Group",
    "Officer",
    "SchoolTravel",
    "SessionQuerySet",
    "SessionType",
    "SessionYear",
    "TrainingSession",
    "TravelTime",
    "Visit",
    "VisitQuerySet",
    "WaitingEntry",
    "WaitingGroup",
    "WaitingOffer",
    "WaitingRule",
    "WorkingHours",
]

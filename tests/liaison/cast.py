"""A school that can book: a term, an officer, an approved teacher, a coordinator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from education.liaison.actions import GroupAsked, confirm_visit, request_visit
from education.liaison.models import Officer, SessionType, Visit
from education.people.models import User
from education.people.roles import Role
from education.schools.models import School
from tests import factories

NOW = "2027-01-04T09:00"
DAY = dt.date(2027, 1, 20)
TEN = dt.time(10, 0)


@dataclass
class Cast:
    """Who and what a booking needs."""

    school: School
    type: SessionType
    teacher: User
    coordinator: User
    officers: list[Officer]

    @property
    def officer(self) -> Officer:
        return self.officers[0]

    def ask(
        self, start: dt.time = TEN, day: dt.date = DAY, submission: UUID | None = None, **more: Any
    ) -> Visit:
        """The teacher's request, all of it valid."""
        values = {
            "school": self.school, "session_type": self.type, "day": day, "start": start, "by": self.teacher,
            "groups": [GroupAsked("5", 28)], "submission": submission or uuid4(),
            "safeguarding_lead_email": "lead@school.example", "day_telephone": "01642 000000", **more,
        }  # fmt: skip
        return request_visit(**values)

    def confirmed(self, **more: Any) -> Visit:
        """A request that a coordinator has confirmed."""
        visit = self.ask(**more)
        return confirm_visit(visit=visit, version=visit.version, by=self.coordinator)


def cast(officers: int = 1, **type_fields: Any) -> Cast:
    """One school in a long term with an approved teacher, so many officers and a coordinator."""
    school = factories.school()
    factories.terms(school.authority, dt.date(2026, 9, 1), dt.date(2027, 7, 20))
    teacher = factories.person()
    factories.membership(teacher, school)
    return Cast(
        school, factories.session_type(**type_fields), teacher, factories.staff(Role.COORDINATOR),
        [factories.make_officer() for _ in range(officers)],
    )  # fmt: skip

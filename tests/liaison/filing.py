"""What a teacher who waits files: the action's arguments and the form's fields."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from education.liaison.actions import ClassAsked, HalfDay, file_request
from education.liaison.models import SessionType, Visit
from education.people.models import User
from education.schools.models import School

LESSONS: dict[str, dt.time | None] = {
    "starts": dt.time(9), "break_starts": dt.time(10, 30), "break_ends": dt.time(10, 45),
    "lunch_starts": dt.time(12), "lunch_ends": dt.time(13), "ends": dt.time(15, 15),
}  # fmt: skip


def filed_for(school: School, by: User, day: dt.date, **more: Any) -> Visit:
    """Two classes of year 5 on one morning."""
    values = {
        "school": school, "session_type": SessionType.objects.get(code="class-talk"), "lessons": LESSONS, "by": by,
        "submission": uuid4(), "half_days": [HalfDay(day, "morning")],
        "classes": [ClassAsked("5", "A", 28), ClassAsked("5", "B", 27)],
        "safeguarding_lead_email": "lead@school.example", "day_telephone": "01642 000000", **more,
    }  # fmt: skip
    return file_request(**values)


def filing_form(half: str, **more: str) -> dict[str, str]:
    """The same as a form sends it."""
    return {
        "submission": "6f1c1c0e-0000-4000-8000-000000000001", "type": "class-talk",
        **{name: f"{time:%H:%M}" for name, time in LESSONS.items()},
        "year_0": "5", "letter_0": "A", "size_0": "28", "year_1": "5", "letter_1": "B", "size_1": "27",
        "day_0": half, "part_0": "morning",
        "safeguarding_lead_email": "lead@school.example", "day_telephone": "01642 000000",
        "arrival": "main_reception", **more,
    }  # fmt: skip

"""The session types that a fresh start offers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from education.liaison.models import Audience, SessionType
from education.people.models import User

SESSION_TYPES: tuple[dict[str, Any], ...] = (
    {
        "code": "first-clicks", "title": "Bo’s first clicks", "audience": Audience.PUPIL,
        "summary": "Bo the otter finds a tablet. Stories and songs about asking a grown-up first.",
        "years": ["R", "1", "2"], "minutes": 45, "largest_group": 60,
        "curriculum": ["EFCW-relationships-4-7", "EFCW-privacy-4-7", "RSHE-P-OSA-6", "RSHE-P-WO-11", "COMP-KS1-6"],
    },
    {
        "code": "safe-and-kind", "title": "Safe and kind online", "audience": Audience.PUPIL,
        "summary": "Friends, games and messages: what to share, what to keep, whom to tell.",
        "years": ["3", "4", "5", "6"], "minutes": 60, "largest_group": 60,
        "curriculum": [
            "EFCW-relationships-7-11", "EFCW-bullying-7-11", "EFCW-privacy-7-11", "RSHE-P-OSA-1", "RSHE-P-OSA-4",
            "RSHE-P-WO-8", "RSHE-P-WO-11", "COMP-KS2-7",
        ],
    },
    {
        "code": "pressure-and-permission", "title": "Pressure and permission", "audience": Audience.PUPIL,
        "summary": "One class at a time. Pictures, pressure, saying no, and what to do when it has gone wrong.",
        "years": ["7", "8", "9"], "minutes": 60, "largest_group": 35, "class_only": SessionType.ClassOnly.TO_BE_HEARD,
        "curriculum": [
            "EFCW-relationships-11-14", "EFCW-reputation-11-14", "RSHE-S-OSA-4", "RSHE-S-OSA-5", "RSHE-S-OSA-6",
            "RSHE-S-WO-3", "COMP-KS3-9",
        ],
    },
    {
        "code": "parents-evening", "title": "Parents’ evening", "audience": Audience.PARENT_CARER,
        "summary": "An hour for families: settings that help, worries that are normal, where to turn.",
        "window": SessionType.Window.EVENING, "years": [], "minutes": 60, "setup_minutes": 30, "largest_group": 200,
    },
    {
        "code": "staff-briefing", "title": "Staff briefing", "audience": Audience.STAFF,
        "summary": "What we see locally and how we work with you. Staff do not count toward the published figure.",
        "years": [], "minutes": 45, "largest_group": 150, "counts_toward_figure": False,
    },
)  # fmt: skip


def load_session_types(by: User | None = None) -> list[SessionType]:
    """Make the session types that are missing; one that exists is left as the coordinators keep it."""
    with transaction.atomic():
        return [
            SessionType.objects.get_or_create(
                code=values["code"], version=1, defaults={k: v for k, v in values.items() if k != "code"}
            )[0]
            for values in SESSION_TYPES
        ]

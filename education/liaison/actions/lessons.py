"""A school's lesson times: asked once of somebody who is known to work there, and used for every booking after that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from education.ledger.actions import log
from education.liaison import policies
from education.liaison.actions.filing import check_lessons
from education.liaison.errors import NotYours
from education.people.models import User
from education.schools.models import School, SchoolDay


@transaction.atomic
def keep_lesson_times(*, school: School, lessons: Mapping[str, dt.time | None], by: User) -> SchoolDay:
    """Keep the times that an approved teacher of the school gives; visits that are agreed stay as they are.

    Raises NotYours, or Refused when the times do not follow each other.
    """
    if not policies.acts_for(by, school):
        raise NotYours("There is no such school for this person.")
    check_lessons(lessons)
    kept, _ = SchoolDay.objects.update_or_create(school=school, defaults=dict(lessons))
    said = {name: time.isoformat() if time else None for name, time in lessons.items()}
    log(subject="school", subject_id=school.urn, kind="lesson_times_kept", by=by, data=said)
    return kept

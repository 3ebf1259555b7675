"""A school says how a visit was, by choices only."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import now, today
from education.liaison import policies
from education.liaison.errors import NotYours, Refused
from education.liaison.locks import lock_visit
from education.liaison.models import Feedback, Visit
from education.liaison.states import VisitState
from education.people.models import User

OPEN_DAYS = 60


def check_may_answer(user: User, visit: Visit) -> None:
    """A teacher of the school, once the visit took place, for sixty days; raises NotYours or Refused."""
    if not policies.acts_for(user, visit.school):
        raise NotYours("There is no such visit.")
    if visit.state != VisitState.DELIVERED:
        raise Refused("You can say how it was once the visit has taken place.", "too_early")
    if visit.day < today() - dt.timedelta(days=OPEN_DAYS):
        raise Refused("This visit was too long ago. Thank you all the same.", "too_late")


def can_answer(user: User, visit: Visit) -> bool:
    """True when `check_may_answer` lets the person pass."""
    try:
        check_may_answer(user, visit)
    except Refused:
        return False
    return True


def give_feedback(*, visit: Visit, answers: dict[str, str], by: User) -> Feedback:
    """Keep the answers, one code a question; a second time changes them. Raises NotYours or Refused."""
    asked = Feedback.QUESTIONS
    if set(answers) != set(asked) or any(answers[name] not in asked[name].values for name in asked):
        raise Refused("Choose one answer to each question.", "not_in_list")
    with transaction.atomic():
        visit = lock_visit(visit.pk)
        check_may_answer(by, visit)
        kept, _ = Feedback.objects.update_or_create(visit=visit, defaults={**answers, "answered_at": now()})
        log(subject="visit", subject_id=visit.public_id, kind="feedback_given", by=by, data=answers)
    return kept

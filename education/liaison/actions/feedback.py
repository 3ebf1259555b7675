"""A school says how a visit was, by choices only."""

from __future__ import annotations

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison import policies
from education.liaison.errors import Refused
from education.liaison.locks import lock_visit
from education.liaison.models import Feedback, Visit
from education.people.models import User


def give_feedback(*, visit: Visit, answers: dict[str, str], by: User) -> Feedback:
    """Keep the answers, one code a question; a second time changes them. Raises NotYours or Refused."""
    asked = Feedback.QUESTIONS
    if set(answers) != set(asked) or any(answers[name] not in asked[name].values for name in asked):
        raise Refused("Choose one answer to each question.", "not_in_list")
    with transaction.atomic():
        visit = lock_visit(visit.pk)
        policies.check_may_answer(by, visit)
        kept, _ = Feedback.objects.update_or_create(visit=visit, defaults={**answers, "answered_at": now()})
        log(subject="visit", subject_id=visit.public_id, kind="feedback_given", by=by, data=answers)
    return kept

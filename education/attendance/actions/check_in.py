"""The self check-in of a parents' evening: its officer opens and closes it, the room answers, nothing of it counts."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from education.attendance import codes, policies
from education.attendance.models import CheckIn, CheckInAnswer
from education.attendance.states import CheckInState
from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison.errors import QuotaReached, Refused
from education.liaison.models import SessionYear, TrainingSession
from education.people.models import User

SUBJECT = "check_in"


@transaction.atomic
def open_check_in(*, session: TrainingSession, by: User) -> CheckIn:
    """Make the code of a parents' evening, or let a closed one go on; the code stays the same for ever.

    Before half an hour before the start it says that it is not open yet, so a slide can be printed long before.
    Opening what is open changes nothing. Raises Refused for anybody but the officer who goes, for another kind of
    session and once the evening is over.
    """
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    policies.check_may_run_check_in(by, session)
    found = CheckIn.objects.filter(session=session).first()
    if found and found.closed_at is None:
        return found
    if found:
        found.opened_by, found.opened_at, found.closed_at = by, now(), None
        found.save(update_fields=["opened_by", "opened_at", "closed_at"])
    else:
        found = CheckIn.objects.create(session=session, code=_free_code(), opened_by=by, opened_at=now())
    _note("check_in_opened", found, by)
    return found


@transaction.atomic
def close_check_in(*, session: TrainingSession, by: User) -> CheckIn:
    """Take no more answers; closing twice changes nothing.

    Raises Refused for anybody but the officer who goes, and where nothing was ever opened.
    """
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    policies.check_may_run_check_in(by, session)
    found = CheckIn.objects.filter(session=session).first()
    if found is None:
        raise Refused("This evening has no self check-in yet.", "no_check_in")
    if found.closed_at is None:
        found.closed_at = now()
        found.save(update_fields=["closed_at"])
        _note("check_in_closed", found, by)
    return found


@transaction.atomic
def answer_check_in(*, check_in: CheckIn, answer: UUID, adults: int, year: str = "") -> CheckInAnswer:
    """Say how many adults came together; the same id again changes that answer and adds nobody.

    Nothing about who said so is known, so there is no `by` and no line in the log. `adults` is 1 to 6, `year` a
    code of SessionYear or "". Raises Refused while it is not open and once it is full, and QuotaReached for more
    than 120 answers a minute.
    """
    if not 1 <= adults <= policies.LARGEST_CHECK_IN_GROUP or year not in {"", *SessionYear.values}:
        raise Refused("Choose how many adults are in your group.", "bad_answer")
    waiting = CheckIn.objects.select_for_update(of=("self",)).select_related("session__session_type")
    check_in = waiting.get(pk=check_in.pk)
    if policies.check_in_state(check_in) != CheckInState.OPEN:
        raise Refused("This check-in is not open.", "not_open")
    known = check_in.answers.filter(pk=answer).first()
    if known and (known.adults, known.year) == (adults, year):
        return known
    others = check_in.answers.exclude(pk=answer).aggregate(heads=Sum("adults"))["heads"] or 0
    if others + adults > policies.most_checked_in(check_in.session):
        raise Refused("This check-in has as many answers as it takes.", "full")
    _within_the_minute(check_in)
    if known is None:
        return CheckInAnswer.objects.create(id=answer, check_in=check_in, adults=adults, year=year)
    known.adults, known.year = adults, year
    known.save(update_fields=["adults", "year"])
    return known


def remove_check_in_answers(*, before: dt.date) -> int:
    """Remove the answers of evenings before a day: the officer's count is what stays. Returns how many."""
    return CheckInAnswer.objects.filter(check_in__session__day__lt=before).delete()[0]


def _within_the_minute(check_in: CheckIn) -> None:
    """One more answer within this minute; the caller holds the lock. No address is looked at: a hall has one."""
    moment = now()
    minute = moment.replace(second=0, microsecond=0)
    check_in.in_minute = check_in.in_minute + 1 if check_in.minute == minute else 1
    check_in.minute = minute
    if check_in.in_minute > policies.ANSWERS_A_MINUTE:
        raise QuotaReached("Very many people are answering at this moment.", 60 - moment.second)
    check_in.save(update_fields=["minute", "in_minute"])


def _free_code() -> str:
    code = codes.new_code()
    while CheckIn.objects.filter(code=code).exists():
        code = codes.new_code()
    return code


def _note(kind: str, check_in: CheckIn, by: User) -> None:
    log(
        subject=SUBJECT, subject_id=check_in.pk, kind=kind, by=by,
        data={"session": str(check_in.session.public_id)},
    )  # fmt: skip

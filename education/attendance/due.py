"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.attendance.actions import chase_missing, remove_check_in_answers
from education.ledger import jobs
from education.ledger.clock import today

ANSWERS_DAYS = 90  # a count can still be corrected with the check-in beside it for this long


@jobs.job("chase_missing_counts", every=dt.timedelta(hours=6))
def chase() -> str:
    """Ask for counts that are missing for two days or more; at most four times each."""
    return f"{chase_missing()} missing counts asked for"


@jobs.job("remove_check_in_answers", every=dt.timedelta(days=1))
def forget_answers() -> str:
    """Ninety days after the evening its officer's count is all that is needed."""
    return f"{remove_check_in_answers(before=today() - dt.timedelta(days=ANSWERS_DAYS))} removed"

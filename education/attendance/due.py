"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.attendance.actions import chase_missing
from education.ledger import jobs


@jobs.job("chase_missing_counts", every=dt.timedelta(hours=6))
def chase() -> str:
    """Ask for counts that are missing for two days or more; at most four times each."""
    return f"{chase_missing()} missing counts asked for"

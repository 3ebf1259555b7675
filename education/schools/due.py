"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.ledger import jobs
from education.schools.actions import end_expired, remind_of_expiry


@jobs.job("memberships", every=dt.timedelta(hours=1))
def memberships() -> str:
    """Remind teachers whose approval runs out, and end those that have."""
    return f"{remind_of_expiry()} reminders, {end_expired()} approvals ended"

"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.content.actions import tell_of_stale_help, withdraw_shown
from education.ledger import jobs


@jobs.job("withdraw images", every=dt.timedelta(hours=1))
def withdraw() -> str:
    """Take pictures of people off the site on the day after their consent ends."""
    return f"{withdraw_shown(by=None)} withdrawn"


@jobs.job("tell of stale help", every=dt.timedelta(hours=6))
def tell() -> str:
    """Write to editors and publishers when a help record has gone stale; once, until something changes."""
    return f"{tell_of_stale_help()} mails queued"

"""Due jobs of the figures, imported when the room is ready."""

from __future__ import annotations

import datetime as dt

from education.figures.actions import release_due
from education.ledger import jobs


@jobs.job("release figures", every=dt.timedelta(minutes=1))
def release_figures() -> str:
    """Figures whose hour has come are logged as released, and the public pages are made again."""
    released = release_due()
    return f"{len(released)} released"

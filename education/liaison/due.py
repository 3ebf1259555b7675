"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.ledger import jobs
from education.liaison.actions import hold_due, lapse_due
from education.liaison.actions.reminders import remind_due
from education.liaison.actions.waiting import offer_times


@jobs.job("lapse_holds", every=dt.timedelta(minutes=15))
def lapse_holds() -> str:
    """End the requests that nobody answered in three working days."""
    return f"{lapse_due()} requests lapsed"


@jobs.job("offer_waiting", every=dt.timedelta(minutes=5))
def offer_waiting() -> str:
    """Offer what has become free to schools that wait: by a cancellation, a lapse, new hours or a new term."""
    return f"{offer_times()} times offered"


@jobs.job("hold_filed", every=dt.timedelta(minutes=15))
def hold_filed() -> str:
    """Hold the best fit of filed requests that the worker has not got to, or whose time has gone."""
    return f"{hold_due()} filed requests held"


@jobs.job("remind_of_visits", every=dt.timedelta(minutes=15))
def remind_of_visits() -> str:
    """Queue the reminders whose window is open; a run that was missed is made up for."""
    return f"{remind_due()} reminders due"

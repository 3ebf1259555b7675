"""The one clock. Tests and demonstrations set it with FAKE_NOW; a production start refuses that."""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present moment, aware, in UTC; FAKE_NOW (ISO 8601, local when it has no offset) stands in for it."""
    fake = settings.FAKE_NOW
    if not fake:
        return timezone.now()
    moment = dt.datetime.fromisoformat(fake)
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(dt.UTC)


def real_now() -> dt.datetime:
    """The machine's own time whatever FAKE_NOW says: for what only the database's clock may decide."""
    return timezone.now()


def today() -> dt.date:
    """Today's date where the force is, which decides every "which day" and "which period"."""
    return now().astimezone(LONDON).date()


def to_utc(day: dt.date, time: dt.time) -> dt.datetime:
    """A local wall-clock time as UTC; an ambiguous one takes the first, a non-existent one raises ValueError."""
    local = dt.datetime.combine(day, time, tzinfo=LONDON)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(LONDON).time() != time.replace(tzinfo=None):
        raise ValueError(f"{time:%H:%M} does not exist on {day}: the clocks go forward.")
    return moment


def months_before(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months earlier; the last day of a shorter month stands in for a missing one."""
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def months_after(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day and time so many months later."""
    return months_before(moment, -months)

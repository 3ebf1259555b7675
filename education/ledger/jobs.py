"""Due jobs: small functions that `manage.py tick` runs when their time has come."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from education.ledger.clock import now
from education.ledger.logs import mask
from education.ledger.models import JobRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A function that says in one line what it did, and how often it is due."""

    name: str
    every: dt.timedelta
    run: Callable[[], str]


JOBS: dict[str, Job] = {}


def job(name: str, *, every: dt.timedelta) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Register a due job; it must be harmless to run twice, because a killed run is repeated."""

    def register(function: Callable[[], str]) -> Callable[[], str]:
        JOBS[name] = Job(name, every, function)
        return function

    return register


def run_due(*, force: bool = False) -> list[str]:
    """Run every job that is due and return one line for each; a failing job is recorded and stops no other."""
    lines = []
    for item in JOBS.values():
        row, _ = JobRun.objects.get_or_create(name=item.name)
        if not force and row.started_at and row.started_at + item.every > now():
            continue
        row.started_at, row.problem = now(), ""
        row.save(update_fields=["started_at", "problem"])
        try:
            lines.append(f"{item.name}: {item.run()}")
        except Exception as error:
            logger.exception("Due job %s failed", item.name)
            row.problem = mask(f"{type(error).__name__}: {error}")[:200]
            lines.append(f"{item.name}: FAILED, {row.problem}")
        row.finished_at = now()
        row.save(update_fields=["finished_at", "problem"])
    return lines

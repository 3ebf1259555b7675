"""Due jobs and `manage.py tick`."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from education.ledger import jobs
from education.ledger.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_jobs(monkeypatch):
    """One job that works and one that does not."""

    def broken() -> str:
        raise ValueError("no such table")

    hour = dt.timedelta(hours=1)
    found = {"broken": jobs.Job("broken", hour, broken), "good": jobs.Job("good", hour, lambda: "3 done")}
    monkeypatch.setattr(jobs, "JOBS", found)


def test_a_failing_job_is_recorded_and_stops_no_other(two_jobs):
    assert jobs.run_due() == ["broken: FAILED, ValueError: no such table", "good: 3 done"]
    assert JobRun.objects.get(name="broken").problem == "ValueError: no such table"


def test_a_job_runs_again_only_when_it_is_due(two_jobs, settings):
    settings.FAKE_NOW = "2026-11-20T10:00"
    assert len(jobs.run_due()) == 2
    settings.FAKE_NOW = "2026-11-20T10:59"
    assert jobs.run_due() == []
    settings.FAKE_NOW = "2026-11-20T11:00"
    assert len(jobs.run_due()) == 2


def test_tick_says_what_each_job_did(two_jobs, capsys):
    call_command("tick", "--all")
    assert capsys.readouterr().out.splitlines()[-1] == "good: 3 done"

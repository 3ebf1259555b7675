"""The cast of this room, on one fixed morning."""

from __future__ import annotations

import pytest

from tests.liaison import cast as casting


@pytest.fixture(autouse=True)
def _whether_anything_changed_is_asked_each_time(monkeypatch):
    """What stands above a page is asked at most twice a second: on a slow machine a count of queries would waver."""
    monkeypatch.setattr("home.queries.LOOK", 0.0)
    monkeypatch.setattr("home.queries.STANDS", 3600)


@pytest.fixture
def monday(settings):
    """Monday 4 January 2027, nine o'clock."""
    settings.FAKE_NOW = casting.NOW


@pytest.fixture
def play(db, monday):
    """A school that can book."""
    return casting.cast()

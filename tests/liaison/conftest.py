"""The cast of this room, on one fixed morning."""

from __future__ import annotations

import pytest

from tests.liaison import cast as casting


@pytest.fixture
def monday(settings):
    """Monday 4 January 2027, nine o'clock."""
    settings.FAKE_NOW = casting.NOW


@pytest.fixture
def play(db, monday):
    """A school that can book."""
    return casting.cast()

"""The launch content, loaded once for each test that asks for it."""

from __future__ import annotations

import pytest

from home.actions import load_launch_content


@pytest.fixture
def launched(db):
    """The tree as a fresh start has it."""
    return load_launch_content()

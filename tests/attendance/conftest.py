"""Every test of this room plays on one weekday at noon."""

import pytest


@pytest.fixture(autouse=True)
def _noon(settings):
    settings.FAKE_NOW = "2027-01-20T12:00"

"""The launch content, loaded once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from education.content.actions import Report
from home.actions import load_launch_content


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker) -> Iterator[Report]:
    """The tree as a fresh start has it, rolled back after the file; each test has a savepoint of its own.

    A test that wants an empty database stands in a file whose tests do not ask for this.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_launch_content()
        transaction.set_rollback(True)


@pytest.fixture
def launched(_loaded: Report, db: None) -> Report:
    """The tree as a fresh start has it."""
    return _loaded

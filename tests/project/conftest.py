"""The world of the permission walk, for whoever walks through it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.project import world as worlds


@pytest.fixture(scope="module")
def world(shipped_for_all, django_db_blocker) -> Iterator[worlds.World]:
    """Built once for a file and rolled back after it; the clock stands still."""
    with (
        django_db_blocker.unblock(),
        override_settings(FAKE_NOW=worlds.NOW, ALLOWED_HOSTS=["*"]),
        transaction.atomic(),
    ):
        yield worlds.build()
        transaction.set_rollback(True)
    connection.close()

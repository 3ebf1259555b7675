"""What every test shares: a database of its own, and no trace left by a test that commits."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from home import search
from tests import database


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--prove` brings in the long proofs."""
    parser.addoption("--prove", action="store_true", help="run the long proofs too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long proofs are left out by name, not skipped: `make test` runs a short form of each."""
    if config.getoption("--prove"):
        return
    long = [item for item in items if item.get_closest_marker("prove")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """A copy of the migrated template; a test that commits gets a fresh copy after it instead of a flush."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    copies = database.copies(worker)

    def restore(self):
        copies.restore()

    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = restore
    with django_db_blocker.unblock():
        copies.prepare()
        yield
        copies.drop()
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test sees what another one cached or found."""
    cache.clear()
    search.forget()

"""What every test shares: a database of its own, and no trace left by a test that commits."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from education.content.actions import Report
from home import search
from home.actions import load_launch_content
from home.queries import standing
from tests import database

BUILT: dict[str, Any] = {}


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
        yield copies
        copies.drop()
    TransactionTestCase._fixture_teardown = original


def stand(copies: Any, name: str, build: Callable[[], Any]) -> Any:
    """Set up a scene: built once for each worker, afterwards a copy of that database.

    What `build` returned is returned again, copied, so that no test sees another's change.
    """
    copies.restore(name)
    if name not in BUILT:
        BUILT[name] = build()
        copies.keep(name)
    return copy.deepcopy(BUILT[name])


@pytest.fixture
def scene(django_db_setup, transactional_db) -> Callable[[str, Callable[[], Any]], Any]:
    """`scene("shipped", build)` is where a test that commits starts from."""
    return partial(stand, django_db_setup)


@pytest.fixture(scope="module")
def shipped_for_all(django_db_setup, django_db_blocker) -> Iterator[Report]:
    """The launch content under every test of a file; whoever wants an empty database stands in another file."""
    with django_db_blocker.unblock():
        report = stand(django_db_setup, "shipped", load_launch_content)
    yield report
    with django_db_blocker.unblock():
        django_db_setup.restore()


@pytest.fixture
def launched(shipped_for_all: Report, db: None) -> Report:
    """The tree as a fresh start has it."""
    return shipped_for_all


@pytest.fixture(autouse=True)
def _empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what another one cached or found, and none counts a look that is due twice a second."""
    monkeypatch.setattr("home.queries.LOOK", 60)
    cache.clear()
    search.forget()
    standing.forget()

"""One migrated database per set of migrations, copied for every worker and after every test that commits.

Migrating takes fifteen seconds, a copy a fraction of one. It also spares the tests Django's flush, which the
append-only tables rightly refuse and which would take the roles and Wagtail's root page with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]


def _key() -> str:
    """What the template depends on: our migrations, their helpers and the pinned versions of everybody else's."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("education/*/migrations/*.py"), *ROOT.glob("home/migrations/*.py")]
    for file in sorted([*files, ROOT / "education/ledger/guards.py", ROOT / "requirements/base.txt"]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _lock() -> Iterator[None]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _use(name: str) -> None:
    connection = connections["default"]
    connection.close()
    pool = getattr(connection, "close_pool", None)
    if pool:
        pool()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


class SQLiteCopies:
    """Copies of a file."""

    def __init__(self, worker: str) -> None:
        self.template = settings.VAR_DIR / f"template-{_key()}.sqlite3"
        self.target = settings.VAR_DIR / f"test-{worker}-{os.getpid()}.sqlite3"
        self.scenes: dict[str, Path] = {}

    def prepare(self) -> None:
        with _lock():
            if not self.template.exists():
                building = self.template.with_suffix(".building")
                building.unlink(missing_ok=True)
                _use(str(building))
                call_command("migrate", verbosity=0, interactive=False)
                connections["default"].close()
                building.rename(self.template)
        self.restore()

    def keep(self, scene: str) -> None:
        """Set the database aside under a name, for as long as the tests run."""
        connections.close_all()
        self.scenes[scene] = self.target.with_suffix(f".{len(self.scenes)}")
        shutil.copyfile(self.target, self.scenes[scene])

    def restore(self, scene: str = "") -> None:
        """The migrated database, or what was kept under a name."""
        connections.close_all()
        for suffix in ("-journal", "-wal", "-shm"):
            Path(f"{self.target}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.scenes.get(scene, self.template), self.target)
        _use(str(self.target))

    def drop(self) -> None:
        connections.close_all()
        for file in (self.target, *self.scenes.values()):
            file.unlink(missing_ok=True)


class PostgresCopies:
    """Copies by CREATE DATABASE … TEMPLATE."""

    def __init__(self, worker: str) -> None:
        self.template = f"template_{_key()}"
        self.target = f"test_{worker}_{os.getpid()}"
        self.scenes: dict[str, str] = {}

    def _admin(self, *statements: str) -> list[tuple[object, ...]]:
        import psycopg

        given = connections["default"].settings_dict
        with psycopg.connect(
            dbname="postgres", host=given["HOST"] or given["OPTIONS"].get("host"), port=given["PORT"] or None,
            user=given["USER"] or None, password=given["PASSWORD"] or None, autocommit=True,
        ) as admin:  # fmt: skip
            rows: list[tuple[object, ...]] = []
            for statement in statements:
                cursor = admin.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
            return rows

    def prepare(self) -> None:
        with _lock():
            if not self._admin(f"SELECT 1 FROM pg_database WHERE datname = '{self.template}'"):
                building = f"{self.template}_building"
                self._admin(f"DROP DATABASE IF EXISTS {building} WITH (FORCE)", f"CREATE DATABASE {building}")
                _use(building)
                call_command("migrate", verbosity=0, interactive=False)
                _use("postgres")
                self._admin(f"ALTER DATABASE {building} RENAME TO {self.template}")
        self.restore()

    def keep(self, scene: str) -> None:
        """Set the database aside under a name, for as long as the tests run."""
        self.scenes[scene] = f"{self.target}_{len(self.scenes)}"
        connections.close_all()
        _use("postgres")
        self._admin(f"CREATE DATABASE {self.scenes[scene]} TEMPLATE {self.target}")
        _use(self.target)

    def restore(self, scene: str = "") -> None:
        """The migrated database, or what was kept under a name."""
        connections.close_all()
        _use("postgres")
        self._admin(
            f"DROP DATABASE IF EXISTS {self.target} WITH (FORCE)",
            f"CREATE DATABASE {self.target} TEMPLATE {self.scenes.get(scene, self.template)}",
        )
        _use(self.target)

    def drop(self) -> None:
        connections.close_all()
        _use("postgres")
        for name in (self.target, *self.scenes.values()):
            self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def copies(worker: str) -> SQLiteCopies | PostgresCopies:
    """The way to copy on the engine at hand."""
    return (PostgresCopies if connections["default"].vendor == "postgresql" else SQLiteCopies)(worker)

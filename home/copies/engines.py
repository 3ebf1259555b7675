"""How each engine gives a consistent copy of itself while people write to it, and takes one back whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import CommandError
from django.db import connection, transaction

Counts = dict[str, int]


class Engine(Protocol):
    """What a copy needs of a database."""

    name: str
    file: str

    def dump(self, target: Path) -> Counts: ...

    def is_empty(self) -> bool: ...

    def load(self, source: Path) -> None: ...


def engine() -> Engine:
    """The engine of the configured database."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


def _names() -> list[str]:
    return sorted(n for n in connection.introspection.table_names() if not n.startswith("sqlite_"))


def counts() -> Counts:
    """Rows of every table of the configured database."""
    with connection.cursor() as cursor:
        found = {}
        for name in _names():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608 - the database's own names
            found[name] = cursor.fetchone()[0]
        return found


class SQLite:
    """VACUUM INTO gives one consistent moment; copying the file under load loses rows."""

    name, file = "sqlite", "database.sqlite3"

    def dump(self, target: Path) -> Counts:
        with closing(sqlite3.connect(self._live(), timeout=20)) as live:
            live.execute("VACUUM INTO ?", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            names = copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            tables = sorted(row[0] for row in names)
            return {t: copy.execute(f'SELECT COUNT(*) FROM "{t}"').fetchone()[0] for t in tables}  # noqa: S608

    def is_empty(self) -> bool:
        return not Path(self._live()).exists() or not _names()

    def load(self, source: Path) -> None:
        with closing(sqlite3.connect(source)) as copy:
            problem = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if problem != "ok":
            raise CommandError(f"The database in this copy is damaged ({problem}); nothing was changed.")
        connection.close()
        live = Path(self._live())
        for suffix in ("-journal", "-wal", "-shm"):
            Path(f"{live}{suffix}").unlink(missing_ok=True)
        new = live.with_name(f"{live.name}.new")
        shutil.copyfile(source, new)
        new.replace(live)

    @staticmethod
    def _live() -> str:
        return str(connection.settings_dict["NAME"])


class PostgreSQL:
    """pg_dump and the counts look at one snapshot; pg_restore does all of it in one transaction or nothing."""

    name, file = "postgresql", "database.dump"

    def dump(self, target: Path) -> Counts:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            self._run(
                "pg_dump",
                "--format=custom",
                f"--snapshot={moment}",
                "--no-owner",
                "--no-privileges",
                f"--file={target}",
            )
            return counts()

    def is_empty(self) -> bool:
        return not _names()

    def load(self, source: Path) -> None:
        self._run("pg_restore", "--list", str(source))
        connection.close()
        self._run(
            "pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges",
            f"--dbname={connection.settings_dict['NAME']}", str(source),
        )  # fmt: skip

    @staticmethod
    def _run(program: str, *arguments: str) -> None:
        settings: dict[str, Any] = connection.settings_dict
        given = {
            "PGHOST": settings["HOST"] or settings["OPTIONS"].get("host", ""),
            "PGPORT": str(settings["PORT"] or ""),
            "PGUSER": settings["USER"],
            "PGPASSWORD": settings["PASSWORD"],
            "PGDATABASE": str(settings["NAME"]),
        }
        try:
            subprocess.run(
                [program, *arguments],
                env={**os.environ, **{key: value for key, value in given.items() if value}},
                check=True,
                capture_output=True,
                text=True,
            )
        except FileNotFoundError:
            raise CommandError(
                f"{program} is not on this machine; install PostgreSQL's client programs of the server's version."
            ) from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.strip().splitlines() or ["no reason given"]
            raise CommandError(f"{program} failed: {said[-1]}") from None

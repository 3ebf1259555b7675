"""`make bench`: every module of this folder on a fresh demonstration, SQLite and where it matters PostgreSQL too.

A new benchmark is a module with `run() -> list[tuple[str, str]]`. It finds a migrated database with the launch content
and the demonstration, in a process of its own. With `BOTH = True` it runs on PostgreSQL as well.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NOT_BENCHES = {"__init__", "__main__", "server"}


def silent(text: str, ending: str = "\n") -> None:
    """Preparing is not what is measured."""


def one(name: str) -> None:
    """In a process of its own: prepare the database or run one module, and print its lines."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    import django

    django.setup()
    if name == "prepare":
        from home import starting

        starting.prepare(silent, demo=True)
        return
    for what, figure in importlib.import_module(f"bench.{name}").run():
        print(f"  {what:<64} {figure}", flush=True)


def child(name: str, **variables: str) -> int:
    """Run one module in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bench", name], cwd=ROOT, env={**os.environ, **variables}
    ).returncode


def main(names: list[str]) -> int:
    """All of them, or those named."""
    from tests import postgres

    names = names or sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_BENCHES)
    failed = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, postgres.running() as server:
        engines = {"SQLite": {"VAR_DIR": folder, "DATABASE_URL": ""}}
        if server:
            engines[server.what] = {"VAR_DIR": folder, "DATABASE_URL": server.url}
        else:
            print("No PostgreSQL here: only SQLite is measured.")
        prepared = set()
        for name in names:
            both = re.search(r"^BOTH = True", (HERE / f"{name}.py").read_text(encoding="utf-8"), re.MULTILINE)
            for engine, variables in engines.items():
                if engine != "SQLite" and not both:
                    continue
                if engine not in prepared and child("prepare", **variables):
                    return 1
                prepared.add(engine)
                print(f"\n{name}, {engine}", flush=True)
                if child(name, **variables):
                    failed.append(f"{name} on {engine}")
    print(f"\nFAILED: {', '.join(failed)}" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    if len(given) == 1 and os.environ.get("BENCH_CHILD"):
        one(given[0])
    else:
        os.environ["BENCH_CHILD"] = "1"
        sys.exit(main(given))

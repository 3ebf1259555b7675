"""`make prove`: the long proofs, those marked `prove`, on both engines, each printing its figure."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from tests import postgres
from tests.run import ROOT


def pytest(title: str, **variables: str) -> int:
    """One run of the long proofs; no proof at all is a failure too."""
    print(f"\n== {title}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "prove or engine", "--prove", "tests"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}).returncode


def main() -> int:
    """SQLite, then PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        failed = pytest("The long proofs on SQLite")
        with postgres.running() as server:
            if server is None:
                print("\n== PostgreSQL: FAILED, none can be had here")
                return 1
            failed = pytest(f"The long proofs on {server.what}", DATABASE_URL=server.url) or failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

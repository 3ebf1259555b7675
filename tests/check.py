"""`make check`: every linter, the type checker and Django's own checks, each with its seconds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
PRODUCTION = {
    "SITE_URL": "https://example.org",
    "SECRET_KEY": "a-secret-of-no-value-for-checking-the-deployment-settings-only",
    "EMAIL_HOST": "mail.example.org",
}

STEPS: list[tuple[str, list[str], dict[str, str]]] = [
    ("ruff: rules", [str(BIN / "ruff"), "check", "."], {}),
    ("ruff: format", [str(BIN / "ruff"), "format", "--check", "."], {}),
    ("import-linter: rooms", [str(BIN / "lint-imports"), "--no-cache"], {"PYTHONPATH": "site:."}),
    ("deptry: dependencies", [str(BIN / "deptry"), "site", "education", "home"], {}),
    ("djlint: templates", [str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    ("versions that are safe", [sys.executable, "-m", "tests.floors"], {}),
    ("django: deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("django: migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("mypy: types", [str(BIN / "mypy")], {}),
    ("content: its gates", [*MANAGE, "check_content"], {}),
    ("headers: their score", [sys.executable, "-m", "tests.scorer"], {}),
]
SAID = {"headers: their score", "content: its gates"}  # steps whose figures are shown when they pass, too


def main() -> int:
    """Run every step, even after one has failed, and return 1 when any did."""
    failed = []
    for name, command, variables in STEPS:
        began = time.monotonic()
        environment = {**os.environ, "VAR_DIR": os.environ.get("VAR_DIR", str(ROOT / "var")), **variables}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        print(
            f"  {name:<28} {'ok' if not done.returncode else 'FAILED':<7} {time.monotonic() - began:5.1f} s"
        )
        if done.returncode:
            failed.append(name)
        if done.returncode or name in SAID:
            print(done.stdout)
    print(
        "check: " + (f"{len(failed)} of {len(STEPS)} failed: {', '.join(failed)}" if failed else "all clean")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

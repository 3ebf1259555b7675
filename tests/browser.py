"""Where a Chromium is: CHROMIUM, an installed one, or Playwright's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--no-first-run",
]


def chromium() -> str | None:
    """The path of a Chromium that can be started, or None."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given if Path(given).exists() else None
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    found_here = sorted(cache.glob("chromium*/chrome-linux*/*chrom*")) + sorted(
        cache.glob("chromium*/chrome-linux*/headless_shell")
    )
    return next((str(path) for path in found_here if path.is_file() and os.access(path, os.X_OK)), None)

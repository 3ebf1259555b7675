"""Numbers that a force reported about its other work, as the press printed them; they come from the force's folder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings


def read_reported(folder: Path) -> list[dict[str, Any]]:
    """What `reported.toml` in a folder holds, one entry a number with its source; none where there is no such file."""
    file = folder / "reported.toml"
    if not file.exists():
        return []
    reports = tomllib.loads(file.read_text(encoding="utf-8"))["report"]
    return [
        {**{key: value for key, value in report.items() if key != "figures"}, **figure}
        for report in reports
        for figure in report["figures"]
    ]


def reported_by_the_force() -> list[dict[str, Any]]:
    """The numbers of the force that this start serves."""
    return read_reported(Path(settings.FORCE_DIR))

"""A snapshot's files as one ZIP archive, the same bytes each time it is made."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

NAME = "figures.zip"


def zipped(content: Mapping[str, bytes], made_at: dt.datetime) -> bytes:
    """The files by name, dated with the moment of publication (UTC, two-second steps as ZIP has them)."""
    out = io.BytesIO()
    moment = made_at.astimezone(dt.UTC)
    date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2)
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, date)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            archive.writestr(entry, content[name])
    return out.getvalue()

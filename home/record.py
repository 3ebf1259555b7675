"""The record of accessibility tests, which the accessibility page is made of."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("accessibility.toml")


@dataclass(frozen=True)
class Record:
    """One run: how many pages at how many widths, by which rules, what was found, and what nobody tried."""

    tested_on: dt.date
    standard: str
    tool: str
    pages: int
    widths: tuple[int, ...]
    found: int
    known: tuple[str, ...]


def read(file: Path = FILE) -> Record:
    """The record as it stands; raises KeyError naming what is missing."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Record(
        tested_on=data["tested_on"],
        standard=data["standard"],
        tool=data["tool"],
        pages=data["pages"],
        widths=tuple(data["widths"]),
        found=data["found"],
        known=tuple(data["known"]),
    )


def write(
    *, on: dt.date, tool: str, pages: int, widths: tuple[int, ...], found: int, file: Path = FILE
) -> None:
    """Put a run's figures in the place of the last one's; what people found stays."""
    text = file.read_text(encoding="utf-8")
    values = {"tested_on": on, "tool": f'"{tool}"', "pages": pages, "widths": list(widths), "found": found}
    for name, value in values.items():
        text = re.sub(rf"^{name} = .*$", f"{name} = {value}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")

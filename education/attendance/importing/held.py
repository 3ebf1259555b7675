"""A sheet that was read once, packed small, so that a person may look through it many times without its file."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from education.attendance.importing.tables import Table
from education.attendance.importing.values import FORMULA, Formula, Row, Value

LEVEL = 3
PIECE = 2**16


def pack(rows: Iterable[Row]) -> bytes:
    """The rows as compressed lines of JSON, one line a row."""
    squeeze = zlib.compressobj(LEVEL)
    parts = []
    for number, cells in rows:
        line = json.dumps([number, *map(_written, cells)], ensure_ascii=False, separators=(",", ":"))
        parts.append(squeeze.compress(line.encode("utf-8", "surrogatepass") + b"\n"))
    return b"".join([*parts, squeeze.flush()])


def unpack(packed: bytes) -> Iterator[Row]:
    """The rows again, a little at a time."""
    swell = zlib.decompressobj()
    rest, waiting = b"", bytes(packed)
    while waiting or rest:
        piece = swell.decompress(waiting, PIECE)
        waiting = swell.unconsumed_tail
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            number, *cells = json.loads(line.decode("utf-8", "surrogatepass"))
            yield number, [_read(cell) for cell in cells]
        if not piece and not waiting:
            return


@dataclass(frozen=True)
class HeldTable(Table):
    """A table whose rows come from what was packed."""

    packed: bytes = b""

    def rows(self) -> Iterator[Row]:
        """Every row, as it was read from the file."""
        return unpack(self.packed)


READERS: dict[str, Any] = {
    "t": dt.datetime.fromisoformat,
    "d": dt.date.fromisoformat,
    "h": dt.time.fromisoformat,
}


def _written(value: Value | Formula) -> Any:
    if isinstance(value, Formula):
        return {"f": 1}
    if isinstance(value, dt.datetime):
        return {"t": value.isoformat()}
    if isinstance(value, dt.date):
        return {"d": value.isoformat()}
    if isinstance(value, dt.time):
        return {"h": value.isoformat()}
    return value


def _read(value: Any) -> Value | Formula:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    (kind, text), = value.items()  # fmt: skip
    if kind == "f":
        return FORMULA
    return READERS[kind](text)  # type: ignore[no-any-return]

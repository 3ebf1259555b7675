"""How a CSV file is written: its letters, and what stands between its cells. Both are found out, or said by a person."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from education.attendance.importing.problems import TableError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
BETWEEN = ",;\t|"
SAMPLE = 2**16
NO_TABLE = "The file is neither CSV nor XLSX nor ODS."


def find_encoding(path: Path, said: str = "") -> str:
    """The encoding that the whole file keeps to; TableError when it keeps to none, or not to the one that was said.

    A mark at its start decides, then UTF-8, then Windows-1252, in which nearly everything can be read: so a person
    may say what it is.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    marked = next((name for mark, name in MARKS if head.startswith(mark)), "") or _without_mark(head)
    if said:
        if not _fits(path, marked if said == "utf-16" and marked.startswith("utf-16") else said):
            raise TableError("The file is not written in the letters that you chose: choose others.")
        return marked if said == "utf-16" and marked.startswith("utf-16") else said
    for encoding in [marked] if marked else ["utf-8-sig", "cp1252"]:
        if _fits(path, encoding):
            return encoding
    if marked:
        raise TableError(NO_TABLE)
    raise TableError("The file's letters are neither UTF-8 nor Windows-1252: save it as CSV UTF-8.")


def _without_mark(head: bytes) -> str:
    """UTF-16 without a mark has a zero in nearly every second place."""
    if b"\0" not in head:
        return ""
    pairs = len(head) // 2
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if (
            pairs > 3
            and head[start::2].count(0) > 0.7 * pairs
            and head[1 - start :: 2].count(0) < 0.1 * pairs
        ):
            return name
    raise TableError(NO_TABLE)


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                if "\0" in decoder.decode(block):
                    raise TableError(NO_TABLE)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def find_delimiter(path: Path, encoding: str) -> str:
    """What splits most of the first lines into the same number of cells; a line `sep=;` at the top decides."""
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
    first = sample.split("\n", 1)[0].strip()
    if len(first) == 5 and first.casefold().startswith("sep="):
        return first[4]
    return max(BETWEEN, key=lambda mark: (_alike(sample, mark), sample.count(mark)))


def _alike(sample: str, mark: str) -> int:
    """How many of the first lines have the commonest number of cells, which is more than one."""
    widths = Counter(width for width in _widths(sample, mark) if width > 1)
    return max(widths.values(), default=0)


def _widths(sample: str, mark: str) -> Iterator[int]:
    try:
        for cells in islice(csv.reader(sample.splitlines(keepends=True), delimiter=mark), 40):
            yield sum(1 for cell in cells if cell.strip()) and len(cells)
    except csv.Error:
        return

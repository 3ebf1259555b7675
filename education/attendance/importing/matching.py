"""Which school a row means: by URN, else by its name when exactly one open school bears it, else a person says."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from education.attendance.importing.problems import Code
from education.attendance.importing.values import Formula, Value
from education.schools.models import School


class Known(NamedTuple):
    """A school as far as matching needs it."""

    id: int
    urn: int
    name: str


class Match(NamedTuple):
    """The school, or why there is none."""

    school: Known | None
    code: Code | None = None
    message: str = ""


UNKNOWN = Match(None, Code.SCHOOL_UNKNOWN, "No open school has this name: decide which URN is meant.")
NOT_SAID = Match(None, Code.SCHOOL_UNKNOWN, "The row names no school: decide which URN is meant.")
WRONG_URN = Match(None, Code.SCHOOL_UNKNOWN, "No school has this URN: decide which is meant.")
SEVERAL = Match(
    None, Code.SCHOOL_AMBIGUOUS, "More than one open school has this name: decide which URN is meant."
)
CONTRADICTION = Match(
    None, Code.SCHOOL_AMBIGUOUS, "The URN is one school's and the name is another's: decide which is meant."
)


@lru_cache(maxsize=65_536)
def fold_words(name: str) -> str:
    """A name without case, accents and punctuation, word by word.

    The words stay apart on purpose: a name that only fits once a space has moved was misspelt, and a misspelt
    name is for a person to settle.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’‘`.]", "", plain)).split())


@dataclass
class Directory:
    """Every school that a row could mean, read once."""

    by_urn: dict[int, Known] = field(default_factory=dict)
    open_by_name: dict[str, list[Known]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Directory:
        """All schools by URN, open or not, and the open ones by name."""
        directory = cls()
        open_ids = set(School.objects.open().values_list("id", flat=True))
        for id_, urn, name in School.objects.values_list("id", "urn", "name").iterator():
            known = directory.by_urn[urn] = Known(id_, urn, name)
            if id_ in open_ids:
                directory.open_by_name.setdefault(fold_words(name), []).append(known)
        return directory

    def match(self, urn: Value | Formula, name: Value | Formula) -> Match:
        """The school of one row; a URN that contradicts the name beside it is never believed."""
        number = read_urn(urn)
        words = fold_words(name) if isinstance(name, str) else ""
        bearers = self.open_by_name.get(words, []) if words else []
        if number is not None and (known := self.by_urn.get(number)):
            named = bearers[0] if len(bearers) == 1 else None
            if named and named.urn != known.urn and fold_words(known.name) != words:
                return CONTRADICTION
            return Match(known)
        if len(bearers) == 1:
            return Match(bearers[0])
        if bearers:
            return SEVERAL
        if number is not None:
            return WRONG_URN
        return UNKNOWN if words else NOT_SAID


def read_urn(value: Value | Formula) -> int | None:
    """A URN: five to seven digits, as a number or as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if value == value // 1 and 10_000 <= value <= 9_999_999 else None
    if isinstance(value, str) and re.fullmatch(r"\d{5,7}(\.0)?", value, re.ASCII):
        return int(value.removesuffix(".0"))
    return None

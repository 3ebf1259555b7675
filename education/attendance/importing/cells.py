"""What one cell says: a count, a date, a year group, a status. A doubt is a doubt, never a guess."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from education.attendance.importing.values import Formula, Value
from education.liaison.models import SessionYear

MOST = 2_000

WHOLE = re.compile(r"\d{1,4}|\d{1,2},\d{3}")
DECIMAL_ZERO = re.compile(r"(\d{1,4})\.0+")
NEGATIVE = re.compile(r"[-−–]\s*\d+(\.\d+)?|\(\d+\)")
ABOUT = re.compile(
    r"(?:approx(?:imately|\.)?|about|around|roughly|circa|ca?\.?|est(?:imated|\.)?|~|≈)\s*(\d{1,4})"
    r"|(\d{1,4})\s*(?:\(?(?:approx(?:imately|\.)?|est(?:imated|\.)?)\)?|ish)",
    re.IGNORECASE,
)


class Doubt(Enum):
    """Why a cell gives no count."""

    BLANK = "blank"
    UNCLEAR = "unclear"
    NEGATIVE = "negative"


class Count(NamedTuple):
    """A count, or the reason why there is none."""

    heads: int | None
    doubt: Doubt | None = None
    estimated: bool = False


BLANK = Count(None, Doubt.BLANK)
UNCLEAR = Count(None, Doubt.UNCLEAR)
BELOW_ZERO = Count(None, Doubt.NEGATIVE)


def read_count(value: Value | Formula) -> Count:
    """One whole number from 0 to 2,000; "approx 20" counts as estimated, "30 + 28" is for a person."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return _count_of_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return UNCLEAR
    return _within(int(value))


def _within(number: int, *, estimated: bool = False) -> Count:
    if number < 0:
        return BELOW_ZERO
    return Count(number, None, estimated) if number <= MOST else UNCLEAR


@lru_cache(maxsize=4096)
def _count_of_text(text: str) -> Count:
    text = text.replace("\xa0", " ").strip().lstrip("'").strip()
    if not text:
        return BLANK
    if not text.isascii() and text.isdecimal():
        return UNCLEAR
    if WHOLE.fullmatch(text):
        return _within(int(text.replace(",", "")))
    if found := DECIMAL_ZERO.fullmatch(text):
        return _within(int(found[1]))
    if NEGATIVE.fullmatch(text):
        return BELOW_ZERO
    if found := ABOUT.fullmatch(text):
        return _within(int(found[1] or found[2]), estimated=True)
    return UNCLEAR


class Dated(NamedTuple):
    """A date, or whether it is impossible or ambiguous; and what it says for or against the stated order."""

    day: dt.date | None
    problem: str = ""
    speaks: str = ""  # "for" | "against" | "open": could be read either way round


IMPOSSIBLE = Dated(None, "impossible")
AMBIGUOUS = Dated(None, "ambiguous")
MONTHS = {name: n for n, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}  # fmt: skip
NUMBERS = re.compile(r"(\d{1,4})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4}|\d{2})")
DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-./ ]*(?:of )?([a-z]{3,9})\.?[-./, ]*(\d{4}|\d{2})")
MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[-./ ]*(\d{1,2})(?:st|nd|rd|th)?[-./, ]+(\d{4}|\d{2})")
MONTH_ONLY = re.compile(
    r"([a-z]{3,9})\.?[-./, ]*(\d{4})|(\d{1,2})[-./](\d{4})|(\d{1,2})[-./ ]?([a-z]{3,9}|\d{1,2})"
)
WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?[., ]+"
)
TIME = re.compile(r"[t ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?z?$")


def read_date(value: Value | Formula, order: str) -> Dated:
    """A date by the stated order (dmy, mdy, ymd); ISO dates and real dates are read in any order."""
    if isinstance(value, dt.datetime):
        return Dated(value.date())
    if isinstance(value, dt.date):
        return Dated(value)
    if isinstance(value, str):
        return _date_of_text(value, order)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return AMBIGUOUS
    return IMPOSSIBLE


@lru_cache(maxsize=16_384)
def _date_of_text(value: str, order: str) -> Dated:
    text = " ".join(value.casefold().replace("\xa0", " ").split())
    text = TIME.sub("", WEEKDAY.sub("", text))
    if not text.isascii():
        return IMPOSSIBLE
    if found := NUMBERS.fullmatch(text):
        return _numeric(found[1], found[2], found[3], order)
    if found := DAY_MONTH.fullmatch(text):
        return (
            Dated(_day(found[3], MONTHS.get(found[2][:3], 0), int(found[1])))
            if _is_month(found[2])
            else IMPOSSIBLE
        )
    if (found := MONTH_DAY.fullmatch(text)) and _is_month(found[1]):
        return Dated(_day(found[3], MONTHS[found[1][:3]], int(found[2])))
    if text.isdigit() or MONTH_ONLY.fullmatch(text):
        return AMBIGUOUS
    return IMPOSSIBLE


def _is_month(word: str) -> bool:
    names = ("january", "february", "march", "april", "may", "june", "july", "august",
             "september", "october", "november", "december")  # fmt: skip
    return word == "sept" or any(name == word or word == name[:3] for name in names)


def _day(year: str, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    except ValueError:
        return None


def _numeric(first: str, second: str, third: str, order: str) -> Dated:
    if len(first) == 4 or (order == "ymd" and len(third) == 2):
        day = _day(first, int(second), int(third)) if len(third) == 2 and len(first) in (2, 4) else None
        return Dated(day) if day else IMPOSSIBLE
    if len(first) > 2:
        return IMPOSSIBLE
    as_dmy = _day(third, int(second), int(first))
    as_mdy = _day(third, int(first), int(second))
    if order == "ymd":
        return AMBIGUOUS if as_dmy or as_mdy else IMPOSSIBLE
    stated, other = (as_dmy, as_mdy) if order == "dmy" else (as_mdy, as_dmy)
    if stated is None:
        return Dated(None, "impossible", "against" if other else "")
    if other is None:
        return Dated(stated, "", "for")
    return Dated(stated, "", "open" if stated != other else "")


YEAR_WORDS = {
    "reception": SessionYear.R, "rec": SessionYear.R, "r": SessionYear.R, "yr": SessionYear.R,
    "fs2": SessionYear.R, "nursery": SessionYear.EYFS, "eyfs": SessionYear.EYFS, "fs1": SessionYear.EYFS,
    "preschool": SessionYear.EYFS, "mixed": SessionYear.MIXED, "all": SessionYear.MIXED,
    "various": SessionYear.MIXED, "whole school": SessionYear.MIXED, "allyears": SessionYear.MIXED,
}  # fmt: skip


def read_year(value: Value | Formula) -> str:
    """A year group of the register; several together are "mixed", anything unknown is "not stated"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return SessionYear.NOT_STATED
    if isinstance(value, float):
        value = int(value) if value == value // 1 else ""
    return _year_of_text(str(value))


@lru_cache(maxsize=1024)
def _year_of_text(text: str) -> str:
    text = re.sub(r"\b(years?|yrs?|y|class|group|grp)\b\.?", " ", text.casefold().replace("/", " / "))
    text = re.sub(r"\b(?:y|yr|year)(?=\d)", " ", text).strip(" .-")
    if text in YEAR_WORDS:
        return YEAR_WORDS[text]
    if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 13:
        return str(int(text))
    groups = re.findall(r"\d+|\br\b|reception|nursery", text)
    if re.match(r"(ks|key stage)", text) or len(groups) > 1:
        return SessionYear.MIXED
    return SessionYear.NOT_STATED


DELIVERED = {"y", "yes", "delivered", "done", "complete", "completed", "held", "attended", "ok", "true", "1", "t", "d", "✓", "✔", "x"} | {
    "took place", "went ahead"
}  # fmt: skip
NOT_DELIVERED = {"n", "no", "false", "0", "f", "dna", "abandoned", "snow"} | {
    "did not happen",
    "did not take place",
}
NOT_DELIVERED_START = re.compile(
    r"(cancel|postpone|not |no |didn|rearrang|re-arrang|reschedul|moved|declin|withdr)"
)


def read_status(value: Value | Formula) -> bool | None:
    """True: delivered (also a blank, for a sheet that marks only what failed); False: not; None: unclear."""
    if value is None:
        return True
    if isinstance(value, Formula | dt.date | dt.time):
        return None
    text = " ".join(str(value).casefold().split()).rstrip(".! ")
    if text in DELIVERED:
        return True
    if text in NOT_DELIVERED or NOT_DELIVERED_START.match(text):
        return False
    return True if re.match(r"(delivered|completed?|yes|took place)\b", text) else None

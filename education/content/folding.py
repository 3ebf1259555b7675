"""Words as people type them, made comparable: folded, with ages and school years as one word, and cut to their stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

NUMBERS = {word: number for number, word in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"]  # noqa: SIM905
)}  # fmt: skip
_NUMBER = r"(\d{1,2}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_OLD = re.compile(rf"\b{_NUMBER}[ -]*(?:(?:years?|yrs?|y)[ -]*(?:olds?|o)|yo|yrs?|years)\b")
_AGED = re.compile(rf"\bage[ds]? {_NUMBER}\b")
_TURNED = re.compile(
    r"\b(hes|shes|he is|she is|is only|is just|is nearly|turned|turning|nearly|almost|im|i am|who is|whos|friend is)"
    r" (only |just |nearly )?([4-9]|1[0-7])\b(?! ?(?:am|pm|times|hours?|minutes?|days?|weeks?|months?))"
)
_WHOLE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
)  # no accent to take off
_YEAR = re.compile(rf"\b(?:years?|yrs?|yr? ?grp|y)[ -]?{_NUMBER}\b")


def _number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)


def fold(text: str) -> list[str]:
    """Words in lower case without accents and apostrophes, so that "Café's" is found by "cafes".

    "Year 5" is one word, and so is every age: "7 year old", "aged seven", "7yo" and "she's 7" are all `age7`.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "").replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(_WHOLE)
    plain = _OLD.sub(lambda m: f" age{_number(m[1])} ", plain)
    plain = _AGED.sub(lambda m: f" age{_number(m[1])} ", plain)
    plain = _TURNED.sub(lambda m: f"{m[1]} age{m[3]} ", plain)
    plain = _YEAR.sub(lambda m: f" year{_number(m[1])} ", plain)
    return re.findall(r"[^\W_]+", plain)


def ages(words: Iterable[str]) -> list[int]:
    """The ages in years that folded words name."""
    return [int(word[3:]) for word in words if re.fullmatch(r"age\d{1,2}", word)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without its English ending: "bullying", "bullied" and "bullies" are one. Crude on purpose."""
    if len(word) < 4 or word[-1].isdigit() or not word.isascii():
        return word
    for ending, instead in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ings", ""),
        ("ing", ""),
        ("ed", ""),
    ):
        if word.endswith(ending):
            cut = word[: -len(ending)]
            if len(cut) < 2 or not re.search("[aeiouy]", cut):
                return word
            word = cut + instead
            break
    else:
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


def apart(one: str, other: str, most: int) -> int:
    """How many letters were added, lost, changed or swapped between two words; `most` + 1 when it is more.

    Restricted Damerau-Levenshtein distance.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]

"""Words of crisis: after these, help stands above everything else that was found."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from education.content.search.index import Meaning, meaning
from education.content.shipped import LAUNCH

# Words that may stand between those of a phrase: "I want to just die".
BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Alarm:
    """One group of phrases, and the slug of the help set that answers them."""

    said: Meaning
    help_set: str


def alarm(*, typed: Iterable[str], help_set: str) -> Alarm:
    """From phrases as they are written."""
    return Alarm(meaning(typed=typed), help_set)


@lru_cache(maxsize=1)
def shipped() -> tuple[Alarm, ...]:
    """Those that come with the site. They are read from the file, so that nobody can take one away by mistake."""
    groups = tomllib.loads((LAUNCH / "search.toml").read_text(encoding="utf-8"))["crisis"]
    return tuple(alarm(typed=group["typed"].splitlines(), help_set=group["help_set"]) for group in groups)


def raised(heard: Sequence[Collection[str]], alarms: Iterable[Alarm]) -> str:
    """The help set of the first group that these words speak of; nothing when none does.

    `heard` is for each word that was typed all that it may have been meant as, as stems.
    """
    for each in alarms:
        if any(spoken(heard, phrase) for phrase in each.said.typed):
            return each.help_set
    return ""


def spoken(heard: Sequence[Collection[str]], phrase: Sequence[str]) -> bool:
    """Whether a phrase's words stand in this order, with at most two others between them."""
    room = len(phrase) + (BETWEEN if len(phrase) > 1 else 0)
    for start, meant in enumerate(heard):
        if phrase[0] in meant:
            rest = iter(heard[start + 1 : start + room])
            if all(any(wanted in other for other in rest) for wanted in phrase[1:]):
                return True
    return False

"""Phrases that blame a child, frighten, or name harm wrongly, each with what to write instead.

After "Challenging victim blaming language" (UK Council for Internet Safety, 6 October 2022); patterns and words are ours.
An author is warned; a phrase stays only with a reason that is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

PHRASES: tuple[tuple[str, str], ...] = (
    (r"put(?:ting|s)? (?:him|her|them|your|my)sel(?:f|ves) (?:at risk|in danger)", "say who did the harm"),
    (
        r"should(?:n't| not|'ve)? (?:have )?(?:known|told|done|sent|said|seen|been|thought|stopped)",
        "say what helps now",
    ),
    (r"allow(?:ed|s|ing)?", "say what the other person did, or “can”"),
    (r"let (?:it|this|that) happen", "nobody lets harm happen; say who did it"),
    (r"inappropriate relationship", "abuse"),
    (r"child porn\w*|kiddie porn\w*", "child sexual abuse material"),
    (r"sext(?:s|ed|ing)?", "sharing nudes"),
    (r"stranger danger", "people whom a child has only met online"),
    (r"predators?|predatory|paedo\w*|pervert\w*|monsters?", "people who harm children"),
    (r"must never|never ever", "say what to do, and why it helps"),
    (r"revenge porn\w*", "sharing intimate pictures without consent"),
    (r"promiscuous|attention[- ]seeking|ask(?:ed|ing) for it|led (?:him|her|them) on", "leave it out"),
    (r"admit(?:s|ted)? (?:that )?(?:he|she|they)", "said"),
    (r"commit(?:s|ted|ting)? suicide", "died by suicide, or took their own life"),
    (r"foolish|gullible|naive|stupid enough", "say what the other person did"),
)
_COMPILED = tuple((re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead) for pattern, instead in PHRASES)


@dataclass(frozen=True)
class Hit:
    """A phrase as it was written, and what to write instead."""

    phrase: str
    instead: str


def hits(texts: Iterable[str]) -> list[Hit]:
    """Every phrase of the list in these texts, once a text, in reading order of the texts."""
    return [
        Hit(found[0], instead)
        for text in texts
        for pattern, instead in _COMPILED
        for found in [pattern.search(text.replace("’", "'"))]
        if found
    ]

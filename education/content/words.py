"""Phrases that blame, frighten or show too much, with what to write instead.

After the advice on language of the UK Council for Internet Safety (2022); patterns and suggestions are ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HARSH: tuple[tuple[str, str], ...] = (
    (r"put(?:ting|s)? (?:him|her|them|your)sel(?:f|ves) at risk", "say who did the harm"),
    (
        r"should(?:n.t| not)? have (?:known|told|done|sent|said|seen|been|thought|stopped)",
        "say what helps now",
    ),
    (r"(?:allowed|let) (?:it|this|that) (?:to )?happen", "nobody lets harm happen; say who did it"),
    (r"allowed (?:him|her|them|someone|somebody|a stranger) to", "say what the other person did"),
    (r"inappropriate relationship", "abuse"),
    (r"child porn\w*", "child sexual abuse material"),
    (r"sexting", "sharing nudes"),
    (r"stranger danger", "people that a child has only met online"),
    (r"predators?", "people who harm children"),
    (r"must never", "say what to do, and why it helps"),
    (r"revenge porn\w*", "sharing intimate pictures without consent"),
    (r"promiscuous|attention[- ]seeking|asking for it|asked for it", "leave it out"),
)
BLAMING: tuple[tuple[str, str], ...] = (
    *HARSH,
    (r"if only you", "say what helps now"),
    (r"what did you expect", "leave it out"),
    (r"serves? you right", "leave it out"),
    (r"because of you\b", "say who did the harm"),
    (r"you (?:were|are|.ve been|have been) (?:so |very |a bit )?(?:silly|stupid|daft|foolish|careless|naive)", "leave it out"),
    (r"you (?:caused|brought|made) (?:this|it)", "say who did the harm"),
)  # fmt: skip
SHOWING: tuple[tuple[str, str], ...] = (
    (r"nudes?|naked|undress\w*|underwear|strip(?:ped|ping)? (?:off|for)", "say “a private picture”"),
    (r"sexual\w*|rape\w*|molest\w*|genitals?|penis|vagina|breasts?", "leave out what happened"),
    (r"touch(?:es|ed|ing)? (?:him|her|them|you|me)", "leave out what happened"),
    (r"(?:cut|cuts|cutting|hurt|hurts|kill|kills) (?:him|her|them|your|my)sel(?:f|ves)", "say “not safe”"),
    (r"suicid\w*|self[- ]harm\w*|overdose\w*|hang(?:ed|s)? (?:him|her|them)sel\w+", "say “not safe”"),
    (r"blood\w*|kni(?:fe|ves)|corpse|gun(?:s|shot)?", "leave it out"),
)
NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|isn't|wasn't|aren't|weren't|n't)\b", re.IGNORECASE)
# Asking what a child thinks of a story is not asking about the child's own life.
ABOUT_THE_STORY = re.compile(
    r"\b(?:do|did|can|could) you (?:think|notice|see|spot|find|hear)\b", re.IGNORECASE
)
SECOND_PERSON = re.compile(r"\byou(?:'(?:ve|re|d|ll)|r|rs|rself|rselves)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A phrase as it was written, and what to do about it."""

    phrase: str
    instead: str


def harsh(texts: Iterable[str]) -> list[Finding]:
    """Phrases that no page of ours uses."""
    return _found(texts, HARSH)


def blaming(texts: Iterable[str]) -> list[Finding]:
    """Phrases that put harm on the child it was done to; "fault" only where it is denied."""
    texts = [_plain(text) for text in texts]
    found = _found(texts, BLAMING)
    for sentence in (s for text in texts for s in re.split(r"(?<=[.!?])\s+", text)):
        denied = NEGATION.search(sentence) or "n't" in sentence.lower()
        if re.search(r"\b(?:your|my|their|his|her) (?:own )?fault\b", sentence, re.IGNORECASE) and not denied:
            found.append(Finding(sentence.strip(), "say whose fault it is not"))
    return found


def showing(texts: Iterable[str]) -> list[Finding]:
    """Words that show harm itself instead of what a child may notice and the ways out."""
    return _found(texts, SHOWING)


def asks_about_the_child(question: str) -> bool:
    """Whether a question for the room asks about the child's own life instead of somebody's in a story."""
    return bool(SECOND_PERSON.search(ABOUT_THE_STORY.sub("", _plain(question))))


def _plain(text: str) -> str:
    return text.replace("’", "'")


def _found(texts: Iterable[str], phrases: tuple[tuple[str, str], ...]) -> list[Finding]:
    found = []
    for text in texts:
        for pattern, instead in phrases:
            hit = re.search(rf"\b(?:{pattern})\b", _plain(text), re.IGNORECASE)
            if hit:
                found.append(Finding(hit[0], instead))
    return found

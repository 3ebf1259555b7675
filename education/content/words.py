"""What a story and its questions leave out besides the phrases of safe_words: blame, harm that is shown, prying."""

from __future__ import annotations

import re
from collections.abc import Iterable

from education.content.safe_words import Hit, hits

BLAMING: tuple[tuple[str, str], ...] = (
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


def blaming(texts: Iterable[str]) -> list[Hit]:
    """Phrases that put harm on the child it was done to; "fault" only where it is denied."""
    texts = [_plain(text) for text in texts]
    found = hits(texts) + _found(texts, BLAMING)
    for sentence in (s for text in texts for s in re.split(r"(?<=[.!?])\s+", text)):
        denied = NEGATION.search(sentence) or "n't" in sentence.lower()
        if re.search(r"\b(?:your|my|their|his|her) (?:own )?fault\b", sentence, re.IGNORECASE) and not denied:
            found.append(Hit(sentence.strip(), "say whose fault it is not"))
    return found


def showing(texts: Iterable[str]) -> list[Hit]:
    """Words that show harm itself instead of what a child may notice and the ways out."""
    return _found(texts, SHOWING)


def asks_about_the_child(question: str) -> bool:
    """Whether a question for the room asks about the child's own life instead of somebody's in a story."""
    return bool(SECOND_PERSON.search(ABOUT_THE_STORY.sub("", _plain(question))))


def _plain(text: str) -> str:
    return text.replace("’", "'")


def _found(texts: Iterable[str], phrases: tuple[tuple[str, str], ...]) -> list[Hit]:
    found = []
    for text in texts:
        for pattern, instead in phrases:
            hit = re.search(rf"\b(?:{pattern})\b", _plain(text), re.IGNORECASE)
            if hit:
                found.append(Hit(hit[0], instead))
    return found

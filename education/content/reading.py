"""How hard a page is to read: Flesch-Kincaid grade, LIX, longest sentence and words, with our limits.

Kincaid et al. 1975: 0.39 words/sentence + 11.8 syllables/word - 15.59. LIX (Björnsson 1968): words/sentence +
100 x words of seven letters or more / words. Syllables are counted by rule; the limits were set with such a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.field_block import CharBlock, RichTextBlock


@dataclass(frozen=True)
class Limits:
    """The hardest that a page for one audience may be: US grade, LIX, words in a sentence, words in all."""

    grade: float
    lix: float
    sentence: int
    words: int


LIMITS = {
    "4-7": Limits(2, 15, 10, 250),
    "8-10": Limits(4, 22, 15, 450),
    "11-13": Limits(6, 28, 20, 700),
    "14-plus": Limits(7, 32, 25, 900),
    "parents": Limits(6, 30, 25, 900),
    "teachers": Limits(9, 38, 25, 1500),
    "easy-read": Limits(3, 20, 12, 300),
}


@dataclass(frozen=True)
class Score:
    """What a text measures; all zero for no words."""

    grade: float
    lix: float
    longest: int
    words: int
    longest_sentence: str

    def over(self, limits: Limits) -> list[str]:
        """Sentences saying which limit is passed, for the author; none when the text is easy enough."""
        said = []
        if self.grade > limits.grade:
            said.append(f"Grade {self.grade:.1f}; at most {limits.grade}. Use shorter words and sentences.")
        if self.lix > limits.lix:
            said.append(
                f"LIX {self.lix:.1f}; at most {limits.lix}. Use fewer words of seven letters or more."
            )
        if self.longest > limits.sentence:
            said.append(
                f"{self.longest} words in one sentence; at most {limits.sentence}: {self.longest_sentence}"
            )
        if self.words > limits.words:
            said.append(f"{self.words} words; at most {limits.words}.")
        return said


def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending; at least one."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzg]es$|[aeiouy]le$", word):
        groups -= 1
    return max(1, groups)


def measure(parts: list[str]) -> Score:
    """Measure the parts of a page; each ends a sentence even without a full stop, and so does a colon."""
    sentences: list[list[str]] = []
    for part in parts:
        for sentence in re.split(r"(?<=[.!?:…])[\"”’')]*\s+", part.replace("’", "'")):
            words = re.findall(r"[A-Za-z0-9][A-Za-z0-9'-]*", sentence)
            if words:
                sentences.append(words)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Score(0, 0, 0, 0, "")
    per_sentence = len(words) / len(sentences)
    long = sum(len(re.sub(r"[^A-Za-z]", "", word)) > 6 for word in words)
    longest = max(sentences, key=len)
    grade = 0.39 * per_sentence + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    lix = per_sentence + 100 * long / len(words)
    return Score(grade, lix, len(longest), len(words), " ".join(longest))


def plain(html: str) -> list[str]:
    """The text of rich text, one part for each paragraph or item."""
    pieces = re.split(r"</?(?:p|li|ul|ol|h[1-6]|br)\b[^>]*>", html)
    texts = (" ".join(unescape(re.sub(r"<[^>]+>", "", piece)).split()) for piece in pieces)
    return [text for text in texts if text]


APART = frozenset({"quiz", "sort_cards", "story"})


def parts(value: Any) -> list[str]:
    """Everything that a reader reads in a stream, in order; codes and pictures are no text.

    A quiz, a card sort and a story are read apart from the running text, and measured apart.
    """
    return [
        part
        for child in value
        if child.block_type not in APART
        for text in _texts(child.block, child.value)
        for part in plain(text)
    ]


def parts_of(child: Any) -> list[str]:
    """Everything that a reader reads in one block of a stream."""
    return [part for text in _texts(child.block, child.value) for part in plain(text)]


def _texts(block: Any, value: Any) -> Iterator[str]:
    if isinstance(block, StreamBlock):
        for child in value:
            yield from _texts(child.block, child.value)
    elif isinstance(block, ListBlock):
        for item in value:
            yield from _texts(block.child_block, item)
    elif isinstance(block, StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            if name not in {"drawing", "alt"}:
                yield from _texts(child, value[name])
    elif isinstance(block, RichTextBlock):
        yield value.source if value else ""
    elif isinstance(block, CharBlock):
        yield value or ""

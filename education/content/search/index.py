"""The site's own index: what each page says and where, and a ranking that is the same on every database.

Ranking is BM25F (Robertson and Zaragoza, 2009): a word counts more where few pages have it, and more in a title than
in the text. A site of this kind has hundreds of pages, not millions, so the index lives in each process.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from education.content.folding import ages, apart, fold, stem

# What a word weighs where it stands, and how far a long part is held against it (0 not at all, 1 in full).
PARTS: Mapping[str, tuple[float, float]] = {
    "title": (5.0, 0.3),
    "asked": (4.0, 0.2),
    "summary": (2.5, 0.3),
    "labels": (1.5, 0.3),
    "text": (1.0, 0.6),
}
SATURATION = 1.6
ALSO = 0.75  # what a word weighs that stands for one that was typed
GUESSED = 0.7  # what a word weighs that was taken for a misspelling
OTHER_AUDIENCE, OTHER_AGE, SAME_AGE = 0.55, 0.6, 1.25
SPOKEN_OF = 0.75  # what a page for others counts when somebody speaks of him or her, as parents do
# Results this much worse than the best are left out.
FAR_BEHIND = 0.12
MOST_WORDS = 40
IDLE = frozenset(
    stem(word)
    for word in fold(
        """a about all also always am an and any anybody anyone anything are as at be been being but by came can cant come could did didnt do does
        doesnt doing dont even ever every everybody everyone everything for from get gets getting go goes going got had has hasnt have havent having he hell her here hers
        hes him his how i id if ill im in into is isnt it its ive just know let lets like lot make may me might mine more
        most much my need never no nobody nothing not now of off ok okay on one or our out over please put quite really right s said say says see
        she shed shes should so some somebody someone something still such t take than that thats the their theirs them then there
        these they theyll theyre thing things think this those to told too u up us very want wants was wasnt way we well were
        what whats when where which while who whos why will with wont would yes yet you your yours ur"""
    )
)

OF_ANOTHER = frozenset(fold("he hes him himself his she shes her hers herself"))
ADULT, CHILD = "parent", "child"


@dataclass(frozen=True, slots=True)
class Document:
    """One page: what is shown of it, its words by part, who it speaks to and the ages it is about."""

    key: int
    url: str
    title: str
    summary: str
    kind: str
    band: str
    audience: str
    ages: frozenset[int]
    parts: Mapping[str, Mapping[str, int]]
    words: frozenset[str]


def document(
    *, key: int, url: str, title: str, summary: str, kind: str, band: str = "", audience: str = "",
    ages: Iterable[int] = (), texts: Mapping[str, str],
) -> Document:  # fmt: skip
    """A page from its texts by part (`PARTS`); the title and summary need not be repeated there."""
    folded = {part: fold(text) for part, text in {"title": title, "summary": summary, **texts}.items()}
    return Document(
        key, url, title, summary, kind, band, audience, frozenset(ages),
        {part: Counter(stem(word) for word in words) for part, words in folded.items()},
        frozenset(word for words in folded.values() for word in words),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What people type, as stems, and the words of our pages that it stands for; `words` as they are spelt."""

    typed: tuple[tuple[str, ...], ...]
    means: tuple[str, ...]
    words: frozenset[str]


def meaning(*, typed: Iterable[str], means: str = "") -> Meaning:
    """From phrases as an editor writes them."""
    phrases = [words for phrase in typed if (words := fold(phrase))]
    return Meaning(
        tuple(tuple(stem(word) for word in words) for words in phrases),
        tuple(stem(word) for word in fold(means)),
        frozenset(word for words in phrases for word in words),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Documents, the best first, and what was read differently from how it was typed."""

    documents: tuple[Document, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


@dataclass
class Index:
    """Every page of one language. `leanings` says by which words somebody shows who they are."""

    documents: Sequence[Document]
    meanings: Sequence[Meaning] = ()
    leanings: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weights: defaultdict[str, dict[int, float]] = defaultdict(dict)
        lengths = {part: [sum(d.parts.get(part, {}).values()) for d in self.documents] for part in PARTS}
        averages = {part: (sum(found) / (len(found) or 1)) or 1.0 for part, found in lengths.items()}
        for number, page in enumerate(self.documents):
            for part, (weight, against) in PARTS.items():
                counts = page.parts.get(part, {})
                long = 1 - against + against * lengths[part][number] / averages[part]
                for word, times in counts.items():
                    weights[word][number] = weights[word].get(number, 0.0) + weight * times / long
        self.weights = dict(weights)
        self.phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
        known: set[str] = set()
        for each in self.meanings:
            for phrase in each.typed:
                if each.means:
                    self.phrases[phrase[0]].append((phrase, each.means))
            known |= each.words
        spelt = {word for page in self.documents for word in page.words if word.isalpha()} | known
        self.known = (
            {stem(word) for word in spelt}
            | set(self.weights)
            | IDLE
            | frozenset().union(*self.leanings.values())
        )
        self.by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(spelt):
            if len(word) > 3:
                self.by_letter[word[0]].append(word)

    def rarity(self, word: str) -> float:
        """How much a word tells: inverse document frequency."""
        having = len(self.weights.get(word, ()))
        return math.log(1 + (len(self.documents) - having + 0.5) / (having + 0.5))

    def spellings(self, word: str) -> list[str]:
        """Words of this site that this may have been meant as, the nearest and most used first; the word as it is when
        it is one of ours. One letter may be wrong in a short word, two in a long one.
        """
        if stem(word) in self.known or not word.isalpha():
            return [word]
        most = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        starts = dict.fromkeys((word[0], word[1:2]))
        near = [
            (distance, sorted(word) != sorted(other), -len(self.weights.get(stem(other), ())), other)
            for start in starts
            for other in self.by_letter.get(start, ())
            if abs(len(other) - len(word)) <= most and (distance := apart(word, other, most)) <= most
        ]
        return [other for *_order, other in sorted(near)]

    def heard(self, typed: str) -> list[frozenset[str]]:
        """For each word that was typed all that it may have been meant as, as stems; for words of crisis."""
        words = fold(typed)[:MOST_WORDS]
        heard = [frozenset(stem(near) for near in [word, *self.spellings(word)]) for word in words]
        joined = [stem(word + following) for word, following in pairwise(words)]
        return [
            found | {joined[number]} if number < len(joined) and joined[number] in self.known else found
            for number, found in enumerate(heard)
        ]

    def read(self, typed: str) -> tuple[list[str], list[tuple[str, str]]]:
        """The words of a search, joined, parted and spelt as this site has them; and what was changed."""
        read: list[str] = []
        changed: list[tuple[str, str]] = []
        words = fold(typed)[:MOST_WORDS]
        skip = False
        for number, word in enumerate(words):
            if skip:
                skip = False
                continue
            following = words[number + 1] if number + 1 < len(words) else ""
            if (
                following
                and stem(word + following) in self.known
                and not (stem(word) in self.weights and stem(following) in self.weights)
                and len(word + following) > 4
            ):
                read.append(word + following)
                skip = True
            elif stem(word) in self.known or not word.isalpha():
                read.append(word)
            elif parted := self.parted(word):
                read += parted
            elif near := self.spellings(word):
                read.append(near[0])
                changed.append((word, near[0]))
            else:
                read.append(word)
        return read, changed

    def parted(self, word: str) -> list[str]:
        """Two words that were typed as one, such as "groupchat"; nothing when it is not two of ours."""
        for cut in range(3, len(word) - 2):
            if stem(word[:cut]) in self.weights and stem(word[cut:]) in self.weights:
                return [word[:cut], word[cut:]]
        return []

    def wanted(self, stems: Sequence[str], guessed: frozenset[str]) -> dict[str, float]:
        """Each word to look for and what it weighs: those typed, and those that they stand for."""
        wanted: dict[str, float] = {}

        def want(word: str, weight: float) -> None:
            wanted[word] = max(wanted.get(word, 0.0), weight)

        for number, word in enumerate(stems):
            if word not in IDLE:
                want(word, GUESSED if word in guessed else 1.0)
            for phrase, means in self.phrases.get(word, ()):
                if tuple(stems[number : number + len(phrase)]) == phrase:
                    for other in means:
                        want(other, ALSO)
        return wanted

    def spoken_of(self, words: Iterable[str]) -> bool:
        """Whether somebody else is spoken of, which is how adults ask about a child."""
        return not OF_ANOTHER.isdisjoint(words)

    def leaning(self, stems: Iterable[str]) -> str:
        """Who is asking, by their own words; nothing when they do not say."""
        typed = set(stems)
        told = [who for who, words in self.leanings.items() if typed & words]
        return told[0] if told else ""

    def find(self, typed: str, *, most: int = 30) -> Found:
        """The pages that fit best. Every word helps, none is required; a page that has more of them comes first."""
        read, changed = self.read(typed)
        stems = [stem(word) for word in read]
        wanted = self.wanted(stems, frozenset(stem(near) for _, near in changed))
        asked_ages = ages(read)
        scores: defaultdict[int, float] = defaultdict(float)
        for word, weight in wanted.items():
            having = self.weights.get(word)
            if having:
                rarity = self.rarity(word)
                for number, times in having.items():
                    scores[number] += weight * rarity * times * (SATURATION + 1) / (times + SATURATION)
        who = self.leaning(stems)
        less = OTHER_AUDIENCE
        if who != ADULT and self.spoken_of(read) and (not who or (who == CHILD and "my" not in read)):
            who, less = ADULT, SPOKEN_OF  # his mates, her dad
        for number in scores:
            page = self.documents[number]
            if who and page.audience and page.audience != who:
                scores[number] *= less
            if asked_ages and page.ages:
                scores[number] *= SAME_AGE if page.ages.intersection(asked_ages) else OTHER_AGE
        best = max(scores.values(), default=0.0)
        order = sorted(
            (number for number, score in scores.items() if score >= best * FAR_BEHIND),
            key=lambda number: (-scores[number], number),
        )
        return Found(tuple(self.documents[number] for number in order[:most]), tuple(changed))

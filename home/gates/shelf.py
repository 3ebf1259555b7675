"""Everything that is shipped, read from the files alone: pages, their texts, addresses and the reasons kept beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from education.content.ages import band_of
from education.content.reading import APART, plain
from education.content.shipped import LAUNCH as CONTENT
from education.content.shipped import Shipped, read_folder, read_tables, shipped_reasons
from home.actions import LAUNCH as HOUSE

KINDS = {
    "lessons": "content.LessonPage",
    "guides": "content.GuidePage",
    "help_pages": "content.HelpPage",
    "teachers": "content.TeacherPage",
    "pages": "home.StandardPage",
}
UNDER = {"lessons": "learn", "guides": "parents", "help_pages": "help", "teachers": "teachers", "pages": ""}
AUDIENCE = {"guides": "parents", "help_pages": "parents", "teachers": "teachers", "pages": "parents"}
SILENT = frozenset(
    {"type", "drawing", "alt", "next", "number", "tone", "kind", "pile", "help_set", "search_words"}
)
"""What nobody reads on the page; `search_words` are what people type, panic and all."""


@dataclass(frozen=True)
class Item:
    """One shipped page: where it stands, and everything that is written on it."""

    kind: str
    shipped: Shipped

    @property
    def data(self) -> dict[str, Any]:
        """As it was written."""
        return self.shipped.data

    @property
    def address(self) -> str:
        """Where it will stand."""
        return "/" + "/".join(part for part in (UNDER[self.kind], self.shipped.slug) if part) + "/"

    @cached_property
    def texts(self) -> list[str]:
        """Every sentence that anybody may read on it, with its markup."""
        return list(_strings(self.data))

    @property
    def audience(self) -> str:
        """The row of the reading limits that its main text is held to."""
        if self.kind == "lessons":
            return str(self.data.get("band_override") or band_of(self.data["years"]))
        return str(self.data.get("age_band") or AUDIENCE[self.kind])

    @property
    def running(self) -> list[str]:
        """Its main text, as the reading gate counts it."""
        shown = [block for block in self.data.get("body", []) if block["type"] not in APART]
        rest = [self.data.get(name, "") for name in ("at_a_glance", "tonight", "what_happens_next")]
        return lines_of([*rest, *shown])

    def block(self, kind: str) -> dict[str, Any] | None:
        """The first block of this kind in its body, such as its quiz or its story."""
        return next((block for block in self.data.get("body", []) if block["type"] == kind), None)


def lines_of(value: Any) -> list[str]:
    """Every line of text in a value, without its markup."""
    return [line for text in _strings(value) for line in plain(text)]


def blocks_of(value: Any) -> Iterator[dict[str, Any]]:
    """Every table inside a value, itself first."""
    if isinstance(value, list):
        for part in value:
            yield from blocks_of(part)
    elif isinstance(value, dict):
        yield value
        for part in value.values():
            yield from blocks_of(part)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in SILENT:
                yield from _strings(part)


@dataclass(frozen=True)
class Reason:
    """Why a phrase or a page that is harder than its limit stays; kept beside the pages."""

    page: str
    gate: str
    because: str
    phrase: str = ""


@dataclass(frozen=True)
class Shelf:
    """Everything that is shipped."""

    items: tuple[Item, ...]
    addresses: frozenset[str]
    reasons: tuple[Reason, ...] = ()

    def of(self, kind: str) -> list[Item]:
        """The pages of one kind."""
        return [item for item in self.items if item.kind == kind]

    def excused(self, item: Item, gate: str, phrase: str = "") -> bool:
        """Whether somebody gave a reason for this page, this gate and this phrase."""
        wanted = (item.shipped.key, gate, phrase.lower())
        return any((r.page, r.gate, r.phrase.lower()) == wanted and r.because for r in self.reasons)


@dataclass
class Gate:
    """What a gate found: its figure, and a sentence for each page that does not pass."""

    name: str
    figure: str = ""
    problems: list[str] = field(default_factory=list)


def shelf() -> Shelf:
    """Read the shipped files; raises TOMLDecodeError for one that is not TOML."""
    items = [
        Item(kind, page)
        for kind in KINDS
        for page in read_folder((HOUSE / "pages") if kind == "pages" else CONTENT / kind, kind)
    ]
    tree = [
        table
        for name in tomllib.loads((HOUSE / "tree.toml").read_text(encoding="utf-8"))
        for table in read_tables(HOUSE / "tree.toml", name, name)
    ]
    roots = {"/", *(f"/{table.slug}/" for table in tree)}
    return Shelf(
        tuple(items),
        frozenset(roots | {item.address for item in items}),
        tuple(Reason(**excuse) for excuse in shipped_reasons()),
    )

"""The gates that shipped pages pass, read from the files alone: how many, how easy, how kind, how safe, how linked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps

from education.content.ages import BANDS, band_of
from education.content.fields import StreamField
from education.content.reading import LIMITS, measure, plain
from education.content.safe_words import hits
from education.content.shipped import LAUNCH as CONTENT
from education.content.shipped import Shipped, read_folder, read_tables
from education.content.topics import STRANDS
from home.actions import LAUNCH as HOUSE

KINDS = {
    "lessons": "content.LessonPage",
    "guides": "content.GuidePage",
    "help_pages": "content.HelpPage",
    "teachers": "content.TeacherPage",
    "pages": "home.StandardPage",
}
WANTED = {"lessons": 17, "guides": 22, "help_pages": 9, "teachers": 7, "pages": 9}
LEAST = {**WANTED, "lessons": 10}
"""Fewer than this fails. Lessons are still being written, so their number may only grow."""
UNDER = {"lessons": "learn", "guides": "parents", "help_pages": "help", "teachers": "teachers", "pages": ""}
AUDIENCE = {"guides": "parents", "help_pages": "parents", "teachers": "teachers", "pages": "parents"}
STRICTER = {"pages/privacy-for-children": "8-10", "pages/privacy-for-teenagers": "11-13"}
OVERRIDES = 0.02
NUMBER = re.compile(
    r"\b0\d{3,4}[ \d]{4,9}\d\b|\b(?:999|101|111|159|7726|85258)\b|\b116 ?\d{3}\b|\+44|\btel:|\bsms:"
)
ELSEWHERE = re.compile(r"^/(figures|search|book|accounts|leave|static|visits|g)/|^/parents/plan/$")
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
        return STRICTER.get(self.shipped.key, AUDIENCE[self.kind])

    @property
    def running(self) -> list[str]:
        """Its main text, as the reading gate counts it."""
        apart = {"quiz", "sort_cards", "story"}
        shown = [block for block in self.data.get("body", []) if block["type"] not in apart]
        rest = [self.data.get(name, "") for name in ("at_a_glance", "tonight", "what_happens_next")]
        return [line for text in _strings([*rest, *shown]) for line in plain(text)]


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
    excuses = tomllib.loads((CONTENT / "reasons.toml").read_text(encoding="utf-8")).get("reason", [])
    return Shelf(
        tuple(items),
        frozenset(roots | {item.address for item in items}),
        tuple(Reason(**excuse) for excuse in excuses),
    )


def counts(all_: Shelf) -> Gate:
    """As many pages of each kind as the launch wants."""
    gate = Gate("pages")
    said = []
    for kind, wanted in WANTED.items():
        found = len(all_.of(kind))
        said.append(f"{kind.replace('_', ' ')} {found} of {wanted}")
        if found < LEAST[kind]:
            gate.problems.append(f"{kind}: {found}, at least {LEAST[kind]}")
    gate.figure = ", ".join(said)
    return gate


def grid(all_: Shelf) -> Gate:
    """Lessons by strand and band; guides help to fill a strand that has no lesson yet."""
    gate = Gate("strands and bands")

    def cells(kind: str) -> set[tuple[str, str]]:
        return {
            (strand, band)
            for item in all_.of(kind)
            for strand in item.data.get("strands", [])
            for band in item.data.get("bands", [item.audience])
        }

    lessons, guides = cells("lessons"), cells("guides")
    covered = {strand for strand, _ in lessons | guides}
    gate.problems = [f"{s.name}: no lesson and no guide" for s in STRANDS if s.code not in covered]
    total = len(STRANDS) * len(BANDS)
    gate.figure = (
        f"lessons fill {len(lessons)} of {total} cells (20 wanted) in {len({s for s, _ in lessons})} strands; "
        f"with guides {len(lessons | guides)}"
    )
    return gate


def reading(all_: Shelf) -> Gate:
    """Every page is easy enough for its readers; a harder one needs a reason, and few may have one."""
    gate = Gate("reading limits")
    over = 0
    for item in all_.items:
        problems = measure(item.running).over(LIMITS[item.audience])
        if problems and all_.excused(item, "reading"):
            over += 1
        elif problems:
            gate.problems += [f"{item.shipped.key}: {problem}" for problem in problems]
    share = over / len(all_.items)
    gate.figure = f"{len(all_.items)} pages measured, {over} with a reason to be harder ({share:.1%}, at most {OVERRIDES:.0%})"
    if share > OVERRIDES:
        gate.problems.append("More pages are harder than their limit than may be.")
    return gate


def safe_words(all_: Shelf) -> Gate:
    """No phrase that blames, frightens or shows a method, unless somebody said why."""
    gate = Gate("safe words")
    excused = 0
    for item in all_.items:
        for found in hits(item.texts):
            if all_.excused(item, "words", found.phrase):
                excused += 1
            else:
                gate.problems.append(f"{item.shipped.key}: “{found.phrase}”; {found.instead}")
    gate.figure = f"{len(gate.problems)} without a reason, {excused} with one"
    return gate


def numbers(all_: Shelf) -> Gate:
    """No telephone number stands in any text: help records are the only place."""
    gate = Gate("telephone numbers in text")
    for item in all_.items:
        hits = {hit[0] for text in item.texts for hit in NUMBER.finditer(text)}
        gate.problems += [f"{item.shipped.key}: {hit}" for hit in sorted(hits)]
    gate.figure = str(len(gate.problems))
    return gate


def care(all_: Shelf) -> Gate:
    """A sensitive page has a note, help, an exit, a quiet title; a sensitive lesson is for a class only."""
    gate = Gate("sensitive pages")
    sensitive = [item for item in all_.items if item.data.get("sensitivity") == "sensitive"]
    page = SimpleNamespace(sensitivity="sensitive")
    for item in all_.items:
        data, key = item.data, item.shipped.key
        model: Any = apps.get_model(KINDS[item.kind])
        if data.get("sensitivity", "open") != "open" and not data.get("content_note"):
            gate.problems.append(f"{key}: no content note")
        if item.kind != "pages" and not data.get("help_set"):
            gate.problems.append(f"{key}: nobody to turn to")
        if item in sensitive:
            if not data.get("discreet_title"):
                gate.problems.append(f"{key}: no discreet title")
            if not model.exit_shown.fget(page):
                gate.problems.append(f"{key}: no exit")
            if item.kind == "lessons" and data.get("delivery") != "class_only":
                gate.problems.append(f"{key}: not for a class only")
    gate.figure = f"{len(sensitive)}, each with a note, help, an exit and a discreet title"
    return gate


def links(all_: Shelf) -> Gate:
    """Every link inside the site leads to a page that is shipped or to a part of the site that is not content."""
    gate = Gate("links inside the site")
    checked = 0
    for item in all_.items:
        for text in item.texts:
            for target in re.findall(r'href="([^"]*)"', text):
                checked += 1
                address = target.partition("#")[0].partition("?")[0]
                if address not in all_.addresses and not ELSEWHERE.match(address):
                    gate.problems.append(f"{item.shipped.key}: {target}")
    gate.figure = f"{checked} followed, {len(gate.problems)} dead"
    return gate


def pictures(all_: Shelf) -> Gate:
    """Every drawing in a text says what it shows, and exists."""
    gate = Gate("alternative text")
    seen = 0
    for item in all_.items:
        for block in _blocks(item.data):
            if block.get("drawing") and block is not item.data:
                seen += 1
                if not block.get("alt"):
                    gate.problems.append(f"{item.shipped.key}: {block['drawing']} has no description")
                if not Path(f"static/img/{block['drawing']}.svg").exists():
                    gate.problems.append(f"{item.shipped.key}: {block['drawing']} is not drawn")
    gate.figure = f"{seen} pictures, each described"
    return gate


def _blocks(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for part in value:
            yield from _blocks(part)
    elif isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _blocks(part)


def dates(all_: Shelf) -> Gate:
    """Every page has an owner and the day it was read, and every guide says on what it rests."""
    gate = Gate("owner, review and evidence")
    for item in all_.items:
        wanted = ["owner_role", "reviewed_on", "search_description", "summary"]
        wanted += ["evidence_note", "number", "tonight", "strands"] if item.kind == "guides" else []
        gate.problems += [f"{item.shipped.key}: no {name}" for name in wanted if not item.data.get(name)]
        if item.kind == "guides" and len(item.data.get("outcomes", [])) != 3:
            gate.problems.append(f"{item.shipped.key}: a guide has three outcomes")
    gate.figure = f"{len(all_.items)} pages"
    return gate


def fields(all_: Shelf) -> Gate:
    """Every key is a field of its page, and no text is longer than its field."""
    gate = Gate("fields")
    for item in all_.items:
        meta = apps.get_model(KINDS[item.kind])._meta
        known = {f.name: f for f in meta.get_fields()}
        for name, value in item.data.items():
            if name not in known:
                gate.problems.append(f"{item.shipped.key}: {name} is no field")
                continue
            room = getattr(known[name], "max_length", None)
            if (
                isinstance(value, str)
                and not isinstance(known[name], StreamField)
                and room
                and len(value) > room
            ):
                gate.problems.append(
                    f"{item.shipped.key}: {name} has {len(value)} characters, room for {room}"
                )
    gate.figure = f"{len(gate.problems)} wrong"
    return gate


GATES: tuple[Callable[[Shelf], Gate], ...] = (
    counts, grid, reading, safe_words, numbers, care, links, pictures, dates, fields,
)  # fmt: skip


def results(all_: Shelf | None = None) -> list[Gate]:
    """What every gate found, in the order of the report."""
    everything = all_ or shelf()
    return [gate(everything) for gate in GATES]

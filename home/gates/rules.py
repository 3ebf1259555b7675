"""The gates that every shipped page passes: how many, how easy, how kind, how safe, how linked, how described."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps

from education.content.ages import BANDS
from education.content.fields import StreamField
from education.content.gate import NUMBER
from education.content.reading import APART, LIMITS, Limits, measure
from education.content.safe_words import hits
from education.content.topics import STRANDS
from home.gates.shelf import KINDS, Gate, Item, Shelf, blocks_of, lines_of

WANTED = {"lessons": 17, "guides": 22, "help_pages": 9, "teachers": 7, "pages": 10}
"""Fewer than this fails; an editor's own pages are not counted here."""
CELLS = 20
"""So many of the 32 cells of strand and band have a lesson."""
OVERRIDES = 0.02
ELSEWHERE = re.compile(r"^/(figures|search|book|accounts|leave|static|visits|g)/|^/parents/plan/$")


def counts(all_: Shelf) -> Gate:
    """As many pages of each kind as the launch wants."""
    gate = Gate("pages")
    said = []
    for kind, wanted in WANTED.items():
        found = len(all_.of(kind))
        said.append(f"{kind.replace('_', ' ')} {found} of {wanted}")
        if found < wanted:
            gate.problems.append(f"{kind}: {found}, at least {wanted}")
    gate.figure = ", ".join(said)
    return gate


def grid(all_: Shelf) -> Gate:
    """Lessons by strand and band: every strand has one, and so has every second cell and more."""
    gate = Gate("strands and bands")

    def cells(kind: str) -> set[tuple[str, str]]:
        return {
            (strand, band)
            for item in all_.of(kind)
            for strand in item.data.get("strands", [])
            for band in item.data.get("bands", [item.audience])
        }

    lessons = cells("lessons")
    served = {strand for strand, _ in lessons}
    gate.problems = [f"{s.name}: no lesson" for s in STRANDS if s.code not in served]
    total = len(STRANDS) * len(BANDS)
    if len(lessons) < CELLS:
        gate.problems.append(f"lessons fill {len(lessons)} cells, at least {CELLS}")
    gate.figure = (
        f"lessons fill {len(lessons)} of {total} cells (at least {CELLS}) in {len(served)} of {len(STRANDS)} strands; "
        f"with guides {len(lessons | cells('guides'))}"
    )
    return gate


def reading(all_: Shelf) -> Gate:
    """Every page is easy enough for its readers; a harder one needs a reason, and few may have one.

    A lesson’s quiz, card sort, story and handout are measured apart; what adults read, and easy read, by their own rows.
    """
    gate = Gate("reading limits")
    over = measured = 0
    for item in all_.items:
        problems = []
        for part, lines, limits in _measured(item):
            measured += 1
            problems += [f"{item.shipped.key}{part}: {said}" for said in measure(lines).over(limits)]
        if problems and all_.excused(item, "reading"):
            over += 1
        else:
            gate.problems += problems
    share = over / len(all_.items)
    gate.figure = (
        f"{len(all_.items)} pages in {measured} parts measured, {over} with a reason to be harder "
        f"({share:.1%}, at most {OVERRIDES:.0%})"
    )
    if share > OVERRIDES:
        gate.problems.append("More pages are harder than their limit than may be.")
    return gate


def _measured(item: Item) -> list[tuple[str, list[str], Limits]]:
    """Each part of a page that is measured by itself, with the limits that it is held to."""
    own, adults = LIMITS[item.audience], LIMITS["teachers"]
    data, apart = item.data, replace(own, words=10**6)
    parts = [("", item.running, own)]
    if item.data.get("easy_read"):
        parts.append((" (easy read)", lines_of(item.data["easy_read"]), LIMITS["easy-read"]))
    if item.kind == "lessons":
        parts += [(f" ({b['type']})", lines_of(b), apart) for b in data["body"] if b["type"] in APART]
        parts.append((" (handout)", lines_of(data.get("handout", [])), apart))
        notes = [
            data.get(name, "").split("\n\n")
            for name in ("teacher_notes", "support", "stretch", "send", "eal")
        ]
        plan = [[step["title"], step["text"]] for step in data["plan"]]
        parts.append((" (for adults)", lines_of([plan, notes]), adults))
    return parts


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
        for block in blocks_of(item.data):
            if block.get("drawing") and block is not item.data:
                seen += 1
                if not block.get("alt"):
                    gate.problems.append(f"{item.shipped.key}: {block['drawing']} has no description")
                if not Path(f"static/img/{block['drawing']}.svg").exists():
                    gate.problems.append(f"{item.shipped.key}: {block['drawing']} is not drawn")
    gate.figure = f"{seen} pictures, each described"
    return gate


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

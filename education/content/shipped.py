"""What the project ships: pages and snippets in TOML files, read into what the models take."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LAUNCH = Path(__file__).parent / "launch"
BLOCK_OF = {
    "outcomes": "line",
    "kit": "line",
    "at_a_glance": "line",
    "key_words": "word",
    "plan": "step",
    "easy_read": "line",
}


@dataclass(frozen=True)
class Shipped:
    """One page or snippet as it was written; `key` names it for ever."""

    key: str
    data: dict[str, Any]

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return str(self.data["slug"])

    @property
    def digest(self) -> str:
        """SHA-256 of what was written, whatever the order of its lines."""
        text = json.dumps(self.data, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def read_file(path: Path, kind: str) -> Shipped:
    """One file that is one page; raises TOMLDecodeError, or KeyError when it has no slug."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Shipped(f"{kind}/{data['slug']}", data)


def read_folder(folder: Path, kind: str) -> list[Shipped]:
    """All pages of a folder, by file name, which is the order that they stand in.

    The words that people look for a page by stand together in one file, under the page's number.
    """
    words: dict[str, str] = {}
    if folder.parent == LAUNCH:
        words = tomllib.loads((LAUNCH / "search_words.toml").read_text(encoding="utf-8")).get(kind, {})
    pages = []
    for path in sorted(folder.glob("*.toml")):
        page = read_file(path, kind)
        number = str(int(path.name.partition("-")[0])) if path.name[0].isdigit() else ""
        pages.append(
            Shipped(page.key, {"search_words": words[number], **page.data}) if number in words else page
        )
    return pages


def read_tables(path: Path, table: str, kind: str) -> list[Shipped]:
    """All tables of one name in a file, each one snippet or page."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get(table, [])
    return [Shipped(f"{kind}/{data['slug']}", data) for data in tables]


def stream(field: str, value: list[Any]) -> str:
    """A stream field's raw JSON: lists of lines, words and steps are of one block, bodies say which."""
    if field in BLOCK_OF:
        return json.dumps([{"type": BLOCK_OF[field], "value": item} for item in value])
    return json.dumps(
        [
            {"type": item["type"], "value": {name: part for name, part in item.items() if name != "type"}}
            for item in value
        ]
    )


def shipped_reasons() -> list[dict[str, str]]:
    """Why a phrase or a page that is harder than its limit stays, each with its page's key, its gate and its reason."""
    found: list[dict[str, str]] = tomllib.loads((LAUNCH / "reasons.toml").read_text(encoding="utf-8")).get(
        "reason", []
    )
    return found

"""What may be wrong with a page: read by the strictest parser, then by rules of our own."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import html5lib


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])


def tags(page: str) -> list[tuple[str, dict[str, str]]]:
    """Every start tag with its attributes, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.tags


def faults(page: str) -> list[str]:
    """Everything that a page of this site must not have; empty for a good one."""
    found: list[str] = []
    try:
        html5lib.HTMLParser(strict=True).parse(page)
    except html5lib.html5parser.ParseError as error:
        found.append(f"not HTML: {error}")
    reader = _Reader()
    reader.feed(page)
    names = [tag for tag, _ in reader.tags]
    if names.count("h1") != 1:
        found.append("not exactly one h1")
    root = reader.tags[0][1] if names[:1] == ["html"] else {}
    if not root.get("lang") or root.get("dir") not in {"ltr", "rtl"}:
        found.append("no language or direction")
    links = [attrs.get("href") for tag, attrs in reader.tags if tag == "a"]
    if links[:1] != ["#main"]:
        found.append("no skip link first")
    if not any(tag == "main" and attrs.get("id") == "main" for tag, attrs in reader.tags):
        found.append("no main")
    if not re.search(r"<title>[^<]*\w[^<]*</title>", page):
        found.append("no title")
    found.extend(f"id twice: {one}" for one in sorted({i for i in reader.ids if reader.ids.count(i) > 1}))
    for tag, attrs in reader.tags:
        if tag == "style" or "style" in attrs:
            found.append(f"inline style on {tag}")
        if tag == "script" and "src" not in attrs and not attrs.get("type", "").endswith("json"):
            found.append("inline script")
        if any(name.startswith("on") for name in attrs):
            found.append(f"handler on {tag}")
        if tag == "img" and "alt" not in attrs:
            found.append("picture without alt")
        source = attrs.get("src", "") or (attrs.get("href", "") if tag == "link" else "")
        if source.startswith(("http:", "https:", "//")) and attrs.get("rel") != "canonical":
            found.append(f"asks a third party: {source}")
    return found

"""The only place that cleans HTML from outside the editor, and the only import of bleach."""

from __future__ import annotations

import bleach

TAGS = frozenset({"a", "b", "br", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"})
ATTRIBUTES = {"a": ["href", "title"]}
SCHEMES = frozenset({"https", "mailto", "tel"})


def clean(html: str) -> str:
    """HTML with every tag, attribute and address scheme removed that is not on the list; never raises."""
    return bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True)


def linkify(text: str) -> str:
    """Plain text as HTML with its https addresses made into links; markup in it is shown, not used."""
    return bleach.linkify(bleach.clean(text, tags=frozenset(), attributes={}), skip_tags={"pre", "code"})

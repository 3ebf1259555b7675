"""Small parts of content pages."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import gettext as _

from education.content import drawings, pack
from education.content.blocks import PHASES
from education.content.gate import reading
from education.content.models import LessonPage, ReviewedPage
from education.content.queries.gates import open_findings
from education.content.story import TONES
from education.content.topics import STRAND

register = template.Library()


@register.inclusion_tag("content/gates.html")
def gates(page: object) -> dict[str, Any]:
    """What the gates say of a page that is being written; nothing for a page that they don't measure."""
    if not isinstance(page, ReviewedPage):
        return {}
    return {"reading": reading(page), "open": open_findings(page=page)}


TOPIC_PICTURES = {
    "first-steps": "parents",
    "games": "games",
    "chats": "relationships",
    "pictures": "self-image",
    "money": "money",
    "ai": "information",
    "feeds": "health",
    "privacy": "privacy",
    "telling": "telling",
    "bullying": "bullying",
    "support": "support",
}
"""A strand's picture bears the strand's own name; a topic borrows one."""
DEVICE_PICTURES = {
    "iphone-ipad": "device-tablet",
    "android": "device-phone",
    "console": "device-console",
    "computer": "devices",
    "tv": "device-tv",
    "home-wifi": "device-wifi",
}


@lru_cache(maxsize=256)
def _address(name: str) -> str:
    path = drawings.path(name)
    if not path:
        return ""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return ""


@register.filter
def drawing(name: str) -> str:
    """The address of a drawing, or nothing when there is none of that name."""
    return _address(str(name))


@lru_cache(maxsize=256)
def _measure(name: str) -> tuple[int, int]:
    """Width and height of a drawing, from the first line of its file."""
    found = finders.find(f"img/{name}.svg")
    head = Path(found).read_text(encoding="utf-8")[:200] if found else ""
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', head)
    return (int(size[1]), int(size[2])) if size else (480, 320)


@register.inclusion_tag("components/picture.html")
def picture(name: str, alt: str = "", lazy: bool = True) -> dict[str, object]:
    """A drawing of static/img/ by name, with its own measure; nothing when there is none of that name."""
    address = _address(str(name))
    width, height = _measure(str(name)) if address else (0, 0)
    return {"address": address, "alt": alt, "width": width, "height": height, "lazy": lazy}


@register.filter
def picture_name(thing: Any) -> str:
    """The drawing that stands for a lesson, a guide or a finder's card: its own, else its strand's, topic's or band's."""
    codes = getattr(thing, "codes", {})
    strands = getattr(thing, "strands", None) or sorted(codes.get("strand", ()))
    topics = getattr(thing, "topics", None) or sorted(codes.get("topic", ()))
    bands = list(getattr(thing, "bands", None) or codes.get("band", ()))
    devices = [code for code in getattr(thing, "devices", None) or codes.get("device", ()) if code != "any"]
    names = [str(getattr(thing, "drawing", "") or ""), *strands]
    names += [f"band-{bands[0]}"] if "first-steps" in topics and len(bands) == 1 else []
    names += [DEVICE_PICTURES.get(devices[0], "")] if len(devices) == 1 else []
    names += [TOPIC_PICTURES.get(topic, "") for topic in topics]
    names += [f"band-{thing.band}"] if getattr(thing, "band", "") else ["parents"]
    return next((name for name in names if name and _address(name)), "")


@register.filter
def picture_of(thing: Any) -> str:
    """The address of the drawing that stands for a lesson, a guide or a finder's card."""
    return _address(picture_name(thing))


@register.filter
def pack_size(page: LessonPage) -> int:
    """How large a lesson's school pack is, in bytes, rounded up to ten KB."""
    return pack.size(page)


@register.filter
def strand_name(code: str) -> str:
    """The name of a strand."""
    return STRAND[code].name if code in STRAND else ""


@register.filter
def strand_plain(code: str) -> str:
    """A strand in plain words."""
    return STRAND[code].plain if code in STRAND else ""


@register.filter
def phase_name(code: str) -> str:
    """The name of a plan step's phase."""
    return PHASES.get(code, code)


@register.filter
def tone_name(code: str) -> str:
    """What a choice of a story is, for the teacher."""
    return TONES.get(code, "")


@register.filter
def times(number: int) -> range:
    """So many turns of a loop; none for nothing."""
    return range(number or 0)


@register.filter
def nth(place: str) -> str:
    """A place in words that a child reads: "1st"."""
    return {"1": _("1st"), "2": _("2nd"), "3": _("3rd")}.get(place) or _("%sth") % place

"""Small parts of content pages."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from education.content.blocks import FRAMEWORKS, PHASES
from education.content.topics import STRAND

register = template.Library()


@lru_cache(maxsize=256)
def _address(name: str) -> str:
    path = f"img/{name}.svg"
    if not name.replace("-", "").isalnum() or not finders.find(path):
        return ""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return ""


@register.filter
def drawing(name: str) -> str:
    """The address of a drawing, or nothing when there is none of that name."""
    return _address(str(name))


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
def framework_name(code: str) -> str:
    """The name of a curriculum framework."""
    return FRAMEWORKS.get(code, code)

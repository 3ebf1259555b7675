"""Small parts that templates of every room use."""

from __future__ import annotations

from django import forms, template
from django.forms import BoundField

from education.content.ages import BAND

register = template.Library()


@register.filter
def squash(text: str) -> str:
    """One line, without the white space that templates leave."""
    return " ".join(text.split())


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands beside it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.inclusion_tag("components/shape.html")
def shape(code: str) -> dict[str, str]:
    """The shape of an age band, so that its colour never speaks alone; nothing for a page without a band."""
    return {"shape": BAND[code].shape if code in BAND else ""}


@register.inclusion_tag("components/band_mark.html")
def band_mark(code: str) -> dict[str, object]:
    """An age band in shape, colour and words; nothing for a page without a band."""
    return {"band": BAND.get(code)}


KINDS = {
    "HomePage": "WebSite",
    "LessonPage": "LearningResource",
    "GuidePage": "Article",
    "TeacherPage": "Article",
}


@register.simple_tag
def schema_type(page: object) -> str:
    """What schema.org calls a page; empty for a kind that has no word, and for what speaks of itself nowhere."""
    return "" if getattr(page, "exit_shown", False) else KINDS.get(type(page).__name__, "")


@register.filter
def age_range(code: str) -> str:
    """A band as schema.org writes an age range: "8-10", "14-"."""
    band = BAND.get(code)
    if band is None:
        return ""
    return f"{band.youngest}-" if code == "14-plus" else f"{band.youngest}-{band.oldest}"

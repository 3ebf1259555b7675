"""The only way to show a helpline's number."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import DatabaseError

from education.content.models import HelpSet
from education.content.queries import Contact, contacts, strip_contacts

register = template.Library()
EMERGENCY = Contact(
    slug="emergency", name="999", phone="999", sms="", email="", url="", emergency=True, anonymous=False,
    for_whom="", text="", not_for="", next="", cost="", hours="",
)  # fmt: skip


@register.inclusion_tag("content/help/strip.html", takes_context=True)
def help_strip(context: dict[str, Any]) -> dict[str, Any]:
    """The line at the foot of every public page, worded for its band: 999 in danger, Childline under 19.

    One query; with an empty or unreachable database 999 still stands.
    """
    page = context.get("page")
    try:
        known = strip_contacts()
    except DatabaseError:
        known = {}
    return {
        "band": getattr(page, "band", ""),
        "emergency": known.get("emergency", EMERGENCY),
        "childline": known.get("childline"),
    }


@register.inclusion_tag("content/help/set.html")
def help_set(of: HelpSet | None, band: str = "", heading: str = "") -> dict[str, Any]:
    """A help set as cards, worded for a band; nothing for a page without one. Two queries."""
    if of is None or not of.live:
        return {"contacts": []}
    return {"lead": of.lead_for(band), "contacts": contacts(of=of, band=band), "heading": heading}


@register.inclusion_tag("content/help/first.html")
def help_first(of: HelpSet | None) -> dict[str, Any]:
    """A help set in few lines, to stand above everything else; nothing without one. Two queries."""
    if of is None or not of.live:
        return {"contacts": []}
    return {"lead": of.lead, "contacts": contacts(of=of)}

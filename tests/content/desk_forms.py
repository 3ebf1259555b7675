"""A form of the desk as a browser would send it: what stands in it, and what somebody changed."""

from __future__ import annotations

from typing import Any

from django.test import Client


def as_it_stands(client: Client, address: str) -> dict[str, Any]:
    """Every field of the form at an address, its inline rows too, by name."""
    form = client.get(address).context["form"]
    parts = [form]
    for formset in getattr(form, "formsets", {}).values():
        parts += [formset.management_form, *formset.forms]
    sent = {field.html_name: field.value() for part in parts for field in part}
    return {name: value for name, value in sent.items() if value not in (None, False)}

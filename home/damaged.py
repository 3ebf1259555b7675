"""Desk forms whose hidden parts arrive damaged: 400 and a plain page in the place of a fault of Wagtail's.

Wagtail reads the counts, orders, kinds and choices that its editor keeps out of sight as if they could only ever come
from its own scripts. Each of these readers is wrapped; what it stumbles over is answered as what it is, and nothing
else is: a fault in a block or a field of our own is still a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from traceback import walk_tb
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.forms import ModelMultipleChoiceField
from modelcluster.forms import BaseTransientModelFormSet
from wagtail.admin.panels import InlinePanel
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import ChooserBlock, ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock

READERS: tuple[tuple[type, str], ...] = (
    (BaseStreamBlock, "value_from_datadict"),
    (ListBlock, "value_from_datadict"),
    (DraftailRichTextArea, "value_from_datadict"),
    (ChooserBlock, "value_from_form"),
    (BaseChooser, "get_instance"),
    (BaseTransientModelFormSet, "_construct_form"),
    (InlinePanel.BoundPanel, "__init__"),
)
OURS = ("education.", "config.")
STUMBLES = (AttributeError, LookupError, TypeError, ValidationError, ValueError)


class DamagedForm(BadRequest):  # noqa: N818 - an answer, as Django's own is
    """A form that our own pages can't have sent; the log names the reader, never what was sent."""


def wary(reader: Callable[..., Any]) -> Callable[..., Any]:
    """The reader, saying DamagedForm where it would stumble."""

    @wraps(reader)
    def read(*args: Any, **kwargs: Any) -> Any:
        try:
            return reader(*args, **kwargs)
        except STUMBLES as fault:
            if any(
                frame.f_globals.get("__name__", "").startswith(OURS)
                for frame, _ in walk_tb(fault.__traceback__)
            ):
                raise
            raise DamagedForm(f"{reader.__qualname__}: {type(fault).__name__}") from None

    return read


def within_range(check: Callable[..., Any]) -> Callable[..., Any]:
    """Several choices at once: a key no database column can hold is no choice, and never reaches the database."""

    @wraps(check)
    def read(field: ModelMultipleChoiceField, chosen: Any) -> Any:
        if field.queryset is None:
            return check(field, chosen)
        key = field.queryset.model._meta.pk
        while key.remote_field:
            key = key.target_field
        for one in chosen if field.to_field_name in (None, "pk", key.name) else ():
            try:
                key.run_validators(key.to_python(one))
            except (ValidationError, TypeError):
                raise ValidationError(
                    field.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                ) from None
        return check(field, chosen)

    return read


def read_warily() -> None:
    """Wrap every reader; called once, when the site is ready."""
    for owner, name in READERS:
        setattr(owner, name, wary(getattr(owner, name)))
    choices: Any = ModelMultipleChoiceField
    choices._check_values = within_range(choices._check_values)

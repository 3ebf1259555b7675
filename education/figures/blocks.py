"""A published figure on an editor's page: the page holds the snapshot's name and never a digit."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail import blocks

from education.figures import references
from education.figures.models import Snapshot

PARTS = [
    ("total", "Children, parents and carers"),
    ("children", "Children"),
    ("parents", "Parents and carers"),
]
SHAPES = [("hero", "Large, like a headline"), ("line", "A quiet box")]


def on_offer() -> list[tuple[str, list[tuple[str, str]]]]:
    """Figures to choose from; those that should be chosen no more stand apart and say so."""
    good: list[tuple[str, str]] = []
    bad: list[tuple[str, str]] = []
    for found in references.everything():
        label = f"{found.snapshot.slug}: {found.snapshot.total:,} places, {found.snapshot.period_name}"
        if found.warning:
            bad.append((found.snapshot.slug, f"{label} ({found.state})"))
        else:
            good.append((found.snapshot.slug, label))
    return [("Published", good), ("Replace these", bad)] if bad else [("Published", good)]


class WhichFigure(blocks.FieldBlock):
    """The name of a snapshot; reading a page asks the database nothing for it."""

    def __init__(self, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        self.field = forms.ChoiceField(choices=on_offer, required=required, help_text=help_text)
        super().__init__(**kwargs)

    class Meta:
        icon = "table"


class SnapshotBlock(blocks.StructBlock):
    """A figure with its period and its page; once it is corrected or withdrawn, readers see that."""

    snapshot = WhichFigure(
        label="Figure", help_text="Its number, its period and the link come from the published figure."
    )
    part = blocks.ChoiceBlock(choices=PARTS, default="total", label="Which number")
    shape = blocks.ChoiceBlock(choices=SHAPES, default="line", label="How it looks")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds the figure that readers are shown and, in a preview, what the editor should do."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        found = references.find(value.get("snapshot") or "")
        request = context.get("request")
        shown = found.shown if found else None
        context.update(
            reference=found,
            shown=shown,
            number=number(shown, value.get("part") or "total") if shown else None,
            part=value.get("part") or "total",
            in_preview=bool(getattr(request, "is_preview", False)),
        )
        return context

    class Meta:
        icon = "table"
        label = "Figure"
        template = "figures/block.html"


def number(snapshot: Snapshot, part: str) -> int:
    """The number of one part of a figure."""
    return {"children": snapshot.children, "parents": snapshot.parents}.get(part, snapshot.total)

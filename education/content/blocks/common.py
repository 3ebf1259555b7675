"""Blocks that pages of every kind share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

PLAIN = ["bold", "italic", "ol", "ul", "link"]


class TextBlock(blocks.StructBlock):
    """A stretch of text under an optional heading."""

    heading = blocks.CharBlock(required=False, max_length=80)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        template = "content/blocks/text.html"
        icon = "doc-full"


class LineBlock(blocks.StreamBlock):
    """Short lines, one idea each."""

    line = blocks.CharBlock(max_length=200)


class WordBlock(blocks.StructBlock):
    """A key word and what it means, in a child's words."""

    word = blocks.CharBlock(max_length=40)
    meaning = blocks.CharBlock(max_length=160)


class WordList(blocks.StreamBlock):
    """Key words."""

    word = WordBlock()


class StepBlock(blocks.StructBlock):
    """One thing to do, with a picture where it helps; a step written as bare text has none."""

    text = blocks.CharBlock(max_length=300)
    image = ImageBlock(required=False)

    def bulk_to_python(self, values: Iterable[Any]) -> Any:
        return super().bulk_to_python([_with_text(value) for value in values])

    def to_python(self, value: Any) -> Any:
        return super().to_python(_with_text(value))

    def normalize(self, value: Any) -> Any:
        return super().normalize(_with_text(value))


def _with_text(value: Any) -> Any:
    return {"text": value, "image": None} if isinstance(value, str) else value


class StepsBlock(blocks.StructBlock):
    """Numbered steps, each with one thing to do; a picture where it helps."""

    title = blocks.CharBlock(max_length=80)
    steps = blocks.ListBlock(StepBlock(), min_num=1, max_num=8)

    class Meta:
        template = "content/blocks/steps.html"
        icon = "list-ol"

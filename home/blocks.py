"""What the bodies of the front of the house are made of: the content blocks and the published figure."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from education.content.blocks import PageBody as ContentBody
from education.content.blocks import TextBlock
from education.figures.blocks import SnapshotBlock
from home import record


class TestRecordBlock(blocks.StructBlock):
    """What was tested for accessibility, as the record of the tests says and nobody types."""

    heading = blocks.CharBlock(max_length=80)

    class Meta:
        icon = "tasks"
        template = "home/blocks/test_record.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The record, read from its file."""
        return {**super().get_context(value, parent_context=parent_context), "record": record.read()}


class PageBody(ContentBody):
    """Standard pages: text, steps, pictures, and a figure and a test record that nobody types."""

    figure = SnapshotBlock()
    test_record = TestRecordBlock()


class HomeBody(blocks.StreamBlock):
    """What the home page may say beyond its fixed parts; a figure here takes the place of the latest one."""

    figure = SnapshotBlock()
    text = TextBlock()

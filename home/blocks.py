"""What the bodies of the front of the house are made of: the content blocks and the published figure."""

from __future__ import annotations

from wagtail import blocks

from education.content.blocks import PageBody as ContentBody
from education.content.blocks import TextBlock
from education.figures.blocks import SnapshotBlock


class PageBody(ContentBody):
    """Standard pages: text, steps, pictures and a figure that nobody types."""

    figure = SnapshotBlock()


class HomeBody(blocks.StreamBlock):
    """What the home page may say beyond its fixed parts; a figure here takes the place of the latest one."""

    figure = SnapshotBlock()
    text = TextBlock()

"""What guides, help pages and standard pages are made of."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from education.content.blocks.common import StepsBlock, TextBlock
from education.content.blocks.lesson import StoryPanelBlock


class TalkStarterBlock(blocks.StructBlock):
    """Words a parent can borrow."""

    lead = blocks.CharBlock(required=False, max_length=160)
    lines = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1, max_num=5)

    class Meta:
        template = "content/blocks/talk_starter.html"
        icon = "openquote"


class SignsBlock(blocks.StructBlock):
    """What a parent may notice; one sign alone means little, and the template says so."""

    signs = blocks.ListBlock(blocks.CharBlock(max_length=160), min_num=2, max_num=8)

    class Meta:
        template = "content/blocks/signs.html"
        icon = "view"


class CardToKeepBlock(blocks.StructBlock):
    """A card to print, cut out and keep; also what the guide's card at its short address says."""

    title = blocks.CharBlock(max_length=60)
    lines = blocks.ListBlock(blocks.CharBlock(max_length=120), min_num=2, max_num=6)

    class Meta:
        template = "content/blocks/card_to_keep.html"
        icon = "download"


class CurriculumMapBlock(blocks.StaticBlock):
    """Where the lessons fit the curriculum, made from the lessons as they stand when the page is opened."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The map in the language of the page that it stands on."""
        from education.content.queries import curriculum_map

        page = (parent_context or {}).get("page")
        made = curriculum_map(locale=getattr(page, "locale_id", None))
        return {**super().get_context(value, parent_context), "map": made}

    class Meta:
        template = "content/blocks/curriculum_map.html"
        icon = "table"
        admin_text = "Strands, ages and statements with their lessons. It keeps itself up to date."


class GuideBody(blocks.StreamBlock):
    """What a parent reads."""

    do_first = StepsBlock(template="content/blocks/do_first.html")
    text = TextBlock()
    steps = StepsBlock()
    talk_starter = TalkStarterBlock()
    warning_signs = SignsBlock()
    card_to_keep = CardToKeepBlock()
    image = ImageBlock(template="content/blocks/image.html")


class PageBody(blocks.StreamBlock):
    """Standard, teacher and help pages; a comic for children, cards and small posters to print."""

    text = TextBlock()
    steps = StepsBlock()
    story_panel = StoryPanelBlock()
    card_to_keep = CardToKeepBlock()
    curriculum_map = CurriculumMapBlock()
    image = ImageBlock(template="content/blocks/image.html")

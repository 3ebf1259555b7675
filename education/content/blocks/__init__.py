"""The blocks that lessons and guides are made of. No raw HTML, no embeds, no forms."""

from education.content.blocks.common import PLAIN, LineBlock, TextBlock, WordList
from education.content.blocks.easy import EasyRead
from education.content.blocks.guide import GuideBody, PageBody
from education.content.blocks.lesson import PHASES, Handout, LessonBody, LessonPlan

__all__ = [
    "PHASES",
    "PLAIN",
    "EasyRead",
    "GuideBody",
    "Handout",
    "LessonBody",
    "LessonPlan",
    "LineBlock",
    "PageBody",
    "TextBlock",
    "WordList",
]

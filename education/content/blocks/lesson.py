"""What a lesson is made of: what the children see, the plan, the handout."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.images.blocks import ImageBlock

from education.content.blocks.common import PLAIN, TextBlock
from education.content.blocks.exercise import QuizBlock, SortCardsBlock, StoryBlock
from education.content.blocks.recording import FilmBlock, SoundBlock
from education.content.words import asks_about_the_child

PHASES = {"starter": "Starter", "main": "Main", "plenary": "Plenary"}


class DistancedQuestions(blocks.ListBlock):
    """Questions that ask about somebody in a story; one about the child's own life is refused."""

    def clean(self, value: Any) -> Any:
        """The questions, or an error beside each that asks a child about itself."""
        value = super().clean(value)
        errors = {
            index: ValidationError(
                f"Ask about somebody in the story, such as “What could Sam do?”, not about the child: {question}"
            )
            for index, question in enumerate(value)
            if asks_about_the_child(question)
        }
        if errors and not self.is_deferred_validation:
            raise ListBlockValidationError(block_errors=errors)
        return value


class TalkAboutBlock(blocks.StructBlock):
    """Questions for the room, about somebody in a story and never about the child's own life."""

    lead = blocks.CharBlock(required=False, max_length=160)
    questions = DistancedQuestions(blocks.CharBlock(max_length=160), min_num=1, max_num=6)

    class Meta:
        template = "content/blocks/talk_about.html"
        icon = "openquote"


class ActivityBlock(blocks.StructBlock):
    """Something to do: what it is called, and the steps in order."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=PLAIN, required=False)
    steps = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1, max_num=10)

    class Meta:
        template = "content/blocks/activity.html"
        icon = "list-ol"


class WellDoneBlock(blocks.StructBlock):
    """How it ends: what we can do now."""

    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        template = "content/blocks/well_done.html"
        icon = "pick"


class StoryPanelBlock(blocks.StructBlock):
    """One picture of a story with its two or three sentences."""

    drawing = blocks.CharBlock(required=False, max_length=60, help_text="name of a drawing in static/img/")
    alt = blocks.CharBlock(required=False, max_length=160)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        template = "content/blocks/story_panel.html"
        icon = "image"


class LessonBody(blocks.StreamBlock):
    """What the children see. The answers of a quiz and the steps of a story are nothing to be found by."""

    text = TextBlock()
    story_panel = StoryPanelBlock()
    talk_about = TalkAboutBlock()
    activity = ActivityBlock()
    sort_cards = SortCardsBlock(search_index=False)
    quiz = QuizBlock(search_index=False)
    story = StoryBlock(search_index=False)
    image = ImageBlock(template="content/blocks/image.html")
    video_local = FilmBlock()
    audio = SoundBlock()
    well_done = WellDoneBlock()

    class Meta:
        block_counts = {"quiz": {"max_num": 1}, "story": {"max_num": 1}}


class CutOutBlock(blocks.StructBlock):
    """Cards to cut out, on the handout."""

    title = blocks.CharBlock(max_length=80)
    cards = blocks.ListBlock(blocks.CharBlock(max_length=120), min_num=2, max_num=24)

    class Meta:
        template = "content/blocks/cut_out.html"
        icon = "cut"


class WriteBlock(blocks.StructBlock):
    """Something to write or draw, with room for it, on the handout."""

    prompt = blocks.CharBlock(max_length=200)
    lines = blocks.IntegerBlock(min_value=0, max_value=12, default=3, help_text="0 is a box to draw in")

    class Meta:
        template = "content/blocks/write.html"
        icon = "edit"


class TickBlock(blocks.StructBlock):
    """Things to tick off, on the handout."""

    title = blocks.CharBlock(max_length=80)
    items = blocks.ListBlock(blocks.CharBlock(max_length=160), min_num=1, max_num=10)

    class Meta:
        template = "content/blocks/tick.html"
        icon = "tick"


class Handout(blocks.StreamBlock):
    """One page for each child, printed from HTML."""

    text = TextBlock()
    cards = CutOutBlock()
    write = WriteBlock()
    tick = TickBlock()


class PlanStepBlock(blocks.StructBlock):
    """One timed step of the lesson plan."""

    phase = blocks.ChoiceBlock(choices=list(PHASES.items()))
    minutes = blocks.IntegerBlock(min_value=1, max_value=45)
    title = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        template = "content/blocks/plan_step.html"
        icon = "time"


class LessonPlan(blocks.StreamBlock):
    """The plan, in order; its minutes add up to the lesson's."""

    step = PlanStepBlock()

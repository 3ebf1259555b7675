"""Quizzes, card sorts and branching stories. Each is checked as a whole when its page is published."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from education.content.quiz import (
    KINDS,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    question_problems,
    quiz_exercise,
    sort_exercise,
)
from education.content.story import ENDINGS, TONES, from_block, problems


class OptionBlock(blocks.StructBlock):
    """One answer of a question, and what is said to whoever chooses it."""

    text = blocks.CharBlock(max_length=120)
    correct = blocks.BooleanBlock(required=False, help_text="not used where options are put in order")
    feedback = blocks.CharBlock(max_length=240, help_text="kind, and about the answer; never about the child")


class QuestionBlock(blocks.StructBlock):
    """One question of a quiz."""

    prompt = blocks.CharBlock(max_length=200)
    kind = blocks.ChoiceBlock(choices=list(KINDS.items()), default="one")
    options = blocks.ListBlock(
        OptionBlock(),
        min_num=2,
        max_num=MOST_OPTIONS,
        help_text="to be put in order: write them in the right one",
    )
    why = blocks.CharBlock(max_length=300, help_text="what the answer teaches")

    def clean(self, value: Any) -> Any:
        """The question, or an error beside its options when none or too many are right."""
        value = super().clean(value)
        said = question_problems(value["kind"], [bool(option["correct"]) for option in value["options"]])
        if said and not self.is_deferred_validation:
            raise StructBlockValidationError(block_errors={"kind": ValidationError(said)})
        return value


class QuizBlock(blocks.StructBlock):
    """Up to eight questions, answered on paper, by hands or on the page; no score, nothing kept."""

    title = blocks.CharBlock(max_length=80, default="Have a go")
    intro = blocks.CharBlock(required=False, max_length=200)
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=MOST_QUESTIONS)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The questions as the templates know them."""
        return {**super().get_context(value, parent_context), "exercise": quiz_exercise("quiz", value)}

    class Meta:
        template = "content/blocks/exercise.html"
        icon = "help"


class CardBlock(blocks.StructBlock):
    """One card to sort, and what is said about where it went."""

    text = blocks.CharBlock(max_length=80)
    pile = blocks.IntegerBlock(min_value=1, max_value=4, help_text="the number of its pile")
    why = blocks.CharBlock(max_length=200, help_text="said when it is on its pile")
    hint = blocks.CharBlock(max_length=200, help_text="said when it is on another")


class SortCardsBlock(blocks.StructBlock):
    """Cards for two to four piles; on the page each is a row of radio buttons."""

    title = blocks.CharBlock(max_length=80)
    intro = blocks.CharBlock(required=False, max_length=200)
    piles = blocks.ListBlock(blocks.CharBlock(max_length=40), min_num=2, max_num=4)
    cards = blocks.ListBlock(CardBlock(), min_num=2, max_num=12)

    def clean(self, value: Any) -> Any:
        """The cards, or a sentence naming each that belongs to a pile that is not there."""
        value = super().clean(value)
        lost = [card["text"] for card in value["cards"] if (card["pile"] or 0) > len(value["piles"])]
        if lost and not self.is_deferred_validation:
            raise StructBlockValidationError(
                block_errors={"cards": ValidationError([f"“{text}” belongs to no pile." for text in lost])}
            )
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The questions as the templates know them."""
        return {**super().get_context(value, parent_context), "exercise": sort_exercise("sort_cards", value)}

    class Meta:
        template = "content/blocks/exercise.html"
        icon = "list-ul"


class StoryChoiceBlock(blocks.StructBlock):
    """One way on in a story."""

    label = blocks.CharBlock(max_length=100)
    next = blocks.IntegerBlock(
        min_value=1, max_value=99, help_text="the number of the step or ending it leads to"
    )
    tone = blocks.ChoiceBlock(
        choices=list(TONES.items()), required=False, help_text="for the teacher's map only"
    )


class StoryStepBlock(blocks.StructBlock):
    """One screen of a story: a picture, two or three sentences, the ways on."""

    number = blocks.IntegerBlock(
        min_value=1, max_value=99, help_text="stands in its address, so it says nothing"
    )
    text = blocks.RichTextBlock(features=["bold", "italic"])
    drawing = blocks.CharBlock(required=False, max_length=60, help_text="name of a drawing in static/img/")
    alt = blocks.CharBlock(required=False, max_length=160)
    image = ImageBlock(required=False)
    choices = blocks.ListBlock(StoryChoiceBlock(), min_num=1, max_num=4)


class StoryEndingBlock(blocks.StructBlock):
    """Where a story stops: hope, and somebody to turn to."""

    number = blocks.IntegerBlock(min_value=1, max_value=99)
    kind = blocks.ChoiceBlock(choices=list(ENDINGS.items()))
    title = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=["bold", "italic"])
    help = blocks.CharBlock(max_length=200, help_text="one sentence: who a reader can turn to")
    help_set = SnippetChooserBlock("content.HelpSet", required=False, help_text="else the lesson's own")
    drawing = blocks.CharBlock(required=False, max_length=60, help_text="name of a drawing in static/img/")
    alt = blocks.CharBlock(required=False, max_length=160)
    image = ImageBlock(required=False)


class StoryBlock(blocks.StructBlock):
    """A story that asks what to do next; it is checked as a whole when its lesson is published."""

    title = blocks.CharBlock(max_length=80)
    intro = blocks.CharBlock(required=False, max_length=200)
    steps = blocks.ListBlock(StoryStepBlock(), min_num=1)
    endings = blocks.ListBlock(StoryEndingBlock())

    def clean(self, value: Any) -> Any:
        """The story, or a sentence for each step, choice or ending that is not sound."""
        value = super().clean(value)
        said = [] if self.is_deferred_validation else problems(from_block(value))
        if said:
            raise StructBlockValidationError(non_block_errors=said)
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """The story as the templates know it."""
        return {**super().get_context(value, parent_context), "story": from_block(value)}

    class Meta:
        template = "content/blocks/story.html"
        icon = "site"

"""The blocks that lessons and guides are made of. No raw HTML, no embeds, no forms."""

from __future__ import annotations

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

PLAIN = ["bold", "italic", "ol", "ul", "link"]
PHASES = {"starter": "Starter", "main": "Main", "plenary": "Plenary"}
FRAMEWORKS = {
    "efcw": "Education for a Connected World",
    "rshe": "RSHE guidance, July 2025",
    "computing": "Computing programme of study",
}


class TextBlock(blocks.StructBlock):
    """A stretch of text under an optional heading."""

    heading = blocks.CharBlock(required=False, max_length=80)
    text = blocks.RichTextBlock(features=PLAIN)

    class Meta:
        template = "content/blocks/text.html"
        icon = "doc-full"


class TalkAboutBlock(blocks.StructBlock):
    """Questions for the room, about somebody in a story and never about the child's own life."""

    lead = blocks.CharBlock(required=False, max_length=160)
    questions = blocks.ListBlock(blocks.CharBlock(max_length=160), min_num=1, max_num=6)

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
    """What the children see."""

    text = TextBlock()
    story_panel = StoryPanelBlock()
    talk_about = TalkAboutBlock()
    activity = ActivityBlock()
    image = ImageBlock(template="content/blocks/image.html")
    well_done = WellDoneBlock()


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


class WordBlock(blocks.StructBlock):
    """A key word and what it means, in a child's words."""

    word = blocks.CharBlock(max_length=40)
    meaning = blocks.CharBlock(max_length=160)


class LineBlock(blocks.StreamBlock):
    """Short lines, one idea each."""

    line = blocks.CharBlock(max_length=200)


class WordList(blocks.StreamBlock):
    """Key words."""

    word = WordBlock()


class CurriculumBlock(blocks.StructBlock):
    """Where a lesson sits in a framework, in our own words beside the official code."""

    framework = blocks.ChoiceBlock(choices=list(FRAMEWORKS.items()))
    code = blocks.CharBlock(max_length=60)
    words = blocks.CharBlock(max_length=200)


class CurriculumMap(blocks.StreamBlock):
    """A lesson's links to frameworks."""

    link = CurriculumBlock()


class StepsBlock(blocks.StructBlock):
    """Numbered steps, each with one thing to do; a picture where it helps."""

    title = blocks.CharBlock(max_length=80)
    steps = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1, max_num=8)

    class Meta:
        template = "content/blocks/steps.html"
        icon = "list-ol"


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


class GuideBody(blocks.StreamBlock):
    """What a parent reads."""

    do_first = StepsBlock(template="content/blocks/do_first.html")
    text = TextBlock()
    steps = StepsBlock()
    talk_starter = TalkStarterBlock()
    warning_signs = SignsBlock()
    image = ImageBlock(template="content/blocks/image.html")


class PageBody(blocks.StreamBlock):
    """Standard, teacher and help pages."""

    text = TextBlock()
    steps = StepsBlock()
    image = ImageBlock(template="content/blocks/image.html")

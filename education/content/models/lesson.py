"""Lessons for a class or child, and the finder above them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import PageManager
from wagtail.search import index

from education.content import blocks
from education.content.ages import BAND_CHOICES, YEAR_CHOICES, band_of, years_label
from education.content.fields import CodesField, StreamField
from education.content.models.base import BasePage, ReviewedPage, Sensitivity
from education.content.topics import MINUTES_CHOICES, STRAND_CHOICES


class LessonIndexPage(BasePage):
    """The lesson finder at /learn/."""

    intro = models.CharField(max_length=240, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["content.LessonPage"]
    max_count_per_parent = 1
    template = "content/lesson_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The finder: lessons that fit the address, and every facet with counts."""
        from education.content.finder import find
        from education.content.queries import LESSON_FACETS, lesson_cards

        found = find(lesson_cards(index=self), LESSON_FACETS, request.GET.getlist, request.GET.get("q", ""))
        return {**super().get_context(request, *args, **kwargs), "found": found}


class LessonManager(PageManager):
    """Fetches one lesson with its texts for adults by one query instead of four."""

    def get(self, *args: Any, **kwargs: Any) -> LessonPage:
        """As any manager; only here, since Wagtail defers fields in its lists, which forbids joining them."""
        joined = self.get_queryset().select_related("disclosure_block", "ground_rules", "take_home")
        found: LessonPage = joined.get(*args, **kwargs)
        return found


class LessonPage(ReviewedPage):
    """One lesson with everything needed to teach it."""

    class Mode(models.TextChoices):
        CLASS = "class", "Whole class"
        PAIRS = "pairs", "In pairs"
        WITH_ADULT = "with_adult", "With a grown-up"

    class Delivery(models.TextChoices):
        CLASS_ONLY = "class_only", "In a class, never an assembly"
        ASSEMBLY_OK = "assembly_ok", "In a class or an assembly"

    class Ceop(models.TextChoices):
        CONSISTENT = "consistent", "Consistent with CEOP Education"
        NOT_APPLICABLE = "not_applicable", "CEOP Education has nothing on this"
        DIFFERS = "differs", "Differs, and says why"
        NOT_CHECKED = "not_checked", "Not checked yet"

    years = CodesField("year groups", codes=YEAR_CHOICES)
    band_override = models.CharField(max_length=8, choices=BAND_CHOICES, blank=True)
    band_override_reason = models.CharField(max_length=160, blank=True)
    strands = CodesField("strands", codes=STRAND_CHOICES)
    minutes = models.PositiveSmallIntegerField(choices=MINUTES_CHOICES)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CLASS)
    outcomes = StreamField(blocks.LineBlock(min_num=2, max_num=4), help_text='"I can …"')
    kit = StreamField(blocks.LineBlock(required=False), blank=True)
    key_words = StreamField(blocks.WordList(required=False), blank=True)
    body = StreamField(blocks.LessonBody())
    plan = StreamField(blocks.LessonPlan())
    support = models.TextField(blank=True)
    stretch = models.TextField(blank=True)
    send = models.TextField("SEND", blank=True)
    eal = models.TextField("EAL", blank=True)
    hands_up_question = models.CharField(
        max_length=160, help_text="asked before and after, answered by hands"
    )
    take_home = models.ForeignKey(
        "content.GuidePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    delivery = models.CharField(max_length=14, choices=Delivery.choices, default=Delivery.CLASS_ONLY)
    disclosure_block = models.ForeignKey(
        "content.DisclosureBlock", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ground_rules = models.ForeignKey(
        "content.GroundRules", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    right_to_pass = models.BooleanField(default=True)
    curriculum = StreamField(blocks.CurriculumMap(required=False), blank=True)
    ceop_check = models.CharField(max_length=16, choices=Ceop.choices, default=Ceop.NOT_CHECKED)
    ceop_note = models.CharField(max_length=240, blank=True)
    ceop_checked_on = models.DateField(null=True, blank=True)
    drawing = models.CharField(max_length=60, blank=True, help_text="name of a drawing in static/img/")

    search_fields = [
        *ReviewedPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("minutes"),
    ]
    lesson_panels = [
        *ReviewedPage.content_panels,
        *[
            FieldPanel(n)
            for n in (
                "summary",
                "years",
                "strands",
                "minutes",
                "mode",
                "outcomes",
                "kit",
                "key_words",
                "body",
            )
        ],
        MultiFieldPanel(
            [FieldPanel("band_override"), FieldPanel("band_override_reason")], "Another band than derived"
        ),
        FieldPanel("drawing"),
    ]
    adult_panels = [
        FieldPanel(n) for n in ("plan", "support", "stretch", "send", "eal", "hands_up_question", "take_home")
    ]
    lesson_safety_panels = [
        *ReviewedPage.safety_panels,
        *[FieldPanel(n) for n in ("delivery", "disclosure_block", "ground_rules", "right_to_pass")],
    ]
    map_panels = [FieldPanel(n) for n in ("curriculum", "ceop_check", "ceop_note", "ceop_checked_on")]
    edit_handler = TabbedInterface(
        [
            ObjectList(lesson_panels, heading="Lesson"),
            ObjectList(adult_panels, heading="For adults"),
            ObjectList(lesson_safety_panels, heading="Safety"),
            ObjectList(map_panels, heading="Map"),
            ObjectList(ReviewedPage.review_panels, heading="Review"),
            ObjectList(ReviewedPage.promote_panels, heading="Address"),
        ]
    )
    parent_page_types = ["content.LessonIndexPage"]
    subpage_types: list[str] = []
    template = "content/lesson_page.html"
    objects = LessonManager()

    @property
    def band(self) -> str:
        """Derived from the year groups, unless an editor gave another with a reason."""
        return self.band_override or (band_of(self.years) if self.years else "")

    @property
    def years_label(self) -> str:
        """The year groups in words."""
        return years_label(self.years)

    def unsafe(self) -> dict[str, str]:
        """Nothing goes live for children without a plan for a disclosure and somebody to turn to."""
        errors = super().unsafe()
        if not self.years:
            errors["years"] = "Choose at least one year group; the age band follows from it."
        if not self.disclosure_block_id:
            errors["disclosure_block"] = "Choose what to do if a child tells you something."
        if self.sensitivity == Sensitivity.SENSITIVE and self.delivery != self.Delivery.CLASS_ONLY:
            errors["delivery"] = "A sensitive lesson is taught in a class, never in an assembly."
        if self.band_override and not self.band_override_reason:
            errors["band_override_reason"] = "Say why this band fits better than the year groups' own."
        planned = sum(step.value["minutes"] or 0 for step in self.plan)
        if planned != self.minutes:
            errors["minutes"] = f"The steps of the plan take {planned} minutes; make the two agree."
        return errors

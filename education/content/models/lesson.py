"""Lessons for a class or child, and the finder above them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from education.content import blocks
from education.content.ages import BAND_CHOICES, YEAR_CHOICES, band_of, years_label
from education.content.fields import CodesField, StreamField
from education.content.finder import Found, find
from education.content.models.base import CeopChecked, FinderPage, ReviewedPage, Sensitivity
from education.content.models.curriculum import CurriculumStatement
from education.content.models.other_forms import EASY_READ, InOtherForms
from education.content.quiz import mark
from education.content.story import Step, Story, from_block, too_long
from education.content.story_map import draw
from education.content.topics import MINUTES_CHOICES, RISK_CHOICES, STRAND_CHOICES

PHASES = blocks.PHASES
TEMPLATES = {
    "story": "content/story_screen.html",
    "map": "content/story_map.html",
    "handout": "content/handout.html",
    "answers": "content/quiz_answers.html",
}


class LessonIndexPage(FinderPage):
    """The lesson finder at /learn/."""

    subpage_types = ["content.LessonPage"]
    template = "content/lesson_index_page.html"

    def look_up(self, request: HttpRequest, languages: list[tuple[str, str]]) -> Found:
        from education.content.queries import lesson_cards, lesson_facets

        asked = request.GET
        cards = lesson_cards(index=self, language=asked.get("language", ""), several=len(languages) > 1)
        return find(cards, lesson_facets(languages), asked.getlist, asked.get("q", ""))


class LessonManager(PageManager):
    """Fetches one lesson with its texts for adults by one query instead of four."""

    def get(self, *args: Any, **kwargs: Any) -> LessonPage:
        """As any manager; only here, since Wagtail defers fields in its lists, which forbids joining them."""
        joined = self.get_queryset().select_related(
            "disclosure_block", "ground_rules", "take_home", "signed_film"
        )
        found: LessonPage = joined.get(*args, **kwargs)
        return found


class LessonPage(CeopChecked, InOtherForms):
    """One lesson with everything needed to teach it."""

    class Mode(models.TextChoices):
        CLASS = "class", "Whole class"
        PAIRS = "pairs", "In pairs"
        WITH_ADULT = "with_adult", "With a grown-up"

    class Delivery(models.TextChoices):
        CLASS_ONLY = "class_only", "In a class, never an assembly"
        ASSEMBLY_OK = "assembly_ok", "In a class or an assembly"

    years = CodesField("year groups", codes=YEAR_CHOICES)
    band_override = models.CharField(max_length=8, choices=BAND_CHOICES, blank=True)
    band_override_reason = models.CharField(max_length=160, blank=True)
    strands = CodesField("strands", codes=STRAND_CHOICES)
    main_strand = models.CharField(
        max_length=16, choices=STRAND_CHOICES, blank=True, help_text="else the first of its strands"
    )
    risks = CodesField("kinds of risk", codes=RISK_CHOICES, blank=True)
    minutes = models.PositiveSmallIntegerField(choices=MINUTES_CHOICES)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.CLASS)
    outcomes = StreamField(blocks.LineBlock(min_num=2, max_num=4), help_text='"I can …"')
    kit = StreamField(blocks.LineBlock(required=False), blank=True)
    key_words = StreamField(blocks.WordList(required=False), blank=True)
    body = StreamField(blocks.LessonBody())
    plan = StreamField(blocks.LessonPlan())
    teacher_notes = models.TextField(
        blank=True, help_text="what tends to come up, and what to say to it; a blank line starts a paragraph"
    )
    handout = StreamField(blocks.Handout(required=False), blank=True)
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
    curriculum_links = ParentalManyToManyField(CurriculumStatement, blank=True, related_name="lessons")
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
                "main_strand",
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
        FieldPanel(n)
        for n in (
            "plan",
            "teacher_notes",
            "support",
            "stretch",
            "send",
            "eal",
            "hands_up_question",
            "take_home",
            "handout",
        )
    ]
    lesson_safety_panels = [
        *ReviewedPage.safety_panels,
        *[FieldPanel(n) for n in ("delivery", "disclosure_block", "ground_rules", "right_to_pass")],
    ]
    map_panels = [
        FieldPanel("curriculum_links", widget=forms.CheckboxSelectMultiple),
        FieldPanel("risks"),
        *CeopChecked.ceop_panels,
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(lesson_panels, heading="Lesson"),
            ObjectList(adult_panels, heading="For adults"),
            ObjectList(InOtherForms.form_panels, heading="Other forms"),
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
        return self.preview_band or self.band_override or (band_of(self.years) if self.years else "")

    @property
    def readers(self) -> str:
        return self.band

    @property
    def needs_two_checks(self) -> bool:
        return True

    @property
    def years_label(self) -> str:
        """The year groups in words."""
        return years_label(self.years)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """The first strand is the main one, unless an editor chose another."""
        if not self.main_strand and self.strands:
            self.main_strand = self.strands[0]
        super().full_clean(*args, **kwargs)

    def unsafe(self) -> dict[str, str]:
        """Nothing goes live for children without a plan for a disclosure and somebody to turn to."""
        errors = super().unsafe() | self.ceop_problems()
        if not self.years:
            errors["years"] = "Choose at least one year group; the age band follows from it."
        if not self.strands:
            errors["strands"] = "Choose the strand it belongs to."
        elif self.main_strand not in self.strands:
            errors["main_strand"] = "Choose the main strand from the lesson's own strands."
        if not self.disclosure_block_id:
            errors["disclosure_block"] = "Choose what to do if a child tells you something."
        if not self.ground_rules_id:
            errors["ground_rules"] = "Choose what the class agrees before it starts."
        if self.sensitivity == Sensitivity.SENSITIVE and self.delivery != self.Delivery.CLASS_ONLY:
            errors["delivery"] = "A sensitive lesson is taught in a class, never in an assembly."
        if self.band_override and not self.band_override_reason:
            errors["band_override_reason"] = "Say why this band fits better than the year groups' own."
        planned = sum(step.value["minutes"] or 0 for step in self.plan)
        if planned != self.minutes:
            errors["minutes"] = f"The steps of the plan take {planned} minutes; make the two agree."
        missing = [PHASES[p] for p in PHASES if p not in {step.value["phase"] for step in self.plan}]
        if missing and "plan" not in errors:
            errors["plan"] = f"The plan has no step for: {', '.join(missing).lower()}."
        long = too_long(self.story, self.band) if self.story else []
        if long and "body" not in errors:
            errors["body"] = " ".join(long)
        return errors

    @property
    def risk_names(self) -> list[str]:
        """The kinds of risk in words."""
        return [label for code, label in RISK_CHOICES if code in self.risks]

    @property
    def story(self) -> Story | None:
        """Its branching story, if it has one."""
        found = next((child.value for child in self.body if child.block_type == "story"), None)
        return from_block(found) if found is not None else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The context, with the lesson's parts in teaching order."""
        from education.content.parts import lesson_parts

        return {**super().get_context(request, *args, **kwargs), "parts": lesson_parts(lesson=self)}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page, its easy read and handout, and each step of its story, whose addresses say nothing."""
        if path_components and self.live:
            match path_components:
                case [part] if part == EASY_READ and len(self.easy_read):
                    return super().route(request, path_components)
                case ["handout"]:
                    return RouteResult(self, kwargs={"view": "handout"})
                case ["story", "map"] if self.story:
                    return RouteResult(self, kwargs={"view": "map"})
                case ["story", number] if number.isascii() and number.isdecimal() and number[0] != "0":
                    screen = self.story.screen(int(number[:3])) if self.story else None
                    if screen:
                        return RouteResult(self, kwargs={"view": "story", "screen": screen})
            raise Http404
        found: RouteResult = super().route(request, path_components)
        return found

    def serve(
        self, request: HttpRequest, *args: Any, view: str = "", screen: Step | None = None, **kwargs: Any
    ) -> HttpResponseBase:
        """The lesson, or one of its other pages; answers to a quiz are read, answered and forgotten."""
        if request.method == "POST" and not view:
            return self.answer(request)
        if view in {"", EASY_READ}:
            page: HttpResponseBase = super().serve(request, *args, view=view, **kwargs)
            return page
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        more: dict[str, Any] = {"screen": screen, "story": self.story}
        if view == "map" and self.story:
            more["map"] = draw(self.story)
        return TemplateResponse(request, TEMPLATES[view], {**self.get_context(request), **more})

    def answer(self, request: HttpRequest) -> HttpResponse:
        """What is said to the answers of one exercise; no-store, and nothing of it is kept."""
        from education.content.parts import exercises

        known = exercises(lesson=self)
        exercise = known.get(request.POST.get("part", ""))
        if exercise is None:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        context = {**self.get_context(request), "result": mark(exercise, request.POST.getlist)}
        response = TemplateResponse(request, TEMPLATES["answers"], context)
        response.headers["Cache-Control"] = "no-store"
        return response

"""Guides for parents and carers, help pages, and the indexes above them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import PageManager
from wagtail.search import index

from education.content import blocks
from education.content.ages import BAND_CHOICES
from education.content.fields import CodesField, StreamField
from education.content.finder import Found, find
from education.content.models.base import BasePage, CeopChecked, FinderPage, NeverStored, ReviewedPage
from education.content.models.other_forms import InOtherForms
from education.content.topics import DEVICE_CHOICES, SITUATION_CHOICES, STRAND_CHOICES, TOPIC_CHOICES
from education.schools.models import LocalAuthority


class GuideIndexPage(FinderPage):
    """The guide finder at /parents/."""

    subpage_types = ["content.GuidePage"]
    template = "content/guide_index_page.html"

    def look_up(self, request: HttpRequest, languages: list[tuple[str, str]]) -> Found:
        from education.content.queries import guide_cards, guide_facets

        asked = request.GET
        cards = guide_cards(index=self, language=asked.get("language", ""), several=len(languages) > 1)
        return find(cards, guide_facets(languages), asked.getlist, asked.get("q", ""))


class GuideManager(PageManager):
    """Wagtail's, by a name that the type checker can follow."""


class GuidePage(CeopChecked, ReviewedPage):
    """One guide: what to do first, the steps, what to say, what to watch for, who helps."""

    class Kind(models.TextChoices):
        AGE = "age", "By age"
        TOPIC = "topic", "By topic"
        DEVICE = "device", "By device"
        WHAT_TO_DO = "what_to_do", "What to do"
        AFFECTED = "affected", "For families affected"

    number = models.PositiveSmallIntegerField(
        null=True, blank=True, unique=True, help_text="its short address, /g/<number>; on posters for ever"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    bands = CodesField("age bands", codes=BAND_CHOICES)
    topics = CodesField("topics", codes=TOPIC_CHOICES, blank=True)
    devices = CodesField("devices", codes=DEVICE_CHOICES, blank=True)
    situations = CodesField("situations", codes=SITUATION_CHOICES, blank=True)
    strands = CodesField("strands", codes=STRAND_CHOICES, blank=True)
    outcomes = StreamField(
        blocks.LineBlock(max_num=3, required=False),
        blank=True,
        help_text="what a parent can do now, each beginning with a verb",
    )
    at_a_glance = StreamField(blocks.LineBlock(min_num=3, max_num=5))
    tonight = models.CharField(max_length=240, help_text="one thing to do tonight")
    body = StreamField(blocks.GuideBody())
    if_worried = models.CharField(
        max_length=240, blank=True, help_text="a sentence above the people who can help"
    )
    checked_product = models.CharField(max_length=80, blank=True)
    checked_version = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    message = models.CharField(
        "message to pass on",
        max_length=240,
        blank=True,
        help_text="the address is added; empty for the guide's own title and description",
    )
    newsletter = models.TextField(
        "paragraph for a newsletter", max_length=700, blank=True,
        help_text="the address is added; empty for the guide's own words",
    )  # fmt: skip

    exclude_fields_in_copy = ["number"]
    search_fields = [*ReviewedPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *ReviewedPage.content_panels,
                    *[
                        FieldPanel(n)
                        for n in (
                            "summary", "number", "kind", "bands", "topics", "devices", "situations",
                            "at_a_glance", "tonight", "body", "if_worried",
                        )
                    ],
                    *[FieldPanel(n) for n in ("checked_product", "checked_version", "checked_on")],
                    *[FieldPanel(n) for n in ("strands", "outcomes")],
                ],
                heading="Guide",
            ),
            ObjectList([FieldPanel("message"), FieldPanel("newsletter")], heading="Pass it on"),
            ObjectList(ReviewedPage.safety_panels, heading="Safety"),
            ObjectList([*ReviewedPage.review_panels, *CeopChecked.ceop_panels], heading="Review"),
            ObjectList(ReviewedPage.promote_panels, heading="Address"),
        ]
    )  # fmt: skip
    parent_page_types = ["content.GuideIndexPage"]
    subpage_types: list[str] = []
    template = "content/guide_page.html"
    objects = GuideManager()

    def bands_label(self) -> str:
        """The ages of the children that it is about, in words."""
        if len(self.bands) == len(BAND_CHOICES):
            return "all ages"
        labels = dict(BAND_CHOICES)
        return ", ".join(labels[code] for code in self.bands if code in labels)

    @property
    def months_trusted(self) -> int:
        """Menus move: steps on a device are read again after four months."""
        on_a_device = self.kind == self.Kind.DEVICE or bool(self.checked_product)
        return 4 if on_a_device else super().months_trusted

    @property
    def card_lines(self) -> list[str]:
        """What its card says: the card's own lines, else the guide at a glance."""
        for child in self.body:
            if child.block_type == "card_to_keep":
                return list(child.value["lines"])
        return [str(line.value) for line in self.at_a_glance]

    def unsafe(self) -> dict[str, str]:
        """A day of checking says what was checked: a product, of a version."""
        errors = super().unsafe() | self.ceop_problems()
        if self.checked_on and not (self.checked_product and self.checked_version):
            errors["checked_product"] = "Give the product and the version that the steps were tried on."
        return errors


class HelpIndexPage(NeverStored, BasePage):
    """Help, at /help/: who you can talk to, biggest first."""

    intro = models.CharField(max_length=240, blank=True)
    help_set = models.ForeignKey(
        "content.HelpSet", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("help_set")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["content.HelpPage"]
    max_count_per_parent = 1
    template = "content/help_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The pages for each kind of person, in tree order."""
        pages = HelpPage.objects.child_of(self).live().order_by("path")
        return {**super().get_context(request, *args, **kwargs), "pages": pages}

    @property
    def exit_shown(self) -> bool:
        return True


class HelpPage(NeverStored, InOtherForms):
    """Help for one kind of person in one situation."""

    class ForWhom(models.TextChoices):
        CHILD = "child", "A child or young person"
        FRIEND = "friend", "A friend"
        PARENT = "parent", "A parent or carer"
        WITNESS = "witness", "An adult who knows something"
        SELF = "self", "An adult worried about themselves"
        SCHOOL = "school", "A school"

    help_comes_first = True

    for_whom = models.CharField(max_length=10, choices=ForWhom.choices)
    authority = models.ForeignKey(
        LocalAuthority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body = StreamField(blocks.GuideBody())
    what_happens_next = models.TextField(blank=True)

    search_fields = [*ReviewedPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *ReviewedPage.content_panels,
        *[FieldPanel(n) for n in ("summary", "for_whom", "authority", "body", "what_happens_next")],
        *InOtherForms.form_panels,
        *ReviewedPage.safety_panels,
        *ReviewedPage.review_panels,
    ]
    parent_page_types = ["content.HelpIndexPage"]
    subpage_types: list[str] = []
    template = "content/help_page.html"

    @property
    def exit_shown(self) -> bool:
        return True


class TeacherIndexPage(BasePage):
    """What teachers need, at /teachers/."""

    intro = models.CharField(max_length=240, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["content.TeacherPage"]
    max_count_per_parent = 1
    template = "content/teacher_index_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The pages, in tree order."""
        pages = TeacherPage.objects.child_of(self).live().order_by("path")
        return {**super().get_context(request, *args, **kwargs), "pages": pages}


class TeacherPage(ReviewedPage):
    """One page for teachers."""

    body = StreamField(blocks.PageBody())

    search_fields = [*ReviewedPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *ReviewedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        *ReviewedPage.safety_panels,
        *ReviewedPage.review_panels,
    ]
    parent_page_types = ["content.TeacherIndexPage"]
    subpage_types: list[str] = []
    template = "content/teacher_page.html"

    @property
    def readers(self) -> str:
        return self.preview_band or "teachers"

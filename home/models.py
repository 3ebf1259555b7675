"""The home page, the four pages that children come in by, and the standard pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from education.content.ages import BAND, BAND_CHOICES, BANDS
from education.content.fields import StreamField
from education.content.gate import refuse_numbers
from education.content.models import BasePage, GuidePage, LessonIndexPage, ReviewedPage, Sensitivity
from education.content.queries import lesson_cards
from home import blocks

FRESH_GUIDES = 3
OURS = RegexValidator(r"^/(?!/)[\w/-]*$", "Give the address of a page of this site, such as /help/now/.")
INVITATIONS = {
    "4-7": _("Stories with Bo and a grown-up"),
    "8-10": _("Games, chats and kind taps"),
    "11-13": _("First phones, real friends"),
    "14-plus": _("Straight talk, no lectures"),
}


class HomePage(BasePage):
    """The front door: two doors for a worried adult, four bands, teachers, help, the figure."""

    promise = models.CharField(max_length=160, help_text="the one sentence at the top")
    intro = models.CharField(max_length=240, blank=True)
    body = StreamField(blocks.HomeBody(), blank=True, help_text="empty: the latest figure stands here")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("promise"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A page two steps down is looked up at once, without the index between: two queries instead of four."""
        if len(path_components) > 1:
            index, leaf, *rest = path_components
            below = Page.objects.descendant_of(self).filter(
                depth=self.depth + 2, slug=leaf, url_path=f"{self.url_path}{index}/{leaf}/"
            )
            page = below.first()
            if page is not None:
                found: RouteResult = page.specific.route(request, rest)
                return found
        return super().route(request, path_components)  # type: ignore[no-any-return]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the four bands and the newest guides; a sensitive one does not announce itself at the front door."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        root = self.get_url(request) or "/"
        pages = dict(BandPage.objects.live().child_of(self).values_list("age_band", "slug"))
        context["bands"] = [
            {
                "code": band.code,
                "label": band.label,
                "line": INVITATIONS[band.code],
                "address": f"{root}{pages[band.code]}/"
                if band.code in pages
                else f"/learn/?band={band.code}",
            }
            for band in BANDS
        ]
        context["guides"] = (
            GuidePage.objects.live()
            .filter(locale=self.locale)
            .exclude(sensitivity=Sensitivity.SENSITIVE)
            .order_by("-first_published_at", "-pk")
            .only(
                "title",
                "summary",
                "slug",
                "topics",
                "devices",
                "strands",
                "bands",
                "url_path",
                "locale",
                "content_type",
                "path",
                "depth",
            )[:FRESH_GUIDES]
        )
        return context


class BandPage(BasePage):
    """Where children of one age come in: one invitation, big cards, nothing for adults."""

    age_band = models.CharField("age band", max_length=8, choices=BAND_CHOICES)
    invitation = models.CharField(max_length=80, help_text="one sentence to a child, the largest on the page")
    intro = models.CharField(max_length=160, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("age_band"),
        FieldPanel("invitation"),
        FieldPanel("intro"),
    ]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/band_page.html"

    @property
    def band(self) -> str:
        return self.age_band

    @property
    def needs_two_checks(self) -> bool:
        return True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the band's lessons in tree order and the shapes of the other bands."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        index = LessonIndexPage.objects.live().filter(locale=self.locale_id).select_related("locale").first()
        context["cards"] = [c for c in lesson_cards(index=index) if c.band == self.age_band] if index else []
        context["this"], context["band_picture"] = BAND[self.age_band], f"band-{self.age_band}"
        beside = BandPage.objects.live().sibling_of(self, inclusive=False).order_by("path")
        context["others"] = [
            (BAND[band], f"/{slug}/") for band, slug in beside.values_list("age_band", "slug")
        ]
        return context


class StandardPage(ReviewedPage):
    """About, contact, privacy for three ages, accessibility, how this site is made."""

    needs_help = False
    age_band = models.CharField(
        "written for",
        max_length=8,
        choices=BAND_CHOICES,
        blank=True,
        help_text="an age band; empty for adults",
    )
    body = StreamField(blocks.PageBody())

    search_fields = [*ReviewedPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *ReviewedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("age_band"),
        FieldPanel("body"),
        *ReviewedPage.safety_panels,
        *ReviewedPage.review_panels,
    ]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    @property
    def band(self) -> str:
        return self.preview_band or self.age_band

    @property
    def readers(self) -> str:
        return self.band or "parents"


class Banner(models.Model):
    """One sentence above every page while something happens that people must know; at most one is up."""

    sentence = models.CharField(max_length=200)
    address = models.CharField(
        max_length=120,
        blank=True,
        validators=[OURS],
        help_text="a page of this site that says more, such as /help/now/",
    )
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lowered_at = models.DateTimeField(null=True, blank=True)
    lowered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(lowered_at=None), name="home_one_banner_up"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    def clean(self) -> None:
        """It leads to a page with who to ring; a number typed in a hurry would stand above every page."""
        super().clean()
        refuse_numbers(self, "sentence")


class UsefulDay(models.Model):
    """How often a page was called useful, or not, on one day; who said so is not known."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "page"]
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="home_one_row_a_day")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}: {self.yes} to {self.no}"

"""The home page and the standard pages."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from education.content import blocks
from education.content.fields import StreamField
from education.content.models import BasePage, ReviewedPage


class HomePage(BasePage):
    """The front door: two doors for a worried adult, four bands, teachers, help, the figure."""

    promise = models.CharField(max_length=160, help_text="the one sentence at the top")
    intro = models.CharField(max_length=240, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("promise"), FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"


class StandardPage(ReviewedPage):
    """About, privacy, accessibility, how this site is made."""

    body = StreamField(blocks.PageBody())

    search_fields = [*ReviewedPage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [
        *ReviewedPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        *ReviewedPage.safety_panels,
        *ReviewedPage.review_panels,
    ]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

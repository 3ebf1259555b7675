"""The home page and the standard pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from education.content.ages import BANDS
from education.content.fields import StreamField
from education.content.models import BasePage, GuidePage, ReviewedPage
from home import blocks

FRESH_GUIDES = 3
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the four bands and the newest guides."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["bands"] = [
            {"code": band.code, "label": band.label, "line": INVITATIONS[band.code]} for band in BANDS
        ]
        context["guides"] = (
            GuidePage.objects.live()
            .filter(locale=self.locale)
            .order_by("-first_published_at", "-pk")
            .only("title", "summary", "slug", "url_path", "locale", "content_type", "path", "depth")[
                :FRESH_GUIDES
            ]
        )
        return context


class StandardPage(ReviewedPage):
    """About, privacy, accessibility, how this site is made."""

    needs_help = False
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

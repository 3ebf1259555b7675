"""What a visitor finds: pages by words, and the list of pages for search engines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from education.content.models import GuidePage, HelpPage, LessonPage, TeacherPage
from home.models import HomePage

MOST_RESULTS = 30
KINDS: dict[type[Page], Any] = {
    LessonPage: _("Lesson"),
    GuidePage: _("Guide for parents"),
    HelpPage: _("Help"),
    TeacherPage: _("For teachers"),
}


@dataclass(frozen=True)
class Result:
    """A page that was found, and what kind of page it is in words."""

    page: Page
    kind: Any


def pages_with(typed: str) -> list[Result]:
    """Live pages of the current language that hold all these words, the best first, at most thirty.

    Only letters and digits reach the search engine, whose own signs (quotes, brackets) would be errors there.
    """
    words = " ".join(word for word in re.findall(r"\w+", typed) if len(word) > 1 or word.isdigit())
    if not words:
        return []
    pages = Page.objects.live().filter(locale=Locale.get_active(), depth__gt=2).specific()
    found = pages.search(words, operator="and")[:MOST_RESULTS]
    return [Result(page, KINDS.get(type(page), _("Page"))) for page in found]


def public_pages(home: HomePage) -> list[Page]:
    """Every live page under this home page, in the order of the tree."""
    return list(Page.objects.live().public().descendant_of(home, inclusive=True).order_by("path"))

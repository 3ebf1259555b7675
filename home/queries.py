"""The list of pages for search engines."""

from __future__ import annotations

from wagtail.models import Page

from home.models import HomePage


def public_pages(home: HomePage) -> list[Page]:
    """Every live page under this home page, in the order of the tree."""
    return list(Page.objects.live().public().descendant_of(home, inclusive=True).order_by("path"))

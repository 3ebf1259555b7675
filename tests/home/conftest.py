"""A small tree: home, one guide, an about page and a sensitive one."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page, Site
from wagtail.search.index import insert_or_update_object

from education.content.models import GuideIndexPage, GuidePage, HelpSet
from home.models import HomePage, StandardPage


def guide(index: GuideIndexPage, title: str, **fields: object) -> GuidePage:
    """A live guide under this index."""
    help_set, _ = HelpSet.objects.get_or_create(slug="everyone", locale=Locale.get_default(), name="Everyone")
    page = GuidePage(
        help_set=help_set,
        title=title,
        summary=f"{title} in short.",
        kind="age",
        bands=["4-7"],
        tonight="Talk.",
        **fields,
    )
    index.add_child(instance=page)
    insert_or_update_object(page)
    return page


@pytest.fixture
def home(db: None) -> HomePage:
    """The home page of the default site."""
    root = Page.get_first_root_node()
    page = HomePage(title="Home", slug="front", promise="Feel ready for life online.", intro="Short guides.")
    root.add_child(instance=page)
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=page, is_default_site=True)
    page.add_child(instance=StandardPage(title="About us", slug="about", summary="Who we are."))
    page.add_child(
        instance=StandardPage(
            title="How pictures spread",
            slug="pictures",
            summary="Quiet.",
            sensitivity="sensitive",
            content_note="About pictures that are passed on.",
            discreet_title="Page 7",
        )
    )
    index = GuideIndexPage(title="Guides", slug="parents")
    page.add_child(instance=index)
    guide(index, "First games")
    return page

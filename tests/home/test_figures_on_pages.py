"""A figure on an editor's page: bound to its snapshot, so that what readers see is never what somebody typed."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from education.figures import actions, queries, references
from education.figures.blocks import SnapshotBlock, on_offer
from education.people.roles import Role
from home.models import StandardPage
from tests import factories
from tests.figures import world

WITHDRAWN = "One school was counted under two names."
CORRECTED = (
    "calendar-2019-1 was corrected. Readers see calendar-2019-2 in its place:"
    " choose that, and read the words around it again."
)


@pytest.fixture
def people(db):
    return world.past_year()


def publish(people, **fields):
    return actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        error_found=True, **fields,
    )  # fmt: skip


def correct(people):
    world.counted(7, by=factories.staff(Role.OFFICER))
    return publish(people, reason="A register was found.")


@pytest.fixture
def snapshot(people):
    return publish(people)


@pytest.fixture
def page(home, snapshot):
    """The page about us with the figure on it."""
    found = StandardPage.objects.get(slug="about")
    found.body = [("figure", {"snapshot": snapshot.slug, "part": "children", "shape": "line"})]
    found.save_revision().publish()
    return found


def said(client, address="/about/") -> str:
    page = client.get(address).content.decode()
    block = re.search(r'<aside class="figure-block.*?</aside>', page, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", block[0])).split()) if block else ""


def test_the_block_shows_the_number_of_the_snapshot_with_its_period_and_its_page(client, page):
    assert said(client) == (
        "6,817 places taken by children in training about how to stay safe online, calendar year 2019,"
        " 1 January to 31 December 2019 Where this number comes from : calendar year 2019, 1 January to 31 December 2019"
    )
    assert 'href="/figures/calendar-2019-1/"' in client.get("/about/").content.decode()


def test_the_page_holds_the_name_of_the_snapshot_and_no_digit_of_it(page):
    assert page.body.get_prep_value()[0]["value"] == {
        "snapshot": "calendar-2019-1", "part": "children", "shape": "line",
    }  # fmt: skip


def test_a_corrected_figure_gives_way_to_the_newest_and_says_so(client, page, people):
    correct(people)
    assert said(client).startswith("6,824 places taken by children")
    assert "Corrected since this page was written. Where this number comes from" in said(client)
    assert 'href="/figures/calendar-2019-2/"' in client.get("/about/").content.decode()


def test_a_withdrawn_figure_leaves_the_reason_and_no_number(client, page, snapshot, people):
    actions.withdraw(snapshot=snapshot, reason=WITHDRAWN, by=people[1])
    assert said(client).startswith("The figure that stood here was withdrawn. Why")
    assert "6,817" not in client.get("/about/").content.decode()


def test_the_home_page_shows_the_figure_an_editor_chose_in_place_of_the_latest(client, home, snapshot):
    assert "figure-tile" in client.get("/").content.decode()
    home.body = [("figure", {"snapshot": snapshot.slug, "part": "total", "shape": "hero"})]
    home.save_revision().publish()
    assert said(client, "/").startswith("7,805 places taken by children, parents and carers")
    assert "figure-tile" not in client.get("/").content.decode()


def test_a_page_with_a_figure_asks_the_database_no_more_for_more_history(client, page, people):
    correct(people)
    client.get("/about/")
    with CaptureQueriesContext(connection) as before:
        client.get("/about/")
    for number in range(3):
        world.counted(7 + number, by=factories.staff(Role.OFFICER))
        publish(people, reason="A register was found.")
    with CaptureQueriesContext(connection) as after:
        client.get("/about/")
    assert len(after) == len(before)


def warned(client, page) -> list[str]:
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_whoever_edits_a_page_with_a_corrected_figure_is_told_above_the_form(client, page, people):
    client.force_login(publisher := factories.staff(Role.PUBLISHER))
    publisher.is_superuser = True
    publisher.save()
    assert warned(client, page) == []
    correct(people)
    assert warned(client, page) == [CORRECTED]


def test_the_form_offers_corrected_and_withdrawn_figures_apart(people, snapshot):
    assert on_offer() == [
        ("Published", [("calendar-2019-1", "calendar-2019-1: 7,805 places, calendar year 2019, 1 January to 31 December 2019")])
    ]  # fmt: skip
    correct(people)
    (_, good), (word, bad) = on_offer()
    assert ([slug for slug, _ in good], word, [slug for slug, _ in bad]) == (
        ["calendar-2019-2"], "Replace these", ["calendar-2019-1"],
    )  # fmt: skip
    assert bad[0][1].endswith("(superseded)")


def test_the_report_names_each_page_with_what_to_do_and_the_desk_s_first_page_too(client, page, people):
    correct(people)
    (use,) = references.uses()
    assert (use.page.title, use.draft, use.reference.warning) == ("About us", False, CORRECTED)
    client.force_login(factories.staff(Role.EDITOR))
    assert CORRECTED in html.unescape(client.get("/cms/figures/pages/").content.decode())
    assert CORRECTED in html.unescape(client.get("/cms/").content.decode())


def test_a_draft_that_names_a_figure_is_in_the_report(page, people, snapshot):
    other = StandardPage.objects.get(slug="pictures")
    other.body = [("figure", {"snapshot": snapshot.slug, "part": "total", "shape": "line"})]
    other.save_revision()
    assert [(use.page.slug, use.draft) for use in references.uses()] == [("about", False), ("pictures", True)]


def test_a_preview_tells_the_editor_and_the_public_page_does_not(client, page, people, rf):
    correct(people)
    block = page.body[0]
    request = rf.get("/")
    request.is_preview = True
    previewed = block.render(context={"request": request})
    assert CORRECTED in html.unescape(previewed)
    assert "For the editor" not in client.get("/about/").content.decode()
    assert isinstance(block.block, SnapshotBlock)

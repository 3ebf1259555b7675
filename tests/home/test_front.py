"""What people expect of a site: a banner, a feed, a picture to share, one tap of praise; and redirects that stay."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from education.content.models import GuideIndexPage, GuidePage
from education.ledger.clock import now
from education.ledger.models import Event
from education.people.roles import Role
from home import queries
from home.actions import raise_banner
from home.models import Banner, StandardPage, UsefulDay
from tests.factories import staff
from tests.factories.people import sign_in_fresh
from tests.html import tags

pytestmark = pytest.mark.django_db


def text(client, address="/"):
    return client.get(address).content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PUBLISHER])
def test_one_press_puts_a_sentence_on_every_page_and_one_takes_it_down(
    client, home, role, django_capture_on_commit_callbacks
):
    sign_in_fresh(client, staff(role))
    anybody = type(client)()
    assert "Phones are down" not in text(anybody)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/cms/banner/", {"sentence": "Phones are down today.", "address": "/help/now/"})
    assert answer.status_code == 303
    for address in ("/", "/about/", "/search/", "/no-such-page/", "/accounts/login/"):
        assert "Phones are down today." in text(anybody, address)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/cms/banner/", {"lower": "yes"})
    assert "Phones are down" not in text(anybody)
    assert list(Event.objects.filter(subject="banner").values_list("kind", flat=True)) == [
        "banner_raised",
        "banner_lowered",
    ]


def test_a_banner_leads_nowhere_else_and_only_one_is_up(client, home):
    sign_in_fresh(client, staff(Role.PUBLISHER))
    assert (
        client.post("/cms/banner/", {"sentence": "Look.", "address": "//elsewhere.example/"}).status_code
        == 422
    )
    for sentence in ("One.", "Two."):
        client.post("/cms/banner/", {"sentence": sentence})
    assert list(Banner.objects.filter(lowered_at=None).values_list("sentence", flat=True)) == ["Two."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Banner.objects.create(sentence="Three.", raised_at=now())


def test_who_looked_before_a_banner_was_raised_does_not_hide_it(home, monkeypatch):
    publisher, asked = staff(Role.PUBLISHER), queries.banner_up

    def slow():
        seen = asked()
        raise_banner(sentence="Raised meanwhile.", address="", by=publisher)
        return seen

    monkeypatch.setattr(queries, "LOOK", -1.0)  # as if half a second had gone by
    with monkeypatch.context() as while_raised:
        while_raised.setattr(queries, "banner_up", slow)
        queries.standing()
    assert queries.standing().banner == {"sentence": "Raised meanwhile.", "address": ""}


def test_another_process_sees_a_banner_half_a_second_later_and_not_without_the_number(home, monkeypatch):
    other, deaf = queries.Remembered(), queries.Remembered()
    assert [other().banner, deaf().banner] == [{}, {}]
    raise_banner(sentence="Phones are down.", address="", by=staff(Role.PUBLISHER))
    assert other().banner == {}
    monkeypatch.setattr(queries, "LOOK", -1.0)
    assert other().banner == {"sentence": "Phones are down.", "address": ""}
    monkeypatch.setattr(queries.freshness, "number", lambda: deaf.known.number)
    assert deaf().banner == {}


def test_a_tap_is_counted_for_the_day_and_nothing_else_is_kept(client, home):
    page = GuidePage.objects.get()
    for answer in ("yes", "yes", "no"):
        found = client.post("/useful/", {"page": page.pk, "answer": answer})
        assert (found.status_code, found.headers["Location"]) == (303, f"/useful/thanks/?page={page.pk}")
        assert dict(found.cookies) == {}
    assert list(UsefulDay.objects.values_list("page", "yes", "no")) == [(page.pk, 2, 1)]
    assert {field.name for field in UsefulDay._meta.get_fields()} == {"id", "page", "day", "yes", "no"}
    thanks = text(client, f"/useful/thanks/?page={page.pk}")
    assert f'href="{page.url}"' in thanks


def test_taps_are_limited_and_only_for_pages_where_they_are_asked(client, home):
    sensitive = StandardPage.objects.first()
    assert client.post("/useful/", {"page": sensitive.pk, "answer": "yes"}).status_code == 404
    assert client.post("/useful/", {"page": "x", "answer": "yes"}).status_code == 404
    page = GuidePage.objects.get()
    assert client.post("/useful/", {"page": page.pk, "answer": "maybe"}).status_code == 404
    answers = [client.post("/useful/", {"page": page.pk, "answer": "yes"}) for _ in range(20)]
    assert [answers[0].status_code, answers[-1].status_code, answers[-1].headers["Retry-After"]] == [
        303,
        429,
        "60",
    ]


def test_behind_a_proxy_each_address_has_taps_of_its_own(client, home, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    tap = {"page": GuidePage.objects.get().pk, "answer": "yes"}

    def status(sender):
        return client.post("/useful/", tap, headers={"x-forwarded-for": sender}).status_code

    assert [status("192.0.2.1") for _ in range(21)] == [303] * 20 + [429]
    assert status("192.0.2.2") == 303


def test_editors_read_what_was_useful(client, home):
    page = GuidePage.objects.get()
    client.post("/useful/", {"page": page.pk, "answer": "no"})
    sign_in_fresh(client, staff(Role.EDITOR))
    assert page.title in text(client, "/cms/useful/")


def test_the_feed_and_the_page_of_new_things_hold_what_is_live_and_open(client, home):
    from tests.home.conftest import guide

    guide(
        GuideIndexPage.objects.get(),
        "Quiet things",
        sensitivity="sensitive",
        content_note="About pressure.",
        discreet_title="A guide",
    )
    for page in GuidePage.objects.all():
        page.save_revision().publish()
    feed = client.get("/new/feed.xml")
    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    titles = re.findall(r"<title>(.*?)</title>", feed.content.decode())[1:]
    assert titles == [page.title for page in GuidePage.objects.filter(sensitivity="open")]
    assert [title in text(client, "/new/") for title in (*titles, "Quiet things")] == [True] * len(titles) + [
        False
    ]


def test_a_link_to_a_page_shows_a_picture_made_here(client, home):
    page = GuidePage.objects.get()
    meta = {
        attrs.get("property"): attrs["content"]
        for tag, attrs in tags(text(client, page.url))
        if tag == "meta" and "property" in attrs
    }
    assert meta["og:title"] == page.title
    address = meta["og:image"].partition("//")[2].partition("/")[2]
    answer = client.get(f"/{address}")
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    page.unpublish()
    assert client.get(f"/{address}").status_code == 404


def test_a_sensitive_page_says_nothing_of_itself_elsewhere(client, home):
    from home import share

    page = text(client, "/pictures/")
    assert 'property="og:title" content="Page 7"' in page
    assert "og:description" not in page
    assert "ld+json" not in page
    assert share.draw("", "Online safety", "F") != share.draw("Title", "Online safety", "F")


def test_search_engines_read_what_a_page_is(client, home):
    page = GuidePage.objects.get()
    (found,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', text(client, page.url), re.DOTALL
    )
    said = json.loads(found)
    assert (said["@type"], said["name"], said["publisher"]["@type"]) == (
        "Article",
        page.title,
        "GovernmentOrganization",
    )


def test_a_page_that_moves_leaves_a_redirect(client, home, django_capture_on_commit_callbacks):
    page = GuidePage.objects.get()
    old = page.url
    page.save_revision().publish()
    page = GuidePage.objects.get(pk=page.pk)
    page.slug = "another-address"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    answer = client.get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/parents/another-address/")


def leads(client, address):
    """Where an address leads at last, and by which answers."""
    answer = client.get(address, follow=True)
    return [status for _, status in answer.redirect_chain], answer.request["PATH_INFO"], answer.status_code


@pytest.fixture
def below_about(home):
    """A page below a page below "about"."""
    about = StandardPage.objects.get(slug="about")
    team = about.add_child(instance=StandardPage(title="The team", slug="team", summary="Who."))
    return team.add_child(instance=StandardPage(title="Join us", slug="join", summary="How."))


ABOUT = ("about/", "about/team/", "about/team/join/")


def moved(page, below, callbacks):
    with callbacks(execute=True):
        type(page).objects.get(pk=page.pk).move(type(below).objects.get(pk=below.pk), pos="last-child")


def test_a_page_that_is_moved_takes_what_lies_below_it_along(
    client, home, below_about, django_capture_on_commit_callbacks
):
    about, pictures = StandardPage.objects.get(slug="about"), StandardPage.objects.get(slug="pictures")
    assert [leads(client, f"/{end}") for end in ABOUT] == [([], f"/{end}", 200) for end in ABOUT]
    moved(about, pictures, django_capture_on_commit_callbacks)
    assert [leads(client, f"/{end}") for end in ABOUT] == [([301], f"/pictures/{end}", 200) for end in ABOUT]
    moved(about, home, django_capture_on_commit_callbacks)
    assert [leads(client, f"/{end}") for end in ABOUT] == [([], f"/{end}", 200) for end in ABOUT]
    assert [leads(client, f"/pictures/{end}") for end in ABOUT] == [([301], f"/{end}", 200) for end in ABOUT]


def test_the_guides_of_an_index_that_is_called_otherwise_are_still_found(
    client, home, django_capture_on_commit_callbacks
):
    index = GuideIndexPage.objects.get()
    index.slug = "families"
    with django_capture_on_commit_callbacks(execute=True):
        index.save_revision().publish()
    assert leads(client, "/parents/first-games/") == ([301], "/families/first-games/", 200)


def test_the_control_nothing_else_makes_the_redirects(
    client, home, below_about, settings, django_capture_on_commit_callbacks
):
    settings.WAGTAILREDIRECTS_AUTO_CREATE = False
    about, pictures = StandardPage.objects.get(slug="about"), StandardPage.objects.get(slug="pictures")
    moved(about, pictures, django_capture_on_commit_callbacks)
    assert [leads(client, f"/{end}")[2] for end in ABOUT] == [404] * 3


def test_the_accessibility_page_says_what_the_record_says(tmp_path, rf):
    import datetime as dt

    from home import record
    from home.blocks import TestRecordBlock
    from tests.journeys.conftest import WIDTHS
    from tests.journeys.test_every_page import PUBLIC, axe_version

    now_ = record.read()
    assert (now_.pages, now_.widths, now_.found) == (len(PUBLIC), WIDTHS, 0)
    assert now_.tool == f"axe-core {axe_version()}"
    shown = TestRecordBlock().render({"heading": "What we have checked"})
    assert [f"<dd>{now_.pages}</dd>" in shown, now_.tool in shown, now_.known[0] in shown] == [True] * 3
    copy = tmp_path / "record.toml"
    copy.write_text(record.FILE.read_text(encoding="utf-8"), encoding="utf-8")
    record.write(on=dt.date(2027, 1, 2), tool="axe-core 9", pages=3, widths=(320,), found=1, file=copy)
    assert record.read(copy) == record.Record(
        dt.date(2027, 1, 2), now_.standard, "axe-core 9", 3, (320,), 1, now_.known
    )

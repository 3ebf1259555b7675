"""Every shipped page, as a stranger gets it."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from education.content.models import HelpOrganisation, LessonPage

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    return [page.url for page in Page.objects.live().filter(depth__gt=1).order_by("path")]


def test_every_shipped_page_answers_without_a_cookie_and_is_well_formed(launched):
    seen = {}
    for address in addresses():
        client = Client()
        response = client.get(address)
        seen[address] = response.status_code
        assert not response.cookies, address
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(response.content.decode())
    assert len(seen) > 20
    assert set(seen.values()) == {200}


def test_every_internal_link_is_alive(launched, client):
    elsewhere = re.compile(r"^/(figures|search|book|accounts|leave|static|visits)/")
    links = set()
    for address in addresses():
        links |= set(re.findall(r'href="(/[^"#?]*)', client.get(address).content.decode()))
    ours = sorted(link for link in links if not elsewhere.match(link))
    assert [link for link in ours if client.get(link, follow=True).status_code != 200] == []


def test_a_page_costs_at_most_fourteen_queries(launched, client):
    most = {"/teachers/curriculum-map/": 17}  # it reads the lessons and the statements as well
    over = {}
    for address in addresses():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        if len(asked) > most.get(address, 14):
            over[address] = len(asked)
    assert over == {}


def test_help_is_never_stored_and_lessons_may_be(launched, client):
    assert client.get("/help/").headers["Cache-Control"] == "no-store"
    assert client.get("/help/now/").headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/learn/the-family-jar/").headers.get("Cache-Control", "")


def test_the_page_for_a_hard_moment_shows_its_discreet_title_in_the_tab_and_offers_the_exit(launched, client):
    body = client.get("/parents/first-five-minutes/").content.decode()
    title = re.search(r"<title>(.*?)</title>", body, re.S)
    assert title and title[1].startswith("The first five minutes")
    assert 'href="/leave/"' in body
    assert 'href="/leave/"' not in client.get("/parents/first-screens/").content.decode()


def test_a_childs_page_has_no_field_to_type_in(launched, client):
    for lesson in LessonPage.objects.live():
        main = client.get(lesson.url).content.decode().split("<main")[1].split("</main>")[0]
        fields = re.findall(r"<(?:input[^>]*type=.(\w+)|(textarea))", main)
        assert {kind for pair in fields for kind in pair if kind} <= {"radio", "checkbox", "hidden"}, lesson


def test_numbers_are_links_that_keep_their_direction(launched, client):
    html = client.get("/help/").content.decode()
    for record in HelpOrganisation.objects.filter(slug__in=["childline", "nspcc", "police-101"]):
        digits = record.phone.replace(" ", "")
        assert f'href="tel:{digits}"' in html
        assert f"<bdi>{record.phone}</bdi></a>" in html


def test_the_strip_is_worded_for_the_youngest(launched, client):
    html = client.get("/learn/the-family-jar/").content.decode()
    strip = html.split('class="help-strip"')[1].split("</aside>")[0]
    assert "Tell a grown-up you trust." in strip
    assert "tel:08001111" in strip

"""A stranger walks over every public page, as the demonstration has it."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

import html5lib
import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from home import demonstration, starting
from home.queries import standing
from tests.node import w3c

ELSEWHERE = ("/accounts/", "/book/", "/visits/", "/officer/", "/cms/", "/static/", "/media/", "/leave/")
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; report-uri /csp-reports/; report-to csp"
)


LATER_SCREEN = re.compile(r"/class/(?:[3-9]|\d\d)/")  # one screen of a lesson is like another
PUBLISHED: set[str] = set()
"""The address of every live page of the tree, filled by the walk."""


def policy(text: str) -> set[str]:
    """A content policy as a set, because its order means nothing."""
    return {" ".join(part.split()) for part in text.split(";") if part.strip()}


def silent(text: str, ending: str = "\n") -> None:
    """Nobody listens."""


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker):
    """Every public answer by address; loaded once, because the demonstration takes seconds."""
    from django.db import connection, transaction

    seen = {}
    standing.forget()  # an earlier test may have remembered that there is no demonstration
    with django_db_blocker.unblock(), transaction.atomic():
        demonstration.load_content(silent, starting.step)
        demonstration.load(silent, starting.step)
        waiting, known = deque(["/", "/sitemap.xml", "/robots.txt", "/search/?q=phone"]), set()
        while waiting:
            address = waiting.popleft()
            if address in known or len(known) > 400 or LATER_SCREEN.search(address):
                continue
            known.add(address)
            with CaptureQueriesContext(connection) as queries:
                answer = Client(SERVER_NAME="127.0.0.1").get(address)
            seen[address] = (answer, answer.getvalue().decode(errors="replace"), len(queries))
            if answer.get("Content-Type", "").startswith("text/html"):
                read = re.sub(r"<form[^>]*post[^>]*>", "", seen[address][1])  # where a tap is sent is no page
                for link in re.findall(r'(?:href|action)="([^"#]*)', read):
                    parts = urlsplit(link.replace("&amp;", "&"))
                    if (
                        not parts.netloc
                        and parts.path.startswith("/")
                        and not parts.path.startswith(ELSEWHERE)
                    ):
                        waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        PUBLISHED.update(page.url for page in Page.objects.live().public().filter(depth__gt=1))
        transaction.set_rollback(True)
    return seen


def pages(walked):
    return {
        a: body
        for a, (answer, body, _) in walked.items()
        if answer.get("Content-Type", "").startswith("text/html") and answer.status_code != 302
    }


def test_the_walk_saw_the_whole_site(walked):
    for start in ("/", "/learn/", "/parents/", "/help/", "/figures/"):
        assert start in walked
    assert len(walked) > 30


def test_the_figure_of_the_demonstration_shows_what_teachers_answered_and_that_it_is_invented(walked):
    body = pages(walked)["/figures/"]
    answers = body[body.index('id="ratings"') : body.index('id="beside"')]
    assert (answers.count("<caption>"), "invented" in answers[:200], ", between " in answers) == (
        4,
        True,
        True,
    )


def test_the_figure_of_the_demonstration_shows_hands_before_and_after_but_no_question_that_two_schools_were_asked(
    walked,
):
    body = pages(walked)["/figures/"]
    hands = body[body.index('id="hands"') : body.index('id="ratings"')]
    assert (hands.count('<th scope="row">'), "invented" in hands[:200], "report and block" in hands) == (
        2,
        True,
        False,
    )


def test_every_link_leads_somewhere(walked):
    wrong = {
        address: answer.status_code for address, (answer, _, _) in walked.items() if answer.status_code != 200
    }
    assert {address: code for address, code in wrong.items() if code not in {302, 303}} == {}


def test_every_public_page_is_three_taps_from_home(walked):
    links = {
        address: {
            urlsplit(link.replace("&amp;", "&")).path
            for link in re.findall(r'<a\b[^>]*?href="(/[^"#]*)', body)
        }
        for address, body in pages(walked).items()
    }
    reached, latest = {"/"}, {"/"}
    for _ in range(3):
        latest = {link for address in latest for link in links.get(address, set())} - reached
        reached |= latest
    assert len(PUBLISHED) > 30
    assert PUBLISHED - reached == set()


def test_help_is_one_tap_from_every_public_page_and_a_number_the_next(walked):
    assert [address for address, body in pages(walked).items() if 'href="/help/"' not in body] == []
    numbers = set(re.findall(r'href="tel:(\d+)"', pages(walked)["/help/"]))
    assert {"999", "101", "08001111", "08088005000"} - numbers == set()


def test_no_public_page_sets_a_cookie(walked):
    assert [
        address for address, (answer, _, _) in walked.items() if answer.cookies or "Set-Cookie" in answer
    ] == []


def test_no_public_page_varies_by_cookie(walked):
    vary = {a: answer.get("Vary", "") for a, (answer, _, _) in walked.items() if answer.status_code == 200}
    assert {
        a: v for a, v in vary.items() if "cookie" in v.lower() and not a.startswith(("/help/", "/search/"))
    } == {}


def test_every_public_page_has_the_whole_content_policy(walked):
    found = {a: policy(answer.get("Content-Security-Policy", "")) for a, (answer, _, _) in walked.items()}
    assert {a: p for a, p in found.items() if p != policy(CSP)} == {}


def test_no_public_page_loads_anything_from_elsewhere(walked):
    loads = re.compile(
        r'<(?:script|img|iframe|source|video|audio|embed|object|input|use|image)\b[^>]*?\b(?:src|data|href|poster)="([^"]*)'
        r'|<link\b[^>]*?\bhref="([^"]*)|\bsrcset="([^"]*)|<form\b[^>]*?\baction="([^"]*)'
    )
    foreign = {}
    for address, body in pages(walked).items():
        targets = ["".join(groups) for groups in loads.findall(body)]
        hosts = {urlsplit(target).netloc for target in targets} - {"", urlsplit(settings.BASE_URL).netloc}
        if hosts or any(target.startswith("data:") for target in targets):
            foreign[address] = hosts
    assert foreign == {}


def test_no_public_page_has_inline_script_or_style(walked):
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)(?![^>]*json)", re.IGNORECASE
    )
    assert [address for address, body in pages(walked).items() if inline.search(body)] == []


def test_every_public_page_is_well_formed(walked):
    for body in pages(walked).values():
        html5lib.HTMLParser(strict=True).parse(body)


def test_every_public_page_says_that_this_is_a_demonstration(walked):
    without = [a for a, body in pages(walked).items() if "This is a demonstration" not in body]
    assert without == []


@pytest.mark.prove
def test_the_w3c_checker_finds_no_error_in_any_page_style_sheet_or_drawing(walked, tmp_path):
    for number, (address, body) in enumerate(pages(walked).items()):
        (tmp_path / f"{number:04}.html").write_text(f"{body}<!-- {address} -->", encoding="utf-8")
    html = sorted(tmp_path.glob("*.html"))
    static = settings.ROOT / "static"
    sheets, drawings = sorted((static / "css").glob("*.css")), sorted((static / "img").glob("*.svg"))
    found = [*w3c(html, "--html"), *w3c(drawings, "--svg"), *w3c(sheets, "--css")]
    print(f"{len(html)} pages, {len(sheets)} style sheets and {len(drawings)} drawings, {len(found)} errors")
    # The checker's list of properties is older than paint-order of SVG 2, which every browser knows.
    assert [line for line in found if "paint-order" not in line] == []


@pytest.mark.prove
def test_the_w3c_checker_notices_a_wrong_page_a_wrong_sheet_and_a_wrong_drawing(tmp_path):
    (tmp_path / "a.html").write_text("<!doctype html><html lang=en><title>A</title><p><div></p>")
    (tmp_path / "a.css").write_text("p { colour: red }")
    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0#"/></svg>')
    assert all(w3c([tmp_path / f"a.{kind}"], f"--{kind}") for kind in ("html", "css", "svg"))

"""Class mode and the school pack: stepwise without scripts, two numbers and no names, one zip that needs nobody."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from wagtail.models import PageViewRestriction

from education.content import pack
from education.content.models import LessonPage
from education.content.parts import lesson_parts
from education.content.slides import hands, slides
from tests.html import faults

pytestmark = pytest.mark.django_db
JAR = "/learn/the-family-jar/"


def jar() -> LessonPage:
    return LessonPage.objects.get(slug="the-family-jar")


def contents(page: LessonPage) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack.build(page))) as archive:
        return {name.removeprefix(f"{page.slug}/"): archive.read(name) for name in archive.namelist()}


def test_the_screens_follow_the_lesson_and_end_with_who_to_talk_to(launched):
    kinds = [slide.kind for slide in slides(jar())]
    shown = [
        kind
        for part in lesson_parts(lesson=jar())
        for kind in (["question"] * len(part.exercise.questions) if part.exercise else ["block"])
    ]
    assert kinds == ["title", "agreement", "before", "words", *shown, "after", "help"]
    bare = LessonPage(title="Bare")
    assert [slide.kind for slide in slides(bare)] == ["title"]


def test_every_screen_of_every_lesson_is_an_address_of_its_own_with_one_screen_shown(launched, client):
    for lesson in LessonPage.objects.live():
        count = len(slides(lesson))
        for number in (1, 2, count):
            answer = client.get(f"/learn/{lesson.slug}/class/{number}/")
            body = answer.content.decode()
            shown = re.findall(r'<section class="slide"[^>]*data-slide="(\d+)"[^>]*?"(?: (hidden))?>', body)
            assert faults(body) == []
            assert [int(n) for n, hidden in shown if not hidden] == [number]
            assert len(shown) == count
            assert (dict(answer.cookies), "public" in answer.headers["Cache-Control"]) == ({}, True)
        assert client.get(f"/learn/{lesson.slug}/class/{count + 1}/").status_code == 404
    assert client.get(f"{JAR}class/0/").status_code == 404


def test_the_count_of_hands_travels_in_the_address_and_is_kept_nowhere(launched, client):
    deck = slides(jar())
    before = next(s.number for s in deck if s.kind == "before")
    after = next(s.number for s in deck if s.kind == "after")
    first = client.get(f"{JAR}class/{before}/?before=12")
    assert f'href="{JAR}class/{before + 1}/?before=12"' in first.content.decode()
    assert "public" not in first.headers.get("Cache-Control", "")
    last = client.get(f"{JAR}class/{after}/?before=12&after=25").content.decode()
    assert "Before: 12. Now: 25." in last


@pytest.mark.parametrize(
    ("given", "counted"), [("12", 12), ("0", 0), ("99", 99), ("100", None), ("-1", None), ("a", None), ("٣", None),
                           ("", None), (None, None), ("9" * 5000, None)]
)  # fmt: skip
def test_a_count_is_a_number_from_0_to_99_or_nothing(given, counted):
    assert hands(given) == counted


@pytest.mark.parametrize("end", ["class/", "class/1/", "school-pack.zip"])
def test_what_is_not_public_has_no_class_mode_and_no_pack(launched, client, end):
    assert client.get(f"{JAR}{end}").status_code == 200
    PageViewRestriction.objects.create(page=jar(), restriction_type="login")
    assert client.get(f"{JAR}{end}").status_code == 404
    PageViewRestriction.objects.all().delete()
    jar().unpublish()
    assert client.get(f"{JAR}{end}").status_code == 404


def test_fullscreen_is_allowed_in_class_and_on_lessons_and_nowhere_else(launched, client):
    allowed = {
        address: "fullscreen=(self)" in client.get(address).headers["Permissions-Policy"]
        for address in (
            JAR,
            f"{JAR}class/",
            f"{JAR}class/2/",
            "/learn/",
            "/parents/",
            f"{JAR}school-pack.zip",
        )
    }
    assert allowed == {
        JAR: True, f"{JAR}class/": True, f"{JAR}class/2/": True, "/learn/": False, "/parents/": False,
        f"{JAR}school-pack.zip": False,
    }  # fmt: skip


def test_every_pack_is_whole_and_asks_nobody_for_anything(launched):
    for lesson in LessonPage.objects.live():
        files = contents(lesson)
        pages = {name: body.decode() for name, body in files.items() if name.endswith(".html")}
        assert {"index.html", "lesson.html", "handout.html", "plan.html", "class.html", "help.html"} <= set(
            pages
        )
        for name, body in pages.items():
            html5lib.HTMLParser(strict=True).parse(body)
            asked = re.findall(r'<(?:img|script|link)\b[^>]*?\b(?:src|href)="([^"]*)"', body)
            assert [one for one in asked if one not in files] == [], name
            inside = {link.split("#")[0] for link in re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', body)}
            assert {x for x in inside if x and not urlsplit(x).scheme and x not in files} == set(), name
            assert "<script" not in body
        for name, body in files.items():
            if name.endswith(".css"):
                assert b"url(" not in body
                assert body.count(b"{") == body.count(b"}")


def test_a_pack_that_lacks_a_picture_would_be_noticed(launched):
    taken: dict[str, bytes] = {}
    html = pack.offline('<img src="/static/img/none.svg"><a href="/help/">', taken)
    assert (html, taken) == (
        '<img src=""><a href="http://127.0.0.1:8000/help/">'.replace("http://127.0.0.1:8000", _base()),
        {},
    )


def _base() -> str:
    from django.conf import settings

    return str(settings.BASE_URL)


def test_the_same_lesson_is_the_same_bytes_and_its_size_is_said(launched, client):
    lesson = jar()
    made = pack.build(lesson)
    assert made == pack.build(lesson)
    said = pack.size(lesson)
    assert 0 <= said - len(made) < pack.STEP
    body = client.get(JAR).content.decode()
    assert f"{said // 1024}.0" in body.split("school-pack.zip")[1][:200].replace("\xa0", " ")
    answer = client.get(f"{JAR}school-pack.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="the-family-jar-school-pack.zip"'
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_a_picture_from_the_library_comes_along(launched, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Path(tmp_path / "images").mkdir()
    Path(tmp_path / "images/a.webp").write_bytes(b"picture")
    taken: dict[str, bytes] = {}
    assert pack.offline('<img src="/media/images/a.webp">', taken) == '<img src="img/a.webp">'
    assert taken == {"img/a.webp": b"picture"}

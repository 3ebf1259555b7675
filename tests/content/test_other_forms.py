"""The same page in other forms: in easy read at an address of its own, and signed on a film of our own."""

from __future__ import annotations

import html
import re

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks.struct_block import StructBlockValidationError

from education.content import pack
from education.content.blocks.easy import EasyLineBlock
from education.content.gate import EASY, READING, findings
from education.content.models import HelpPage, LessonPage, Recording
from education.content.parts import reading_problems
from education.content.reading import LIMITS, measure, parts
from tests.content.played import CAPTIONS, film, sound

pytestmark = pytest.mark.django_db
NOW, JAR = "/help/now/", "/learn/the-family-jar/"
LINE = {
    "drawing": "bo",
    "alt": "Bo the otter.",
    "lines": ["Some things are yours.", "Keep them in the jar."],
}
HARD = "Notwithstanding considerable organisational responsibilities, safeguarding practitioners investigate."


def easier(page, **line):
    """A page with an easy-read form of one line, not saved."""
    page.easy_read = [{"type": "line", "value": {"heading": "", **LINE, **line}}]
    return page


@pytest.fixture
def jar(launched):
    """A lesson in easy read, published."""
    lesson = easier(LessonPage.objects.get(slug="the-family-jar"))
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def recording(**given) -> Recording:
    made = Recording(
        **{"title": "What the page says", "transcript": "You can get help.", "captions": CAPTIONS, "in_bsl": True,
           "file": ContentFile(film(), "a.mp4")} | given
    )  # fmt: skip
    made.full_clean(exclude=["kind"])
    made.save()
    return made


def main(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(body)
    return body.split("<main")[1].split("</main>")[0]


def test_every_help_page_says_easy_read_at_the_top_and_its_easy_read_has_a_drawing_to_each_line(
    launched, client
):
    for page in HelpPage.objects.live():
        usual = main(client, page.url)
        assert usual.index(f'href="{page.url}easy-read/"') < usual.index('class="prose"')
        easy = main(client, f"{page.url}easy-read/")
        lines = easy.split('class="easy-read__line"')[1:]
        assert [line.count('<img class="picture"') for line in lines] == [1] * len(page.easy_read)
        assert re.findall(r'<img class="picture"[^>]*alt=""', easy) == []
        said = [html.escape(text) for line in page.easy_read for text in line.value["lines"]]
        assert [text for text in said if f"<p>{text}</p>" not in easy] == []
        assert f'href="{page.url}"' in easy


def test_who_can_help_stands_above_the_first_line(launched, client):
    easy = main(client, f"{NOW}easy-read/")
    assert easy.index('href="tel:999"') < easy.index('class="easy-read"')
    assert 'href="/leave/"' in client.get(f"{NOW}easy-read/").content.decode()


def test_easy_read_about_help_is_never_stored_and_keeps_the_discreet_title(launched, client):
    answer = client.get(f"{NOW}easy-read/")
    assert (answer.headers["Cache-Control"], answer.cookies) == ("no-store", {})
    assert "<title>Someone to talk to" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [f"{JAR}easy-read/", f"{NOW}easy-read/1/", f"{NOW}easy/", "/help/easy-read/", "/about/easy-read/"],
)
def test_what_has_no_easy_read_has_no_such_address(launched, client, address):
    assert client.get(address).status_code == 404


def test_nothing_is_sent_to_easy_read(launched, client):
    assert client.post(f"{NOW}easy-read/").status_code == 405


def test_a_draft_has_no_easy_read_for_strangers(launched, client):
    HelpPage.objects.get(slug="now").unpublish()
    assert client.get(f"{NOW}easy-read/").status_code == 404


def test_a_lesson_in_easy_read_links_to_it_shows_it_and_packs_it(jar, client):
    assert f'href="{JAR}easy-read/"' in main(client, JAR)
    assert "<p>Keep them in the jar.</p>" in main(client, f"{JAR}easy-read/")
    assert client.get(f"{JAR}easy-read/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    files = pack.files(jar)
    assert "<p>Keep them in the jar.</p>" in files["easy-read.html"].decode()
    assert "img/bo.svg" in files
    assert 'href="easy-read.html"' in files["lesson.html"].decode()


def test_control_a_lesson_without_easy_read_mentions_none(launched, client):
    assert "easy-read" not in main(client, JAR)
    assert "easy-read.html" not in pack.files(LessonPage.objects.get(slug="the-family-jar"))


def test_its_reading_row_is_the_easiest_for_anybody_who_reads_alone(launched):
    own = LIMITS["easy-read"]
    others = [
        limits for readers, limits in LIMITS.items() if readers not in {"4-7", "easy-read"}
    ]  # 4–7 with an adult
    assert own.grade < min(limits.grade for limits in others)
    assert own.lix < min(limits.lix for limits in others)
    assert own.sentence < min(limits.sentence for limits in others)
    for page in HelpPage.objects.all():
        assert measure(parts(page.easy_read)).over(own) == [], page


def test_an_easy_read_that_is_hard_or_blames_or_has_a_number_keeps_its_page_back(launched):
    page = HelpPage.objects.get(slug="now")
    assert findings(page) == []
    found = findings(easier(page, lines=[HARD]))
    assert {(one.gate, one.phrase) for one in found} == {(READING, EASY)}
    assert found[0].sentence.startswith("Easy read: Grade ")
    assert [one.phrase for one in findings(easier(page, lines=["You should have known."]))] == [
        "should have known"
    ]
    assert [one.phrase for one in findings(easier(page, lines=["Ring 101."]))] == ["101"]
    lesson = LessonPage.objects.get(slug="the-family-jar")
    assert set(reading_problems(lesson=easier(lesson, lines=[HARD]))) == {"easy_read"}


def test_a_line_without_a_drawing_of_ours_is_refused():
    block = EasyLineBlock()
    value = block.to_python({"heading": "", **LINE})
    assert block.clean(value)["drawing"] == "bo"
    for name in ("nobody", "../css/base", ""):
        value["drawing"] = name
        with pytest.raises(StructBlockValidationError) as refused:
            block.clean(value)
        assert list(refused.value.block_errors) == ["drawing"]


def test_an_editor_sees_easy_read_before_it_is_published(launched):
    page = easier(HelpPage.objects.get(slug="now"), lines=["Only a draft says this."])
    answer = page.make_preview_request(preview_mode="easy-read")
    assert "<p>Only a draft says this.</p>" in answer.content.decode()
    assert page.preview_band == ""


@pytest.mark.parametrize("address", [NOW, JAR])
def test_a_signed_film_is_offered_at_the_top_and_played_on_the_page(
    launched, client, settings, tmp_path, address
):
    settings.MEDIA_ROOT = tmp_path
    kind = HelpPage if address == NOW else LessonPage
    page = kind.objects.get(slug=address.strip("/").rpartition("/")[2])
    assert 'id="signed"' not in main(client, address)
    made = page.signed_film = recording()
    page.save_revision().publish()
    body = main(client, address)
    assert body.index('href="#signed"') < body.index('id="signed"') < body.index(f'src="{made.file.url}"')
    Recording.objects.update(people="consented", consent_until="2020-01-01")
    assert 'id="signed"' not in main(client, address)


def test_only_a_film_that_is_marked_as_signed_is_taken(launched, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = HelpPage.objects.get(slug="now")
    page.signed_film = recording(in_bsl=False)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.message_dict == {
        "signed_film": ["Choose a film that is marked as British Sign Language."]
    }
    page.signed_film = recording()
    page.full_clean()
    with pytest.raises(ValidationError, match="Only a film can be in British Sign Language"):
        recording(file=ContentFile(sound(), "a.mp3"), captions="")

"""The HTML of a mail: the same words as its text, the site's colours, and nothing that asks or follows anybody."""

from __future__ import annotations

import re
from email.mime.text import MIMEText
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger.dress import blocks, dressed, html_of
from education.ledger.mail import EmlFileBackend
from tests.home.test_colours import ratio, tokens
from tests.html import tags

ROOT = Path(__file__).resolve().parents[2]
HOME = django_settings.BASE_URL
LETTERS = sorted(
    str(file.relative_to(ROOT / "templates"))
    for folder, names in (("emails", "*/*.txt"), ("account/email", "*_message.txt"), ("mfa/email", "*_message.txt"))
    for file in (ROOT / "templates" / folder).glob(names)
    if not file.name.startswith(("_", "base_"))
)  # fmt: skip


class Words(HTMLParser):
    """What a reader of a page reads between its heading and its end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.reading = False

    def handle_endtag(self, tag: str) -> None:
        self.reading = self.reading or tag == "h1"

    def handle_data(self, data: str) -> None:
        if self.reading:
            self.found.append(data)


def read(page: str) -> str:
    """The words of the HTML, white space aside."""
    words = Words()
    words.feed(page)
    return " ".join("".join(words.found).split())


def said(text: str) -> str:
    """The words of the text, as the HTML gives them: numbers of steps, colons before an address and the rule apart."""
    text = re.sub(r"^-- $", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    return " ".join(text.split())


def plain(words: str) -> str:
    return re.sub(r"\s+", "", words).replace(":http", "http")


@pytest.mark.parametrize("template", LETTERS)
def test_html_and_text_of_every_mail_say_the_same(template):
    text = render_to_string(
        template, {"site": HOME, "address": f"{HOME}/visits/BK-7F3K2/", "code": "3QF-8KX"}
    )
    page = html_of("Your booking", text)
    assert plain(read(page)) == plain(said(text))
    assert [
        tag for tag, _ in tags(page) if tag in {"img", "script", "link", "iframe", "form", "object"}
    ] == []
    assert re.findall(r"url\(|@import|\bsrc\s*=|\son\w+\s*=", page) == []
    assert {a["href"].startswith(f"{HOME}/") or a["href"] == HOME for t, a in tags(page) if t == "a"} <= {
        True
    }
    html5lib.HTMLParser(strict=True).parse(page)


def test_every_mail_of_the_site_was_read():
    assert len(LETTERS) >= 45


def test_control_a_word_too_many_is_noticed():
    assert plain(read(html_of("x", "Hello,\n\nsee you."))) != plain(said("Hello,\n\nsee you soon."))


def test_facts_codes_steps_and_links_are_what_they_are():
    text = (
        f"Hello,\n\nthis is yours:\n\nSafe and kind\nMonday 4 January\n\nCome early. See your booking: {HOME}/visits/\n\n"
        "Your code:\n\n3QF-8KX\n\nDo this now:\n1. Sit down.\n2. Breathe.\n\nHelp:\n\n  One\n  Two\n"
    )
    assert [(b.kind, len(b.lines)) for b in blocks(text)] == [
        ("words", 1), ("words", 1), ("facts", 2), ("words", 1), ("words", 1), ("code", 1), ("words", 1),
        ("steps", 1), ("steps", 1), ("words", 1), ("list", 2),
    ]  # fmt: skip
    page = html_of("x", text)
    assert re.findall(r"<a class=\"press\"[^>]*>([^<]*)</a>", page) == ["See your booking"]
    assert [t for t, _ in tags(page) if t in {"ol", "ul", "li"}] == ["ol", "li", "li", "ul", "li", "li"]


def test_only_this_site_can_be_pressed():
    elsewhere = [f"{HOME}.evil.example/x", "https://evil.example/", f"{HOME}@evil.example/", f"{HOME}:81/"]
    pages = [html_of("x", f"See: {address}") for address in [*elsewhere, f"{HOME}/help/"]]
    assert [[a["href"] for t, a in tags(p) if t == "a"] for p in pages] == [[], [], [], [], [f"{HOME}/help/"]]


def test_what_a_school_is_called_can_not_become_markup():
    page = html_of(
        "<b>x</b>", 'Hello,\n\nyours:\n\n<img src=x onerror=alert(1)>\n"><script>alert(1)</script>'
    )
    assert [t for t, _ in tags(page) if t in {"img", "script", "b"}] == []
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_text_comes_first_and_what_is_attached_after_both():
    sent = EmailMessage(
        "Yours", "Hello,\n\nyours.", "t@force.example", ["a@school.example"], headers={"X-A": "1"}
    )
    part = MIMEText("BEGIN:VCALENDAR", "calendar", "utf-8")
    part.replace_header("Content-Type", "text/calendar; method=CANCEL; charset=UTF-8")
    sent.attach(part)
    whole = dressed(sent).message()
    assert [p.get_content_type() for p in whole.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert (whole["X-A"], whole["To"]) == ("1", "a@school.example")
    assert whole.get_payload()[1]["Content-Type"] == "text/calendar; method=CANCEL; charset=UTF-8"
    assert dressed(dressed(sent)).alternatives == dressed(sent).alternatives


def test_what_comes_past_the_outbox_is_dressed_at_the_door(settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    EmlFileBackend().send_messages([EmailMessage("A", "B", "t@force.example", ["a@school.example"])])
    (file,) = tmp_path.iterdir()
    assert b"Content-Type: multipart/alternative" in file.read_bytes()
    assert mail.outbox == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_colours_are_the_sites_and_stand_out(dark):
    page = (ROOT / "templates/emails/shell.html").read_text() + (
        ROOT / "templates/emails/_block.html"
    ).read_text()
    page += (ROOT / "templates/emails/_line.html").read_text()
    night = page[page.index("prefers-color-scheme: dark") : page.index("@media (max-width")]
    used = set(re.findall(r"#[0-9a-f]{6}\b", night if dark else page.replace(night, "")))
    known = {c if len(c) == 7 else f"#{''.join(d * 2 for d in c[1:])}": n for n, c in tokens(dark).items()}
    assert sorted(used - set(known)) == []
    get = tokens(dark)
    pairs = [("ink", "surface"), ("ink-soft", "surface"), ("sea", "surface"), ("on-sea", "sea"), ("ink", "sea-tint"),
             ("ink", "sand")]  # fmt: skip
    assert [(a, b) for a, b in pairs if ratio(get[a], get[b]) < 4.5] == []

"""The desk bears the site's own mark, and everything on it has its place."""

from __future__ import annotations

import re
from pathlib import Path

import wagtail.admin

from education.people.roles import Role
from tests.factories import staff

ROOT = Path(__file__).resolve().parents[2]


def unstyled(markup, sheets):
    """The utility classes of this markup that no rule of these style sheets is for."""
    ruled = {name.replace("\\", "") for name in re.findall(r"\.((?:\\.|[\w-])+)", sheets)}
    used = {
        name
        for value in re.findall(r'class="([^"]*)"', markup)
        for name in re.sub(r"\{[%{].*?[%}]\}", " ", value).split()
    }
    return {name for name in used if re.match(r"(\w+:)?w-", name)} - ruled


def test_every_utility_class_at_the_desk_has_a_rule():
    wagtails = Path(wagtail.admin.__file__).parent / "static/wagtailadmin/css"
    sheets = [*wagtails.rglob("*.css"), ROOT / "static/css/desk.css"]
    rules = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    pages = (ROOT / "templates").rglob("*.html")
    assert unstyled("".join(page.read_text(encoding="utf-8") for page in pages), rules) == set()


def test_control_a_class_without_a_rule_is_found():
    assert unstyled(
        '<p class="w-mt-4 {% if a %}md:w-flex{% endif %} w-my-9 card">', ".w-mt-4{} .md\\:w-flex{}"
    ) == {"w-my-9"}


def test_the_desk_shows_our_name_and_mark(client, home):
    client.force_login(staff(Role.EDITOR))
    page = client.get("/cms/").content.decode()
    assert ("Desk, online safety</title>" in page, page.count("/static/img/icon.svg")) == (True, 2)

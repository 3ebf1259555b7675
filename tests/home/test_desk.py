"""The desk bears the site's own mark."""

from __future__ import annotations

from education.people.roles import Role
from tests.factories import staff


def test_the_desk_shows_our_name_and_mark(client, home):
    client.force_login(staff(Role.EDITOR))
    page = client.get("/cms/").content.decode()
    assert ("Desk, online safety</title>" in page, page.count("/static/img/icon.svg")) == (True, 2)

"""The licence of the open data is a fact of the force: one line in its folder, read by every file, page and answer."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from education.figures import actions, files, queries, verify
from education.schools.force import force, read_force
from education.schools.licences import KNOWN, LicenceError, licence
from tests.figures import world

OTHER = licence("CC-BY-4.0")


def folder(tmp_path: Path, name: str) -> Path:
    """Our own force with another licence in its folder."""
    copy = tmp_path / "force"
    shutil.copytree(settings.FORCE_DIR, copy, ignore=shutil.ignore_patterns("static"))
    ours = (copy / "force.toml").read_text(encoding="utf-8")
    text, found = re.subn(r'^licence = "[^"]*"', f'licence = "{name}"', ours, flags=re.MULTILINE)
    assert found == 1
    (copy / "force.toml").write_text(text, encoding="utf-8")
    return copy


@pytest.fixture
def another_licence(tmp_path, settings):
    """A start that serves a force with another licence."""
    settings.FORCE_DIR = folder(tmp_path, OTHER.name)
    force.cache_clear()
    yield
    force.cache_clear()


def test_our_force_opens_its_data_as_the_united_kingdom_does():
    assert force().licence == KNOWN["OGL-UK-3.0"]


@pytest.mark.parametrize("name", ["", "ogl-uk-3.0", "CC-BY-NC-4.0", "https://example.org/licence"])
def test_what_does_not_open_the_data_to_everybody_is_refused(tmp_path, name):
    with pytest.raises(
        LicenceError, match="is no licence for open data that is known here: OGL-UK-3.0, CC-BY"
    ):
        read_force(folder(tmp_path, name))


def test_each_licence_has_an_address_of_its_own():
    assert len({known.path for known in KNOWN.values()}) == len(KNOWN)
    assert {known.path[:8] for known in KNOWN.values()} == {"https://"}


def test_another_licence_stands_in_every_file_on_the_page_and_in_the_api(db, client, another_licence):
    analyst, publisher = world.past_year()
    made = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    given = {f.name: bytes(f.content) for f in made.files.all()}
    assert "licence: Creative Commons Attribution 4.0" in list(verify.check(given))
    assert json.loads(given[files.JSON])["licence"] == OTHER.stored()
    assert json.loads(given[files.PACKAGE])["licenses"] == [OTHER.stored()]
    page = client.get(made.get_absolute_url()).content.decode()
    assert f'<a href="{OTHER.path}" rel="license">{OTHER.title}</a>' in page
    assert f'"license": "{OTHER.path}"' in page
    assert "Open Government Licence" not in page
    assert client.get(f"/api/v1/figures/{made.slug}/").json()["licence"] == OTHER.stored()
    description = client.get("/api/v1/openapi.json").json()
    assert description["info"]["license"] == {"name": OTHER.title, "url": OTHER.path}
    assert "Open Government Licence" not in json.dumps(description)


def test_a_figure_keeps_the_licence_that_it_was_published_under(db, client):
    analyst, publisher = world.past_year()
    made = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    assert client.get(f"/api/v1/figures/{made.slug}/").json()["licence"] == KNOWN["OGL-UK-3.0"].stored()

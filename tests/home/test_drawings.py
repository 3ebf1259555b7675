"""The pictures that pages show: every file is what its scene draws, small, and safe to serve."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import FileSystemFinder
from django.test import override_settings

from drawings.__main__ import FOLDER, picture
from drawings.scenes import SCENES
from education.content.ages import BANDS
from education.content.templatetags.content import TOPIC_PICTURES
from education.content.topics import STRANDS, TOPIC_CHOICES

BY_HAND = {"icon", "place"}


def names() -> set[str]:
    return {file.stem for file in FOLDER.glob("*.svg")} - BY_HAND


def test_every_file_is_exactly_what_its_scene_draws():
    assert names() == set(SCENES)
    assert [
        name for name in SCENES if (FOLDER / f"{name}.svg").read_text(encoding="utf-8") != picture(name)
    ] == []


def test_every_strand_topic_and_band_has_a_picture():
    wanted = {s.code for s in STRANDS} | {f"band-{b.code}" for b in BANDS} | set(TOPIC_PICTURES.values())
    assert (wanted - names(), {code for code, _ in TOPIC_CHOICES} - set(TOPIC_PICTURES)) == (set(), set())


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_picture_is_small_and_holds_nothing_but_shapes(name):
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    tags = {re.sub(r"\{.*\}", "", element.tag) for element in ElementTree.fromstring(text).iter()}  # noqa: S314
    assert tags <= {"svg", "g", "path", "circle", "rect", "ellipse"}
    assert len(gzip.compress(text.encode())) <= 2_600


def test_a_changed_scene_is_noticed(tmp_path: Path):
    assert picture("jar") != picture("jar").replace("#fff", "#000")


def test_a_force_brings_its_own_place_and_one_without_gets_the_plain_one(settings, tmp_path):
    ours = Path(settings.FORCE_DIR) / "static/img/place.svg"
    assert Path(str(finders.find("img/place.svg"))) == ours
    (tmp_path / "static/img").mkdir(parents=True)
    (tmp_path / "static/img/place.svg").write_text("<svg/>")
    for folders, place in (
        ([tmp_path / "static", FOLDER.parent], tmp_path / "static/img/place.svg"),
        ([FOLDER.parent], FOLDER / "place.svg"),
    ):
        with override_settings(STATICFILES_DIRS=folders):
            found = FileSystemFinder()
        assert Path(str(found.find("img/place.svg"))) == place

"""Nothing that could run is left of HTML from outside, and nothing that a second cleaner would take away."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import nh3
import pytest

from education.content.html import ATTRIBUTES, SCHEMES, TAGS, clean, linkify

HOSTILE = Path(__file__).resolve().parents[2].parent / "shared/data/hostile"


def vectors():
    if not HOSTILE.is_dir():
        pytest.fail("The hostile vectors of ../shared/data/hostile are not here.")
    found = [row["payload"] for row in json.loads((HOSTILE / "xss_some.json").read_text(encoding="utf-8"))]
    found += [
        row["input"] for row in json.loads((HOSTILE / "bleach_tests_data.json").read_text(encoding="utf-8"))
    ]
    found += json.loads((HOSTILE / "blns.json").read_text(encoding="utf-8"))
    return found


def elements(html):
    """What a browser would make of it: every element with its attributes."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [
        (e.tag, dict(e.attrib))
        for e in tree.iter()
        if isinstance(e.tag, str) and e.tag != "DOCUMENT_FRAGMENT"
    ]


def scheme_of(address):
    """The scheme as a browser reads it: outer controls and spaces off, tabs and line ends out."""
    address = re.sub(r"[\t\n\r]", "", re.sub(r"^[\x00-\x20]+", "", address))
    found = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    return found[1].lower() if found else ""


def dangerous(html):
    bad = []
    for tag, attributes in elements(html):
        for name, value in attributes.items():
            if name not in ATTRIBUTES.get(tag, []) or (
                name == "href" and scheme_of(value) not in {*SCHEMES, ""}
            ):
                bad.append((tag, name, value))
        if tag not in TAGS:
            bad.append((tag, "", ""))
    return bad


def test_the_measure_itself_finds_danger():
    assert dangerous('<a href="javascript:x">y</a>') == [("a", "href", "javascript:x")]
    assert dangerous('<a href=" java&#9;script:x">y</a>') == [("a", "href", " java\tscript:x")]
    assert dangerous("<script>x</script>") == [("script", "", "")]
    assert dangerous('<p onclick="x">y</p>') == [("p", "onclick", "x")]


def test_nothing_that_could_run_is_left_of_any_vector():
    left = {payload: dangerous(clean(payload)) for payload in vectors()}
    assert len(left) > 600
    assert {payload: bad for payload, bad in left.items() if bad} == {}


def test_a_second_cleaner_of_another_make_finds_nothing_more_to_take():
    for payload in vectors():
        cleaned = clean(payload)
        again = nh3.clean(
            cleaned, tags=set(TAGS), attributes={t: set(a) for t, a in ATTRIBUTES.items()},
            url_schemes=set(SCHEMES), link_rel=None,
        )  # fmt: skip
        assert elements(again) == elements(cleaned), payload


def test_cleaning_twice_is_cleaning_once():
    for payload in vectors():
        assert clean(clean(payload)) == clean(payload)


def test_a_link_made_of_text_is_safe_and_the_rest_is_shown_as_text():
    assert linkify("see https://example.org <b>now</b>") == (
        'see <a href="https://example.org" rel="nofollow">https://example.org</a> &lt;b&gt;now&lt;/b&gt;'
    )
    for payload in vectors():
        assert {tag for tag, _ in elements(linkify(payload))} <= {"a"}


def test_good_markup_passes_untouched():
    html = '<p>One <b>two</b> <a href="https://example.org">three</a></p><ul><li>four</li></ul>'
    assert clean(html) == html

"""Searching what is shipped: worries in parents' own words, cries for help, names that have changed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from home import search
from home.models import HomePage

HERE = Path(__file__).parent
SPOKEN = tomllib.loads((HERE / "crisis.toml").read_text(encoding="utf-8"))
WORRIES = {
    name: tomllib.loads((HERE / f"worries/{name}.toml").read_text(encoding="utf-8"))["worries"]
    for name in ("development", "kept_aside", "second_hand")
}
FOLDERS = {"G": "guides", "H": "help_pages", "L": "lessons", "T": "teachers"}


def test_forty_cries_of_forty_show_help_and_calm_searches_do_not(launched, client):
    helped = [words for words in SPOKEN["crisis"] if search.find(words).help_set]
    assert len(SPOKEN["crisis"]) == 40
    assert helped == SPOKEN["crisis"]
    assert [words for words in SPOKEN["calm"] if search.find(words).help_set] == []


def test_help_stands_above_the_results_with_its_numbers(launched, client):
    page = client.get("/search/", {"q": "i want to die"}).content.decode()
    assert page.index("You can talk to someone now") < page.index('class="help-strip"')
    assert re.findall(r'href="(tel:\d+)"', page)[:2] == ["tel:999", "tel:08000684141"]


@pytest.mark.parametrize("typed", ["thinkuknow", "Think U Know", "thinkyouknow"])
def test_thinkuknow_finds_its_successor(launched, client, typed):
    page = client.get("/search/", {"q": typed})
    (note,) = page.context["answer"].notes
    assert note.sentence.startswith("Thinkuknow is now called CEOP Education.")
    assert note.url == "https://www.ceopeducation.co.uk/"
    assert 'href="https://www.ceopeducation.co.uk/"' in page.content.decode()


def identified() -> dict[str, str]:
    """The address of each launch page by its id, such as G14, by the number of its file."""
    from education.content.shipped import LAUNCH

    roots = {"G": "parents", "H": "help", "L": "learn", "T": "teachers"}
    return {
        f"{letter}{int(path.name.partition('-')[0])}": f"/{roots[letter]}/{tomllib.loads(path.read_text())['slug']}/"
        for letter, folder in FOLDERS.items()
        for path in (LAUNCH / folder).glob("[0-9]*.toml")
    }


def score(name: str) -> tuple[int, int, list[str]]:
    """How many worries are judged (their pages exist), how many find a right page in the first three, which do not."""
    known = identified()
    missed, judged = [], 0
    for worry in WORRIES[name]:
        right = {known[page] for page in worry["pages"] if page in known}
        if len(right) == len(worry["pages"]):
            judged += 1
            if not right & {result.url for result in search.find(worry["words"]).results[:3]}:
                missed.append(worry["words"])
    return judged, judged - len(missed), missed


@pytest.mark.parametrize("half", sorted(WORRIES))
def test_a_worry_in_a_parents_own_words_finds_the_right_page_in_the_first_three(launched, half):
    judged, right, missed = score(half)
    print(f"{half}: {right} of {judged} worries find a right page in the first three")
    assert judged == len(WORRIES[half]) == 60
    assert right >= 0.95 * judged, missed


def test_search_engines_are_told_not_to_keep_results(launched, client):
    assert 'name="robots" content="noindex"' in client.get("/search/?q=game").content.decode()


def test_every_page_is_three_taps_from_home_without_the_search(launched, client):
    """Along links alone, with no form and no script; a short address counts as the page that it leads to."""
    home = HomePage.objects.get()
    seen, edge = {home.url}, {home.url}
    for _tap in range(3):
        following = set()
        for address in sorted(edge):
            answer = client.get(address, follow=True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                body = answer.content.decode().partition("<main")[2] or answer.content.decode()
                following |= set(re.findall(r'<a [^>]*href="(/[^"#?]*)"', body))
        edge = {a for a in following - seen if not a.startswith(("/accounts/", "/book/", "/leave/", "/g/"))}
        seen |= edge
    assert sorted(set(identified().values()) - seen) == []

"""The gates for shipped pages: open for what is shipped, shut for a page that is spoiled in one way."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from django.core.management import call_command

from education.content.safe_words import PHRASES, hits
from education.content.shipped import Shipped
from home import gates


@pytest.fixture(scope="module")
def shelf():
    return gates.shelf()


def spoiled(shelf, key, **changes):
    """The shelf with some fields of one page changed; None takes a field away."""
    items = []
    for item in shelf.items:
        if item.shipped.key == key:
            data = {**copy.deepcopy(item.data), **changes}
            kept = {name: value for name, value in data.items() if value is not None}
            item = gates.Item(item.kind, Shipped(key, kept))
        items.append(item)
    assert items != list(shelf.items)
    return replace(shelf, items=tuple(items))


def said(text):
    return [{"type": "text", "text": f"<p>{text}</p>"}]


@pytest.mark.parametrize("gate", gates.GATES, ids=lambda gate: gate.__name__)
def test_what_is_shipped_passes(shelf, gate):
    assert gate(shelf).problems == []


def test_the_report_gives_each_gate_a_figure(capsys):
    call_command("check_content")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(gates.GATES)
    assert "guides 22 of 22, help pages 9 of 9, teachers 7 of 7" in lines[0]


def test_a_report_with_a_problem_fails(monkeypatch, capsys, shelf):
    monkeypatch.setattr(
        gates, "shelf", lambda: spoiled(shelf, "guides/android", body=said("Ring 0800 1111."))
    )
    with pytest.raises(SystemExit) as stopped:
        call_command("check_content")
    assert stopped.value.code == 1
    assert "! guides/android: 0800 1111" in capsys.readouterr().out


HARD = " ".join(["Notwithstanding considerable organisational responsibilities"] * 12) + "."
SPOILS = {
    "reading": (gates.reading, "guides/android", {"body": said(HARD)}),
    "reading for children": (gates.reading, "pages/privacy-for-children", {"body": said("one " * 16)}),
    "blame": (gates.safe_words, "help_pages/a-picture", {"summary": "You should have known."}),
    "a number in a sentence": (gates.numbers, "guides/android", {"tonight": "Ring 101 and ask."}),
    "no note": (gates.care, "guides/pictures", {"content_note": None}),
    "no quiet title": (gates.care, "guides/pictures", {"discreet_title": None}),
    "nobody to turn to": (gates.care, "guides/android", {"help_set": None}),
    "a lesson in a hall": (
        gates.care,
        "lessons/back-up-for-a-mate",
        {"sensitivity": "sensitive", "discreet_title": "A mate", "delivery": "assembly_ok"},
    ),
    "a dead link": (gates.links, "guides/android", {"body": said('<a href="/parents/nowhere/">here</a>')}),
    "a link that leaves": (
        gates.links,
        "guides/android",
        {"body": said('<a href="https://example.org/">x</a>')},
    ),
    "a drawing nobody described": (
        gates.pictures,
        "lessons/the-family-jar",
        {"body": [{"type": "story_panel", "drawing": "bo", "text": "<p>Bo.</p>"}]},
    ),
    "a drawing that is missing": (
        gates.pictures,
        "lessons/the-family-jar",
        {"body": [{"type": "story_panel", "drawing": "nobody", "alt": "Nobody", "text": "<p>Bo.</p>"}]},
    ),
    "no owner": (gates.dates, "guides/android", {"owner_role": None}),
    "two outcomes": (gates.dates, "guides/android", {"outcomes": ["turn it on", "turn it off"]}),
    "no evidence": (gates.dates, "guides/android", {"evidence_note": None}),
    "a lesson without a handout": (gates.anatomy, "lessons/the-family-jar", {"handout": None}),
    "steps that take too long": (gates.anatomy, "lessons/the-family-jar", {"minutes": 20}),
    "no special-school version": (gates.anatomy, "lessons/kind-taps", {"send": "Give more time."}),
    "no item of the curriculum": (
        gates.anatomy,
        "lessons/kind-taps",
        {"curriculum_links": ["EFCW-bullying-4-7"]},
    ),
    "a hard quiz": (
        gates.reading,
        "lessons/kind-taps",
        {"body": [{"type": "quiz", "title": HARD, "questions": []}]},
    ),
    "a hard plan": (gates.reading, "lessons/kind-taps", {"teacher_notes": HARD}),
    "a help page that is not in easy read": (gates.other_forms, "help_pages/now", {"easy_read": None}),
    "an easy read of one line": (
        gates.other_forms,
        "help_pages/now",
        {"easy_read": [{"drawing": "bo", "alt": "Bo.", "lines": ["Tell."]}]},
    ),
    "a line of easy read without a drawing": (
        gates.other_forms,
        "lessons/kind-taps",
        {"easy_read": [{"lines": ["Tell."]}] * 5},
    ),
    "a hard easy read": (
        gates.reading,
        "help_pages/now",
        {"easy_read": [{"drawing": "bo", "alt": "Bo.", "lines": [HARD]}]},
    ),
    "an easy read that nobody described": (
        gates.pictures,
        "help_pages/now",
        {"easy_read": [{"drawing": "bo", "lines": ["Tell."]}]},
    ),
    "a field that is not there": (gates.fields, "guides/android", {"nonsense": "x"}),
    "a text that is too long": (gates.fields, "guides/android", {"summary": "x" * 161}),
}


@pytest.mark.parametrize("name", SPOILS)
def test_control_a_spoiled_page_shuts_its_gate(shelf, name):
    gate, key, changes = SPOILS[name]
    problems = gate(spoiled(shelf, key, **changes)).problems
    assert len(problems) >= 1
    assert {problem.split(":")[0].partition(" (")[0] for problem in problems} == {key}


def test_control_a_page_less_shuts_the_gate_of_counts(shelf):
    fewer = replace(shelf, items=tuple(i for i in shelf.items if i.shipped.key != "guides/android"))
    assert gates.counts(fewer).problems == ["guides: 21, at least 22"]


def without(shelf, *keys):
    return replace(shelf, items=tuple(i for i in shelf.items if i.shipped.key not in keys))


def test_control_a_strand_without_a_lesson_and_too_few_cells_shut_the_grid(shelf):
    assert gates.grid(without(shelf, "lessons/whose-work-is-it")).problems == [
        "Copyright and ownership: no lesson",
        "lessons fill 18 cells, at least 20",
    ]


def test_control_too_few_quizzes_and_stories_are_noticed(shelf):
    lessons = [i.shipped.key for i in shelf.of("lessons")]
    fewer = gates.exercises(without(shelf, *lessons[4:12]))
    assert fewer.problems == [
        "lessons: 8 with a quiz, at least 10",
        "lessons: 3 with a story of 3 endings, at least 6",
    ]


def story_with(shelf, key, **changes):
    """The shelf with the first step of one lesson's story changed."""
    body = copy.deepcopy(next(i.data["body"] for i in shelf.items if i.shipped.key == key))
    story = next(block for block in body if block["type"] == "story")
    story["steps"][0].update(changes)
    return spoiled(shelf, key, body=body)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"drawing": ""}, "Step 1 has no described picture"),
        ({"alt": ""}, "Step 1 has no described picture"),
        ({"choices": [{"label": "On", "next": 99}]}, "Step 1: the choice “On” leads to 99, and there is no step or ending 99."),
        ({"text": "<p>" + "word " * 70 + "</p>"}, "Step 1 has 70 words; at most 60 for this age."),
    ],
)  # fmt: skip
def test_control_an_unsound_story_shuts_its_gate(shelf, changes, said):
    key = "lessons/group-chat-rescue"
    assert f"{key}: {said}" in gates.exercises(story_with(shelf, key, **changes)).problems


def test_control_a_story_with_borrowed_pictures_only_is_noticed(shelf):
    key = "lessons/group-chat-rescue"
    body = copy.deepcopy(next(i.data["body"] for i in shelf.items if i.shipped.key == key))
    for screen in next([*block["steps"], *block["endings"]] for block in body if block["type"] == "story"):
        screen["drawing"] = "crisp-teacher"
    assert gates.exercises(spoiled(shelf, key, body=body)).problems == [
        f"{key}: 0 pictures drawn for its story, at least 3"
    ]


def test_a_reason_excuses_one_phrase_on_one_page(shelf):
    page = spoiled(shelf, "guides/android", summary="No predator here.")
    assert len(gates.safe_words(page).problems) == 1
    reason = gates.Reason("guides/android", "words", "quoted to say why we do not use it", "predator")
    assert gates.safe_words(replace(page, reasons=(*page.reasons, reason))).problems == []
    empty = replace(reason, because="")
    assert len(gates.safe_words(replace(page, reasons=(*page.reasons, empty))).problems) == 1


def test_few_pages_may_be_harder_than_their_limit(shelf):
    page = spoiled(shelf, "guides/android", body=said(HARD))
    reasons = tuple(gates.Reason(key, "reading", "it is a legal text") for key in ("guides/android",))
    assert gates.reading(replace(page, reasons=reasons)).problems == []
    page = spoiled(page, "guides/consoles", body=said(HARD))
    reasons = (*reasons, gates.Reason("guides/consoles", "reading", "it is a legal text"))
    assert gates.reading(replace(page, reasons=reasons)).problems == [
        "More pages are harder than their limit than may be."
    ]


def test_every_reason_is_still_needed(shelf):
    for reason in shelf.reasons:
        bare = replace(shelf, reasons=tuple(r for r in shelf.reasons if r is not reason))
        gate = {"words": gates.safe_words, "reading": gates.reading}[reason.gate]
        assert len(gate(bare).problems) >= 1


@pytest.mark.parametrize(
    "text",
    ["She put herself at risk", "he should’ve known", "They should have told", "Dad allowed him to", "an inappropriate relationship",
     "child pornography", "sexting", "stranger danger", "online predators", "You must never talk", "revenge porn",
     "she was asking for it", "committed suicide"],
)  # fmt: skip
def test_the_list_knows_the_phrases_that_blame_or_frighten(text):
    assert len(hits([text])) == 1


def test_the_list_leaves_kind_sentences_alone():
    assert (
        hits(
            ["You were right to tell me. It is not your fault.", "Someone harmed you.", "Essex", "Middlesex"]
        )
        == []
    )
    assert all(instead for _, instead in PHRASES)

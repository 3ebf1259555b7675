"""The gates that only lessons have: every field of the anatomy, enough quizzes and stories, and sound stories."""

from __future__ import annotations

from typing import Any

from education.content.story import Choice, Step, Story, problems, too_long
from home.gates.shelf import Gate, Item, Shelf

ANATOMY = (
    "outcomes", "kit", "key_words", "hands_up_question", "teacher_notes", "support", "stretch", "send", "eal",
    "take_home", "help_set", "disclosure_block", "ground_rules", "delivery", "sensitivity", "curriculum_links",
    "risks", "ceop_check", "ceop_note", "reviewed_on", "evidence_note", "drawing", "plan", "body", "handout",
)  # fmt: skip
PHASES = {"starter", "main", "plenary"}
QUIZZES, STORIES, ENDINGS = 10, 6, 3
"""So many lessons have a quiz, and so many a story with so many endings or more."""
OWN = 3
"""So many pictures of a story stand in no other lesson: it was drawn for."""
SUPPORTED = ("4-7", "8-10")
WORDS_OF_SUPPORT = 60
"""A special-school version of a lesson says what is different from start to end; fewer words cannot."""


def anatomy(all_: Shelf) -> Gate:
    """Every lesson has every part of the anatomy, steps that take the time it says, and each framework it serves."""
    gate = Gate("every part of a lesson")
    lessons = all_.of("lessons")
    for item in lessons:
        data, key = item.data, item.shipped.key
        gate.problems += [f"{key}: no {name}" for name in ANATOMY if not data.get(name)]
        planned = sum(step["minutes"] for step in data.get("plan", []))
        if planned != data["minutes"]:
            gate.problems.append(f"{key}: its steps take {planned} minutes, and it says {data['minutes']}")
        if {step["phase"] for step in data.get("plan", [])} != PHASES:
            gate.problems.append(f"{key}: a starter, a main part and a plenary")
        codes = data.get("curriculum_links", [])
        if not any(code.startswith("EFCW-") for code in codes):
            gate.problems.append(f"{key}: no strand and stage of the framework")
        if not any(code.startswith(("RSHE-", "COMP-")) for code in codes):
            gate.problems.append(f"{key}: no item of RSHE or computing")
        if item.audience in SUPPORTED and _special(item) < WORDS_OF_SUPPORT:
            gate.problems.append(
                f"{key}: its special-school version has {_special(item)} words, at least {WORDS_OF_SUPPORT}"
            )
        ends = data["body"][-1]["type"] if data.get("body") else ""
        if ends != "well_done":
            gate.problems.append(f"{key}: does not end on something good")
    young = sum(item.audience in SUPPORTED for item in lessons)
    gate.figure = (
        f"{len(lessons)} lessons with {len(ANATOMY)} parts each, {young} with a special-school version"
    )
    return gate


def _special(item: Item) -> int:
    """How many words say how the lesson goes in a special school."""
    _, _, text = item.data.get("send", "").partition("In a special school")
    return len(text.split())


def exercises(all_: Shelf) -> Gate:
    """Enough quizzes and stories; every story is sound, short on each screen, drawn for its lesson and described."""
    gate = Gate("quizzes and stories")
    lessons = all_.of("lessons")
    quizzes = sum(item.block("quiz") is not None for item in lessons)
    told = [(item, block) for item in lessons if (block := item.block("story"))]
    seen: dict[str, set[str]] = {}
    for item in lessons:
        for name in _drawings(item.data["body"]):
            seen.setdefault(name, set()).add(item.shipped.key)
    shapes = set()
    for item, block in told:
        key, story = item.shipped.key, story_of(block)
        gate.problems += [f"{key}: {said}" for said in [*problems(story), *too_long(story, item.audience)]]
        bare = [screen.name for screen in story.screens if not (screen.drawing and screen.alt)]
        gate.problems += [f"{key}: {name} has no described picture" for name in bare]
        own = [name for name in set(_drawings([block])) if seen[name] == {key}]
        if len(own) < OWN:
            gate.problems.append(f"{key}: {len(own)} pictures drawn for its story, at least {OWN}")
        shapes.add(tuple((s.number, tuple(c.next for c in s.choices)) for s in story.screens))
    branching = [item for item, block in told if len(block["endings"]) >= ENDINGS]
    if quizzes < QUIZZES:
        gate.problems.append(f"lessons: {quizzes} with a quiz, at least {QUIZZES}")
    if len(branching) < STORIES:
        gate.problems.append(
            f"lessons: {len(branching)} with a story of {ENDINGS} endings, at least {STORIES}"
        )
    if len(shapes) < len(told):
        gate.problems.append("lessons: two stories have the same shape")
    gate.figure = (
        f"{quizzes} quizzes (at least {QUIZZES}), {len(told)} stories, {len(branching)} with {ENDINGS} endings or "
        f"more (at least {STORIES}), in {len(shapes)} shapes"
    )
    return gate


def _drawings(blocks: list[dict[str, Any]]) -> list[str]:
    """The pictures of a lesson's story, each as often as it is shown."""
    return [
        screen["drawing"]
        for block in blocks
        if block["type"] == "story"
        for screen in [*block["steps"], *block["endings"]]
        if screen.get("drawing")
    ]


def story_of(block: dict[str, Any]) -> Story:
    """A story as it was written in a file."""
    steps = [
        Step(
            number=step["number"],
            text=step["text"],
            choices=tuple(Choice(c["label"], c["next"], c.get("tone", "")) for c in step["choices"]),
            drawing=step.get("drawing", ""),
            alt=step.get("alt", ""),
        )
        for step in block["steps"]
    ]
    endings = [
        Step(
            number=end["number"],
            text=end["text"],
            kind=end["kind"],
            title=end["title"],
            help=end.get("help", ""),
            drawing=end.get("drawing", ""),
            alt=end.get("alt", ""),
        )
        for end in block["endings"]
    ]
    return Story(block["title"], block.get("intro", ""), tuple(steps), tuple(endings))

"""Branching stories: steps, choices and endings as plain data, what is wrong with them, and their map."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from education.content.reading import measure, plain
from education.content.words import blaming, showing

ENDINGS = {"safe": "Safe", "learn": "Something learned", "get_help": "Getting help"}
TONES = {"strong": "A strong move", "unsure": "Worth talking about"}
MOST_STEPS = 12
LEAST_ENDINGS = 2
STEP_WORDS = {"4-7": 40, "8-10": 60, "11-13": 80, "14-plus": 100}


@dataclass(frozen=True)
class Choice:
    """One way on."""

    label: str
    next: int
    tone: str = ""


@dataclass(frozen=True)
class Step:
    """One screen of a story: a picture, two or three sentences, and the ways on; an ending has none."""

    number: int
    text: Any
    choices: tuple[Choice, ...] = ()
    drawing: str = ""
    alt: str = ""
    image: Any = None
    kind: str = ""
    title: str = ""
    help: str = ""
    help_set: Any = None

    @property
    def is_ending(self) -> bool:
        """Whether the story stops here."""
        return bool(self.kind)

    @property
    def kind_label(self) -> str:
        """What kind of ending this is."""
        return ENDINGS.get(self.kind, "")

    @property
    def name(self) -> str:
        """What an author calls it."""
        return f"Ending {self.number}" if self.is_ending else f"Step {self.number}"

    @property
    def lines(self) -> list[str]:
        """Its text without markup, a paragraph each."""
        return plain(str(getattr(self.text, "source", self.text) or ""))


@dataclass(frozen=True)
class Story:
    """A story; its first step is where it starts."""

    title: str
    intro: str
    steps: tuple[Step, ...]
    endings: tuple[Step, ...]

    @property
    def start(self) -> int:
        """The number of the first step."""
        return self.steps[0].number if self.steps else 1

    @property
    def screens(self) -> tuple[Step, ...]:
        """Steps, then endings."""
        return (*self.steps, *self.endings)

    def screen(self, number: int) -> Step | None:
        """The step or ending of this number."""
        return next((screen for screen in self.screens if screen.number == number), None)


def from_block(value: Any) -> Story:
    """A story as the editor's block holds it."""
    steps = tuple(
        Step(
            number=s["number"] or 0,
            text=s["text"],
            choices=tuple(Choice(c["label"], c["next"] or 0, c["tone"] or "") for c in s["choices"]),
            drawing=s["drawing"],
            alt=s["alt"],
            image=s["image"],
        )
        for s in value["steps"]
    )
    endings = tuple(
        Step(
            number=e["number"] or 0,
            text=e["text"],
            drawing=e["drawing"],
            alt=e["alt"],
            image=e["image"],
            kind=e["kind"],
            title=e["title"],
            help=e["help"],
            help_set=e["help_set"],
        )
        for e in value["endings"]
    )
    return Story(value["title"], value["intro"], steps, endings)


def problems(story: Story) -> list[str]:
    """What keeps a story from being published, in sentences for its author; none when it is sound.

    Every choice leads somewhere, every screen is reached, every path goes forward to an ending, no more than
    twelve steps, at least two endings, help at each of them, nobody is blamed and no harm is shown.
    """
    said = []
    if len(story.steps) > MOST_STEPS:
        said.append(f"There are {len(story.steps)} steps; a story has at most {MOST_STEPS}.")
    if len(story.endings) < LEAST_ENDINGS:
        said.append(f"There are {len(story.endings)} endings; a story has at least {LEAST_ENDINGS}.")
    numbers = [screen.number for screen in story.screens]
    said += [
        f"The number {n} is used {numbers.count(n)} times; give each step and ending its own."
        for n in sorted(set(numbers))
        if numbers.count(n) > 1
    ]
    for step in story.steps:
        if not step.choices:
            said.append(f"{step.name} has no choices; give it a way on, or make it an ending.")
        said += [
            f"{step.name}: the choice “{c.label}” leads to {c.next}, and there is no step or ending {c.next}."
            for c in step.choices
            if c.next not in numbers
        ]
    said += _ways(story)
    for ending in story.endings:
        if not ending.help.strip():
            said.append(f"{ending.name} offers no help; say in one sentence who the reader can turn to.")
        for finding in blaming([ending.title, *ending.lines, ending.help]):
            said.append(
                f"{ending.name} puts blame on somebody: “{finding.phrase}”. Instead: {finding.instead}."
            )
    for screen in story.screens:
        texts = [screen.title, *screen.lines, screen.help, *[c.label for c in screen.choices]]
        for finding in showing(texts):
            said.append(
                f"{screen.name} shows the harm itself: “{finding.phrase}”. Instead: {finding.instead}."
            )
    return said


def _ways(story: Story) -> list[str]:
    """Screens that nobody reaches, and ways that lead back."""
    if not story.steps:
        return []
    depth, said = depths(story), []
    for screen in story.screens:
        if screen.number not in depth:
            said.append(f"Nothing leads to {screen.name.lower()}; lead a choice there, or take it out.")
    on_the_way: set[int] = set()
    done: set[int] = set()

    def walk(number: int) -> None:
        screen = story.screen(number)
        if screen is None or number in done:
            return
        on_the_way.add(number)
        for choice in screen.choices:
            if choice.next in on_the_way:
                said.append(
                    f"{screen.name} leads back to {choice.next}; go forward only, so that every path ends."
                )
            else:
                walk(choice.next)
        on_the_way.discard(number)
        done.add(number)

    walk(story.start)
    return said


def depths(story: Story) -> dict[int, int]:
    """How many choices it takes at least to reach each screen that can be reached."""
    found, queue = {story.start: 0}, deque([story.start])
    while queue:
        number = queue.popleft()
        screen = story.screen(number)
        for choice in screen.choices if screen else ():
            if choice.next not in found and story.screen(choice.next):
                found[choice.next] = found[number] + 1
                queue.append(choice.next)
    return found


def too_long(story: Story, band: str) -> list[str]:
    """Screens with more words than a band reads on one, in sentences."""
    most = STEP_WORDS.get(band)
    said = []
    for screen in story.screens if most else ():
        words = measure([screen.title, *screen.lines]).words
        if most and words > most:
            said.append(f"{screen.name} has {words} words; at most {most} for this age.")
    return said

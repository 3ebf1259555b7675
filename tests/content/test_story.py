"""A branching story is sound before a child reads it: it ends, it helps, it blames nobody, it shows no harm."""

from __future__ import annotations

from dataclasses import replace

import html5lib
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from education.content.models import LessonPage
from education.content.story import Choice, Step, Story, depths, problems, too_long
from education.content.story_map import draw
from education.content.words import asks_about_the_child, blaming, showing


def step(number, *ways, text="<p>Bo sees a box.</p>"):
    return Step(number, text, tuple(Choice(f"to {way}", way) for way in ways))


def ending(number, **changes):
    ends = Step(number, "<p>Gran helps.</p>", kind="safe", title="Home", help="You can tell a grown-up.")
    return replace(ends, **changes)


SOUND = Story("Bo", "", (step(1, 2, 3), step(2, 3, 4), step(3, 5)), (ending(4), ending(5)))


def test_a_sound_story_has_no_problems():
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("steps", "endings", "sentence"),
    [
        ((step(1, 2, 9),), (ending(2), ending(3)), "Step 1: the choice “to 9” leads to 9, and there is no step or ending 9."),
        ((step(1, 2),), (ending(2), ending(3)), "Nothing leads to ending 3; lead a choice there, or take it out."),
        ((step(1, 2, 3), step(4, 2)), (ending(2), ending(3)), "Nothing leads to step 4; lead a choice there, or take it out."),
        ((step(1, 2, 3), step(2, 1, 4)), (ending(3), ending(4)), "Step 2 leads back to 1; go forward only, so that every path ends."),
        ((step(1, 1, 3, 4),), (ending(3), ending(4)), "Step 1 leads back to 1; go forward only, so that every path ends."),
        ((step(1, 2, 3), step(2)), (ending(3), ending(4)), "Step 2 has no choices; give it a way on, or make it an ending."),
        ((step(1, 2),), (ending(2),), "There are 1 endings; a story has at least 2."),
        ((step(1, 2, 3),), (ending(2), ending(2), ending(3)), "The number 2 is used 2 times; give each step and ending its own."),
        ((step(1, 2, 3),), (ending(2), ending(3, help=" ")), "Ending 3 offers no help; say in one sentence who the reader can turn to."),
        (
            (step(1, 2, 3),), (ending(2), ending(3, text="<p>It was your own fault.</p>")),
            "Ending 3 puts blame on somebody: “It was your own fault.”. Instead: say whose fault it is not.",
        ),
        (
            (step(1, 2, 3),), (ending(2), ending(3, title="You should have known")),
            "Ending 3 puts blame on somebody: “should have known”. Instead: say what helps now.",
        ),
        (
            (step(1, 2, 3, text="<p>He asks for a nude.</p>"),), (ending(2), ending(3)),
            "Step 1 shows the harm itself: “nude”. Instead: say “a private picture”.",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_place(steps, endings, sentence):
    assert sentence in problems(Story("Bo", "", steps, endings))


def test_thirteen_steps_are_too_many():
    steps = tuple(step(n, n + 1) for n in range(1, 13))
    ends = (ending(20), ending(21))
    assert problems(Story("Bo", "", (*steps[:-1], step(12, 20, 21)), ends)) == []
    assert problems(Story("Bo", "", (*steps, step(13, 20, 21)), ends)) == [
        "There are 13 steps; a story has at most 12."
    ]


@pytest.mark.parametrize(("band", "most"), [("4-7", 40), ("8-10", 60), ("11-13", 80), ("14-plus", 100)])
def test_a_screen_has_at_most_as_many_words_as_its_age_reads(band, most):
    story = Story("Bo", "", (step(1, 2, text=f"<p>{'so ' * most}</p>"),), (ending(2),))
    longer = Story("Bo", "", (step(1, 2, text=f"<p>{'so ' * (most + 1)}</p>"),), (ending(2),))
    assert too_long(story, band) == []
    assert too_long(longer, band) == [f"Step 1 has {most + 1} words; at most {most} for this age."]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 9), max_size=3), min_size=1, max_size=7))
def test_a_story_without_problems_can_be_walked_to_an_end_whatever_is_chosen(ways):
    """Made-up stories: whenever nothing is wrong, every walk ends, and every screen is on one."""
    steps = tuple(step(n, *to) for n, to in enumerate(ways, 1))
    story = Story("Bo", "", steps, (ending(8), ending(9)))
    if problems(story):
        return
    seen, walks = set(), [[story.start]]
    while walks:
        walk = walks.pop()
        screen = story.screen(walk[-1])
        assert screen is not None
        assert len(walk) == len(set(walk)) <= len(story.screens)
        seen.add(screen.number)
        assert bool(screen.choices) != screen.is_ending
        walks += [[*walk, choice.next] for choice in screen.choices]
    assert seen == {screen.number for screen in story.screens}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It’s not your fault.", 0), ("None of this is your fault.", 0), ("It wasn't her fault.", 0), ("It is your fault.", 1),
        ("You were a bit silly.", 1), ("If only you had asked.", 1), ("Mina is fine.", 0),
    ],
)  # fmt: skip
def test_blame_is_found_and_its_denial_is_not(text, count):
    assert len(blaming([text])) == count


def test_harm_that_is_shown_is_found():
    assert [hit.phrase for hit in showing(["He touched her.", "A picture of a dog."])] == ["touched her"]


@pytest.mark.parametrize(
    ("question", "prying"),
    [
        ("What could Sam do?", False), ("What do you think Sam should do?", False), ("What did you notice about Bo?", False),
        ("Has this happened to you?", True), ("Have you ever sent one?", True), ("What would your friends say?", True),
        ("When did you’ve last felt sad?", True), ("Who could Bo tell?", False),
    ],
)  # fmt: skip
def test_a_question_for_the_room_is_about_the_story(question, prying):
    assert asks_about_the_child(question) is prying


# The map


def test_the_map_shows_every_screen_and_every_choice_and_no_two_boxes_meet():
    drawn = draw(SOUND)
    assert sorted(box.screen.number for box in drawn.boxes) == [1, 2, 3, 4, 5]
    assert len(drawn.lines) == sum(len(s.choices) for s in SOUND.steps)
    assert len({(box.x, box.y) for box in drawn.boxes}) == 5
    assert all(box.x >= 0 and box.x + 64 <= drawn.width and box.y + 40 <= drawn.height for box in drawn.boxes)
    assert depths(SOUND) == {1: 0, 2: 1, 3: 1, 4: 2, 5: 2}


# On the page

LESSONS = ["the-screenshot-test", "back-up-for-a-mate"]


def stories():
    for slug in LESSONS:
        page = LessonPage.objects.get(slug=slug)
        assert page.story is not None
        yield page, page.story


@pytest.mark.django_db
def test_every_screen_answers_offers_a_way_out_and_every_ending_help(launched, client):
    for page, story in stories():
        for screen in story.screens:
            answer = client.get(f"{page.url}story/{screen.number}/")
            html = answer.content.decode()
            html5lib.HTMLParser(strict=True).parse(html)
            assert (answer.status_code, bool(answer.cookies)) == (200, False)
            main = html.split("<main")[1].split("</main>")[0]
            assert main.index("Leave the story") < main.index("Talk to somebody") < main.index("<h1")
            assert [f"{page.url}story/{c.next}/" in main for c in screen.choices] == [True] * len(
                screen.choices
            )
            assert ('id="help-set"' in main) is screen.is_ending
            assert screen.title in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rest", ["story/0/", "story/01/", "story/99/", "story/", "story/1/2/", "story/x/", "pupil/"]
)
def test_an_address_that_no_story_has_is_missing(launched, client, rest):
    assert client.get(f"/learn/the-screenshot-test/{rest}").status_code == 404
    assert client.get("/learn/the-family-jar/story/1/").status_code == 404


@pytest.mark.django_db
def test_the_map_says_everything_that_the_story_says(launched, client):
    for page, story in stories():
        html = client.get(f"{page.url}story/map/").content.decode()
        html5lib.HTMLParser(strict=True).parse(html)
        assert [f'id="screen-{s.number}"' in html for s in story.screens] == [True] * len(story.screens)
        assert html.count('class="story-map__line"') == sum(len(s.choices) for s in story.steps)
        assert html.count("<text ") == len(story.screens)


@pytest.mark.django_db
def test_a_story_is_nothing_to_be_found_by(launched):
    page = LessonPage.objects.get(slug="the-screenshot-test")
    found = " ".join(page.body.stream_block.get_searchable_content(page.body))
    assert "screenshot test" in found
    assert [word for word in ("hiccups", "hamster") if word in found] == []


@pytest.mark.django_db
def test_a_draft_may_be_broken_and_a_published_lesson_may_not(launched):
    page = LessonPage.objects.get(slug="the-screenshot-test")
    story = next(child.value for child in page.body if child.block_type == "story")
    story["steps"][0]["choices"][0]["next"] = 77
    page.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        page.get_latest_revision().publish()
    assert refused.value.message_dict["body"] == [
        "block 8 (story): Step 1: the choice “Send it to the class chat” leads to 77, and there is no step or ending 77."
    ]
    assert LessonPage.objects.get(pk=page.pk).story.screen(77) is None


@pytest.mark.django_db
def test_a_question_that_pries_is_refused_beside_itself(launched):
    page = LessonPage.objects.get(slug="the-family-jar")
    talk = next(child.value for child in page.body if child.block_type == "talk_about")
    talk["questions"][1] = "Has this happened to you?"
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert refused.value.message_dict["body"][0].startswith(
        "block 5 (talk about), questions 2: Ask about somebody in the story"
    )

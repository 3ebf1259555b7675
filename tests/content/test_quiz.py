"""A quiz is answered on the page without script, cookie or trace, and nobody is scored."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from education.content.blocks.exercise import QuizBlock, SortCardsBlock
from education.content.models import LessonPage
from education.content.quiz import Exercise, Option, Question, mark, unanswered
from education.ledger.models import Event


def options(*texts, right=()):
    return tuple(Option(str(n), t, n in right, f"said to {t}") for n, t in enumerate(texts, 1))


ONE = Question("q1", "Which?", "one", options("a", "b", right=(2,)), "Because.")
ANY = Question("q2", "Which ones?", "any", options("c", "d", "e", right=(1, 3)))
ORDER = Question("q3", "In which order?", "order", options("first", "second", "third"))
QUIZ = Exercise("quiz", "Try", "", (ONE, ANY, ORDER))


def answered(**given):
    return mark(QUIZ, lambda name: given.get(name.replace("-", "_"), []))


def verdicts(result):
    return [(m.right, m.empty, m.missing) for m in result.marked]


def test_everything_right():
    result = answered(q1=["2"], q2=["1", "3"], q3_1=["1"], q3_2=["2"], q3_3=["3"])
    assert verdicts(result) == [(True, False, 0)] * 3
    assert result.again == ()


def test_everything_left_out():
    assert verdicts(answered()) == [(False, True, 0)] * 3
    assert [n for n, _ in answered().again] == [1, 2, 3]


def test_a_right_one_that_is_missing_is_counted_and_not_given_away():
    marked = answered(q2=["1"]).marked[1]
    assert (marked.right, marked.missing) == (False, 1)
    assert [a.said for a in marked.answers] == ["said to c", "", ""]


def test_only_what_was_chosen_is_answered():
    marked = answered(q1=["1"]).marked[0]
    assert [(a.chosen, a.said) for a in marked.answers] == [(True, "said to a"), (False, "")]


def test_two_places_swapped_are_worth_another_look():
    marked = answered(q3_1=["2"], q3_2=["1"], q3_3=["3"]).marked[2]
    assert (marked.right, {a.option.key: a.place for a in marked.answers}) == (
        False, {"1": "2", "2": "1", "3": "3"},
    )  # fmt: skip


@pytest.mark.parametrize("given", [["9"], ["<b>"], [""], ["1", "2"], ["2 "], ["٢"]])
def test_what_no_question_offers_counts_as_left_out(given):
    assert answered(q1=given).marked[0].empty
    assert answered(q3_1=given[:1] if given != ["1", "2"] else ["٢"]).marked[2].answers[0].place == ""


def test_a_question_of_order_is_shown_mixed_and_always_in_the_same_way():
    assert ORDER.shown != ORDER.options
    assert set(ORDER.shown) == set(ORDER.options)
    assert ORDER.shown == Question("q3", "In which order?", "order", ORDER.options).shown
    assert ONE.shown == ONE.options


def test_before_anybody_answers_nothing_is_chosen_or_said():
    assert {(a.chosen, a.place, a.said) for m in unanswered(QUIZ).marked for a in m.answers} == {
        (False, "", "")
    }


# What an author may publish


def block(kind, right, count=3):
    return {
        "title": "Try", "intro": "",
        "questions": [
            {
                "prompt": "Which?", "kind": kind, "why": "Because.",
                "options": [{"text": f"{n}", "correct": n in right, "feedback": "Yes."} for n in range(count)],
            }
        ],
    }  # fmt: skip


def refusal(quiz, value):
    from education.content.models.base import sentences

    with pytest.raises(ValidationError) as refused:
        quiz.clean(quiz.normalize(value))
    return list(sentences(refused.value))


@pytest.mark.parametrize(
    ("kind", "right"), [("one", {1}), ("any", {0, 1}), ("any", {0, 1, 2}), ("order", set())]
)
def test_a_sound_question_is_taken(kind, right):
    QuizBlock().clean(QuizBlock().normalize(block(kind, right)))


@pytest.mark.parametrize(
    ("kind", "right", "count", "sentence"),
    [
        ("one", set(), 3, "Mark one option as right; now there are 0. For several, choose “all that fit”."),
        ("one", {0, 1}, 3, "Mark one option as right; now there are 2. For several, choose “all that fit”."),
        ("any", set(), 3, "Mark every option that fits as right; now there is none."),
        ("order", set(), 2, "Give at least three options to put in order."),
    ],
)
def test_an_unsound_question_is_refused_with_a_sentence_beside_it(kind, right, count, sentence):
    assert refusal(QuizBlock(), block(kind, right, count)) == [f"questions 1, kind: {sentence}"]


def test_every_option_needs_its_feedback():
    value = block("one", {1})
    value["questions"][0]["options"][2]["feedback"] = ""
    assert refusal(QuizBlock(), value) == ["questions 1, options 3, feedback: This field is required."]


def test_there_are_at_most_eight_questions():
    value = block("one", {1})
    value["questions"] *= 9
    assert refusal(QuizBlock(), value) == ["questions: The maximum number of items is 8"]


def test_a_card_that_belongs_to_no_pile_is_refused():
    cards = [{"text": t, "pile": p, "why": "Yes.", "hint": "No."} for t, p in (("fish", 1), ("key", 3))]
    value = {"title": "Sort", "intro": "", "piles": ["in", "out"], "cards": cards}
    assert refusal(SortCardsBlock(), value) == ["cards: “key” belongs to no pile."]


# On the page

ADDRESS = "/learn/the-screenshot-test/"


@pytest.fixture
def child(launched):
    """Somebody without a cookie, and without a token."""
    return Client(enforce_csrf_checks=True)


def test_answers_come_back_with_what_is_said_to_them_and_leave_no_trace(child):
    events = Event.objects.count()
    answer = child.post(ADDRESS, {"part": "quiz", "q1": "1", "q2": ["1", "3"], "q4": "2"})
    html = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not answer.cookies
    assert Event.objects.count() == events
    html5lib.HTMLParser(strict=True).parse(html)
    assert "2 to look at again" in html
    assert "The chat worked just fine." in html
    assert "You left this one out, and that is fine." in html
    assert html.count("That is how we see it too.") == 2
    assert (
        re.findall(r"\d+ (?:out )?of \d+ (?:right|correct|points)|\d+ ?%|[Ss]core|[Ww]rong|[Ff]ail", html)
        == []
    )


def test_it_reads_summary_then_question_then_answer_then_what_is_said(child):
    html = child.post(ADDRESS, {"part": "quiz", "q1": "1"}).content.decode()
    places = [
        html.index(text)
        for text in (
            'id="answers" tabindex="-1"', "to look at again</h1>", "<legend>", 'name="q1" value="1" checked',
            'class="answer__said" id="quiz-q1-1-said"', "Worth another look.",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert 'aria-describedby="quiz-q1-1-said"' in html
    assert f'action="{ADDRESS}#answers"' in html


def test_all_right_is_said_without_a_number(child):
    sent = {
        "part": "quiz",
        "q1": "2",
        "q2": ["1", "3"],
        "q4": "2",
        **{f"q3-{n}": str(n) for n in range(1, 5)},
    }
    html = child.post(ADDRESS, sent).content.decode()
    assert "You see it as we do" in html
    assert "to look at again" not in html


def test_cards_are_sorted_by_radio_buttons(child):
    page = LessonPage.objects.get(slug="the-family-jar")
    part = next(f"part-{n}" for n, b in enumerate(page.body, 1) if b.block_type == "sort_cards")
    html = child.post(page.url, {"part": part, "q1": "2", "q2": "2"}).content.decode()
    assert "Who could ring us then? Ask Gran first." in html
    assert "Yes. Fish are fun to share." in html
    assert "draggable" not in html


def test_answers_stand_in_no_address(child):
    html = child.get(ADDRESS).content.decode()
    assert re.findall(r'<form method="(\w+)"', html.split("<main")[1].split("</main>")[0]) == ["post"]


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        (ADDRESS, {}, 405),
        (ADDRESS, {"part": "story"}, 405),
        ("/learn/back-up-for-a-mate/", {"part": "quiz"}, 405),
        ("/learn/no-such-lesson/", {"part": "quiz"}, 404),
        (ADDRESS, {"part": "quiz", "q1": "x" * 5000}, 413),
    ],
)
def test_what_is_no_answer_is_refused(child, address, sent, status):
    assert child.post(address, sent).status_code == status


@pytest.mark.parametrize("address", [f"{ADDRESS}story/1/", f"{ADDRESS}handout/", "/about/"])
def test_no_other_page_takes_a_post_without_a_token(child, address):
    assert child.post(address, {"part": "quiz"}).status_code == 403


def test_a_lesson_may_be_kept_and_its_answers_may_not(child):
    assert child.get(ADDRESS).headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert child.get(f"{ADDRESS}story/1/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"

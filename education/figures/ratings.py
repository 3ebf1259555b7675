"""Outcome, not just reach: what teachers answered after a visit, as totals with their uncertainty.

Four questions with fixed answers, one reply a visit. Those who reply chose to, so this says what was answered and
nothing about the visits that nobody wrote about. In public it keeps the rules of every cell, a reply standing for
a head. A group that is too small is put together with the next better answer, never with a worse one and never
left out: nothing that was said against us gets lost, and nothing in our favour is counted up by it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from education.figures import queries
from education.figures.disclosure.rules import Rules, rules
from education.figures.models import Definition, Snapshot
from education.figures.outcome import Interval, wilson
from education.figures.periods import Period
from education.ledger.clock import to_utc
from education.liaison.models import Feedback
from education.liaison.queries import Reply, feedback_given, feedback_totals, visits_to_rate

ASKED = tuple(Feedback.QUESTIONS)


@dataclass(frozen=True)
class Group:
    """Answers to one question that are counted together, the better ones first."""

    question: str
    covers: tuple[str, ...]
    value: int
    of: int

    @property
    def words(self) -> str:
        """Its answers as a teacher read them."""
        labels = dict(Feedback.QUESTIONS[self.question].choices)
        first, *others = (str(labels.get(code, code)) for code in self.covers)
        return " or ".join([first, *(x if x.startswith("I ") else x[:1].lower() + x[1:] for x in others)])

    @property
    def interval(self) -> Interval | None:
        """Its share of the replies, None where there are none."""
        return wilson(self.value, self.of) if self.of else None


@dataclass(frozen=True)
class Question:
    """One question with all its answers, the best first."""

    code: str
    groups: tuple[Group, ...]

    @property
    def words(self) -> str:
        """What was asked."""
        return next(
            (str(field.verbose_name) for field in Feedback._meta.fields if field.name == self.code), self.code
        )


@dataclass(frozen=True)
class Ratings:
    """How many visits could be rated, how many were, by how many schools, and what was answered."""

    visits: int
    answers: int
    schools: int
    questions: tuple[Question, ...]

    @property
    def replied(self) -> Interval | None:
        """The share of visits with a reply; the bounds are those of chance and say nothing of who replies."""
        return wilson(self.answers, self.visits) if self.visits else None


def heads(replies: Iterable[Reply]) -> Counter[int]:
    """Replies by school as it is today."""
    found = list(replies)
    schools = queries.one_school_each({reply.school for reply in found})
    return Counter(schools[reply.school] for reply in found)


def of(period: Period, *, with_demo: bool) -> Ratings:
    """Every total of a period, for the desk: each answer by itself."""
    totals = feedback_totals(period.start, period.end, with_demo=with_demo)
    replies = feedback_given(period.start, period.end, with_demo=with_demo)
    given = len(replies)
    return Ratings(
        visits_to_rate(period.start, period.end, with_demo=with_demo),
        given,
        len(heads(replies)),
        tuple(
            Question(name, tuple(Group(name, (code,), value, given) for code, value in answers.items()))
            for name, answers in totals.items()
        ),
    )


def grouped(question: str, replies: Sequence[Reply], limits: Rules) -> Question | None:
    """The finest groups of neighbouring answers that are safe or truly nothing; None where only one would be left."""
    by_school = {
        code: heads(reply for reply in replies if reply.answers[question] == code)
        for code in Feedback.QUESTIONS[question].values
    }
    closed: list[tuple[tuple[str, ...], Counter[int]]] = []
    codes: tuple[str, ...] = ()
    held: Counter[int] = Counter()
    for code in reversed(by_school):
        codes, held = (code, *codes), held + by_school[code]
        if not limits.unsafe(held):
            closed.append((codes, held))
            codes, held = (), Counter()
    while codes and closed:  # what is left of the best answers joins the next ones until they are safe
        below, more = closed.pop()
        codes, held = (*codes, *below), held + more
        if not limits.unsafe(held):
            closed.append((codes, held))
            codes = ()
    if codes or len(closed) < 2:
        return None
    groups = [
        Group(question, covers, sum(found.values()), len(replies)) for covers, found in reversed(closed)
    ]
    return Question(question, tuple(groups))


def judged(period: Period, earlier: Iterable[Snapshot] = (), *, with_demo: bool) -> Ratings | None:
    """What may be published of a period beside earlier figures of days that touch it; None where nothing may."""
    limits, replies = rules(), feedback_given(period.start, period.end, with_demo=with_demo)
    by_school = heads(replies)
    if not replies or limits.unsafe(by_school):
        return None
    found = [question for name in ASKED if (question := grouped(name, replies, limits))]
    visits = visits_to_rate(period.start, period.end, with_demo=with_demo)
    made = Ratings(visits, len(replies), len(by_school), tuple(found))
    if not found or any(tells(made, period, snapshot, limits, with_demo=with_demo) for snapshot in earlier):
        return None
    return made


def touching(definition: Definition | None, period: Period) -> list[Snapshot]:
    """Earlier figures whose days touch a period's, without what they were made from."""
    if definition is None:
        return []
    near = queries.history(definition).select_related(None)
    return list(near.filter(period_start__lte=period.end, period_end__gte=period.start))


def tells(made: Ratings, period: Period, snapshot: Snapshot, limits: Rules, *, with_demo: bool) -> bool:
    """Whether a few replies come out when these ratings and those of an earlier figure are subtracted."""
    frozen = snapshot.document.get("ratings")
    outer = snapshot.period_start <= period.start and period.end <= snapshot.period_end
    inner = period.start <= snapshot.period_start and snapshot.period_end <= period.end
    if not frozen or not (outer or inner):
        return False
    then = printed(frozen)
    first, last = min(period.start, snapshot.period_start), max(period.end, snapshot.period_end)
    counted_on = to_utc(snapshot.as_at, dt.time.min)
    apart = [
        reply
        for reply in feedback_given(first, last, with_demo=with_demo)
        if not (period.start <= reply.day <= period.end)
        or not (snapshot.period_start <= reply.day <= snapshot.period_end)
        or reply.answered_at >= counted_on
    ]
    same_days = (period.start, period.end) == (snapshot.period_start, snapshot.period_end)
    if same_days and then.questions == made.questions and then.answers == made.answers:
        return False  # the same numbers once more say nothing new
    few = limits.unsafe(heads(apart))
    return few or any(0 < abs(step) < limits.threshold for step in differences(made, then))


def differences(one: Ratings, other: Ratings) -> list[int]:
    """What subtraction gives: the replies, and each group between two bounds that both ratings show."""
    found = [one.answers - other.answers]
    theirs = {question.code: _up_to(question) for question in other.questions}
    for question in one.questions:
        mine, old = _up_to(question), theirs.get(question.code, {})
        before = 0
        for bound in (bound for bound in mine if bound in old):
            step = mine[bound] - old[bound]
            found.append(step - before)
            before = step
    return found


def _up_to(question: Question) -> dict[str, int]:
    """How many gave an answer or a better one, by the last answer of each group."""
    found, whole = {}, 0
    for group in question.groups:
        whole += group.value
        found[group.covers[-1]] = whole
    return found


def published(definition: Definition, period: Period, *, with_demo: bool) -> dict[str, Any] | None:
    """What a snapshot freezes, None where nothing may be shown."""
    made = judged(period, touching(definition, period), with_demo=with_demo)
    if made is None:
        return None
    return {
        "visits": made.visits,
        "answers": made.answers,
        "schools": made.schools,
        "questions": [
            {
                "question": question.code,
                "groups": [{"covers": list(g.covers), "value": g.value} for g in question.groups],
            }
            for question in made.questions
        ],
    }


def printed(frozen: Mapping[str, Any]) -> Ratings:
    """The ratings of a snapshot, ready to print."""
    answers = frozen["answers"]
    return Ratings(
        frozen["visits"],
        answers,
        frozen["schools"],
        tuple(
            Question(
                item["question"],
                tuple(
                    Group(item["question"], tuple(g["covers"]), g["value"], answers) for g in item["groups"]
                ),
            )
            for item in frozen["questions"]
        ),
    )

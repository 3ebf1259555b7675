"""What teachers answered: all of it at the desk, in public only what names no school, and never better than it was."""

from __future__ import annotations

import datetime as dt

import pytest

from education.figures import actions, queries, ratings, verify
from education.figures.disclosure.rules import Rules
from education.figures.periods import parse
from education.ledger.clock import now, today
from education.liaison.models import Feedback
from education.liaison.queries import Reply, feedback_given, feedback_totals, visits_to_rate
from education.people.roles import Role
from education.schools.models import School
from tests import factories
from tests.figures import world
from tests.figures.test_verify import failure, resealed

pytestmark = pytest.mark.django_db
GOOD = {"useful": "very", "pitch": "right", "help": "most", "again": "yes"}
DAY = dt.date(2019, 5, 14)


def rated(
    number: int, schools: int = 3, day: dt.date = DAY, visit: dict | None = None, **answers: str
) -> None:
    """So many rated visits, spread over schools that stay the same from call to call."""
    places = [_school(n) for n in range(schools)]
    teacher = factories.person()
    for n in range(number):
        of = factories.visit(places[n % schools], day, "delivered", teacher=teacher, **visit or {})
        Feedback.objects.create(visit=of, answered_at=now(), **{**GOOD, **answers})


def _school(number: int) -> School:
    name = f"Rated {number} Primary School"
    return School.objects.filter(name=name).first() or factories.school(name)


def replies(*groups: tuple[str, int, int]) -> list[Reply]:
    """Answers to “useful” as (code, how many, by how many schools)."""
    return [
        Reply(n % schools, DAY, now(), {"useful": code})
        for code, number, schools in groups
        for n in range(number)
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([("very", 20, 4), ("fairly", 12, 3)], [("very", 20), ("fairly", 12), ("little", 0), ("not", 0)]),
        ([("very", 20, 4), ("fairly", 12, 3), ("not", 1, 1)], [("very", 20), ("fairly little not", 13)]),
        ([("very", 20, 4), ("fairly", 12, 2)], [("very fairly", 32), ("little", 0), ("not", 0)]),
        (
            [("very", 3, 3), ("fairly", 20, 4), ("little", 11, 3)],
            [("very fairly", 23), ("little", 11), ("not", 0)],
        ),
        ([("very", 40, 4), ("not", 2, 2)], None),
    ],
    ids=[
        "plain",
        "one critic joins the better",
        "two schools",
        "few at the best end join the worse",
        "all in one",
    ],
)
def test_small_groups_join_their_neighbours_and_no_answer_is_dropped(given, shown):
    found = ratings.grouped("useful", replies(*given), Rules())
    assert (found and [(" ".join(g.covers), g.value) for g in found.groups]) == shown


def test_a_joined_group_is_named_by_all_its_answers():
    group = ratings.Group("help", ("few", "cant_say"), 12, 30)
    assert group.words == "Few of them or I can’t say"
    assert ratings.Group("useful", ("little", "not"), 12, 30).words == "Of little use or of no use"


def publish(**changes):
    analyst, publisher = world.past_year()
    asked = {"definition": queries.TRAINED, "period": "calendar-2019", **changes}
    return actions.publish(prepared_by=analyst, approved_by=publisher, **asked)


def test_a_snapshot_freezes_the_answers_its_page_gives_them_with_their_doubt_and_its_files_hold(client):
    rated(20)
    rated(12, useful="fairly", again="perhaps")
    rated(1, again="no")
    factories.visit(day=DAY, state="delivered")
    made = publish()
    told = made.document["ratings"]
    assert (told["visits"], told["answers"], told["schools"]) == (34, 33, 3)
    groups = {q["question"]: [(g["covers"], g["value"]) for g in q["groups"]] for q in told["questions"]}
    assert groups["again"] == [(["yes"], 20), (["perhaps", "no"], 13)]
    assert groups["useful"] == [(["very"], 21), (["fairly"], 12), (["little"], 0), (["not"], 0)]
    page = client.get(made.get_absolute_url()).content.decode()
    assert "33 of 34 visits were answered." in page
    assert "Perhaps or no" in page
    assert "21" in page
    assert "64%, between 47% and 78%" in page
    assert client.get("/api/v1/figures/calendar-2019-1/").json()["ratings"] == told
    published = {f.name: bytes(f.content) for f in made.files.all()}
    assert "ratings: 33 of 34 visits, 4 questions; no small group" in list(verify.check(published))
    small = {**told, "questions": [{"question": "again", "groups": [
        {"covers": ["yes"], "value": 30}, {"covers": ["perhaps", "no"], "value": 3},
    ]}]}  # fmt: skip
    assert failure(resealed(published, ratings=small)) == "ratings: again: a group of [3] may not be shown."
    assert failure(resealed(published, ratings={"answers": 34})).startswith(
        "ratings: useful: 33 answers, not 34"
    )


@pytest.mark.parametrize(
    "given",
    [{"number": 9}, {"number": 30, "schools": 2}, {"number": 30, "visit": {"is_demo": True}}],
    ids=["nine answers", "two schools", "a demonstration"],
)
def test_few_answers_few_schools_and_demonstrations_are_not_published(client, given):
    rated(**given)
    made = publish()
    assert made.document["ratings"] is None
    assert "What teachers answered" not in client.get(made.get_absolute_url()).content.decode()


def test_a_few_later_answers_do_not_come_out_of_a_revision_and_many_may(settings):
    settings.FAKE_NOW = "2027-01-20T12:00"
    rated(20)
    rated(12, useful="fairly")
    first = publish()
    definition, period = first.definition, parse("calendar-2019", today=today())
    assert ratings.published(definition, period, with_demo=False) == first.document["ratings"]
    settings.FAKE_NOW = "2027-01-25T12:00"
    rated(3)
    assert ratings.published(definition, period, with_demo=False) is None
    assert ratings.judged(period, with_demo=False) is not None
    rated(9)
    later = ratings.published(definition, period, with_demo=False)
    assert later is not None
    assert later["answers"] == 44


def test_differences_are_taken_between_bounds_that_both_show():
    def told(*groups):
        made = tuple(ratings.Group("useful", tuple(codes.split()), value, 0) for codes, value in groups)
        return ratings.Ratings(0, sum(g.value for g in made), 3, (ratings.Question("useful", made),))

    fine = told(("very", 20), ("fairly", 12), ("little not", 13))
    coarse = told(("very", 20), ("fairly little not", 22))
    assert ratings.differences(fine, coarse) == [3, 0, 3]
    assert ratings.differences(fine, fine) == [0, 0, 0, 0]


def test_the_desk_sees_every_answer_by_itself_and_what_will_be_public(client):
    rated(20)
    rated(12, useful="fairly")
    rated(1, useful="not")
    world.delivered()  # a period is on offer from the first delivered session on
    client.force_login(factories.staff(Role.ANALYST))
    page = client.get("/cms/figures/hands-up/?period=calendar-2019").content.decode()
    assert "33 of 33 visits were answered, by 3 schools." in page
    assert "Of no use" in page
    assert "“Fairly useful or of little use or of no use” 13" in page
    empty = client.get("/cms/figures/hands-up/?period=calendar-2020").content.decode()
    assert "No school answered about a visit of this period." in empty


def test_what_is_judged_is_what_is_counted():
    rated(4)
    rated(2, pitch="too_hard")
    rated(5, visit={"is_demo": True})
    rated(5, day=DAY + dt.timedelta(days=1))
    given = feedback_given(DAY, DAY)
    assert len(given) == visits_to_rate(DAY, DAY) == sum(feedback_totals(DAY, DAY)["pitch"].values()) == 6
    assert [reply.answers["pitch"] for reply in given].count("too_hard") == 2

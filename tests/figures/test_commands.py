"""publish_figure and withdraw_snapshot, and the demonstration's figure."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from education.figures import demo, queries
from education.figures.models import Snapshot
from education.ledger.models import Event
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db


def run(name, *arguments) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def publish(people, *more) -> str:
    return run(
        "publish_figure", "--definition", "children-and-parents-trained", "--period", "calendar-2019",
        "--prepared-by", people[0].email, "--approved-by", people[1].email.upper(), *more,
    )  # fmt: skip


def test_publishing_prints_the_id_and_the_address(settings):
    people = world.past_year()
    assert publish(people) == (
        f"calendar-2019-1  {settings.BASE_URL}/figures/calendar-2019-1/\n"
        "7,805 places: 6,817 children, 988 parents and carers;"
        " calendar year 2019, 1 January to 31 December 2019; final.\n"
    )
    again = publish(people, "--status", "provisional", "--reason", "Registers were reopened.", "--json")
    assert json.loads(again) == {"snapshot": "calendar-2019-2", "address": "/figures/calendar-2019-2/"}
    assert [e.actor_kind for e in Event.objects.filter(subject="snapshot")] == ["command", "command"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--approved-by": "nobody@force.example"}, "Nobody here has the address nobody@force.example."),
        ({"--period": "yesterday"}, "is no period"),
        ({"--definition": "people-reached"}, "There is no definition “people-reached”"),
        ({"--period": "calendar-2018"}, "No session was delivered"),
    ],
)
def test_what_cannot_be_published_is_refused_with_one_sentence(change, sentence):
    people = world.past_year()
    given = {
        "--definition": queries.TRAINED, "--period": "calendar-2019", "--prepared-by": people[0].email,
        "--approved-by": people[1].email, **change,
    }  # fmt: skip
    with pytest.raises(CommandError, match=sentence):
        run("publish_figure", *(part for pair in given.items() for part in pair))
    assert not Snapshot.objects.exists()


def test_one_person_cannot_do_both_from_the_command_line():
    world.past_year()
    both = factories.staff(Role.ANALYST, Role.PUBLISHER)
    with pytest.raises(CommandError, match="takes two people"):
        publish((both, both))


def test_withdrawing_from_the_command_line():
    people = world.past_year()
    publish(people)
    arguments = ("calendar-2019-1", "--by", people[1].email, "--reason", "Wrong year.")
    assert run("withdraw_snapshot", *arguments) == "calendar-2019-1 is withdrawn.\n"
    with pytest.raises(CommandError, match="already withdrawn"):
        run("withdraw_snapshot", *arguments)
    with pytest.raises(CommandError, match="There is no snapshot calendar-1999-1"):
        run("withdraw_snapshot", "calendar-1999-1", *arguments[1:])


def test_the_demonstration_publishes_its_invented_year_once():
    analyst, publisher = world.past_year()
    User.objects.update(is_demo=True)
    people = {"analyst": analyst, "publisher@demo.example": publisher}
    first = demo.load_demo_figures(people)
    assert (first.slug, first.total, first.status, first.is_demo) == ("calendar-2019-1", 7805, "final", True)
    assert (demo.load_demo_figures(people), Snapshot.objects.count(), queries.reported().count()) == (
        first,
        1,
        8,
    )


def test_the_demonstration_shows_a_trend_over_three_invented_years():
    analyst, publisher = world.past_year()
    officer = factories.staff(Role.OFFICER)
    for year in (2017, 2018):
        for number in range(3):
            world.counted(400 + 10 * number, by=officer, day=f"{year}-05-1{number}")
    User.objects.update(is_demo=True)
    last = demo.load_demo_figures({"analyst": analyst, "publisher": publisher})
    assert [item["id"] for item in last.document["trend"]] == [
        "calendar-2017-1", "calendar-2018-1", "calendar-2019-1",
    ]  # fmt: skip
    assert queries.latest() == last


def test_the_demonstration_waits_for_its_past_year():
    people = {"analyst": factories.staff(Role.ANALYST), "publisher": factories.staff(Role.PUBLISHER)}
    assert demo.load_demo_figures(people) is None
    assert queries.reported().count() == 8

"""Publishing, revising, withdrawing, and the two people that each takes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from education.attendance.models import Register
from education.figures import actions, files, queries, verify
from education.figures.actions import ChangedError
from education.figures.models import Preparation, ReportedFigure, Snapshot, SnapshotFile
from education.figures.policies import NotAllowedError
from education.ledger.models import Event
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db


def publish(analyst, publisher, **fields):
    values = {"definition": queries.TRAINED, "period": "calendar-2019", "error_found": True, **fields}
    return actions.publish(prepared_by=analyst, approved_by=publisher, **values)


@pytest.fixture
def people():
    return world.past_year()


def test_a_finished_year_with_every_register_signed_is_final(people):
    snapshot = publish(*people)
    assert (snapshot.slug, snapshot.status, snapshot.number) == ("calendar-2019-1", "final", 1)
    assert (snapshot.children, snapshot.parents, snapshot.total) == (6817, 988, 7805)
    assert (snapshot.sessions, snapshot.schools, snapshot.delivered, snapshot.recorded) == (4, 3, 4, 4)
    assert snapshot.document["shares"] == {"counted": 0.857, "estimated": 0.143, "imported": 0.0}
    assert sorted(f.name for f in snapshot.files.all()) == sorted(verify.NAMES)
    event = Event.objects.get(subject="snapshot")
    assert (event.subject_id, event.kind, event.actor) == (
        "calendar-2019-1", "snapshot_published", people[1].public_id,
    )  # fmt: skip


def test_what_is_published_can_be_checked_from_its_files_alone(people):
    snapshot = publish(*people)
    published = {f.name: bytes(f.content) for f in snapshot.files.all()}
    assert list(verify.check(published)) == [
        "digests: 4 files as published",
        "schema: 19 rows, 14 columns as described",
        "children + parents: 6,817 + 988 = 7,805",
        f"period: calendar year 2019, 1 January to 31 December 2019, final, as at {snapshot.as_at}",
        "margins: the rows add up to the headline, and so do 9 sums in 4 tables",
        "coverage: 4 of 4 sessions have a register",
        "marks: z, each with its explanation",
        "range of children: 5,700 to 5,700 different children took 6,817 places",
        "ratings: not shown",
        "disclosure: nothing is hidden in 4 tables, and nothing need be",
        "licence: Open Government Licence v3.0",
        "revisions: number 1 of its period",
    ]
    assert all(f.sha256 == files.sha256(bytes(f.content)) for f in snapshot.files.all())


@pytest.mark.engine
@pytest.mark.parametrize("table", ["figures_snapshot", "figures_snapshotfile"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_published(people, table, verb):
    publish(*people)
    with pytest.raises(DatabaseError, match=f"{table} is append-only"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb.format(table))
    assert (Snapshot.objects.count(), SnapshotFile.objects.count()) == (1, 5)


@pytest.mark.engine
def test_the_database_refuses_one_person_on_both_sides(people):
    snapshot = publish(*people)
    snapshot.pk, snapshot.slug, snapshot.number, snapshot.approved_by = None, "calendar-2019-2", 2, people[0]
    with pytest.raises(DatabaseError, match="figures_prepared_and_approved_by_two"), transaction.atomic():
        snapshot.save(force_insert=True)
    snapshot.approved_by, snapshot.total = people[1], 7806
    with pytest.raises(DatabaseError, match="figures_total_is_the_sum"), transaction.atomic():
        snapshot.save(force_insert=True)


@pytest.mark.parametrize(
    ("prepares", "approves", "sentence"),
    [
        (Role.OFFICER, Role.PUBLISHER, "takes an analyst or a coordinator"),
        (Role.PUBLISHER, Role.PUBLISHER, "takes an analyst or a coordinator"),
        (Role.ANALYST, Role.ANALYST, "takes a publisher"),
        (Role.ANALYST, Role.ADMINISTRATOR, "takes a publisher"),
        (Role.ANALYST, Role.SUPERVISOR, "takes a publisher"),
    ],
)
def test_only_an_analyst_or_coordinator_prepares_and_only_a_publisher_approves(
    people, prepares, approves, sentence
):
    with pytest.raises(NotAllowedError, match=sentence):
        publish(factories.staff(prepares), factories.staff(approves))
    assert publish(factories.staff(Role.COORDINATOR), people[1]).number == 1


def test_nobody_approves_their_own_figure_not_even_with_both_roles(people):
    both = factories.staff(Role.ANALYST, Role.PUBLISHER)
    with pytest.raises(NotAllowedError, match="takes two people"):
        publish(both, both)
    root = User.objects.create_superuser("root@force.example", "a-long-test-password")
    with pytest.raises(NotAllowedError, match="takes a publisher"):
        publish(people[0], root)
    assert not Snapshot.objects.exists()


def test_an_unsigned_register_makes_the_figure_provisional(people):
    world.counted(10, by=factories.staff(Role.OFFICER), signed=False)
    with pytest.raises(NotAllowedError, match="One register is not signed off"):
        publish(*people, status="final")
    assert publish(*people).status == "provisional"


def test_an_unfinished_year_is_provisional_and_to_date_with_its_end(people, settings):
    settings.FAKE_NOW = "2019-06-21T12:00"
    with pytest.raises(NotAllowedError, match="is not over"):
        publish(*people, status="final")
    snapshot = publish(*people)
    assert (snapshot.slug, snapshot.status, snapshot.period_end) == (
        "calendar-2019-1", "provisional", dt.date(2019, 6, 14),
    )  # fmt: skip
    assert snapshot.period_name == "calendar year 2019 to date, 1 January to 14 June 2019"
    settings.FAKE_NOW = "2020-02-28T12:00"
    final = publish(*people, reason="The year is over and every register is signed off.")
    assert (final.slug, final.status) == ("calendar-2019-2", "final")


def test_a_revision_needs_a_public_reason_and_lists_the_earlier_ones(people):
    first = publish(*people)
    world.counted(3, by=factories.staff(Role.OFFICER))
    with pytest.raises(NotAllowedError, match="give the reason for the new one"):
        publish(*people)
    with pytest.raises(NotAllowedError, match="give the reason for the new one"):
        publish(*people, reason="   ")
    second = publish(*people, reason="A register was found.")
    assert (second.slug, second.status, second.total) == ("calendar-2019-2", "revised", 7808)
    assert second.document["revisions"] == [
        {
            "id": first.slug, "as_at": first.as_at.isoformat(), "status": "final",
            "headline": first.document["headline"], "reason": "", "withdrawn": False,
        }
    ]  # fmt: skip
    assert list(verify.check({f.name: bytes(f.content) for f in second.files.all()}))[-1] == (
        "revisions: number 2 of its period, after calendar-2019-1"
    )
    assert (queries.latest(), queries.newer(first), queries.newer(second)) == (second, second, None)


def test_fewer_than_three_schools_publish_the_headline_only_and_with_a_reason():
    officer = factories.staff(Role.OFFICER)
    for _ in range(2):
        world.counted(30, by=officer)
    actions.load_definitions()
    people = factories.staff(Role.ANALYST), factories.staff(Role.PUBLISHER)
    with pytest.raises(NotAllowedError, match="Fewer than 3 schools"):
        publish(*people)
    snapshot = publish(*people, reason="The team's first week; both schools agreed.")
    assert snapshot.document["shares"] == {"counted": None, "estimated": None, "imported": None}
    assert snapshot.document["tables"] == []
    lines = list(verify.check({f.name: bytes(f.content) for f in snapshot.files.all()}))
    assert len(lines) == len(verify.CHECKS)


def test_a_period_without_a_session_has_no_figure(people):
    with pytest.raises(NotAllowedError, match="No session was delivered"):
        publish(*people, period="calendar-2018")


def test_a_delivered_session_without_a_register_lowers_coverage_and_is_not_zero(people):
    session = world.delivered()
    Register.objects.create(session=session)
    snapshot = publish(*people)
    assert snapshot.document["coverage"] == {"delivered": 5, "recorded": 4, "share": 0.8}
    assert (snapshot.total, snapshot.status) == (7805, "final")


def test_a_withdrawn_figure_makes_room_for_the_one_before(people):
    first = publish(*people)
    second = publish(*people, reason="Counted again.")
    with pytest.raises(NotAllowedError, match="takes a publisher"):
        actions.withdraw(snapshot=second, reason="Wrong year.", by=people[0])
    with pytest.raises(NotAllowedError, match="Say why"):
        actions.withdraw(snapshot=second, reason=" ", by=people[1])
    actions.withdraw(snapshot=second, reason="Wrong year.", by=people[1])
    assert queries.latest() == first
    with pytest.raises(NotAllowedError, match="already withdrawn"):
        actions.withdraw(snapshot=second, reason="Wrong year.", by=people[1])
    third = publish(*people, reason="Counted once more.")
    assert [(r["id"], r["withdrawn"]) for r in third.document["revisions"]] == [
        ("calendar-2019-2", True), ("calendar-2019-1", False),
    ]  # fmt: skip


def test_the_publisher_approves_what_the_analyst_saw(people):
    analyst, publisher = people
    waiting = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=analyst)
    assert (waiting.total, waiting.status, waiting.state) == (7805, "final", "waiting")
    with pytest.raises(NotAllowedError, match="already waits"):
        actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=analyst)
    with pytest.raises(NotAllowedError, match="takes a publisher"):
        actions.approve(preparation=waiting, by=analyst)
    snapshot = actions.approve(preparation=waiting, by=publisher)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.snapshot, waiting.decided_by) == ("published", snapshot, publisher)
    assert (snapshot.prepared_by, snapshot.approved_by) == (analyst, publisher)
    with pytest.raises(NotAllowedError, match="no longer waits: published"):
        actions.approve(preparation=waiting, by=publisher)


def test_counts_that_changed_since_are_not_published(people):
    analyst, publisher = people
    waiting = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=analyst)
    world.counted(1, by=factories.staff(Role.OFFICER))
    with pytest.raises(ChangedError, match=r"it was 7,805, now it is 7,806\. Ask for a new one"):
        actions.approve(preparation=waiting, by=publisher)
    waiting.refresh_from_db()
    assert (waiting.state, Snapshot.objects.count()) == ("stale", 0)
    again = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=analyst)
    assert actions.take_back(preparation=again, by=analyst).state == Preparation.State.TAKEN_BACK


def test_a_register_reopened_since_stops_a_final_figure_though_no_number_changed(people):
    analyst, publisher = people
    publish(analyst, publisher)
    waiting = actions.prepare(
        definition=queries.TRAINED,
        period="calendar-2019",
        by=analyst,
        reason="Checked once more.",
        error_found=True,
    )
    assert waiting.status == "revised"
    register = Register.objects.first()
    register.state, register.signed_by, register.signed_at = "recorded", None, None
    register.save()
    with pytest.raises(NotAllowedError, match="One register is not signed off"):
        actions.approve(preparation=waiting, by=publisher)
    waiting.refresh_from_db()
    assert (waiting.state, Snapshot.objects.count()) == ("waiting", 1)


def test_an_unfinished_year_is_approved_for_the_days_that_were_prepared(people, settings):
    analyst, publisher = people
    settings.FAKE_NOW = "2019-06-21T12:00"
    waiting = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=analyst)
    settings.FAKE_NOW = "2019-06-24T12:00"
    assert actions.approve(preparation=waiting, by=publisher).period_end == dt.date(2019, 6, 14)


def test_definitions_and_reported_figures_are_loaded_once(people):
    analyst, publisher = people
    assert [d.key for d in actions.load_definitions()] == [queries.TRAINED]
    for _ in range(2):
        actions.load_reported_figures(entered_by=analyst, approved_by=publisher)
    assert [(f.qualifier, f.value) for f in queries.reported()] == [
        ("exact", 226), ("exact", 79), ("exact", 14), ("exact", 46), ("exact", 64),
        ("more_than", 700), ("exact", 253), ("more_than", 350),
    ]  # fmt: skip
    assert Event.objects.filter(subject="reported_figure").count() == 8
    with pytest.raises(NotAllowedError, match="takes two people|takes a publisher"):
        actions.load_reported_figures(entered_by=analyst, approved_by=analyst)
    with pytest.raises(DatabaseError, match="figures_reported_by_two"), transaction.atomic():
        ReportedFigure.objects.update(approved_by=analyst)

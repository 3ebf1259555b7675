"""An embargoed figure: nobody sees it before its hour but those on its list, and everybody at it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from education.figures import actions, files, queries, references, wording
from education.figures.actions.composing import compose, rehearse
from education.figures.actions.publishing import asked_for
from education.figures.policies import NotAllowedError
from education.ledger.clock import to_utc
from education.ledger.models import AccessEvent, Event
from education.people.roles import Role
from tests import factories
from tests.figures import world

pytestmark = pytest.mark.django_db
HOUR = to_utc(dt.date(2026, 11, 27), dt.time(9, 30))
NUMBER = "7,805"


@pytest.fixture
def people(settings):
    settings.FAKE_NOW = "2026-11-22T12:00"
    return world.past_year()


@pytest.fixture
def waiting(people):
    row = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=people[0])
    return actions.approve(preparation=row, by=people[1], release_at=HOUR)


def public(slug):
    return [
        "/figures/", "/figures/how/", f"/figures/{slug}/", "/figures/latest/", "/api/v1/figures/",
        f"/api/v1/figures/{slug}/", f"/figures/{slug}/figures.zip", f"/figures/{slug}/share.png",
        *(f"/figures/{slug}/{name}" for name in files.MEDIA_TYPES),
    ]  # fmt: skip


@pytest.mark.engine
def test_no_address_knows_it_before_its_hour_and_each_does_after(client, waiting, settings):
    def answers():
        found = [client.get(address) for address in public(waiting.slug)]
        return [r.status_code for r in found], [
            NUMBER.encode() in r.content or b"7805" in r.content for r in found
        ]

    missing = [200, 200, 404, 302, 200, *([404] * 8)]
    assert answers() == (missing, [False] * 13)
    assert references.everything() == []
    settings.FAKE_NOW = "2026-11-27T09:29"
    assert answers()[0] == missing
    settings.FAKE_NOW = "2026-11-27T09:30"
    status, shown = answers()
    assert status == [200, 200, 200, 302, *([200] * 9)]
    assert shown[0] and shown[2]


def test_the_hour_is_logged_once_when_it_comes(waiting, settings):
    assert Event.objects.filter(subject="snapshot").values_list("kind", flat=True)[0] == "snapshot_embargoed"
    assert actions.release_due() == []
    settings.FAKE_NOW = "2026-11-27T09:31"
    call_command("tick", "--force", verbosity=0)
    assert actions.release_due() == []
    assert list(Event.objects.filter(subject="snapshot").order_by("id").values_list("kind", flat=True)) == [
        "snapshot_embargoed", "snapshot_released",
    ]  # fmt: skip


def test_only_people_on_its_list_see_it_early_and_each_look_is_logged(client, people, waiting):
    chief, other = factories.staff(Role.SUPERVISOR), factories.staff(Role.SUPERVISOR)
    address = f"/cms/figures/early/{waiting.slug}/"
    with pytest.raises(NotAllowedError, match="takes a publisher"):
        actions.give_early_access(snapshot=waiting, person=chief, by=people[0])
    with pytest.raises(NotAllowedError, match="has no role at the desk"):
        actions.give_early_access(snapshot=waiting, person=factories.person(), by=people[1])
    for _ in range(2):
        actions.give_early_access(snapshot=waiting, person=chief, by=people[1])
    seen = []
    for person in (chief, other, people[1]):
        factories.sign_in_fresh(client, person)
        seen.append(client.get(address).status_code)
    assert seen == [200, 404, 404]
    looks = AccessEvent.objects.filter(kind="figure_seen")
    assert [(e.about, e.actor) for e in looks] == [(f"early {waiting.slug}", chief.public_id)]
    actions.take_early_access(snapshot=waiting, person=chief, by=people[1])
    factories.sign_in_fresh(client, chief)
    assert client.get(address).status_code == 404
    kinds = Event.objects.filter(subject="snapshot").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["snapshot_embargoed", "early_access_given", "early_access_taken"]


def test_the_publisher_keeps_the_list_at_the_desk(client, people, waiting):
    chief = factories.staff(Role.SUPERVISOR)
    address = f"/cms/figures/release/{waiting.slug}/"
    factories.sign_in_fresh(client, people[1])
    assert client.post(address, {"person": chief.pk}).status_code == 303
    page = client.get(address).content.decode()
    assert f'value="{chief.pk}"' in page
    assert "Under embargo until Friday 27 November 2026, 09:30" in page
    assert client.post(address, {"person": ""}).status_code == 422
    assert client.post(address, {"person": chief.pk, "decision": "take"}).status_code == 303
    factories.sign_in_fresh(client, people[0])
    assert client.post(address, {"person": chief.pk}).status_code == 409
    assert not waiting.early_access.exists()


def test_the_publisher_sets_the_hour_while_approving(client, people):
    row = actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=people[0])
    factories.sign_in_fresh(client, people[1])
    address = f"/cms/figures/{row.pk}/"
    for wrong, status in (("soon", 422), ("2026-11-20T09:30", 409), ("2027-11-20T09:30", 409)):
        answer = client.post(address, {"decision": "approve", "release_at": wrong})
        assert answer.status_code == status
    assert client.post(address, {"decision": "approve", "release_at": "2026-11-27T09:30"}).status_code == 303
    row.refresh_from_db()
    assert (row.snapshot.published_at, row.snapshot.is_released) == (HOUR, False)
    assert "under embargo until Friday 27 November 2026, 09:30" in client.get(address).content.decode()
    assert "Approved, before their hour (1)" in client.get("/cms/figures/").content.decode()


def test_a_period_waits_for_its_hour_before_its_next_figure(people, waiting, settings):
    with pytest.raises(NotAllowedError, match="approved and waits for its hour"):
        actions.prepare(definition=queries.TRAINED, period="calendar-2019", by=people[0], reason="Again.")
    actions.withdraw(snapshot=waiting, reason="A wrong table.", by=people[1])
    again = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="The table is right.",
    )  # fmt: skip
    assert (again.slug, again.status, queries.latest()) == ("calendar-2019-2", "final", again)
    settings.FAKE_NOW = "2026-11-28T12:00"
    assert actions.release_due() == []


def test_a_sentence_is_ready_and_wrong_ones_say_what_is_wrong(client, people, waiting, settings):
    document = waiting.document
    assert wording.ready(document) == (
        "In the calendar year 2019, 1 January to 31 December 2019, children took 6,817 places and parents and"
        " carers 988, together 7,805, in 4 sessions of Cleveland Police about staying safe online."
    )
    assert [wrong for wrong, _ in wording.never(document)] == [
        "“7,805 people”", "“7,805 children”", "“6,817 different children”", "“this year”",
    ]  # fmt: skip
    early = {**document, "status": "provisional"}
    assert wording.ready(early).endswith("; the figure is provisional.")
    assert "“the final figure”" in [wrong for wrong, _ in wording.never(early)]
    assert "invented" in wording.ready({**document, "demonstration": True})
    settings.FAKE_NOW = "2026-11-28T12:00"
    assert wording.ready(document) in client.get(waiting.get_absolute_url()).content.decode()


def test_the_changelog_is_a_file_that_says_what_changed_and_why(people):
    first = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1]
    )
    world.counted(7, by=factories.staff(Role.OFFICER))
    second = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=people[0], approved_by=people[1],
        reason="A register was found.", error_found=True,
    )  # fmt: skip
    said = bytes(second.files.get(name="CHANGELOG.txt").content).decode()
    assert said.splitlines()[2:6] == [
        f"{second.slug}: 7,812 places, revised, as at 2026-11-22; +7 since {first.slug}",
        "  A register was found.",
        f"{first.slug}: 7,805 places, final, as at 2026-11-22",
        "  First published.",
    ]
    assert f"{files.SCHEMA_VERSION}: " in said


def test_what_was_worked_out_before_the_lock_is_used_only_for_the_very_same_counts(people):
    """The tables come from the rehearsal while nothing changed, and are made anew once one more was counted."""
    asked = asked_for(
        queries.TRAINED, "calendar-2019", status=None, reason="", error_found=False, release_at=None
    )
    before = rehearse(asked)
    assert compose(asked, before).protected is before.protected
    world.counted(1, by=factories.staff(Role.OFFICER))
    after = compose(asked, before)
    assert after.protected is not before.protected
    assert (before.facts.total.total, after.facts.total.total) == (7805, 7806)

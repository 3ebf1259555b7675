"""Somebody else goes: a visit never stands without an officer, and one who left is replaced by name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import queries
from education.liaison.actions import hand_over, reassign
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Commitment, Officer
from education.people.roles import Role
from education.people.staff.actions import end_access
from tests import factories

pytestmark = pytest.mark.django_db


def officers_of(visit):
    taken = Commitment.objects.filter(session__visit=visit, active=True)
    return list(taken.values_list("officer_id", "kind"))


@pytest.fixture
def other(play):
    return factories.make_officer()


def test_another_officer_takes_the_very_time_and_both_hear_of_it(play, other):
    visit = play.confirmed()
    before = Commitment.objects.get(session__visit=visit, active=True)
    mail.outbox.clear()
    outbox.send_due()
    mail.outbox.clear()
    reassign(visit=visit, officer=play.officer, to=other, by=play.coordinator)
    after = Commitment.objects.get(session__visit=visit, active=True)
    assert (after.officer, after.kind, after.start_at, after.end_at) == (
        other, "session", before.start_at, before.end_at,
    )  # fmt: skip
    outbox.send_due()
    told = {m.to[0]: "method=CANCEL" in m.attachments[0].as_string() for m in mail.outbox if m.attachments}
    assert [m.to[0] for m in mail.outbox if not m.attachments] == [play.teacher.email]
    assert told == {other.user.email: False, play.officer.user.email: True}
    assert Event.objects.filter(kind="officer_replaced").count() == 1


def test_an_officer_who_is_taken_or_gone_or_goes_already_is_refused(play, other):
    visit = play.confirmed()
    session = factories.training_session(factories.visit(state="confirmed", day=visit.day), start="10:00")
    factories.commitment(other, session)
    with pytest.raises(Refused) as taken:
        reassign(visit=visit, officer=play.officer, to=other, by=play.coordinator)
    assert taken.value.code == "not_free"
    assert officers_of(visit) == [(play.officer.pk, "session")]
    with pytest.raises(Refused) as twice:
        reassign(visit=visit, officer=play.officer, to=play.officer, by=play.coordinator)
    assert twice.value.code == "already"
    Officer.objects.filter(pk=other.pk).update(active=False)
    with pytest.raises(Refused) as gone:
        reassign(visit=visit, officer=play.officer, to=Officer.objects.get(pk=other.pk), by=play.coordinator)
    assert gone.value.code == "not_active"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_a_coordinator_puts_somebody_else(play, other, role):
    visit = play.confirmed()
    with pytest.raises(NotYours):
        reassign(visit=visit, officer=play.officer, to=other, by=factories.staff(role))


def test_handing_over_moves_what_fits_and_lists_the_rest(play):
    first, second = play.confirmed(), play.confirmed(start=dt.time(13, 0))
    other = factories.make_officer()
    session = factories.training_session(factories.visit(state="confirmed", day=second.day), start="13:00")
    factories.commitment(other, session)
    assert hand_over(officer=play.officer, to=other, by=play.coordinator) == (1, 1)
    assert (officers_of(first), list(queries.needing_cover())) == ([(other.pk, "session")], [second])


def test_an_officer_who_leaves_leaves_their_visits_to_the_coordinators(play, client):
    confirmed, waiting = play.confirmed(), play.ask(start=dt.time(13, 0))
    other = factories.make_officer()
    handed = end_access(user=play.officer.user, by=factories.staff(Role.ADMINISTRATOR))
    assert handed["visits"] == 2
    assert set(queries.needing_cover()) == {confirmed, waiting}
    assert officers_of(confirmed) == [(play.officer.pk, "session")]
    client.force_login(play.coordinator)
    assert "These visits need another officer" in client.get("/cms/visits/").content.decode()
    assert "2 visits need another officer" in client.get("/cms/").content.decode()
    form = {"officer": play.officer.pk, "to": other.pk, "version": confirmed.version}
    assert client.post(f"/cms/visits/{confirmed.reference}/reassign/", form).status_code == 303
    assert list(queries.needing_cover()) == [waiting]


def test_control_nothing_needs_cover_while_everybody_is_here(play, other):
    play.confirmed()
    assert list(queries.needing_cover()) == []


def test_whoever_left_is_offered_to_no_school(play):
    end_access(user=play.officer.user, by=factories.staff(Role.ADMINISTRATOR))
    from education.liaison.diary import candidates

    assert candidates(play.school, play.type) == []


def test_a_page_that_is_old_changes_nothing(play, other, client):
    visit = play.confirmed()
    client.force_login(play.coordinator)
    form = {"officer": play.officer.pk, "to": other.pk, "version": visit.version - 1}
    client.post(f"/cms/visits/{visit.reference}/reassign/", form)
    assert officers_of(visit) == [(play.officer.pk, "session")]


def test_the_page_offers_only_who_is_free(play, other, client):
    visit = play.confirmed()
    client.force_login(play.coordinator)
    page = client.get(f"/cms/visits/{visit.reference}/").content.decode()
    assert f'<option value="{other.pk}">{other} (' in page
    session = factories.training_session(factories.visit(state="confirmed", day=visit.day), start="10:00")
    factories.commitment(other, session)
    page = client.get(f"/cms/visits/{visit.reference}/").content.decode()
    assert f'<option value="{other.pk}">' not in page and f'value="{other.pk}"' not in page

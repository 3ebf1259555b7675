"""Every approval ends after a year unless somebody else confirms it again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from education.ledger import clock, jobs, outbox
from education.ledger.models import Event, OutboxMessage
from education.people.roles import Role
from education.schools import actions, queries
from education.schools.models import Membership
from education.schools.policies import NotYours, Refused
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ENDS = dt.datetime(2027, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture
def link(settings):
    """An approval that ends on 30 June 2027 at noon."""
    settings.FAKE_NOW = "2027-01-04T09:00"
    return factories.membership(expires_at=ENDS)


@pytest.fixture
def at(settings):
    def set_clock(before: dt.timedelta) -> None:
        settings.FAKE_NOW = (ENDS - before).isoformat()

    return set_clock


def subjects() -> list[str]:
    outbox.send_due()
    return [m.subject for m in mail.outbox]


SOON = "Your year of booking for a school ends soon"
OVER = "Your year of booking for a school is over"


def test_reminders_go_out_thirty_and_seven_days_before_each_once(link, at):
    for days, expected in ((31, 0), (30, 1), (29, 1), (8, 1), (7, 2), (6, 2), (1, 2)):
        at(dt.timedelta(days=days))
        actions.remind_of_expiry()
        actions.remind_of_expiry()
        assert subjects().count(SOON) == expected, days


def test_a_missed_run_sends_the_last_reminder_only(link, at):
    at(dt.timedelta(days=3))
    assert actions.remind_of_expiry() == 1
    assert subjects() == [SOON]


def test_an_expired_approval_ends_with_an_event_and_a_mail(link, at):
    at(dt.timedelta(seconds=1))
    assert actions.end_expired() == 0
    at(dt.timedelta())
    assert actions.end_expired() == 1
    assert actions.end_expired() == 0
    link.refresh_from_db()
    assert (link.state, link.decided_by) == ("ended", None)
    event = Event.objects.get(kind="membership_expired")
    assert (event.actor, event.actor_kind) == (None, "system")
    assert subjects() == [OVER]


def test_the_clock_is_not_needed_for_an_expired_approval_to_open_nothing(client, link, at):
    address = f"/book/school/{link.school.urn}/colleagues/"
    at(dt.timedelta(seconds=1))
    client.force_login(link.user)
    assert client.get(address).status_code == 200
    at(dt.timedelta())
    assert client.get(address).status_code == 404
    assert list(queries.approved_memberships(link.user)) == []


def test_the_job_is_due_and_says_what_it_did(link, at):
    at(dt.timedelta(days=7))
    assert jobs.JOBS["memberships"].run() == "1 reminders, 0 approvals ended"


def test_asking_for_another_year_opens_thirty_days_before_and_once(link, at):
    with pytest.raises(Refused, match="in the last thirty days"):
        actions.ask_to_renew(membership=link, by=link.user)
    at(dt.timedelta(days=30))
    with pytest.raises(NotYours):
        actions.ask_to_renew(membership=link, by=factories.staff(Role.COORDINATOR))
    actions.ask_to_renew(membership=link, by=link.user)
    with pytest.raises(Refused, match="already asked"):
        actions.ask_to_renew(membership=link, by=link.user)
    assert Event.objects.filter(kind="renewal_asked").count() == 1
    assert list(queries.to_renew()) == [link]
    # Whoever has asked is not reminded again.
    assert actions.remind_of_expiry() == 0


def test_asking_alone_renews_nothing(link, at):
    at(dt.timedelta(days=30))
    actions.ask_to_renew(membership=link, by=link.user)
    link.refresh_from_db()
    assert link.expires_at == ENDS
    at(dt.timedelta())
    assert actions.end_expired() == 1


@pytest.mark.parametrize("who", ["coordinator", "colleague"])
def test_a_coordinator_or_a_colleague_confirms_another_year_with_one_action(link, at, who):
    colleague = factories.membership(of=link.school, expires_at=ENDS + dt.timedelta(days=90))
    at(dt.timedelta(days=30))
    actions.ask_to_renew(membership=link, by=link.user)
    if who == "coordinator":
        done = actions.approve_membership(
            membership=link, proof="telephone", by=factories.staff(Role.COORDINATOR)
        )
    else:
        done = actions.vouch_for(membership=link, by=colleague.user)
    assert (done.expires_at, done.renewal_asked_at) == (clock.now() + dt.timedelta(days=365), None)
    assert subjects().count("You can book visits for another year") == 1
    at(dt.timedelta())
    assert actions.end_expired() == 0


def test_an_approval_that_nobody_wants_renewed_is_not_renewed_by_chance(link, at):
    at(dt.timedelta(days=30))
    with pytest.raises(Refused, match="decided this claim already"):
        actions.approve_membership(membership=link, proof="telephone", by=factories.staff(Role.COORDINATOR))


def test_an_approval_that_ran_out_is_not_renewed(link, at):
    at(dt.timedelta(days=30))
    actions.ask_to_renew(membership=link, by=link.user)
    at(dt.timedelta())
    with pytest.raises(Refused, match="has run out"):
        actions.approve_membership(membership=link, proof="telephone", by=factories.staff(Role.COORDINATOR))


def test_a_renewal_is_mailed_each_year(link, at, settings):
    coordinator = factories.staff(Role.COORDINATOR)
    for _ in range(2):
        link.refresh_from_db()
        settings.FAKE_NOW = (link.expires_at - dt.timedelta(days=10)).isoformat()
        actions.ask_to_renew(membership=link, by=link.user)
        actions.approve_membership(membership=link, proof="telephone", by=coordinator)
    assert OutboxMessage.objects.filter(kind="membership_renewed").count() == 2


def test_a_reminder_that_a_renewal_overtook_is_not_sent(link, at):
    at(dt.timedelta(days=7))
    actions.remind_of_expiry()
    actions.ask_to_renew(membership=link, by=link.user)
    assert subjects() == []


def test_the_teacher_renews_on_their_schools_page_and_the_desk_lists_it(client, link, at):
    client.force_login(link.user)
    address = f"/book/school/{link.school.urn}/"
    assert "I still work here" not in client.get(address).content.decode()
    at(dt.timedelta(days=20))
    client.force_login(link.user)
    assert "I still work here" in client.get(address).content.decode()
    answer = client.post(f"{address}renew/")
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    text = client.get(address).content.decode()
    assert "You asked for another year on" in text
    assert "I still work here" not in text
    factories.sign_in_fresh(client, factories.staff(Role.COORDINATOR))
    assert "Asking for another year (1)" in client.get("/cms/teachers/").content.decode()
    page = f"/cms/teachers/{link.public_id}/"
    assert "Approve for one year" in client.get(page).content.decode()
    assert client.post(page, {"decision": "approve", "proof": "telephone"}).status_code == 303
    link.refresh_from_db()
    assert link.expires_at > ENDS


def test_nobody_renews_at_a_school_that_is_not_theirs(client, link, at):
    at(dt.timedelta(days=20))
    client.force_login(factories.membership().user)
    assert client.post(f"/book/school/{link.school.urn}/renew/").status_code == 404
    link.refresh_from_db()
    assert link.renewal_asked_at is None


def test_the_database_keeps_no_approval_without_an_end(link):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=link.pk).update(expires_at=None)

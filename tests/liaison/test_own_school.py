"""A teacher sees all visits of their school, no officer before confirmation, and nothing of any other school."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail

from education.ledger import clock, outbox
from education.liaison.actions import cancel_visit, confirm_visit
from education.liaison.models import Visit
from education.liaison.states import Who
from education.schools import actions as schools
from education.schools.models import Membership
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def colleague(play):
    user = factories.person("col@school.example")
    factories.membership(user, play.school)
    return user


def mask(content: bytes) -> bytes:
    return re.sub(rb'value="[A-Za-z0-9]{64}"|BK-\w{5}', b"", content)


def test_a_colleague_sees_and_cancels_what_another_booked(play, colleague, client):
    visit = play.confirmed()
    client.force_login(colleague)
    assert visit.reference in client.get("/visits/").content.decode()
    assert client.get(f"/visits/{visit.reference}/").status_code == 200
    assert (
        cancel_visit(visit=visit, reason="timetable", by=colleague, as_=Who.TEACHER).state
        == "cancelled_by_school"
    )


def test_no_officer_is_named_before_confirmation_and_one_is_after_it(play, client):
    play.officer.user.first_name = "Zebedee"
    play.officer.user.save()
    visit = play.ask()
    client.force_login(play.teacher)
    pages = ("/visits/", f"/visits/{visit.reference}/", f"/visits/{visit.reference}/invite.ics")
    assert [page for page in pages if b"Zebedee" in client.get(page).content] == []
    outbox.send_due()
    assert "Zebedee" not in str([(m.subject, m.body) for m in mail.outbox])
    confirm_visit(visit=visit, version=visit.version, by=play.coordinator)
    assert b"Zebedee" in client.get(pages[1]).content


@pytest.mark.parametrize("rest", ["", "invite.ics", "cancel/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_schools_visit_is_as_missing_as_none(play, client, rest, method):
    """Same status, same body, same size: an address tells nobody whether there is such a visit."""
    visit = play.confirmed()
    stranger = factories.membership().user
    client.force_login(stranger)
    theirs = getattr(client, method)(f"/visits/{visit.reference}/{rest}")
    missing = getattr(client, method)(f"/visits/BK-22222/{rest}")
    assert theirs.status_code == missing.status_code
    assert theirs.status_code in {404, 405}
    assert mask(theirs.content) == mask(missing.content)
    assert len(theirs.content) == len(missing.content)
    assert visit.reference not in client.get("/visits/").content.decode()
    # The control: the school's own teacher is let in.
    client.force_login(play.teacher)
    assert client.get(f"/visits/{visit.reference}/").status_code == 200


@pytest.mark.parametrize("how", ["expired", "ended", "removed"])
def test_who_has_left_sees_nothing_at_once_and_the_visit_stays_with_the_school(play, colleague, client, how):
    visit = play.confirmed()
    client.force_login(play.teacher)
    assert client.get(f"/visits/{visit.reference}/").status_code == 200
    link = Membership.objects.get(user=play.teacher)
    if how == "expired":
        Membership.objects.filter(pk=link.pk).update(expires_at=clock.now())
    else:
        schools.end_membership(membership=link, by=play.coordinator if how == "ended" else colleague)
    for rest in ("", "invite.ics", "cancel/"):
        assert client.get(f"/visits/{visit.reference}/{rest}").status_code == 404
    assert visit.reference not in client.get("/visits/").content.decode()
    assert client.get("/book/what/").headers["Location"] == "/book/"
    visit.refresh_from_db()
    assert visit.state == "confirmed"
    client.force_login(colleague)
    assert client.get(f"/visits/{visit.reference}/").status_code == 200
    client.force_login(play.coordinator)
    text = client.get("/cms/visits/?state=nobody").content.decode()
    assert "Nobody to talk to (1)" in text
    assert visit.reference in text
    page = client.get(f"/cms/visits/{visit.reference}/").content.decode()
    assert "does not act for the school any more" in page
    assert "col@school.example" in page


def test_a_visit_of_a_school_that_rang_is_not_without_somebody(play):
    from education.liaison.actions.request import RANG

    play.ask(by=play.coordinator, override=RANG)
    assert list(Visit.objects.with_nobody_to_talk_to()) == []
    visit = play.ask(start=dt.time(13))
    assert list(Visit.objects.with_nobody_to_talk_to()) == []
    Membership.objects.filter(user=play.teacher).update(expires_at=clock.now())
    assert list(Visit.objects.with_nobody_to_talk_to()) == [visit]


def test_mail_about_a_visit_goes_to_who_is_left_and_never_to_who_has_gone(play, colleague):
    visit = play.ask()
    schools.end_membership(membership=Membership.objects.get(user=play.teacher), by=play.coordinator)
    outbox.send_due()
    mail.outbox.clear()
    confirm_visit(visit=visit, version=visit.version, by=play.coordinator)
    outbox.send_due()
    to = {address for message in mail.outbox for address in message.to}
    assert to == {colleague.email, "lead@school.example", play.officer.user.email}


def test_a_mail_that_was_queued_before_somebody_left_is_not_sent_to_them(play):
    visit = play.confirmed()
    schools.end_membership(membership=Membership.objects.get(user=play.teacher), by=play.coordinator)
    outbox.send_due()
    told = [m.subject for m in mail.outbox if play.teacher.email in m.to]
    assert told == ["You no longer book for a school"]
    assert visit.teacher == play.teacher

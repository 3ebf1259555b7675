"""What was refused is kept, shown to those who run registers, and taken off the list by a supervisor."""

from __future__ import annotations

from uuid import uuid4

import pytest

from education.attendance.actions import look_at_refused, remove_refused
from education.attendance.models import RefusedUpload
from education.ledger.clock import now
from education.ledger.models import Event
from education.liaison.errors import Refused
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, entry, send, signed_in, supervisor

pytestmark = pytest.mark.django_db
LIST = "/cms/registers/refused/"


def refused_twice() -> RefusedUpload:
    """The same id with two contents, from one phone."""
    session, officer = begun_session()
    same = str(uuid4())
    send(officer, entry(session, 28, id=same), entry(session, 31, id=same))
    return RefusedUpload.objects.get()


def test_it_shows_who_sent_what_and_why_it_was_refused():
    upload = refused_twice()
    page = signed_in(factories.staff(Role.COORDINATOR)).get(LIST).content.decode()
    told = ("Year 5: 31", "Another entry with this id is here already", "Harbour View Primary School")
    assert [text for text in told if text not in page] == []
    assert f"{LIST}{upload.pk}/" not in page  # a coordinator reads, a supervisor decides


def test_an_upload_for_a_session_that_is_not_known_is_shown_all_the_same():
    session, officer = begun_session()
    send(officer, entry(session, 28, session=str(uuid4())))
    page = signed_in(supervisor()).get(LIST).content.decode()
    assert ("not known here" in page, "Year 5: 28" in page) == (True, RefusedUpload.objects.count() == 1)


def test_a_supervisor_takes_it_off_the_list_and_the_log_says_so():
    upload, boss = refused_twice(), supervisor()
    client = signed_in(boss)
    assert "1 to look at" in client.get("/cms/registers/").content.decode()
    answer = client.post(f"{LIST}{upload.pk}/")
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    upload.refresh_from_db()
    row = Event.objects.get(subject="refused_upload")
    assert (upload.reviewed_at is not None, row.kind, row.actor) == (
        True,
        "refused_upload_reviewed",
        boss.public_id,
    )
    client.post(f"{LIST}{upload.pk}/")
    assert Event.objects.filter(subject="refused_upload").count() == 1
    assert "none to look at" in client.get("/cms/registers/").content.decode()


def test_what_nobody_has_looked_at_never_goes():
    upload = refused_twice()
    assert remove_refused(before=now()) == 0
    look_at_refused(upload=upload, by=supervisor())
    upload.refresh_from_db()
    assert remove_refused(before=now()) == (1 if upload.reviewed_at < now() else 0)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.OFFICER, Role.ADMINISTRATOR])
def test_nobody_but_a_supervisor_decides(role):
    with pytest.raises(Refused):
        look_at_refused(upload=refused_twice(), by=factories.staff(role))
    assert RefusedUpload.objects.filter(reviewed_at=None).count() == 1

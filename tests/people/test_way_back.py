"""Somebody lost their second factor and its codes: two people let them in again, and the mailbox proves who comes."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from education.ledger import outbox
from education.ledger.models import AccessEvent, Event
from education.people.models import StaffChange
from education.people.roles import Role
from education.people.staff import actions
from education.people.staff.policies import Refused
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SURE = {"sure": "on"}
ADDRESS = "/cms/people/way-back/"


@pytest.fixture
def admin():
    return factories.staff(Role.ADMINISTRATOR)


@pytest.fixture
def second():
    return factories.staff(Role.ADMINISTRATOR)


@pytest.fixture
def lost():
    return factories.staff(Role.OFFICER)


def signed_in(user) -> Client:
    client = Client()
    sign_in_fresh(client, user)
    return client


def factors(user) -> int:
    return Authenticator.objects.filter(user=user).count()


def refused(**arguments) -> str:
    with pytest.raises(Refused) as refusal:
        actions.propose_way_back(**arguments)
    return refusal.value.sentence


def test_nothing_changes_before_a_second_administrator_agrees(admin, second, lost):
    theirs = signed_in(lost)
    assert theirs.get("/officer/").status_code == 200
    change = actions.propose_way_back(user=lost, by=admin)
    assert (change.state, change.alone, factors(lost)) == ("waiting", False, 1)
    assert theirs.get("/officer/").status_code == 200
    actions.agree(change=change, by=second)
    lost.refresh_from_db()
    assert (factors(lost), lost.has_usable_password(), lost.roles()) == (0, False, {Role.OFFICER})
    assert theirs.get("/officer/").status_code == 302
    event = AccessEvent.objects.get(kind="second_factor_removed")
    assert (event.person, event.actor, event.data) == (
        lost.public_id, second.public_id, {"by_desk": True, "sessions": 1},
    )  # fmt: skip
    kinds = ["staff_change_proposed", "staff_change_agreed"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("id").values_list("kind", "actor")) == [
        (kinds[0], admin.public_id), (kinds[1], second.public_id),
    ]  # fmt: skip


def test_they_come_back_by_a_code_and_enrol_before_anything_opens(admin, second, lost, client):
    actions.agree(change=actions.propose_way_back(user=lost, by=admin), by=second)
    outbox.send_due()
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([lost.email], "Your second factor was taken off")
    assert "/accounts/login/code/" in told.body
    assert "tell an administrator at once" in told.body
    client.post("/accounts/login/", {"login": lost.email, "password": PASSWORD})
    assert client.get("/accounts/start/").headers["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/code/", {"email": lost.email})
    outbox.send_due()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{2,})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post("/accounts/login/code/confirm/", {"code": code})
    for address in ("/officer/", "/accounts/start/"):
        assert client.get(address).headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    TOTP.activate(lost, generate_totp_secret())
    assert client.get("/officer/").status_code == 200
    new = "seven quiet boats at noon"
    client.post("/accounts/password/set/", {"password1": new, "password2": new})
    lost.refresh_from_db()
    assert lost.check_password(new)


def test_a_teacher_who_set_up_a_factor_comes_back_the_same_way(admin):
    teacher = factories.person()
    TOTP.activate(teacher, generate_totp_secret())
    change = actions.propose_way_back(user=teacher, by=admin)
    assert (change.state, change.alone, factors(teacher)) == ("done", True, 0)


def test_whoever_asked_and_whom_it_is_about_do_not_agree(admin, second):
    third = factories.staff(Role.ADMINISTRATOR)
    change = actions.propose_way_back(user=second, by=admin)
    for by in (admin, second, factories.staff(Role.COORDINATOR)):
        with pytest.raises(Refused):
            actions.agree(change=change, by=by)
    assert factors(second) == 1
    assert actions.agree(change=change, by=third).state == "done"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_asks(lost, role):
    for by in (factories.staff(role), factories.person()):
        assert refused(user=lost, by=by) == "Only an administrator lets somebody in again."
    assert (StaffChange.objects.count(), factors(lost)) == (0, 1)


def test_nobody_asks_for_themselves_or_for_somebody_who_needs_none(admin, lost):
    assert "Ask another administrator" in refused(user=admin, by=admin)
    Authenticator.objects.filter(user=lost).delete()
    assert "has no second factor" in refused(user=lost, by=admin)
    lost.is_active = False
    lost.save()
    assert "access has ended" in refused(user=lost, by=admin)


def test_one_thing_about_a_person_is_open_at_a_time(admin, second, lost):
    actions.propose_way_back(user=lost, by=admin)
    assert "open already" in refused(user=lost, by=second)


def test_refusing_and_stopping_change_nothing(admin, second, lost):
    for end, by in ((actions.refuse, second), (actions.withdraw, admin)):
        end(change=actions.propose_way_back(user=lost, by=admin), by=by)
        assert factors(lost) == 1
    outbox.send_due()
    assert [m for m in mail.outbox if m.to == [lost.email]] == []


def test_access_that_ended_meanwhile_is_not_opened_again(admin, second, lost):
    change = actions.propose_way_back(user=lost, by=admin)
    actions.end_access(user=lost, by=second)
    change.refresh_from_db()
    assert change.state == "withdrawn"


def test_at_the_desk_from_both_sides(admin, second, lost):
    first, other = signed_in(admin), signed_in(second)
    assert ADDRESS in first.get("/cms/people/").content.decode()
    wrong = first.post(ADDRESS, {"email": lost.email})
    assert wrong.status_code == 422
    assert "ring a number that you had before" in wrong.content.decode()
    assert f'value="{lost.email}"' in wrong.content.decode()
    assert (
        "Nobody signs in with this address"
        in first.post(ADDRESS, {"email": "nobody@force.example", **SURE}).content.decode()
    )
    done = first.post(ADDRESS, {"email": lost.email.upper(), **SURE})
    assert (done.status_code, done.headers["Location"]) == (303, "/cms/people/")
    change = StaffChange.objects.get()
    page = other.get("/cms/people/").content.decode()
    assert "A way back in" in page
    address = f"/cms/people/changes/{change.public_id}/"
    assert "Agree only when you have made sure" in other.get(address).content.decode()
    assert first.post(address, {"decision": "agree"}).status_code == 409
    assert other.post(address, {"decision": "agree"}).status_code == 303
    assert factors(lost) == 0


def test_a_stranger_another_role_and_an_old_proof_open_nothing(admin, lost, client):
    form = {"email": lost.email, **SURE}
    assert client.post(ADDRESS, form).headers["Location"].startswith("/accounts/login/")
    for user in (factories.person(), factories.staff(Role.COORDINATOR), lost):
        assert signed_in(user).post(ADDRESS, form).status_code == 403
    stale = Client()
    sign_in_fresh(stale, admin, 900)
    assert stale.post(ADDRESS, form).headers["Location"].startswith("/accounts/reauthenticate/")
    strict = Client(enforce_csrf_checks=True)
    sign_in_fresh(strict, admin)
    assert strict.post(ADDRESS, form).status_code == 403
    assert (StaffChange.objects.count(), factors(lost)) == (0, 1)


def test_from_the_command_line_where_nobody_else_is_left(lost):
    said = StringIO()
    call_command("way_back", lost.email, stdout=said)
    assert (said.getvalue(), factors(lost)) == (f"{lost.email} comes back by a code.\n", 0)
    with pytest.raises(CommandError, match="no second factor"):
        call_command("way_back", lost.email)
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("way_back", "nobody@force.example")

"""Invitations, roles that take two people, and the end of somebody's access."""

from __future__ import annotations

import datetime as dt
import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command

from education.ledger import jobs, outbox
from education.ledger.clock import now
from education.ledger.models import Event, OutboxMessage
from education.people.models import StaffChange, User
from education.people.roles import Role
from education.people.staff import actions, tokens
from education.people.staff.policies import Refused
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "robin@force.example"
ANSWERS = {"first_name": "Robin", "last_name": "Reed", "password": "a quiet harbour at dawn"}


@pytest.fixture
def admin():
    return factories.staff(Role.ADMINISTRATOR)


def refused(call, **arguments) -> str:
    with pytest.raises(Refused) as refusal:
        call(**arguments)
    return refusal.value.sentence


def link(change: StaffChange) -> str:
    return tokens.address(change).removeprefix("http://127.0.0.1:8000")


def invited(*roles: Role, email: str = NEW) -> StaffChange:
    return actions.invite(email=email, roles=roles or [Role.OFFICER], by=None)


def test_an_invitation_is_a_link_in_a_mail_that_shows_first_and_acts_on_a_post(client, admin):
    change = actions.invite(email="Robin@Force.example", roles=[Role.OFFICER], by=admin)
    assert (change.email, change.state, change.alone) == (NEW, "invited", True)
    outbox.send_due()
    assert mail.outbox[-1].to == [NEW]
    address = re.search(r"http://127\.0\.0\.1:\d+(/accounts/invitation/\S+)", mail.outbox[-1].body)[1]
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert not User.objects.filter(email=NEW).exists()
    answer = client.post(address, ANSWERS)
    assert (answer.status_code, answer.headers["Location"]) == (
        303, "/accounts/2fa/totp/activate/?next=/accounts/start/",
    )  # fmt: skip
    user = User.objects.get(email=NEW)
    assert (str(user), user.roles(), user.is_superuser) == ("Robin Reed", {Role.OFFICER}, False)
    assert user.emailaddress_set.get().verified is True


def test_nothing_opens_before_the_second_factor(client):
    client.post(link(invited(Role.COORDINATOR)), ANSWERS)
    for address in ("/cms/", "/cms/visits/", "/accounts/start/"):
        assert client.get(address).headers["Location"].startswith("/accounts/2fa/totp/activate/")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_a_link_works_once_and_every_other_link_gets_the_same_page(client):
    change = invited()
    used = link(change)
    client.post(used, ANSWERS)
    other = client.__class__()
    answers = [other.get(used), other.post(used, ANSWERS), other.get("/accounts/invitation/never-sent/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    strip = re.compile(rb'csrf\w*"[^>]*value="\w+"')
    assert len({strip.sub(b"", answer.content) for answer in answers}) == 1
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 404)])
def test_a_link_lasts_seven_days(client, settings, days, status):
    settings.FAKE_NOW = "2027-01-04T09:00"
    address = link(invited())
    settings.FAKE_NOW = (dt.datetime.fromisoformat("2027-01-04T09:00") + dt.timedelta(days=days)).isoformat()
    assert client.get(address).status_code == status


def test_the_database_holds_no_token(client):
    change = invited()
    text = tokens.token(change)
    kept = [str(row) for table in (StaffChange, OutboxMessage, Event) for row in table.objects.values()]
    assert [row for row in kept if text in row] == []
    assert change.token_hash == tokens.digest(text)


def test_a_mail_that_was_overtaken_is_not_sent(admin):
    change = invited()
    actions.withdraw(change=change, by=admin)
    outbox.send_due()
    assert [m for m in mail.outbox if m.to == [NEW]] == []


def test_a_weak_password_is_refused_and_the_name_is_kept(client):
    answer = client.post(link(invited()), {**ANSWERS, "password": "password1234"})
    assert (answer.status_code, 'value="Robin"' in answer.content.decode()) == (422, True)


def test_with_a_second_administrator_an_invitation_waits_for_them(client, admin):
    second = factories.staff(Role.ADMINISTRATOR)
    change = actions.invite(email=NEW, roles=[Role.PUBLISHER], by=admin)
    assert (change.state, change.token_hash) == ("waiting", "")
    assert refused(actions.agree, change=change, by=admin) == (
        "You proposed this, so another administrator has to agree."
    )
    agreed = actions.agree(change=change, by=second)
    assert (agreed.state, agreed.alone, client.get(link(agreed)).status_code) == ("invited", False, 200)


def test_roles_change_only_when_a_second_person_agrees(admin):
    officer, coordinator = factories.staff(Role.OFFICER), factories.staff(Role.COORDINATOR)
    change = actions.propose_roles(user=officer, roles=[Role.OFFICER, Role.SUPERVISOR], by=coordinator)
    assert User.objects.get(pk=officer.pk).roles() == {Role.OFFICER}
    assert refused(actions.agree, change=change, by=coordinator) == "Only an administrator agrees to roles."
    actions.agree(change=change, by=admin)
    assert User.objects.get(pk=officer.pk).roles() == {Role.OFFICER, Role.SUPERVISOR}
    chain = Event.objects.filter(subject="staff_change", subject_id=str(change.public_id))
    assert list(chain.values_list("kind", "actor")) == [
        ("staff_change_proposed", coordinator.public_id),
        ("staff_change_agreed", admin.public_id),
    ]


def test_a_single_administrator_decides_alone_and_the_log_says_so(admin):
    officer = factories.staff(Role.OFFICER)
    change = actions.propose_roles(user=officer, roles=[Role.SUPERVISOR], by=admin)
    assert (change.state, change.alone) == ("done", True)
    assert Event.objects.get(kind="staff_change_agreed").data["alone"] is True


def test_nobody_gives_themselves_anything(admin):
    second = factories.staff(Role.ADMINISTRATOR)
    mine = "Nobody changes their own roles. Ask another administrator."
    assert refused(actions.propose_roles, user=admin, roles=list(Role), by=admin) == mine
    assert refused(actions.invite, email=admin.email, roles=[Role.PUBLISHER], by=admin) == (
        "Nobody invites themselves. Ask another administrator."
    )
    change = actions.propose_roles(
        user=admin, roles=[Role.ADMINISTRATOR, Role.PUBLISHER], by=factories.staff(Role.COORDINATOR)
    )
    assert refused(actions.agree, change=change, by=admin) == (
        "This is about you, so another administrator has to agree."
    )
    assert actions.agree(change=change, by=second).state == "done"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_invites_and_ends_access(role):
    somebody = factories.staff(role)
    assert refused(actions.invite, email=NEW, roles=[Role.OFFICER], by=somebody) == (
        "Only an administrator invites people."
    )
    assert refused(actions.end_access, user=factories.staff(Role.OFFICER), by=somebody) == (
        "Only an administrator ends somebody's access."
    )


def test_a_teacher_becomes_no_staff_and_an_unconfirmed_account_is_taken_over(client):
    teacher = factories.person()
    assert refused(actions.invite, email=teacher.email, roles=[Role.OFFICER], by=None) == (
        "This address belongs to a teacher's account. Invite them with an address of the force."
    )
    squatter = factories.person(NEW)
    squatter.emailaddress_set.update(verified=False)
    thief = client.__class__()
    thief.force_login(squatter)
    client.post(link(invited()), ANSWERS)
    squatter.refresh_from_db()
    assert (squatter.check_password(ANSWERS["password"]), squatter.roles()) == (True, {Role.OFFICER})
    assert thief.get("/visits/").headers["Location"].startswith("/accounts/login/")


def test_the_last_administrator_stays(admin):
    assert refused(actions.end_access, user=admin, by=None) == (
        "This is the only administrator. Give somebody else the role first."
    )
    assert refused(actions.propose_roles, user=admin, roles=[Role.EDITOR], by=None) == (
        "This is the only administrator. Give somebody else the role first."
    )


def test_whoever_leaves_is_out_with_the_next_click(client, admin):
    officer = factories.staff(Role.OFFICER)
    client.force_login(officer)
    assert client.get("/officer/").status_code == 200
    handed = actions.end_access(user=officer, by=admin)
    assert client.get("/officer/").headers["Location"] == "/accounts/login/?next=/officer/"
    officer = User.objects.get(pk=officer.pk)
    assert (officer.is_active, officer.roles(), officer.has_usable_password()) == (False, frozenset(), False)
    assert (handed["sessions"], Authenticator.objects.filter(user=officer).count()) == (1, 0)
    assert [s for s in Session.objects.all() if s.get_decoded().get("_auth_user_id") == str(officer.pk)] == []
    event = Event.objects.get(kind="access_ended")
    assert (event.actor, event.data["roles"]) == (admin.public_id, ["officer"])


def test_control_an_account_that_is_open_keeps_its_session(client, admin):
    officer = factories.staff(Role.OFFICER)
    client.force_login(officer)
    actions.end_access(user=factories.staff(Role.OFFICER), by=admin)
    assert client.get("/officer/").status_code == 200


def test_what_they_had_proposed_and_sent_is_stopped(client, admin):
    second = factories.staff(Role.ADMINISTRATOR)
    change = actions.agree(change=actions.invite(email=NEW, roles=[Role.OFFICER], by=second), by=admin)
    address = link(change)
    actions.end_access(user=second, by=admin)
    assert client.get(address).status_code == 404


def test_somebody_who_comes_back_is_invited_anew(client, admin):
    officer = factories.staff(Role.OFFICER, email=NEW)
    actions.end_access(user=officer, by=admin)
    client.post(link(invited(Role.ANALYST)), ANSWERS)
    officer = User.objects.get(pk=officer.pk)
    assert (officer.is_active, officer.roles()) == (True, {Role.ANALYST})


def test_the_command_prints_the_link_and_a_second_call_replaces_it(client):
    links = []
    for _ in range(2):
        out = StringIO()
        call_command("invite", NEW, "--role", "administrator", stdout=out)
        links.append(out.getvalue().splitlines()[-1].removeprefix("http://127.0.0.1:8000"))
    assert [client.get(address).status_code for address in links] == [404, 200]
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("invite", "nobody", "--role", "officer")


def proved(client, user):
    """Signed in a moment ago."""
    from tests.project.world import World

    client.force_login(user)
    World(people={"somebody": user}).prove(client, "somebody")


def test_the_desk_lists_roles_second_factor_and_last_sign_in_and_no_more(client, admin):
    officer = factories.staff(Role.OFFICER)
    teacher = factories.person()
    proved(client, admin)
    page = client.get("/cms/people/").content.decode()
    assert ("Officers" in page, "<td>yes</td>" in page) == (True, True)
    assert (officer.email in page, teacher.email in page) == (False, False)


def test_the_desk_invites_proposes_agrees_and_ends(client, admin):
    proved(client, admin)
    assert client.post("/cms/people/invite/", {"email": NEW, "roles": ["officer"]}).status_code == 303
    second, officer = factories.staff(Role.ADMINISTRATOR), factories.staff(Role.OFFICER)
    page = f"/cms/people/{officer.public_id}/"
    assert client.post(page, {"decision": "roles", "roles": ["supervisor"]}).status_code == 303
    change = StaffChange.objects.get(user=officer)
    assert client.post(f"/cms/people/changes/{change.public_id}/", {"decision": "agree"}).status_code == 409
    proved(client, second)
    assert client.post(f"/cms/people/changes/{change.public_id}/", {"decision": "agree"}).status_code == 303
    assert User.objects.get(pk=officer.pk).roles() == {Role.SUPERVISOR}
    assert client.post(page, {"decision": "end"}).status_code == 303
    assert client.get(page).status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client, admin):
    proved(client, admin)
    answer = client.post("/cms/people/invite/", {"email": "robin at force"})
    text = answer.content.decode()
    assert (answer.status_code, 'value="robin at force"' in text, "Choose at least one role." in text) == (
        422, True, True,
    )  # fmt: skip


def test_an_old_sign_in_is_not_enough_to_invite(client, admin):
    client.force_login(admin)
    answer = client.post("/cms/people/invite/", {"email": NEW, "roles": ["officer"]})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not StaffChange.objects.exists()


def test_two_open_changes_for_one_address_are_refused(admin):
    factories.staff(Role.ADMINISTRATOR)
    actions.invite(email=NEW, roles=[Role.OFFICER], by=admin)
    assert refused(actions.invite, email=NEW, roles=[Role.ANALYST], by=admin) == (
        "Something about this person is open already. Decide or withdraw it first."
    )


def test_a_closed_change_is_decided_by_nobody(admin):
    second = factories.staff(Role.ADMINISTRATOR)
    change = actions.invite(email=NEW, roles=[Role.OFFICER], by=admin)
    actions.refuse(change=change, by=second)
    assert refused(actions.agree, change=change, by=second) == (
        "This no longer waits for anybody. Look at it again."
    )
    assert StaffChange.objects.get().decided_at <= now()


def test_an_invitation_that_nobody_took_up_loses_its_address_after_thirty_days(client, settings):
    settings.FAKE_NOW = "2027-01-04T09:00"
    change = invited()
    settings.FAKE_NOW = "2027-02-02T09:00"
    assert jobs.JOBS["forget invitations that nobody took up"].run() == "0 forgotten"
    settings.FAKE_NOW = "2027-02-03T09:01"
    assert jobs.JOBS["forget invitations that nobody took up"].run() == "1 forgotten"
    change.refresh_from_db()
    assert (NEW in change.email, change.state, change.token_hash) == (False, "withdrawn", "")

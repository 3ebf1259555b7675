"""Every sign-in, permission change, state change, look at contact details and export leaves a line in a log."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from education.figures import actions as figures
from education.figures.queries import TRAINED
from education.ledger import outbox
from education.ledger.models import AccessEvent, Event
from education.liaison.models import Visit
from education.people import access
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh
from tests.figures.world import past_year
from tests.project import world as worlds
from tests.project.test_permissions import MATRIX, expected, fill, ours
from tests.project.test_surface import rows
from tests.project.world import ROLES, World

pytestmark = pytest.mark.timeout(600)
Kind = AccessEvent.Kind
LOGIN, REAUTHENTICATE = "/accounts/login/", "/accounts/reauthenticate/"
CODE = re.compile(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", re.MULTILINE)
NEW = "another-long-password-7"


def app_code(secret: str) -> str:
    """What an app shows now; half a minute either way is let pass."""
    return f"{hotp_value(secret, list(yield_hotp_counters_from_time())[1]):06}"


@dataclass
class Desk:
    """A browser, a teacher and the people who run the site."""

    client: Client
    teacher: User

    def as_(self, *roles: Role) -> User:
        """Sign in as somebody who holds these roles and has just proved it."""
        user = factories.staff(*roles)
        sign_in_fresh(self.client, user)
        return user

    def is_teacher(self) -> Client:
        sign_in_fresh(self.client, self.teacher)
        return self.client

    def post(self, address: str, **data: Any) -> None:
        answer = self.client.post(address, data)
        assert answer.status_code < 500, (address, answer.status_code)

    def code(self) -> str:
        outbox.send_due()
        found = CODE.search(str(mail.outbox[-1].body))
        assert found, mail.outbox[-1].body
        return found[1]

    def sign_in(self, password: str = PASSWORD) -> None:
        self.post(LOGIN, login=self.teacher.email, password=password)

    def sign_up(self) -> None:
        self.post(
            "/accounts/signup/", email="new@school.example", password1=NEW, first_name="A", last_name="B"
        )

    def with_app(self, code: str = "") -> None:
        """Sign in with a password, then with the code of an app."""
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        TOTP.activate(self.teacher, secret)
        self.sign_in()
        right = app_code(secret)
        self.post("/accounts/2fa/authenticate/", code=code or right)


def _confirm(desk: Desk) -> None:
    desk.sign_up()
    desk.post("/accounts/confirm-email/", code=desk.code())


def _wrong_code(desk: Desk) -> None:
    desk.sign_up()
    for _ in range(5):
        desk.post("/accounts/confirm-email/", code="WRONG1")


def _add_app(desk: Desk) -> None:
    desk.is_teacher().get("/accounts/2fa/totp/activate/")
    secret = desk.client.session["mfa.totp.secret"]
    code = app_code(secret)
    desk.post("/accounts/2fa/totp/activate/", code=code)


def _remove_app(desk: Desk) -> None:
    TOTP.activate(desk.teacher, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    desk.is_teacher()
    desk.post("/accounts/2fa/totp/deactivate/")


def _end_access(desk: Desk) -> None:
    leaver = factories.staff(Role.EDITOR)
    desk.as_(Role.ADMINISTRATOR)
    desk.post(f"/cms/people/{leaver.public_id}/", decision="end")


def _look(desk: Desk) -> None:
    desk.as_(Role.COORDINATOR)
    desk.client.get("/cms/teachers/")


def _look_inside(desk: Desk) -> None:
    analyst, publisher = past_year()
    made = figures.publish(
        definition=TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    desk.as_(Role.ANALYST)
    desk.client.get(f"/cms/figures/look/{made.slug}/")


def _read(address: str) -> Callable[[Desk], None]:
    def read(desk: Desk) -> None:
        desk.as_(Role.ADMINISTRATOR)
        desk.client.get(address).getvalue()

    return read


def _unconfirmed(desk: Desk) -> None:
    desk.sign_up()
    with override_settings(FAKE_NOW="2099-01-01T12:00"):
        call_command("tick", "--all", verbosity=0)


def _staff_ask(desk: Desk) -> None:
    desk.as_(Role.EDITOR)
    desk.post("/accounts/delete/", understood="on")


def _teacher_goes(desk: Desk) -> None:
    desk.is_teacher()
    desk.post("/accounts/delete/", understood="on")


def _known(desk: Desk) -> None:
    desk.post("/accounts/signup/", email=desk.teacher.email, password1=NEW, first_name="A", last_name="B")


def _change_password(desk: Desk) -> None:
    desk.is_teacher()
    desk.post("/accounts/password/change/", oldpassword=PASSWORD, password1=NEW, password2=NEW)


def _add_address(desk: Desk) -> None:
    desk.is_teacher()
    desk.post("/accounts/email/", action_add="", email="second@school.example")
    desk.post("/accounts/confirm-email/", code=desk.code())


WAYS: dict[str, Callable[[Desk], Any]] = {
    Kind.SIGN_IN: Desk.sign_in,
    Kind.SIGN_IN_FAILED: lambda desk: desk.sign_in("not-the-password"),
    Kind.CODE_REJECTED: _wrong_code,
    Kind.SECOND_FACTOR_USED: Desk.with_app,
    Kind.SECOND_FACTOR_FAILED: lambda desk: desk.with_app("000000"),
    Kind.REAUTHENTICATED: lambda desk: (desk.is_teacher(), desk.post(REAUTHENTICATE, password=PASSWORD)),
    Kind.SIGN_OUT: lambda desk: (desk.is_teacher(), desk.post("/accounts/logout/")),
    Kind.ACCOUNT_MADE: Desk.sign_up,
    Kind.ACCOUNT_REMOVED: _unconfirmed,
    Kind.PASSWORD_CHANGED: _change_password,
    Kind.EMAIL_CHANGED: _add_address,
    Kind.EMAIL_CONFIRMED: _confirm,
    Kind.SECOND_FACTOR_ADDED: _add_app,
    Kind.SECOND_FACTOR_REMOVED: _remove_app,
    Kind.PERMISSIONS_CHANGED: _end_access,
    Kind.CONTACT_VIEWED: _look,
    Kind.EXPORTED: _read("/cms/audit/log.csv"),
    Kind.FIGURE_SEEN: _look_inside,
    Kind.AUDIT_READ: _read("/cms/audit/"),
    Kind.DATA_DOWNLOADED: lambda desk: desk.is_teacher().get("/accounts/data/what-we-hold.json"),
    Kind.ERASURE_REQUESTED: _staff_ask,
    Kind.PERSON_EMPTIED: _teacher_goes,
    Kind.SIGN_UP_KNOWN: _known,
}


@pytest.fixture
def desk(client, db):
    """A teacher with a browser; what making them wrote is not counted."""
    return Desk(client, factories.person())


def left_by(desk: Desk, kind: str) -> list[str]:
    """The kinds of lines that doing this left."""
    seen = set(AccessEvent.objects.values_list("pk", flat=True))
    WAYS[kind](desk)
    return sorted({row.kind for row in AccessEvent.objects.exclude(pk__in=seen)})


def test_every_kind_of_access_has_a_way_to_it():
    assert sorted(WAYS) == sorted(Kind.values)


@pytest.mark.parametrize("kind", [kind for kind in Kind.values if kind != Kind.SECOND_FACTOR_ADDED])
def test_each_kind_is_logged_when_it_is_done(desk, kind):
    assert kind in left_by(desk, kind)


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_is_logged_once_it_is_kept(transactional_db, client):
    """It is said after the commit, so this one commits."""
    assert Kind.SECOND_FACTOR_ADDED in left_by(Desk(client, factories.person()), Kind.SECOND_FACTOR_ADDED)


@pytest.mark.parametrize("kind", [Kind.SIGN_IN, Kind.PERMISSIONS_CHANGED, Kind.CONTACT_VIEWED, Kind.EXPORTED])
def test_control_without_its_line_each_would_be_missed(desk, kind, monkeypatch):
    monkeypatch.setattr(access, "note", lambda *args, **kwargs: None)
    assert kind not in left_by(desk, kind)


SEEN = (Kind.CONTACT_VIEWED, Kind.AUDIT_READ, Kind.DATA_DOWNLOADED)


def unseen_looks(world: World) -> tuple[list[str], int]:
    """Pages that show somebody else's address or telephone and leave no line; and how many showed one."""
    people = dict(User.objects.values_list("email", "pk"))
    telephones = set(Visit.objects.exclude(day_telephone="").values_list("day_telephone", flat=True))
    leads = set(
        Visit.objects.exclude(safeguarding_lead_email="").values_list("safeguarding_lead_email", flat=True)
    )
    found, shown = [], 0
    for route in ours():
        for which in world.gaps.get(route, {"": {}}):
            for role in ROLES[1:]:
                if expected(MATRIX[route], role, "GET", which) != "200":
                    continue
                client = world.client(role)
                with transaction.atomic():
                    before = AccessEvent.objects.filter(kind__in=SEEN).count()
                    gaps = world.gaps.get(route, {}).get(which, {})
                    page = (
                        client.get(fill(route, gaps) + world.queries.get(route, ""))
                        .getvalue()
                        .decode(errors="replace")
                    )
                    noted = AccessEvent.objects.filter(kind__in=SEEN).count() > before
                    transaction.set_rollback(True)
                others = {email for email, pk in people.items() if pk != world.people[role].pk}
                typed_by_them = role == "teacher" and which == "own"
                contacts = others | (set() if typed_by_them else telephones | leads)
                if any(contact in page for contact in contacts):
                    shown += 1
                    if not noted:
                        found.append(f"{route} {which} as {role}")
    return found, shown


def test_no_page_shows_somebodys_contact_without_a_line(world):
    found, shown = unseen_looks(world)
    print(f"{shown} pages show somebody's address or telephone")
    assert (found, shown > 15) == ([], True)


def test_control_a_look_without_its_line_is_found(world, monkeypatch):
    monkeypatch.setattr(access, "note", lambda *args, **kwargs: None)
    found, _ = unseen_looks(world)
    assert "cms/visits/<slug:reference>/ own as coordinator" in found


def kept() -> dict[str, Any]:
    """Everything that our rooms hold, without the logs themselves."""
    return {name: held for name, held in rows().items() if not name.startswith("ledger.")}


def written() -> int:
    return Event.objects.count() + AccessEvent.objects.count()


UNLOGGED = {
    "here/<slug:code>/": "an answer of a parents' evening is nobody's: its row is all that is known",
    "cms/imports/<uuid:public_id>/columns/": "a worksheet; what it comes to is logged when it is committed",
    "cms/imports/<uuid:public_id>/total/": "likewise",
}


def quiet_changes(world: World) -> tuple[list[str], int]:
    """Requests that changed something without a line, or changed something by GET; and how many POSTs changed something."""
    found, changes = [], 0
    for route in ours():
        own = "own" if route in world.gaps else ""
        address = fill(route, world.gaps.get(route, {}).get(own, {})) + world.queries.get(route, "")
        for method in ("GET", "POST"):
            wanted = ("done", "303", "302", "200")
            who = [r for r in ROLES if expected(MATRIX[route], r, method, own) in wanted]
            role = next(
                (r for r in who if expected(MATRIX[route], r, method, own) == "done"), who[0] if who else ""
            )
            if not role:
                continue
            client = world.client(role)
            with transaction.atomic():
                before, lines = kept(), written()
                if method == "GET":
                    client.get(address).getvalue()
                else:
                    worlds.post(client, address, world.posts.get(route, {}).get(own, {})).getvalue()
                changed = [name for name, held in kept().items() if held != before[name]]
                logged = written() > lines
                transaction.set_rollback(True)
            changes += bool(changed and method == "POST")
            if changed and (method == "GET" or not (logged or route in UNLOGGED)):
                found.append(f"{method} {route} as {role}: {', '.join(changed)}")
    return found, changes


def test_nothing_changes_without_a_line_and_nothing_changes_by_looking(world):
    found, changes = quiet_changes(world)
    print(f"{changes} addresses change something by POST, each but {len(UNLOGGED)} with a line in a log")
    assert (found, changes > 30) == ([], True)

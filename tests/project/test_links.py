"""Links in mails: they lead to pages that show on GET; one kind alone carries a secret, and it is an invitation's."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.urls import resolve

from education.ledger import outbox
from education.liaison import emails as liaison_emails
from education.people.models import StaffChange
from education.people.roles import Role
from education.people.staff import actions, tokens
from tests.project.test_permissions import MATRIX, PREFIXES, rule

MAILS = sorted(
    path
    for folder in ("templates/emails", "templates/account/email", "templates/mfa/email")
    for path in (Path(settings.TEMPLATES[0]["DIRS"][0]).parent / folder).rglob("*.txt")
)
LINK = re.compile(r"\{\{ site \}\}(/[^\s{]*(?:\{\{[^}]*\}\}[^\s{]*)*)|\{\{ (address) \}\}")
PLACES = {"reference": "BK-NONE9", "urn": "7"}


def links(text: str) -> set[str]:
    """The addresses in a mail's words, their gaps filled."""
    return {
        re.sub(r"\{\{[^}]*?(\w+) \}\}", lambda gap: PLACES.get(gap[1], "7"), found[1] or "/address")
        for found in LINK.finditer(text)
    }


def written() -> set[str]:
    return set().union(*(links(path.read_text(encoding="utf-8")) for path in MAILS))


def test_every_link_leads_to_an_address_whose_get_the_walk_has_seen():
    known = set()
    for address in written() - {"/address"}:
        match = resolve(address.partition("#")[0])
        route = match.route
        assert route in MATRIX or rule(route) in PREFIXES.values(), address
        known.add(route)
    print(f"{len(MAILS)} mails, {len(written())} kinds of links to {len(known)} addresses")
    assert len(known) > 8


def test_an_invitation_is_the_only_link_with_a_secret():
    given = {path.name for path in MAILS if "{{ address }}" in path.read_text(encoding="utf-8")}
    to_a_visit = {
        name for name in given if name.startswith(("visit_", "session_"))
    }  # behind the sign-in, no secret
    to_an_offer = {"waiting_offered.txt"}  # likewise
    assert given - to_a_visit - to_an_offer == {"staff_invited.txt"}
    makers = inspect.getsource(liaison_emails)
    assert set(re.findall(r'"address": (.*),', makers)) == {
        'f"{settings.BASE_URL}/visits/{visit.reference}/"',
        'f"{settings.BASE_URL}/visits/waiting/{offer.public_id}/"',
    }
    secret = [
        path.name
        for path in MAILS
        if re.search(r"\{\{[^}]*(token|secret|signature|key)[^}]*\}\}", path.read_text(encoding="utf-8"))
    ]
    assert secret == []


@pytest.mark.django_db
def test_the_link_of_an_invitation_shows_as_often_as_a_scanner_asks_and_is_kept_as_a_hash(client):
    """School and force gateways open every link of a mail: nothing may be used up by that."""
    change = actions.invite(email="new@force.example", roles=[Role.OFFICER], by=None)
    outbox.send_due()
    address = tokens.address(change)
    assert address in mail.outbox[-1].body
    path = address.removeprefix(settings.BASE_URL)
    for _ in range(3):
        assert client.head(path).status_code == client.get(path).status_code == 200
    change.refresh_from_db()
    assert change.state == StaffChange.State.INVITED
    held = str(list(StaffChange.objects.values()))
    assert (tokens.token(change) in held, tokens.digest(tokens.token(change)) in held) == (False, True)


@pytest.mark.django_db
def test_control_a_post_to_the_same_link_acts(client):
    change = actions.invite(email="new@force.example", roles=[Role.OFFICER], by=None)
    path = tokens.address(change).removeprefix(settings.BASE_URL)
    client.post(path, {"first_name": "Robin", "last_name": "Reed", "password": "a quiet harbour at dawn"})
    change.refresh_from_db()
    assert change.state == StaffChange.State.DONE
    assert type(client)().get(path).status_code == 404

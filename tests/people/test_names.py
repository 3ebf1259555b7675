"""Everybody changes how they themselves are called."""

from __future__ import annotations

import pytest

from education.ledger.models import Event
from education.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("roles", [[], [Role.OFFICER]])
def test_somebody_changes_their_name_and_the_log_says_so_without_a_name(client, roles):
    user = factories.staff(*roles) if roles else factories.person()
    client.force_login(user)
    page = client.get("/accounts/name/").content.decode()
    assert 'value="Pat"' in page
    assert 'autocomplete="given-name"' in page
    done = client.post("/accounts/name/", {"first_name": "Robin", "last_name": "O’Reed"})
    assert (done.status_code, done.headers["Location"]) == (303, "/accounts/name/")
    user.refresh_from_db()
    assert str(user) == "Robin O’Reed"
    event = Event.objects.get(kind="name_changed")
    assert (event.subject_id, event.actor, event.data) == (str(user.public_id), user.public_id, {})
    assert "Your name is changed." in client.get("/accounts/name/").content.decode()


def test_the_same_name_is_no_change(client):
    client.force_login(factories.person())
    client.post("/accounts/name/", {"first_name": "Pat", "last_name": "Person"})
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "typed", [{}, {"first_name": "Robin"}, {"first_name": "R" * 151, "last_name": "Reed"}]
)
def test_half_a_name_is_refused_and_what_was_typed_stays(client, typed):
    user = factories.person()
    client.force_login(user)
    answer = client.post("/accounts/name/", typed)
    assert answer.status_code == 422
    for value in typed.values():
        assert f'value="{value}"' in answer.content.decode()
    user.refresh_from_db()
    assert str(user) == "Pat Person"


def test_a_post_writes_ones_own_name_whatever_else_it_sends(client):
    me, other = factories.person(), factories.person()
    client.force_login(me)
    client.post(
        "/accounts/name/",
        {"first_name": "A", "last_name": "B", "id": other.pk, "user": other.pk, "is_staff": "on"},
    )
    me.refresh_from_db()
    other.refresh_from_db()
    assert (str(me), me.is_staff, str(other)) == ("A B", False, "Pat Person")

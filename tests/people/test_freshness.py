"""Dangerous actions ask for a proof that is at most five minutes old."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path

from education.people import doors
from education.people.roles import Role
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
DONE: list[str] = []


@doors.only(Role.SUPERVISOR)
@doors.fresh
def dangerous(request):
    if request.method == "POST":
        DONE.append(request.POST["reason"])
    return HttpResponse("here")


@doors.only(Role.SUPERVISOR)
@doors.fresh_to_read
def export(request):
    return HttpResponse("rows")


urlpatterns = [
    path("dangerous/", dangerous),
    path("export/", export),
    path("", include("config.urls")),
]


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


@pytest.fixture
def supervisor():
    return factories.staff(Role.SUPERVISOR)


def test_right_after_signing_in_nothing_more_is_asked(client, supervisor):
    sign_in_fresh(client, supervisor)
    assert client.post("/dangerous/", {"reason": "new"}).status_code == 200
    assert (client.get("/export/").status_code, DONE) == (200, ["new"])


@pytest.mark.parametrize(("seconds", "status"), [(295, 200), (301, 302)])
def test_five_minutes_later_it_is(client, supervisor, seconds, status):
    sign_in_fresh(client, supervisor, seconds)
    assert client.post("/dangerous/", {"reason": "new"}).status_code == status
    assert client.get("/export/").status_code == status


def test_looking_at_the_page_needs_no_new_proof(client, supervisor):
    sign_in_fresh(client, supervisor, 900)
    assert client.get("/dangerous/").status_code == 200


def test_what_was_sent_goes_on_by_itself_after_the_proof(client, supervisor):
    sign_in_fresh(client, supervisor, 900)
    asked = client.post("/dangerous/", {"reason": "typed for a long time"})
    assert asked.headers["Location"] == "/accounts/reauthenticate/?next=%2Fdangerous%2F"
    wrong = client.post(asked.headers["Location"], {"password": "no", "next": "/dangerous/"})
    assert (wrong.status_code, DONE) == (200, [])
    right = client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/dangerous/"})
    assert (right.content, DONE) == (b"here", ["typed for a long time"])


def test_a_form_with_a_file_comes_back_as_a_page(client, supervisor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sign_in_fresh(client, supervisor, 900)
    asked = client.post("/dangerous/", {"reason": "r", "file": SimpleUploadedFile("a.txt", b"x")})
    done = client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/dangerous/"})
    assert (done.status_code, done.headers["Location"], DONE) == (302, "/dangerous/", [])


def test_somebody_without_the_role_is_refused_before_being_asked(client):
    sign_in_fresh(client, factories.staff(Role.OFFICER), 900)
    assert client.post("/dangerous/", {"reason": "r"}).status_code == 403


@override_settings(SESSION_SERIALIZER="education.people.sealed.Sealed")
def test_what_waits_in_the_session_is_not_readable_in_the_database(client, supervisor):
    sign_in_fresh(client, supervisor, 900)
    client.post("/dangerous/", {"reason": "a very long reason"})
    from django.core import signing

    from education.people.sealed import Sealed

    kept = Session.objects.get(session_key=client.session.session_key).session_data
    raw = signing.TimestampSigner(salt="django.contrib.sessions.SessionStore").unsign(kept)
    assert "a very long reason" in str(client.session["account_reauthentication_state"]).replace("+", " ")
    import base64
    import zlib

    body = raw[1:] if raw.startswith(".") else raw
    data = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    clear = zlib.decompress(data) if raw.startswith(".") else data
    assert b"reason" not in clear
    assert "account_reauthentication_state" in Sealed().loads(clear)

"""How long a sign-in lasts, and what ends it early."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client

from education.ledger.models import OutboxMessage
from education.people import devices, emails, kept
from education.people.roles import Role
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh

pytestmark = pytest.mark.django_db
BEGIN = dt.datetime(2027, 1, 20, 9, 0)


@pytest.fixture
def after(settings):
    def set_to(**passed: float) -> None:
        settings.FAKE_NOW = (BEGIN + dt.timedelta(**passed)).isoformat()

    set_to()
    return set_to


def is_in(client: Client) -> bool:
    return client.get("/accounts/logout/").status_code == 200


def somebody(kind: str):
    if kind == "teacher":
        return factories.person()
    return factories.staff({"officer": Role.OFFICER, "administrator": Role.ADMINISTRATOR}[kind])


@pytest.mark.parametrize(
    ("kind", "whole", "idle"),
    [("officer", 8 * 60, 60), ("administrator", 4 * 60, 30), ("teacher", 12 * 60, 8 * 60)],
)
def test_a_session_ends_after_its_whole_time_and_when_nothing_is_asked_for(client, after, kind, whole, idle):
    client.force_login(somebody(kind))
    assert is_in(client)
    for minute in range(idle - 1, whole, idle - 1):
        after(minutes=minute)
        assert is_in(client)
    after(minutes=whole - 1)
    assert is_in(client)
    after(minutes=whole)
    assert not is_in(client)
    after()
    client.force_login(somebody(kind))
    assert is_in(client)
    after(minutes=idle)
    assert not is_in(client)


def test_a_teacher_who_chose_it_stays_for_thirty_days(client, after):
    teacher = factories.person()
    client.post("/accounts/login/", {"login": teacher.email, "password": PASSWORD, "remember": "on"})
    assert client.cookies["sessionid"]["max-age"] == 30 * 24 * 60 * 60
    assert is_in(client)
    after(days=29, hours=23)
    assert is_in(client)
    after(days=30)
    assert not is_in(client)


def test_without_the_choice_the_browser_forgets(client, after):
    teacher = factories.person()
    client.post("/accounts/login/", {"login": teacher.email, "password": PASSWORD})
    assert client.cookies["sessionid"]["max-age"] == ""


def test_staff_who_tick_it_are_signed_out_after_hours_all_the_same(client, after):
    officer = factories.staff(Role.OFFICER)
    session = client.session
    client.force_login(officer)
    session = client.session
    session.set_expiry(30 * 24 * 60 * 60)
    session.save()
    assert is_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""
    after(minutes=61)
    assert not is_in(client)


def test_a_clock_put_back_ends_a_session_and_never_makes_it_longer(client, after):
    client.force_login(somebody("officer"))
    assert is_in(client)
    after(minutes=-4)
    assert is_in(client)
    after(minutes=-6)
    assert not is_in(client)


def late_post(client, after, **headers) -> object:
    """A form that its sender filled in for longer than their sign-in lasted."""
    assert is_in(client)
    after(minutes=61)
    typed = {"year_0": "5", "needs": ["ramp", "loop"], "csrfmiddlewaretoken": "x"}
    return client.post("/book/request/900001/?step=2", typed, headers=headers)


def test_a_form_sent_too_late_is_kept_and_sent_again_by_one_button_after_signing_in(client, after):
    teacher = factories.staff(Role.OFFICER)
    client.force_login(teacher)
    late = late_post(client, after, Referer="http://testserver/book/request/900001/?step=2")
    assert (late.status_code, late.headers["Location"]) == (
        303,
        "/accounts/login/?next=%2Faccounts%2Fkept%2F",
    )
    assert "What you sent is kept" in client.get("/accounts/login/").content.decode()
    assert client.get("/accounts/kept/").headers["Location"].startswith("/accounts/login/")
    client.force_login(teacher)
    page = client.get("/accounts/kept/").content.decode()
    assert 'action="/book/request/900001/?step=2"' in page
    for field in ('name="year_0" value="5"', 'name="needs" value="ramp"', 'name="needs" value="loop"'):
        assert field in page
    assert page.count('name="csrfmiddlewaretoken"') == 2
    assert 'value="x"' not in page
    dropped = client.post("/accounts/kept/")
    assert dropped.headers["Location"] == "/book/request/900001/?step=2"
    assert client.get("/accounts/kept/").headers["Location"] == "/accounts/start/"


def test_a_form_that_was_open_when_another_page_found_the_sign_in_over_is_kept_too(client, after):
    teacher = factories.staff(Role.OFFICER)
    client.force_login(teacher)
    assert is_in(client)
    after(minutes=61)
    assert left(client) == (0, 0)
    assert not is_in(client)
    late = client.post("/book/request/900001/", {"year_0": "5"})
    assert late.headers["Location"] == "/accounts/login/?next=%2Faccounts%2Fkept%2F"
    client.force_login(teacher)
    assert 'name="year_0" value="5"' in client.get("/accounts/kept/").content.decode()
    stranger = Client().post("/book/request/900001/", {"year_0": "5"})
    assert stranger.headers["Location"] == "/accounts/login/?next=/book/request/900001/"


def test_what_is_kept_is_nobody_elses_and_lasts_half_an_hour(client, after, monkeypatch):
    owner = factories.staff(Role.OFFICER)
    client.force_login(owner)
    late_post(client, after)
    client.force_login(factories.person())
    assert client.get("/accounts/kept/").headers["Location"] == "/accounts/start/"
    client.force_login(owner)
    assert client.get("/accounts/kept/").headers["Location"] == "/accounts/start/"
    after(hours=3)
    client.force_login(owner)
    assert is_in(client)
    after(hours=4, minutes=1)
    client.post("/book/request/900001/", {"a": "b"})
    client.force_login(owner)
    assert client.get("/accounts/kept/").status_code == 200
    soon = time.time() + kept.LASTS + 1
    monkeypatch.setattr(kept.time, "time", lambda: soon)
    assert client.get("/accounts/kept/").headers["Location"] == "/accounts/start/"


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/password/change/"])
def test_a_password_is_never_kept_and_its_page_comes_back(client, after, address):
    client.force_login(somebody("officer"))
    assert is_in(client)
    after(minutes=61)
    late = client.post(address, {"oldpassword": "b"}, headers={"Referer": "https://evil.example/x/"})
    assert late.headers["Location"] == f"/accounts/login/?next={address.replace('/', '%2F')}"


def test_a_file_and_a_flood_are_not_kept(client, after):
    for minutes, sent in ((61, {"file": ContentFile(b"x", "a.csv"), "a": "b"}), (200, {"a": "b" * 200_001})):
        client.force_login(somebody("officer"))
        assert is_in(client)
        after(minutes=minutes)
        late = client.post("/cms/visits/new/", sent)
        assert late.headers["Location"] == "/accounts/login/?next=%2Fcms%2Fvisits%2Fnew%2F"


def test_a_form_that_no_page_of_ours_sent_is_not_kept(after):
    strict = Client(enforce_csrf_checks=True)
    owner = somebody("officer")
    strict.force_login(owner)
    assert is_in(strict)
    after(minutes=61)
    assert strict.post("/book/request/900001/", {"a": "b"}).status_code == 403
    strict.force_login(owner)
    assert strict.get("/accounts/kept/").headers["Location"] == "/accounts/start/"


def left(client) -> tuple[int, int]:
    found = client.get("/accounts/time-left/").json()
    return found["seconds"], found["at_most"]


def test_a_page_learns_how_long_is_left_and_asking_does_not_make_it_longer(client, after):
    client.force_login(somebody("officer"))
    assert left(client) == (3600, 8 * 3600)
    for minute in (20, 40, 58):
        after(minutes=minute)
        assert left(client) == (3600 - minute * 60, (8 * 60 - minute) * 60)
    answer = client.post("/accounts/time-left/")
    assert (answer.json()["seconds"], answer.headers["Cache-Control"]) == (3600, "no-store, private")
    after(minutes=58 + 59)
    assert left(client)[0] == 60
    after(minutes=58 + 60)
    assert left(client) == (0, 0)
    assert not is_in(client)


def test_nothing_lasts_longer_than_its_whole_time(client, after):
    client.force_login(somebody("administrator"))
    for minute in range(0, 230, 20):
        after(minutes=minute)
        client.post("/accounts/time-left/")
    after(minutes=239)
    client.post("/accounts/time-left/")
    assert left(client) == (60, 60)
    after(minutes=240)
    assert left(client) == (0, 0)


@pytest.mark.parametrize("address", ["/accounts/email/", "/visits/", "/officer/", "/cms/"])
def test_every_page_of_somebody_signed_in_carries_the_warning_and_a_public_one_does_not(client, address):
    client.force_login(factories.staff(Role.OFFICER, Role.COORDINATOR))
    page = client.get(address).content.decode()
    assert page.count('id="time-left"') == 1
    assert 'data-seconds="3600"' in page
    for public in ("/accounts/login/", "/search/"):
        assert "time-left" not in Client().get(public).content.decode()


def test_a_phone_that_sends_too_late_is_answered_in_its_own_language(client, after):
    client.force_login(somebody("officer"))
    assert is_in(client)
    after(minutes=61)
    answer = client.post(
        "/officer/sync/", "{}", content_type="application/json", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/json")


def three_sessions(user) -> list[Client]:
    found = [Client(), Client(), Client()]
    for one in found:
        sign_in_fresh(one, user)
        assert is_in(one)
    return found


def test_a_changed_password_signs_out_everywhere_else():
    user = factories.person()
    here, *others = three_sessions(user)
    new = "seven quiet boats at noon"
    done = here.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert done.status_code == 302
    assert [is_in(one) for one in (here, *others)] == [True, False, False]


def test_a_changed_second_factor_signs_out_everywhere_else():
    user = factories.person()
    TOTP.activate(user, generate_totp_secret())
    here, *others = three_sessions(user)
    assert here.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert [is_in(one) for one in (here, *others)] == [True, False, False]


def test_sign_out_everywhere_else():
    here, *others = three_sessions(factories.person())
    page = here.get("/accounts/sessions/").content.decode()
    assert (page.count('class="card"'), "Sign out everywhere else" in page) == (3, True)
    assert here.post("/accounts/sessions/").status_code == 302
    assert [is_in(one) for one in (here, *others)] == [True, False, False]


def test_a_new_device_is_told_to_its_owner_once():
    user = factories.person()
    waiting = OutboxMessage.objects.filter(kind=emails.NEW_DEVICE)
    first, second = Client(), Client()
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    for client in (first, second, first, second):
        client.post(
            "/accounts/login/", {"login": user.email, "password": PASSWORD}, headers={"User-Agent": agent}
        )
        client.post("/accounts/logout/")
    message = waiting.get()
    mail = emails.new_device(message)
    assert (mail.to, mail.subject) == ([user.email], "A new sign-in to your account")
    assert "with Firefox on Windows" in mail.body
    assert "/accounts/password/reset/" in mail.body


def test_the_mail_is_dropped_when_the_account_is_closed():
    user = factories.person()
    message = OutboxMessage(kind=emails.NEW_DEVICE, subject_id=str(user.public_id), recipient=user.email)
    message.data = {"at": "2027-01-20T09:30:00+00:00", "device": "Chrome"}
    assert emails.new_device(message) is not None
    user.is_active = False
    user.save()
    assert emails.new_device(message) is None


def test_the_cookie_of_a_device_goes_to_account_pages_alone_and_names_nobody(client):
    user = factories.person("named@school.example")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    cookie = client.cookies[devices.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
    assert "named" not in cookie.value
    assert str(user.public_id) not in cookie.value


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
         "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome on a Chromebook"),
        ("<script>alert(1)</script>", "A browser"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_words(agent, words):
    assert devices.describe(agent) == words


def test_an_officer_lands_where_they_wanted_after_setting_up_a_factor(client):
    user = factories.person()
    user.groups.set(Group.objects.filter(name="Officers"))
    client.force_login(user)
    asked = client.get("/officer/?day=3")
    assert asked.headers["Location"].split("?")[0] == "/accounts/2fa/totp/activate/"
    TOTP.activate(user, generate_totp_secret())
    assert client.get("/accounts/2fa/done/").headers["Location"] == "/officer/?day=3"
    assert client.get("/accounts/2fa/done/").headers["Location"] == "/accounts/start/"

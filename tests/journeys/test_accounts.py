"""Accounts in a real browser: passkeys, codes, proof again, every page and every error state."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from playwright.sync_api import expect

from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh
from tests.journeys.people import accept_mail_code

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@contextmanager
def key_in(page):
    """A security key with a fingerprint reader, plugged into this page's browser."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield wire, made["authenticatorId"]
    wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made["authenticatorId"]})


def type_password(page, user: User) -> None:
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_new_officer_sets_up_a_passkey_and_signs_in_with_it(page, world):
    user = factories.staff(Role.OFFICER)
    Authenticator.objects.all().delete()
    with key_in(page):
        page.goto("/officer/")
        type_password(page, user)
        expect(page.get_by_role("heading", name="Set up an authenticator app")).to_be_visible()
        page.get_by_role("link", name="Use a passkey instead").click()
        page.get_by_label("A name for it").fill("My phone")
        page.get_by_label("Sign in with it instead of the password").check()
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
        assert page.locator("#recovery_codes li").count() == 10
        page.get_by_role("link", name="I have kept them, go on").click()
        page.wait_for_url("**/officer/")
        page.goto("/accounts/2fa/recovery-codes/")
        expect(page.get_by_text("They were shown when they were made")).to_be_visible()
        assert page.locator("#recovery_codes").count() == 0
        page.goto("/accounts/logout/")
        page.get_by_role("button", name="Sign out").click()
        page.goto("/accounts/login/?next=/officer/")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/officer/")
    assert Authenticator.objects.filter(user=user, type="webauthn").get().wrap().name == "My phone"


def test_a_passkey_is_a_second_step_and_proves_it_again(page, world):
    user = factories.staff(Role.SUPERVISOR)
    Authenticator.objects.all().delete()
    client = Client()
    sign_in_fresh(client, user)
    with key_in(page):
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": world.url}]
        )
        page.goto("/accounts/2fa/webauthn/add/")
        page.get_by_label("A name for it").fill("Desk key")
        page.get_by_role("button", name="Add a passkey").click()
        page.wait_for_url("**/recovery-codes/")
        page.context.clear_cookies()
        page.goto("/accounts/login/")
        type_password(page, user)
        page.wait_for_url("**/accounts/2fa/authenticate/")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url(lambda url: "/2fa/" not in url and "login" not in url)
        page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/sessions/")
        page.get_by_role("button", name="Use a passkey").click()
        page.wait_for_url("**/accounts/sessions/")
        expect(page.get_by_text("This one")).to_be_visible()


def test_a_passkey_that_is_not_given_says_so_in_words(page, world):
    with key_in(page) as (wire, key):
        wire.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
        page.goto("/accounts/login/")
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_text("No passkey was used.")).to_be_visible()


def test_an_authenticator_app_and_a_recovery_code(page, world):
    user = factories.staff(Role.EDITOR)
    Authenticator.objects.all().delete()
    page.goto("/accounts/login/")
    type_password(page, user)
    expect(page.locator("img.qr")).to_be_visible()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    page.locator("[name=code]").fill("000")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    secret = page.locator("#authenticator_secret").text_content()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    codes = page.locator("#recovery_codes li").all_text_contents()
    page.get_by_role("link", name="I have kept them, go on").click()
    page.wait_for_url("**/cms/")
    page.context.clear_cookies()
    for _ in range(2):
        page.goto("/accounts/login/")
        type_password(page, user)
        page.locator("[name=code]").fill(codes[0])
        page.get_by_role("button", name="Sign in").click()
        if _ == 0:
            page.wait_for_url("**/cms/")
            page.context.clear_cookies()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_teacher_signs_up_forgets_the_password_and_uses_a_code(world, scripts):
    page = world.page(java_script_enabled=scripts, viewport={"width": 320, "height": 700})
    page.goto("/accounts/signup/")
    page.locator("[name=first_name]").fill("Robin")
    page.locator("[name=last_name]").fill("Reed")
    page.locator("[name=email]").fill("robin@school.example")
    page.locator("[name=password1]").fill("short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("robin@school.example")
    expect(page.locator(".field__error")).to_have_count(1)
    page.locator("[name=password1]").fill("a quiet harbour at dawn")
    page.get_by_role("button", name="Make my account").click()
    accept_mail_code(page, "robin@school.example")
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/password/reset/")
    page.locator("[name=email]").fill("robin@school.example")
    page.get_by_role("button", name="Send me a code").click()
    accept_mail_code(page, "robin@school.example")
    page.locator("[name=password1]").fill("another quiet harbour")
    page.locator("[name=password2]").fill("another quiet harbour")
    page.get_by_role("button", name="Keep this password").click()
    page.goto("/accounts/login/code/")
    page.locator("[name=email]").fill("robin@school.example")
    page.get_by_role("button", name="Send me a code").click()
    accept_mail_code(page, "robin@school.example")
    page.wait_for_url("**/visits/")
    world.forgive("404")  # this database has no home page to land on after signing out


OPEN = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/login/code/",
    "/accounts/inactive/",
]
MINE = [
    "/accounts/logout/",
    "/accounts/name/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/reauthenticate/",
]
WITH_FACTOR = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/reauthenticate/",
    "/accounts/2fa/recovery-codes/generate/",
]
TITLE_CASE = re.compile(r"\b(Sign (In|Out|Up)|Email|email|Log ?in|Two-Factor|reauthenticate|Verif\w+)\b")


def look(page, axe_in_page, found, name):
    """What axe minds, words that are not ours, and a page wider than its screen, from right to left too."""
    text = page.locator("main").inner_text()
    found += [f"{name}: {word[0]}" for word in TITLE_CASE.findall(text)]
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} {width}: {line}" for line in axe_in_page(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} {width}: wider than the screen")
    page.set_viewport_size({"width": 320, "height": 900})
    page.evaluate("document.documentElement.dir = 'rtl'")
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name}: wider than the screen from right to left")
    page.evaluate("document.documentElement.dir = 'ltr'")


@pytest.mark.timeout(900)
def test_every_account_page_and_every_error_state(world):
    from tests.journeys.conftest import axe_in

    found: list[str] = []
    page = world.page(bypass_csp=True)

    def visit(address, name=""):
        page.goto(address)
        look(page, axe_in, found, name or address)

    for address in OPEN:
        visit(address)
    for address in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/login/code/",
    ):
        page.goto(address)
        page.locator("main form [type=submit]").first.click()
        expect(page.locator(".error-summary")).to_be_visible()
        look(page, axe_in, found, f"{address} (error)")
    user = factories.person("looker@school.example")
    page.goto("/accounts/password/reset/")
    page.locator("[name=email]").fill(user.email)
    page.get_by_role("button", name="Send me a code").click()
    look(page, axe_in, found, "code")
    page.locator("[name=code]").fill("WRONG")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, axe_in, found, "code (error)")
    page.context.clear_cookies()
    for _ in range(6):
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill("locked@school.example")
        page.locator("[name=password]").fill("wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Wait, or use a code")).to_be_visible()
    look(page, axe_in, found, "too many guesses")
    page.goto("/accounts/login/")
    type_password(page, user)
    page.wait_for_url("**/visits/")
    for address in MINE:
        visit(address)
    page.goto("/accounts/password/change/")
    page.get_by_role("button", name="Keep this password").click()
    look(page, axe_in, found, "password change (error)")
    page.goto("/accounts/email/")
    page.get_by_role("button", name="Add it").click()
    look(page, axe_in, found, "email (error)")
    TOTP.activate(user, generate_totp_secret())
    for address in WITH_FACTOR:
        visit(address)
    page.goto("/accounts/2fa/recovery-codes/generate/")
    page.get_by_role("button", name="Make new codes").click()
    look(page, axe_in, found, "recovery codes")
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    type_password(page, user)
    look(page, axe_in, found, "second step")
    page.get_by_role("button", name="Sign in").click()
    look(page, axe_in, found, "second step (error)")
    for _ in range(8):
        page.context.clear_cookies()  # a browser that waits for a code is shown where to type it
        page.goto("/accounts/login/code/")
        page.locator("[name=email]").fill("asked@school.example")
        with page.expect_navigation():
            page.get_by_role("button", name="Send me a code").click()
        if page.get_by_role("heading", name="Please wait a little").count():
            break
    expect(page.get_by_role("heading", level=1)).to_have_text("Please wait a little")
    look(page, axe_in, found, "429")
    visit("/accounts/invitation/never-sent/")
    client = Client()
    sign_in_fresh(client, factories.person())
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": world.url}]
    )
    visit("/cms/", "403")
    visit("/visits/none/", "404")
    world.forgive("429|403|404")
    assert found == []


def answer_with(text):
    """A page as it was sent where the services are configured; its styles come from here."""

    def answer(route):
        route.fulfill(body=text, content_type="text/html")

    return answer


@pytest.mark.timeout(600)
def test_the_pages_of_signing_in_elsewhere_wear_our_design(world, tmp_path):
    from tests.journeys.conftest import axe_in
    from tests.people.test_elsewhere import walked

    pages = walked(tmp_path)["pages"]
    assert len(pages) == 6
    found: list[str] = []
    page = world.page(bypass_csp=True)
    for address, text in pages.items():
        page.route(f"**{address}", answer_with(text))
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("link[href*='css/components']").count() == 1
        look(page, axe_in, found, address)
    assert found == []

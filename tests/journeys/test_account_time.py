"""A sign-in that is about to end, one that has ended, and every account page without scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from education.liaison.models import Visit
from education.people.roles import Role
from education.schools import actions
from tests import factories
from tests.factories.people import PASSWORD
from tests.journeys.conftest import axe_in
from tests.journeys.test_accounts import code_of, look, type_password

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BEGIN = dt.datetime(2027, 1, 11, 9)


@pytest.fixture
def after(settings):
    """The server's clock, so many minutes after the beginning; the page's own clock is turned by the test."""

    def turn(minutes: float) -> None:
        settings.FAKE_NOW = (BEGIN + dt.timedelta(minutes=minutes)).isoformat()

    turn(0)
    return turn


def test_a_warning_before_the_end_and_nothing_typed_is_lost_after_it(world, after, already_in):
    teacher, school = factories.person("ann@school.example"), factories.school()
    factories.session_type()
    factories.terms(school.authority, dt.date(2026, 9, 1), dt.date(2027, 7, 20))
    actions.claim_school(user=teacher, school=school, by=teacher)
    page = world.page(bypass_csp=True)
    page.clock.install(time=BEGIN)
    already_in(page, teacher)
    page.goto(f"/book/request/{school.urn}/")
    warning = page.locator("#time-left")
    expect(warning).to_be_hidden()

    # Eight hours without a sign of life are the most for a teacher; two minutes before, a warning.
    after(478.5)
    page.clock.fast_forward("07:58:30")
    expect(warning.get_by_role("heading")).to_have_text("You will be signed out in two minutes")
    found: list[str] = []
    look(page, axe_in, found, "warning")
    assert found == []
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()

    # Whoever types stays signed in without being asked.
    page.locator("[name=size_0]").fill("28")
    after(478.5 + 477)
    # twelve hours in all are the most, so the second warning is about that
    after(718.5)
    page.clock.fast_forward("04:00:00")
    expect(warning.get_by_text("This is the longest that one sign-in lasts.")).to_be_visible()

    after(725)
    page.clock.fast_forward("00:10:00")
    expect(warning.get_by_role("heading")).to_have_text("You are signed out")
    expect(page.locator("[name=size_0]")).to_have_value("28")
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("What you sent is kept: sign in.")).to_be_visible()
    type_password(page, teacher)
    expect(page.get_by_role("heading", name="What you sent is kept")).to_be_visible()
    look(page, axe_in, found, "kept")
    assert found == []
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("[name=size_0]")).to_have_value("28")
    expect(page.locator(".error-summary")).to_be_visible()
    assert Visit.objects.count() == 0
    world.forgive("422")


def test_whoever_types_is_not_warned_and_stays(world, after, already_in):
    page = world.page()
    page.clock.install(time=BEGIN)
    already_in(page, factories.staff(Role.OFFICER))
    page.goto("/accounts/name/")
    page.locator("[name=first_name]").fill("Robin")
    after(58.5)
    with page.expect_response(lambda answer: answer.request.method == "POST") as stayed:
        page.clock.fast_forward("58:30")
    assert stayed.value.json()["seconds"] == 3600
    expect(page.locator("#time-left")).to_be_hidden()
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_text("Your name is changed.")).to_be_visible()


def test_the_desk_warns_too(world, after, already_in):
    page = world.page()
    page.clock.install(time=BEGIN)
    already_in(page, factories.staff(Role.COORDINATOR))
    page.goto("/cms/visits/")
    after(58.5)
    page.clock.fast_forward("58:30")
    expect(page.get_by_role("heading", name="You will be signed out in two minutes")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("#time-left")).to_be_hidden()


def test_every_account_page_works_without_scripts(world):
    user = factories.staff(Role.OFFICER, email="no.scripts@force.example")
    Authenticator.objects.all().delete()
    page = world.page(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto("/accounts/login/?next=/officer/")
    type_password(page, user)
    secret = page.locator("#authenticator_secret").text_content()
    page.locator("[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    codes = page.locator("#recovery_codes li").all_text_contents()
    page.get_by_role("link", name="I have kept them, go on").click()
    expect(page).to_have_url(f"{world.url}/officer/")
    page.goto("/accounts/name/")
    page.get_by_label("First name").fill("Robin")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_text("Your name is changed.")).to_be_visible()
    page.goto("/accounts/email/")
    page.locator("input[type=email]").fill("second@force.example")
    expect(page.get_by_role("button", name="Add it")).to_be_visible()
    page.goto("/accounts/password/change/")
    page.locator("[name=oldpassword]").fill(PASSWORD)
    for field in ("password1", "password2"):
        page.locator(f"[name={field}]").fill("seven quiet boats at noon")
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto("/accounts/2fa/recovery-codes/generate/")
    page.get_by_role("button", name="Make new codes").click()
    codes = page.locator("#recovery_codes li").all_text_contents()
    page.goto("/accounts/sessions/")
    expect(page.get_by_text("This one")).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/?next=/accounts/2fa/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill("seven quiet boats at noon")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[name=code]").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.goto("/accounts/reauthenticate/?next=/accounts/sessions/")
    page.locator("[name=password]").fill("seven quiet boats at noon")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This one")).to_be_visible()
    world.forgive("404")  # this database has no home page to land on after signing out

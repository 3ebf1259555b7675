"""Somebody is invited, joins by the link, and is led to a second factor before anything opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from education.people.models import User
from education.people.roles import Role
from education.people.staff import actions, tokens
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_an_invited_officer_makes_an_account_and_stands_before_the_second_factor(world, page, axe, shot):
    change = actions.invite(email="robin@force.example", roles=[Role.OFFICER], by=None)
    page.goto(f"{world.url}/accounts/invitation/{tokens.token(change)}/")
    assert axe(page) == []
    shot(page, "joining")
    page.get_by_label("First name").fill("Robin")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("link", name="Choose a password.")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Robin")
    world.forgive("status of 422")
    page.get_by_label("Last name").fill("Reed")
    page.get_by_label("Password").fill("a quiet harbour at dawn")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/accounts/2fa/totp/activate/**")
    page.goto(f"{world.url}/officer/")
    page.wait_for_url("**/accounts/2fa/totp/activate/**")
    assert User.objects.get(email="robin@force.example").roles() == {Role.OFFICER}


def test_an_administrator_sees_who_works_here(world, page, already_in, shot):
    admin, officer = factories.staff(Role.ADMINISTRATOR), factories.staff(Role.OFFICER)
    actions.invite(email="robin@force.example", roles=[Role.OFFICER, Role.SUPERVISOR], by=None)
    already_in(page, admin)
    for address, name in (
        ("/cms/people/", "people"), ("/cms/people/invite/", "people-invite"),
        (f"/cms/people/{officer.public_id}/", "people-person"),
    ):  # fmt: skip
        page.goto(f"{world.url}{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        shot(page, name)

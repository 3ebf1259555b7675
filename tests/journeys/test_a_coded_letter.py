"""Where the register has no telephone number, a letter proves it; then a colleague is one press away."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from education.people.roles import Role
from education.schools import actions
from education.schools.models import Membership
from tests import factories
from tests.journeys.conftest import ARTEFACTS, axe_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_teacher_is_proved_by_a_letter_and_vouches_for_a_colleague(
    page: Page, world, already_in, visitor, shot, axe
):
    school = factories.school(telephone="", street="1 Beck Row")
    factories.session_type()
    teacher = factories.person("ann@school.example", first_name="Ann", last_name="Able")
    claim = actions.claim_school(user=teacher, school=school, by=teacher)

    desk = visitor(bypass_csp=True)
    client = Client()
    factories.sign_in_fresh(client, factories.staff(Role.COORDINATOR))
    name = world.settings.SESSION_COOKIE_NAME
    desk.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": world.url}])
    desk.page.goto(f"/cms/teachers/{claim.public_id}/letter/")
    desk.page.get_by_role("button", name="Make the letter").click()
    code = desk.page.locator(".code").inner_text()
    assert re.fullmatch(r"\w{5}-\w{5}", code)
    shot(desk.page, "letter")
    for width in (320, 768, 1280):
        desk.page.set_viewport_size({"width": width, "height": 900})
        assert axe_in(desk.page) == []
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".not-printed")).to_be_hidden()
    sheet = desk.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    desk.page.set_viewport_size({"width": 794, "height": 1123})
    desk.page.screenshot(path=ARTEFACTS / "letter-printed.png")

    already_in(page, teacher)
    for width in (320, 768, 1280):
        assert axe(page, f"/book/request/{school.urn}/", width) == []
        assert axe(page, f"/book/school/{school.urn}/code/", width) == []
    page.goto(f"/book/request/{school.urn}/")
    shot(page, "request")
    page.goto(f"/book/school/{school.urn}/")
    page.get_by_role("link", name="Type the code").click()
    shot(page, "code")
    page.get_by_label("Code in the letter").fill(code.lower())
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You book for this school")

    newcomer = factories.person("nia@school.example", first_name="Nia", last_name="New")
    second = actions.claim_school(user=newcomer, school=school, by=newcomer)
    page.get_by_role("link", name="Colleagues who book").click()
    shot(page, "colleagues")
    for width in (320, 768, 1280):
        assert axe(page, f"/book/school/{school.urn}/colleagues/", width) == []
        assert axe(page, f"/book/school/{school.urn}/colleagues/{second.public_id}/vouch/", width) == []
    page.get_by_role("link", name="I know Nia New").click()
    page.get_by_role("button", name="Yes, I know them from school").click()
    expect(page.get_by_text("Nia New can book for your school now.")).to_be_visible()
    assert Membership.objects.get(pk=second.pk).proof == "colleague"
    page.get_by_role("link", name="Nia New has left").click()
    assert axe(page) == []
    shot(page, "remove")

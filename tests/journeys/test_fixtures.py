"""The instruments themselves: each must see what it is there to see."""

from __future__ import annotations

import re

import pytest

from education.ledger.clock import now
from education.people.roles import Role
from tests import factories
from tests.journeys.conftest import axe_in

BAD = (
    "<!doctype html><html><head><title></title></head><body><img src='x.png'><button></button></body></html>"
)


def test_axe_finds_what_is_wrong_on_a_bad_page(browser):
    page = browser.new_page()
    page.set_content(BAD)
    rules = {line.split(" ")[0] for line in axe_in(page)}
    page.close()
    assert {"image-alt", "button-name", "html-has-lang", "document-title"} <= rules


def test_axe_finds_targets_that_are_too_small_to_touch(browser):
    page = browser.new_page()
    small = "<button style='inline-size:12px;block-size:12px;padding:0'>{}</button>"
    page.set_content(
        f"<html lang=en><title>A</title><main><h1>A</h1>{small.format('a')}{small.format('b')}</main>"
    )
    rules = {line.split(" ")[0] for line in axe_in(page)}
    page.close()
    assert rules == {"target-size"}


def test_the_sign_in_page_has_nothing_that_axe_minds(page, axe):
    page.goto("/accounts/login/")
    assert axe(page, width=320) == []


def test_a_script_that_fails_is_noticed(page, world):
    page.goto("/accounts/login/")
    page.evaluate("() => { setTimeout(() => { throw new Error('broken on purpose') }) }")
    page.wait_for_timeout(200)
    assert len(world.problems) == 1
    world.forgive("broken on purpose")


def test_an_inline_script_is_refused_and_noticed(page, world):
    page.goto("/accounts/login/")
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("() => { document.body.innerHTML = '<b>x</b>' }")
    world.forgive("TrustedHTML")
    page.evaluate(
        "() => { const s = document.createElement('style'); s.append('b{}'); document.head.append(s) }"
    )
    page.wait_for_timeout(200)
    assert [line for line in world.problems if re.search("Content Security Policy", line)] != []
    world.forgive("Content Security Policy")


def test_a_request_to_somebody_else_is_noticed(page, world):
    page.goto("/accounts/login/")
    page.evaluate("() => { new Image().src = 'http://127.0.0.1:9/pixel.gif' }")
    page.wait_for_timeout(200)
    assert world.problems != []
    world.problems.clear()


def test_the_clock_is_the_servers_and_the_browsers(page, world):
    page.goto("/accounts/login/")
    world.at("2027-01-20T09:30:00")
    assert now().isoformat() == "2027-01-20T09:30:00+00:00"
    assert page.evaluate("() => new Date().getFullYear()") == 2027


def test_somebody_signs_in_through_the_form(page, sign_in):
    user = factories.person()
    sign_in(page, user.email)
    assert "/accounts/login/" not in page.url


def test_somebody_can_already_be_signed_in(page, already_in):
    already_in(page, factories.staff(Role.OFFICER))
    page.goto("/accounts/start/")
    assert "/accounts/login/" not in page.url

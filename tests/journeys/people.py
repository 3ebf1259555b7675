"""Visitors of the journeys: a browser context each, signed in through the real pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from playwright.sync_api import BrowserContext, Page

from education.ledger import outbox
from education.people.models import User
from tests.factories.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared/data"


@dataclass
class Visitor:
    """Somebody at a screen."""

    context: BrowserContext
    page: Page


def sign_in_as(page: Page, user: User) -> None:
    """The one sign-in: password, then the second factor where there is one."""
    secret = generate_totp_secret()
    has_factor = Authenticator.objects.filter(user=user).exists()
    if has_factor:
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    if has_factor:
        page.wait_for_url("**/accounts/2fa/authenticate/")
        page.locator("[name=code]").fill(
            format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        )
        page.locator("[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url and "/2fa/authenticate" not in url)


def accept_mail_code(page: Page, email: str) -> None:
    """Type the code that the newest mail to this address carries."""
    page.locator("[name=code]").wait_for()
    outbox.send_due()
    body = next(message.body for message in reversed(mail.outbox) if message.to == [email])
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{2,})\s*$", body, re.MULTILINE)
    assert code, body
    page.locator("[name=code]").fill(code[1])
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(lambda url: "confirm-email" not in url)

"""What allauth asks of us."""

from __future__ import annotations

import logging
import smtplib
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from education.ledger.actions import queue_mail
from education.ledger.clock import now
from education.people import devices
from education.people.emails import NEW_DEVICE
from education.people.freshness import is_fresh
from education.people.guesses import Guess
from education.people.limits import Limit, address, take, too_many
from education.people.models import User

logger = logging.getLogger(__name__)
UNASKED = {"account/email/unknown_account", "account/email/account_already_exists"}
UNASKED_EVERY = 180  # seconds between two mails that nobody with an account asked for
CODES = Limit("codes by mail, any device", 12, 900)
CODES_HERE = Limit("codes by mail, one device or address", 4, 900)


def display_name(user: User) -> str:
    """How a person is greeted: their name, or their address until they have given one."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by e-mail with a name; guesses, codes and new devices are ours to watch."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask the online safety team."),
        "cannot_remove_primary_email": _(
            "This is the address you sign in with. Make another one that first."
        ),
        "duplicate_email": _("This e-mail address is already in your account."),
        "email_password_mismatch": _(
            "The e-mail address and the password do not go together. Check both, or choose a new password."
        ),
        "email_taken": _("This e-mail address can't be used."),
        "enter_current_password": _("That is not your present password. Type it again."),
        "incorrect_code": _("That code is not right. Look at the newest one and type it again."),
        "incorrect_password": _("That is not your password. Type it again."),
        "invalid_or_expired_key": _("This link has run out. Ask for a new one."),
        "invalid_login": _("Enter the e-mail address of your account."),
        "invalid_password_reset": _("This code has run out. Ask for a new one."),
        "max_email_addresses": _("An account can have %d e-mail addresses. Remove one first."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, then try again."),
        "unverified_primary_email": _("Confirm that address first, then make it the one you sign in with."),
        "same_as_current": _("That is what you have now. Enter something else."),
        "rate_limited": _("We have just sent one. Wait a minute before you ask for another."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that the trusted proxies saw; a chain shorter than theirs is not believed at all."""
        chain = request.headers.get("X-Forwarded-For", "")
        if 0 < len(chain.split(",")) < settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            return str(request.META["REMOTE_ADDR"])
        return super().get_client_ip(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for allauth's pages and ours: five minutes since the last proof, a sign-in counts."""
        return not is_fresh(self.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Every password passes here before it is looked at, known address or not."""
        self.guess = Guess(request, credentials.get("email", "").lower())
        if self.guess.wait:
            raise ImmediateHttpResponse(self.guess.refused())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self.guess.was_right()
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Keep whether this is the very first sign-in, which is from a new device without being suspicious."""
        request.first_sign_in = user.last_login is None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponseBase:
        """Write to the person when the device is new, and know it from now on."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        if not (devices.known(request, user.email) or getattr(request, "first_sign_in", True)):
            device = devices.describe(self.get_http_user_agent(request))
            with transaction.atomic():
                queue_mail(
                    kind=NEW_DEVICE,
                    subject_id=user.public_id,
                    recipient=user.email,
                    key=f"{NEW_DEVICE} {uuid4()}",
                    data={"at": now().isoformat(), "device": device},
                )
        devices.remember(request, response, user.email)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once and keep no copy, for codes are in it; a silent mail server is said, not a broken page."""
        first = cache.add(f"unasked:{hash_of(email)}", True, UNASKED_EVERY)  # noted for all: equal work
        if template_prefix in UNASKED and not first:
            return
        try:
            super().send_mail(template_prefix, email, {**context, "site": settings.BASE_URL})
        except (OSError, smtplib.SMTPException):
            logger.exception("A mail of the kind %s was not sent", template_prefix)
            messages.error(self.request, _("Our mail does not work right now. Please try again later."))

    def check_code_limit(self, email: str) -> None:
        """Codes by mail in a quarter of an hour: four asked for from one place, twelve to one mailbox in all.

        A device that the owner has used before asks for itself alone. Raises the page that says to wait.
        """
        device = devices.known(self.request, email)
        where = f"device {device}" if device else f"address {address(self.request)}"
        tries = [take(CODES_HERE, f"{where} {email}")]
        if not device and not tries[0].wait:
            tries.append(take(CODES, email))
        wait = max(one.wait for one in tries)
        if wait:
            for one in tries:
                one.give_back()
            raise ImmediateHttpResponse(too_many(self.request, wait))


def hash_of(email: str) -> str:
    """A cache key that shows no address."""
    from django.utils.crypto import salted_hmac

    return salted_hmac("mail nobody asked for", email.lower()).hexdigest()

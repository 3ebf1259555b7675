"""What allauth asks of us."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from education.ledger.actions import queue_mail
from education.ledger.clock import now
from education.people import account_mail, devices, same_work
from education.people.emails import NEW_DEVICE
from education.people.freshness import is_fresh
from education.people.guesses import Guess
from education.people.limits import Limit, address, take, too_many
from education.people.models import User

AFTER_A_MAIL = {"account/messages/email_confirmation_sent.txt", "account/messages/login_code_sent.txt"}
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
        """Leave it to the worker; account_mail.py says why."""
        self._leave(template_prefix, email, context)

    def _leave(
        self, template_prefix: str, email: str, context: dict[str, Any], *, nothing: bool = False
    ) -> None:
        request = self.request
        known = {"request": request, "email": email, "current_site": get_current_site(request)}
        mail = self.render_mail(template_prefix, email, {**known, **context, "site": settings.BASE_URL})
        account_mail.queue(mail, template=template_prefix, nothing=nothing)
        request.mail_queued = True

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """A new code for an address without an account is no mail and the same work."""
        if message_template in AFTER_A_MAIL and not getattr(request, "mail_queued", False):
            same_work.look_up(3)
            self._leave("account/email/unknown_account", (message_context or {})["email"], {}, nothing=True)
        super().add_message(request, level, message_template, message_context, extra_tags, message)

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

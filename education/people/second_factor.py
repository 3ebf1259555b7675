"""A second factor for everybody on the staff, before they reach any page of theirs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from education.people.models import User
from education.people.sealed import box

# What somebody without a second factor may still reach: setting one up, signing out, and whatever is public.
ALLOWED = ("/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/", "/accounts/confirm-email/")
WANTED = "wanted_before_second_factor"
SECRETS = "second factor secrets"
UPLOAD = "/officer/sync/"
GUARDED = ("/cms/", "/officer/", "/book/", "/visits/", "/accounts/", "/documents/")


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted, so that a copy of the database opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": _("Take the second factor off before you add an address."),
        "cannot_delete_authenticator": _("Staff need a second factor. Set up another one first."),
        "cannot_generate_recovery_codes": _("Set up a passkey or an app first."),
        "incorrect_code": _("That code is not right. Wait for the next one and type it."),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        return box(SECRETS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return box(SECRETS).decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows."""
        return settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: object) -> bool:
        """Staff may change their second factor, never drop the last one."""
        from allauth.mfa.models import Authenticator

        user: User = authenticator.user  # type: ignore[attr-defined]
        if not must_have_second_factor(user):
            return True
        real = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return real.exclude(pk=authenticator.pk).exists()  # type: ignore[attr-defined]


def must_have_second_factor(user: User) -> bool:
    """Every member of staff and every administrator; demonstration people are the only exception."""
    return bool((user.roles() or user.is_superuser) and not user.is_demo)


class SecondFactorRequired:
    """Sends staff without a second factor to set one up; nothing else of theirs opens before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path
        if path.startswith(GUARDED) and not path.startswith(ALLOWED):
            user = request.user
            if user.is_authenticated and must_have_second_factor(user):
                from allauth.mfa.utils import is_mfa_enabled

                if not is_mfa_enabled(user):
                    if path == UPLOAD:  # a redirect would look like success to the phone that sends
                        problem = {
                            "code": "second_factor",
                            "field": "",
                            "message": "Set up a second factor, then send.",
                        }
                        return JsonResponse({"problems": [problem]}, status=401)
                    if request.method == "GET":
                        request.session[WANTED] = request.get_full_path()
                    return redirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': path})}")
        return self.get_response(request)

"""Signing in at Microsoft or Google, where it is configured."""

from __future__ import annotations

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.forms import SignupForm
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from education.people.account_forms import Plain


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who comes from elsewhere is known by their number there; their address is proved here, by a code, like any other."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": _("That account is joined to somebody else here."),
        "disconnect_last": _("This is your only way in. Choose a password first."),
        "email_taken": _("This e-mail address can't be used with %s. Sign in with it, then join the two."),
        "no_password": _("Choose a password first, so that you can still sign in."),
        "no_verified_email": _("Confirm your e-mail address first."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """What another service says about an address is no proof of it, and never joins it to an account."""
        for address in sociallogin.email_addresses:
            address.verified = False


class SignUpFromElsewhere(Plain, SignupForm):
    """An address, from somebody whose service tells us none."""

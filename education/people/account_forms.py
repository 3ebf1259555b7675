"""allauth's forms in our words: labels that say what is meant, and nothing inside the boxes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from education.people import access, same_work
from education.people.models import User

LABELS: dict[str, Any] = {
    "email": _("E-mail address"),
    "login": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Your present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "remember": _("Keep me signed in on this device for 30 days"),
    "code": _("Code"),
    "name": _("A name for it"),
    "passwordless": _("Sign in with it instead of the password"),
}
HINTS: dict[str, Any] = {
    "password": "",
    "oldpassword": "",
    "password1": _("At least 12 characters. Three or four words that nobody expects together are good."),
    "name": _("So that you know it again, such as “my phone”."),
}
KINDS = {
    "email": {"autocomplete": "username", "spellcheck": "false"},
    "login": {"autocomplete": "username", "spellcheck": "false"},
    "code": {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"},
}


WHILE_MAKING, AFTER_MAKING = 1, 3
"""How often allauth looks something up while it makes an account (our taking out counts for two), and before the code."""


class Plain(forms.Form):
    """Our words for fields that have a name of allauth's; placeholders go, for they vanish when one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(KINDS.get(name, {}))
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            if name in {"email", "login"}:
                field.error_messages["required"] = _("Enter your e-mail address.")
                field.error_messages["invalid"] = _("Enter an e-mail address such as name@school.org.uk.")
            elif "password" in name:
                field.error_messages["required"] = _("Enter a password.")
            elif name == "code":
                field.error_messages["required"] = _("Enter the code.")


class Login(Plain, account.LoginForm):
    """Signing in."""


class Signup(Plain, account.SignupForm):
    """Making an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("Choose a password")
        self.fields["first_name"].error_messages["required"] = _("Enter your first name.")
        self.fields["last_name"].error_messages["required"] = _("Enter your last name.")

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account; for an address that has one do the same work, so that the time says nothing."""
        if self.account_already_exists:
            self._make_and_forget(request)
            email = self.cleaned_data["email"].lower()
            owner = User.objects.filter(emailaddress__email=email).first()
            access.sign_up_with_a_known_address(request, owner)
            same_work.look_up(AFTER_MAKING)
            return super().try_save(request)
        with transaction.atomic():
            return super().try_save(request)

    @transaction.atomic
    def _make_and_forget(self, request: HttpRequest) -> None:
        """Write somebody who does not exist and take them out again, in one commit as for anybody else."""
        user = User(email=f"{uuid4().hex}@nobody.invalid")
        user.set_password(self.cleaned_data["password1"])
        user.save()
        self.custom_signup(request, user)
        written = EmailAddress.objects.create(user=user, email=user.email, primary=True)
        same_work.look_up(WHILE_MAKING)
        for model, key in ((EmailAddress, written.pk), (User, user.pk)):
            model.objects.filter(pk=key)._raw_delete(using=model.objects.db)


class AddEmail(Plain, account.AddEmailForm):
    """One more address."""


class ChangePassword(Plain, account.ChangePasswordForm):
    """A new password with the present one."""


class SetPassword(Plain, account.SetPasswordForm):
    """A first password for somebody who signs in elsewhere."""


class NewPassword(Plain, account.ResetPasswordKeyForm):
    """A new password after a code by mail."""


class Reauthenticate(Plain, account.ReauthenticateForm):
    """The password again."""


class ResetPassword(Plain, account.ResetPasswordForm):
    """A code for a new password."""

    def clean_email(self) -> str:
        get_adapter().check_code_limit(self.cleaned_data["email"].lower())
        email = super().clean_email()
        same_work.look_up(len(self.users[:1]))
        return email


class RequestCode(Plain, account.RequestLoginCodeForm):
    """A code to sign in with."""

    def clean_email(self) -> str:
        get_adapter().check_code_limit(self.cleaned_data["email"].lower())
        email = super().clean_email()
        same_work.look_up(1 if self._user else 0)
        return email


class MailCode(Plain):
    """A code from a mail: a wrong one is written down for every address, so that the time says nothing."""

    looked_up = 1
    """How often allauth looks up whoever owns the code, and nobody when nobody does."""

    def clean_code(self) -> str:
        """The code, when it is the one that was sent."""
        try:
            return super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            owner = self.owner(context.request)
            same_work.look_up(0 if owner else self.looked_up)
            access.wrong_code(context.request, owner)
            raise

    def owner(self, request: HttpRequest) -> User | None:
        """Whose code it is; None for an address without an account."""
        raise NotImplementedError


class EmailCode(MailCode, account.ConfirmEmailVerificationCodeForm):
    """The code that confirms an address."""

    looked_up = 2

    def owner(self, request: HttpRequest) -> User | None:
        return self.user


class LoginCode(MailCode, account.ConfirmLoginCodeForm):
    """The code that signs in."""

    def owner(self, request: HttpRequest) -> User | None:
        return request._login_stage.login.user  # type: ignore[attr-defined]


class ResetCode(MailCode, account.ConfirmPasswordResetCodeForm):
    """The code for a new password."""

    def owner(self, request: HttpRequest) -> User | None:
        state = request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        return User.objects.filter(pk=state.get("user_id")).first()


class SecondFactorCode(Plain, factor.AuthenticateForm):
    """The code of the authenticator app, or a recovery code."""


class SecondFactorAgain(Plain, factor.ReauthenticateForm):
    """The same, to prove it again."""


class ActivateApp(Plain, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""


class AddPasskey(Plain, passkeys.AddWebAuthnForm):
    """A new passkey or security key."""


class RenamePasskey(Plain, passkeys.EditWebAuthnForm):
    """Another name for it."""

"""Wrong configuration is a system check with a hint, so that a start says what to change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from education.schools.force import read_force
from education.schools.licences import LicenceError


@register(Tags.security)
def production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A production start has the real clock, no debug pages and a way to send mail."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.FAKE_NOW:
        found.append(Error("FAKE_NOW is set.", hint="Production runs on the real clock.", id="config.E001"))
    if settings.DEBUG:
        found.append(Error("DEBUG is on.", hint="It shows settings to strangers.", id="config.E002"))
    if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN:
        hint = "Leave MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN to the settings: it is for http on this machine."
        found.append(Error("Passkeys would be taken from any origin.", hint=hint, id="config.E006"))
    if not settings.EMAIL_HOST:
        hint = "Set EMAIL_HOST, or every mail stays a file in VAR_DIR/mail."
        found.append(checks.Warning("There is no mail server.", hint=hint, id="config.W001"))
    if not settings.SECRET_KEY_GIVEN:
        hint = "The one in VAR_DIR works; keep it in your backups, or set SECRET_KEY."
        found.append(checks.Warning("SECRET_KEY is not set.", hint=hint, id="config.W002"))
    return found


@register()
def clock(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """FAKE_NOW can be read as a moment."""
    try:
        if settings.FAKE_NOW:
            dt.datetime.fromisoformat(settings.FAKE_NOW)
    except ValueError:
        hint = "Write it as 2027-01-20T09:30."
        return [Error(f"FAKE_NOW={settings.FAKE_NOW} is no moment.", hint=hint, id="config.E003")]
    return []


@register()
def force(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """FORCE_DIR holds a force, and the licence of its open data is one that lets everybody use it."""
    try:
        read_force(Path(settings.FORCE_DIR))
    except FileNotFoundError:
        pass
    except LicenceError as error:
        hint = "Write its SPDX identifier as licence in force.toml; its name and address are then known."
        return [Error(f"FORCE_DIR={settings.FORCE_DIR}: {error}", hint=hint, id="config.E007")]
    except (KeyError, ValueError) as error:
        hint = "site/forces/cleveland/force.toml shows what belongs in it."
        return [Error(f"FORCE_DIR={settings.FORCE_DIR}: force.toml: {error}.", hint=hint, id="config.E008")]
    else:
        return []
    hint = "site/forces/cleveland/force.toml shows what belongs in it."
    return [Error(f"FORCE_DIR={settings.FORCE_DIR} has no force.toml.", hint=hint, id="config.E004")]


@register(Tags.database)
def no_demonstration(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A production start refuses to run with demonstration people, whose password everybody knows."""
    from education.people.models import User

    if not (settings.PRODUCTION and databases):
        return []
    try:
        found = User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return []
    hint = "Start with another database, and with DEMO=0."
    return [Error("This database holds demonstration people.", hint=hint, id="config.E005")] if found else []

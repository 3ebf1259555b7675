"""What has to be true before the site can be served, done step by step and said aloud with its seconds."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.validators import validate_email
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from education.people.models import User
from education.people.roles import Role
from education.people.staff import actions, policies, tokens
from home import demonstration, static_files
from home.demonstration import Say


@contextmanager
def step(say: Say, what: str) -> Iterator[None]:
    """Say what is being done, and then how long it took."""
    began = time.monotonic()
    say(f"  {what + ' …':<56}", "")
    yield
    say(f" {time.monotonic() - began:6.1f} s")


def writable() -> None:
    """Refuse a VAR_DIR that nothing can be written to."""
    probe = Path(settings.VAR_DIR) / f".probe-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"Nothing can be written in VAR_DIR={settings.VAR_DIR} ({error.strerror}); choose another folder."
        ) from None


def reachable() -> None:
    """Refuse a database that does not answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())[:200]
        if settings.DATABASE_URL:
            raise CommandError(f"The database named by DATABASE_URL does not answer: {reason}") from None
        raise CommandError(
            f"The database file in VAR_DIR={settings.VAR_DIR} can't be opened: {reason}"
        ) from None


@contextmanager
def hurried() -> Iterator[None]:
    """An empty SQLite file holds nothing to lose, so its tables are made without waiting for the disk."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    yield
    connection.close()  # the next connection waits for the disk again


def migrate(say: Say) -> None:
    """Bring the tables up to date; says nothing when they are."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        with step(say, f"tables: {len(plan)} migrations"), hurried():
            call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect(say: Say) -> None:
    """Collect the static files when their sources have changed."""
    if not static_files.stale():
        return
    with step(say, "style sheets, scripts and pictures"):
        call_command("collectstatic", verbosity=0, interactive=False)
        static_files.stamp().write_text(static_files.digest())


def first_administrator(say: Say) -> None:
    """Invite the first administrator where there is somebody to ask, else say how to."""
    if (
        User.objects.filter(is_superuser=True, is_active=True).exists()
        or User.objects.holding(Role.ADMINISTRATOR).exists()
    ):
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("  Nobody can sign in yet:", " ")
        say(".venv/bin/python manage.py invite EMAIL --role administrator makes the first link.")
        return
    say("  Nobody can sign in yet. Who is the first administrator?")
    while True:
        email = input("    E-mail address: ").strip()
        try:
            validate_email(email)
            change = actions.invite(email=email, roles=[Role.ADMINISTRATOR], by=None)
        except ValidationError as error:
            say(f"    {' '.join(error.messages)}")
        except policies.Refused as refusal:
            say(f"    {refusal.sentence}")
            return
        else:
            say(f"  Open this link once the site is ready; it works once:\n    {tokens.address(change)}")
            return


def prepare(say: Say, *, demo: bool) -> None:
    """Everything between an empty machine and a site that can be served; does only what is still missing."""
    writable()
    reachable()
    migrate(say)
    demonstration.load_content(say, step)
    if demo and not settings.PRODUCTION:
        demonstration.load_today(say, step)
    collect(say)

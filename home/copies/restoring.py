"""Bringing a copy back, and the drill that proves one: nothing live is touched before every byte was checked."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from education.figures import verify
from education.figures.models import SnapshotFile
from education.figures.queries import published
from education.ledger.actions import hold_back_mail
from education.ledger.audit import breaks
from education.people.models import User
from home.copies import erased
from home.copies.engines import counts, engine
from home.copies.making import opened
from home.privacy.actions import StillAtWorkError, erase

ROOT = Path(__file__).resolve().parents[2]
Say = Callable[[str], None]


def restore(path: Path, *, identity: str, replace: bool, say: Say) -> None:
    """Put a copy in place of what is here: database, media and secret key. Raises CommandError with a sentence.

    Refuses when something is here already, unless `replace`; what was here of the media is kept in a folder beside.
    """
    with opened(path, identity) as (folder, manifest):
        base = engine()
        if manifest["engine"] != base.name:
            raise CommandError(
                f"This is a copy of {manifest['engine']}, and DATABASE_URL names another engine."
            )
        if not replace and not base.is_empty():
            raise CommandError("There is data here already; --replace puts the copy in its place.")
        say(f"Copy of {manifest['made_at']}: {len(manifest['files'])} files, every byte as it was.")
        base.load(folder / base.file)
        found = counts()
        wrong = sorted(t for t in {*found, *manifest["tables"]} if found.get(t) != manifest["tables"].get(t))
        if wrong:
            raise CommandError(f"These tables have other counts than the copy says: {', '.join(wrong)}.")
        say(
            f"Database: {len(found)} tables, {sum(found.values()):,} rows, as counted when the copy was made."
        )
        _put_media(folder / "media")
        if (folder / "secret_key").exists():
            (folder / "secret_key").replace(settings.VAR_DIR / "secret_key")
    connection.close()
    _manage("migrate", "--verbosity=0", "--no-input")
    _manage("restore", "--finish", passed_on=True)


def finish(*, say: Say) -> None:
    """What follows a restore: erasures that came later, mails that went long ago, chains and figures looked at."""
    again, busy = _erase_again()
    say(f"Erased since then, erased again: {again}.")
    if busy:
        names = ", ".join(str(public_id) for public_id in busy)
        raise CommandError(f"These people were erased and have open work in the copy; hand it over: {names}.")
    say(f"Mails that waited in the copy and will not be sent: {hold_back_mail()}.")
    broken = next(breaks(), None)
    if broken:
        raise CommandError(f"The event log in this copy is not as it was written: {broken}")
    say("Event log: every chain holds.")
    checked = 0
    for snapshot in published():
        files = SnapshotFile.objects.filter(snapshot=snapshot)
        try:
            list(verify.check({file.name: bytes(file.content) for file in files}))
        except verify.CheckError as error:
            raise CommandError(f"The figure {snapshot.slug} does not verify: {error}") from None
        checked += 1
    say(f"Published figures: {checked} verify from their own files.")


def drill(path: Path, *, identity: str, say: Say) -> None:
    """Restore a copy somewhere else, look at it and throw it away; the site may go on meanwhile."""
    with tempfile.TemporaryDirectory(prefix="drill-") as name, _spare_database(Path(name)) as address:
        folder = Path(name) / "var"
        folder.mkdir()
        if erased.listed():
            (folder / erased.NAME).write_text("".join(f"{i}\n" for i in erased.listed()), encoding="utf-8")
        arguments = ["restore", str(path.resolve())]
        if identity:
            arguments += ["--identity", str(Path(identity).resolve())]
        _manage(*arguments, passed_on=True, VAR_DIR=str(folder), DATABASE_URL=address)
    say("The drill is done; nothing here was changed.")


def _erase_again() -> tuple[int, list[UUID]]:
    done, busy = 0, []
    for person in User.objects.filter(public_id__in=erased.listed(), emptied_at=None):
        try:
            erase(person=person, by=None, reason="command")
            done += 1
        except StillAtWorkError:
            busy.append(person.public_id)
    return done, busy


def _put_media(source: Path) -> None:
    live = Path(settings.MEDIA_ROOT)
    if live.exists() and any(live.iterdir()):
        before = live.with_name(f"{live.name}-before-{os.urandom(3).hex()}")
        live.rename(before)
    elif live.exists():
        live.rmdir()
    source.mkdir(exist_ok=True)
    source.replace(live)


def _manage(*arguments: str, passed_on: bool = False, **variables: str) -> None:
    """Another process of manage.py, because the secret key or the place of the data is another one now."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if passed_on:
        sys.stdout.write(done.stdout)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise CommandError(said[-1].removeprefix("CommandError: "))


@contextmanager
def _spare_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of the same engine, gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'drill.sqlite3'}"
        return
    name = f"drill_{os.urandom(6).hex()}"
    given: dict[str, Any] = connection.settings_dict
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    except Exception as error:
        raise CommandError(f"The drill needs a spare database, and none may be made: {error}") from None
    try:
        yield _address(given, name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(given: dict[str, Any], name: str) -> str:
    who = quote(given["USER"]) + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    options = {
        key: value for key, value in given["OPTIONS"].items() if isinstance(value, str) and key != "pool"
    }
    host = given["HOST"]
    if host.startswith("/"):
        options, host = {**options, "host": host}, ""
    place = f"{host}:{given['PORT']}" if given["PORT"] else host
    return f"postgres://{who}@{place}/{name}" + (f"?{urlencode(options)}" if options else "")

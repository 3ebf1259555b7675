"""Copies: complete under load, refused when damaged, and brought back whole."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from education.ledger.models import JobRun, OutboxMessage
from home.copies import engines, erased, making, restoring
from tests.factories.people import person as person_row
from tests.people.live import database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def var(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state of its own with one picture in it."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var/media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "pier.jpg").write_bytes(os.urandom(3_000))
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.test")
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    settings.SECRET_KEY_GIVEN = settings.SECRET_KEY
    return settings.VAR_DIR


def test_a_copy_made_while_people_write_holds_whole_transactions_only(var):
    """The rows come in pairs, so half a pair in a copy would show."""
    stop, written = threading.Event(), []

    def write() -> None:
        number = 0
        while not stop.is_set() and number < 4_000:
            with transaction.atomic():
                JobRun.objects.create(name=f"left {number}")
                JobRun.objects.create(name=f"right {number}")
            number += 1
            written.append(number)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            stop.wait(0.01)
        paths = [making.make(var / f"backups{n}") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    for path in paths:
        with making.opened(path) as (folder, manifest):
            assert manifest["tables"]["ledger_jobrun"] % 2 == 0
            assert manifest["tables"]["ledger_jobrun"] >= 10
            assert (folder / "media/pier.jpg").read_bytes() == (settings.MEDIA_ROOT / "pier.jpg").read_bytes()


def test_the_drill_restores_the_copy_elsewhere_and_changes_nothing_here(var, capfd):
    person_row()
    path = making.make(var / "backups")
    before = engines.counts()
    restoring.drill(path, identity="", say=print)
    assert engines.counts() == before
    said = capfd.readouterr().out
    assert f"{sum(before.values()):,} rows, as counted when the copy was made." in said
    assert "Event log: every chain holds." in said
    assert "The drill is done; nothing here was changed." in said


def test_a_copy_over_data_needs_to_be_asked_for(var):
    path = making.make(var / "backups")
    with pytest.raises(CommandError, match="There is data here already; --replace"):
        restoring.restore(path, identity="", replace=False, say=print)


def test_damaged_and_short_copies_are_refused_before_anything_is_touched(var):
    path = making.make(var / "backups")
    whole = path.read_bytes()
    before = engines.counts()
    refused = 0
    flips = [(4, 4), *((n * 7919 + 11, n % 8) for n in range(49))]  # no content hangs on the first of them
    for n in range(60):
        content = bytearray(whole)
        if n < 50:
            content[flips[n][0] % len(content)] ^= 1 << flips[n][1]
        else:
            del content[len(content) * (n - 49) // 11 :]
        path.write_bytes(content)
        with pytest.raises(CommandError, match="nothing was changed|another format"):
            restoring.restore(path, identity="", replace=True, say=print)
        refused += 1
    path.write_bytes(whole)
    with making.opened(path) as (_, manifest):
        assert manifest["tables"] == before  # the control: the untouched copy opens
    assert (refused, engines.counts()) == (60, before)


def test_an_encrypted_copy_opens_with_its_own_key_only(var, tmp_path, settings):
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for name, key in (("mine", mine), ("other", other)):
        (tmp_path / name).write_text(f"# a key\n{key}\n")
    path = making.make(var / "backups", recipient=str(mine.to_public()))
    with making.opened(path, str(tmp_path / "mine")) as (_, manifest):
        assert manifest["engine"] == engines.engine().name
    for identity, sentence in (
        ("", "is encrypted; name the file"),
        (str(tmp_path / "other"), "sealed for another key"),
        (str(tmp_path / "missing"), "holds no private age key"),
    ):
        with pytest.raises(CommandError, match=sentence), making.opened(path, identity):
            pass
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError, match="damaged"), making.opened(path, str(tmp_path / "mine")):
        pass


def test_a_wrong_recipient_is_one_sentence(var):
    with pytest.raises(CommandError, match="not a public age key"):
        making.make(var / "backups", recipient="age1nonsense")


def test_whoever_was_erased_after_the_copy_is_erased_again_and_waiting_mail_is_held_back(var):
    person = person_row()
    stays = person_row()
    OutboxMessage.objects.create(
        key="k",
        kind="k",
        subject_id="s",
        recipient="t@example.org",
        created_at="2027-01-01T00:00Z",
        due_at="2027-01-01T00:00Z",
    )
    erased.remember(person.public_id)
    restoring.finish(say=print)
    person.refresh_from_db()
    stays.refresh_from_db()
    assert (person.emptied_at is None, stays.emptied_at is None) == (False, True)
    assert OutboxMessage.objects.get(key="k").state == "obsolete"


def test_copies_older_than_35_days_go(var, settings):
    settings.FAKE_NOW = "2027-01-20T09:30"
    folder = var / "backups"
    folder.mkdir()
    for name in ("copy-20261215T093000Z.tar.zst", "copy-20261217T093000Z.tar.zst.age", "notes.txt"):
        (folder / name).touch()
    call_command("backup", str(folder))
    assert sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) == [
        "copy-20261217T093000Z.tar.zst.age",
        "copy-20270120T093000Z.tar.zst",
        "notes.txt",
    ]


def test_a_folder_that_cannot_be_written_is_one_sentence(var, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="name another folder"):
        call_command("backup", str(tmp_path / "file/inside"))

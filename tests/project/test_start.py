"""A start that can't work says why in one sentence; one that can leaves nothing behind when it is stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import override_settings

from config import checks
from home import serving, static_files
from tests import floors

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py serve` as a newcomer would start it, with a folder of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "serve", "--prepare", "--no-demo"],
        cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120,
        env={**kept, "VAR_DIR": str(tmp_path / "var"), "PORT": "0", **variables},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "many"}, "PORT: Not a valid integer."),
        (
            {"DEBUG": "perhaps", "EMAIL_PORT": "x"},
            "EMAIL_PORT: Not a valid integer.; DEBUG: Not a valid boolean.",
        ),
        ({"VAR_DIR": "/dev/null/var"}, "VAR_DIR=/dev/null/var"),
        ({"DATABASE_URL": "mysql://somewhere/x"}, "DATABASE_URL is neither postgres://"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is neither postgres://"),
        (
            {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/x"},
            "The database named by DATABASE_URL does not answer",
        ),
        ({"SITE_URL": "http://example.org"}, "SITE_URL=http://example.org must begin with https://"),
        ({"SITE_URL": "example"}, "SITE_URL=example is not an address"),
        ({"FAKE_NOW": "monday"}, "FAKE_NOW=monday is no moment."),
        ({"FORCE_DIR": "/nowhere"}, "FORCE_DIR=/nowhere has no force.toml."),
        (
            {
                "SITE_URL": "https://example.org",
                "FAKE_NOW": "2027-01-20T09:30",
                "EMAIL_HOST": "mail.example.org",
            },
            "FAKE_NOW is set.",
        ),
        ({"SITE_URL": "https://example.org", "DEBUG": "1"}, "DEBUG is on."),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path, variables, sentence):
    done = start(tmp_path, **variables)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            'licence = "all-rights-reserved"',
            ": all-rights-reserved is no licence for open data that is known",
        ),
        (
            'licence = "CC-BY-NC-4.0"',
            ": CC-BY-NC-4.0 is no licence for open data that is known here: OGL-UK-3.0,",
        ),
        ('name = "Cleveland Police"', "force.toml: Cannot overwrite a value"),
    ],
)
def test_a_force_whose_facts_can_t_be_used_is_one_sentence(tmp_path, line, sentence):
    ours = (ROOT / "site/forces/cleveland/force.toml").read_text(encoding="utf-8")
    kept = [row for row in ours.splitlines() if not row.startswith("licence")]
    (tmp_path / "force.toml").write_text("\n".join([kept[0], line, *kept[1:]]), encoding="utf-8")
    done = start(tmp_path, FORCE_DIR=str(tmp_path))
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(tmp_path, PORT=str(port))
    assert done.returncode != 0
    assert f"Port {port} can't be used (Address already in use)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var/db.sqlite3").exists()


def test_an_old_python_is_told_so(tmp_path):
    program = (ROOT / "requirements/install.py").read_text(encoding="utf-8")
    old = "import sys, collections\nsys.version_info = (3, 9, 2)\nsys.version = '3.9.2 (old)'\n"
    done = subprocess.run(
        [sys.executable, "-c", old + f"__file__ = {str(ROOT / 'requirements/install.py')!r}\n" + program],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Cannot start: this needs Python 3.11 or newer, and ")
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("production", [True, False])
def test_demonstration_people_are_refused_in_production_only(production):
    from tests import factories

    factories.person(is_demo=True)
    with override_settings(PRODUCTION=production):
        found = checks.no_demonstration(None, databases=["default"])
    assert [error.id for error in found] == (["config.E005"] if production else [])


def test_a_good_production_has_nothing_to_say():
    with override_settings(
        PRODUCTION=True,
        FAKE_NOW="",
        DEBUG=False,
        EMAIL_HOST="mail",
        SECRET_KEY_GIVEN="x",
        MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN=False,
    ):
        assert checks.production(None) == []
        with override_settings(MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN=True):
            assert [error.id for error in checks.production(None)] == ["config.E006"]


def test_a_free_port_is_not_refused():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(CommandError):
            serving.free("127.0.0.1", port)
    serving.free("127.0.0.1", port)


@pytest.mark.django_db
def test_a_task_whose_worker_was_killed_is_put_back_after_a_quarter_of_an_hour():
    import datetime as dt

    from django_tasks_db.models import DBTaskResult

    from education.ledger.clock import now

    def task(minutes: int) -> DBTaskResult:
        return DBTaskResult.objects.create(
            status="RUNNING", started_at=now() - dt.timedelta(minutes=minutes), args_kwargs={}, priority=0,
            task_path="education.ledger.tasks.deliver", queue_name="default", backend_name="default",
        )  # fmt: skip

    lost, busy = task(16), task(14)
    assert serving.reap() == 1
    lost.refresh_from_db()
    busy.refresh_from_db()
    assert (lost.status, busy.status) == ("READY", "RUNNING")


def test_static_files_are_collected_again_when_a_source_changes(tmp_path):
    sheet = tmp_path / "source/only-here.css"
    sheet.parent.mkdir()
    sheet.write_text("a{}")
    with override_settings(STATICFILES_DIRS=[sheet.parent], STATIC_ROOT=tmp_path / "out"):
        from django.contrib.staticfiles import finders

        finders.get_finder.cache_clear()
        try:
            before = static_files.digest()
            assert static_files.stale()
            static_files.stamp().parent.mkdir()
            static_files.stamp().write_text(before)
            assert not static_files.stale()
            sheet.write_text("a{color:red}")
            assert static_files.stale()
        finally:
            finders.get_finder.cache_clear()


def test_a_version_below_its_floor_is_found():
    lock = "django==5.2.18 \\\n    --hash=sha256:x\nnh3==0.3.7 \\\n    --hash=sha256:x\n"
    known = {"django": ["5.2.19", "because"], "nh3": ["0.3.5", "because"]}
    assert floors.below(lock, known) == ["django 5.2.18 is older than 5.2.19: because"]

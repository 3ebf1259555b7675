"""Signing in at Microsoft or Google: absent unless configured."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, connections

from tests.people.live import database_url

ROOT = Path(__file__).resolve().parents[2]
PATHS = ["/accounts/microsoft/login/", "/accounts/google/login/", "/accounts/3rdparty/"]
LOOK = """
import json, re, sys
sys.path[:0] = ["site", "."]
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
settings.ALLOWED_HOSTS.append("testserver")
call_command("migrate", "socialaccount", verbosity=0)
client = Client()
page = client.get("/accounts/login/")
sent = client.post("/accounts/microsoft/login/?process=login")
print(json.dumps({
    "buttons": re.findall(r">(Sign in with \\w+)<", page.content.decode()),
    "form": re.search(r"form-action ([^;]+)", page.headers["Content-Security-Policy"])[1].split(),
    "sent": [sent.status_code, sent.headers["Location"].split("/oauth2/")[0]],
    "verification": settings.SOCIALACCOUNT_EMAIL_VERIFICATION,
    "by_email": settings.SOCIALACCOUNT_EMAIL_AUTHENTICATION,
}))
"""


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_without_configuration_there_is_no_such_address_and_no_button(client, path):
    assert client.get(path).status_code == 404
    page = client.get("/accounts/login/")
    assert "Sign in with" not in page.content.decode()
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]


@pytest.mark.django_db(transaction=True)
def test_with_configuration_there_are_buttons_and_a_way_out(tmp_path):
    connections.close_all()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VAR_DIR": str(tmp_path),
        "MICROSOFT_CLIENT_ID": "id",
        "MICROSOFT_CLIENT_SECRET": "secret",
        "MICROSOFT_TENANT": "force-tenant",
        "GOOGLE_CLIENT_ID": "id",
        "GOOGLE_CLIENT_SECRET": "secret",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "buttons": ["Sign in with Google", "Sign in with Microsoft"],
        "form": ["'self'", "https://login.microsoftonline.com", "https://accounts.google.com"],
        "sent": [302, "https://login.microsoftonline.com/force-tenant"],
        "verification": "mandatory",
        "by_email": False,
    }


def walked(folder: Path) -> dict[str, object]:
    """What came of signing in elsewhere, against a provider that the test runs; on a copy of the test database."""
    place = folder / "elsewhere.sqlite3"
    if connection.vendor == "sqlite":
        connections.close_all()
        shutil.copy(str(connection.settings_dict["NAME"]), place)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{place}", "VAR_DIR": str(folder)}
    environment.pop("FAKE_NOW", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.people.elsewhere"], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.django_db(transaction=True)
def test_people_come_in_from_elsewhere_and_prove_here_what_has_to_be_proved(tmp_path):
    told = walked(tmp_path)
    confirm = "/accounts/confirm-email/"
    # where to first, in before the code, in after it, name, roles, password, in the second time, a second account
    newcomer = [confirm, False, True, "Robin Reed", [], False, True, 0]
    assert told["newcomer"] == {"microsoft": newcomer, "google": newcomer}
    # same address, same page, in, joined, accounts, its owner is told, by a mail with a code
    taken = [True, True, False, 0, 1, True, False]
    assert told["taken"] == {"microsoft": taken, "google": taken}
    assert told["staff"] == {
        "asked": "/accounts/2fa/authenticate/",
        "before": "/accounts/login/",
        "after": 200,
        "without": "/accounts/2fa/totp/activate/",
    }
    assert told["joining"] == {
        "old": "/accounts/reauthenticate/",
        "nothing": 0,
        "joined": True,
        "told": ["Another way to sign in to your account"],
        "still": True,
        "left": 0,
    }
    nobody = [True, False, False]
    assert told["refused"] == {
        "another state": nobody,
        "no state": nobody,
        "no such code": nobody,
        "get only asks": 200,
        "forged": 403,
    }

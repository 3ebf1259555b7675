"""The officer's app from the server's side: its shell, its worker, its files, and a day pack without a person in it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from django.test import Client

from education.attendance.actions import record_entry
from education.attendance.daypack import day_pack
from education.attendance.views import app
from education.ledger.clock import now
from home.static_files import HashedFiles
from tests import factories
from tests.attendance.helpers import begun_session, signed_in, submission

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


def test_the_shell_is_the_same_for_everybody_and_sets_no_cookie():
    _, officer = begun_session()
    stranger, known = Client().get("/officer/app/"), signed_in(officer).get("/officer/app/")
    assert (stranger.status_code, stranger.cookies) == (200, {})
    assert stranger.content == known.content
    assert (officer.email.encode() in known.content, b"Sign out" in known.content) == (False, False)


def test_the_worker_keeps_every_file_of_the_app_and_its_scope_is_officer_alone():
    answer = Client().get("/officer/sw.js")
    listed = json.loads(re.search(r"const APP = (\{.*\});", answer.content.decode())[1])
    modules = {f"js/officer/{file.name}" for file in (ROOT / "static/js/officer").glob("*.js")}
    apart = {"js/officer/worker.js", "js/officer/sign-out.js"}
    assert modules - apart == {path for path in app.MODULES if path.startswith("js/officer/")}
    assert [path for path in app.MODULES if f"/static/{path}" not in listed["files"]] == []
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    assert "Service-Worker-Allowed" not in answer.headers


def test_a_browser_without_modules_in_workers_gets_one_without_an_import():
    assert Client().get("/officer/sw.js").content.startswith(b"import { send }")
    assert b"import " not in Client().get("/officer/sw.js?plain=1").content.split(b"\n")[0]


def test_a_changed_file_is_another_version(monkeypatch):
    before = app.version()
    monkeypatch.setattr(app, "_source", lambda path: b"something else")
    app.version.cache_clear()
    assert app.version() != before
    app.version.cache_clear()


def test_the_manifest_starts_the_app_within_officer():
    body = Client().get("/officer/app.webmanifest").json()
    assert (body["start_url"], body["scope"], body["display"]) == ("/officer/app/", "/officer/", "standalone")
    assert {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}


def test_what_a_module_imports_goes_by_its_hashed_name(tmp_path):
    paths = [path for path in app.MODULES if path != "js/site.js"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "static" / path, tmp_path / path)
    storage = HashedFiles(location=tmp_path, base_url="/static/")
    made = {
        name: hashed for name, hashed, done in storage.post_process({p: (storage, p) for p in paths}) if done
    }
    text = (tmp_path / made["js/officer/app.js"]).read_text()
    imported = re.findall(r'from "([^"]+)"', text)
    assert len(imported) == 9
    assert [name for name in imported if not re.fullmatch(r"\./[a-z]+\.[0-9a-f]{12}\.js", name)] == []
    assert 'from "./db.js"' not in text


def test_the_day_pack_names_no_person_and_no_telephone_of_one():
    session, officer = begun_session()
    visit = session.visit
    visit.day_telephone, visit.safeguarding_lead_email = "01642 000111", "lead@school.example"
    visit.save()
    text = json.dumps(day_pack(officer), default=str)
    people = [officer.email, officer.first_name, officer.last_name, visit.teacher and visit.teacher.email]
    secrets = [*people, "01642 000111", "lead@school.example"]
    assert [secret for secret in secrets if secret and secret in text] == []
    assert session.school.name in text


def test_the_day_pack_says_what_counts_so_that_it_can_be_corrected_in_the_hall():
    session, officer = begun_session()
    record_entry(submission=submission(session, 28), by=officer)
    held = day_pack(officer)["sessions"][0]
    assert (held["version"], held["counted"][0]["lines"], held["groups"][0]["label"]) == (
        1,
        [["pupil", "5", 28]],
        held["groups"][0]["label"],
    )


def test_the_day_pack_offers_every_school_that_takes_pupils_also_one_that_is_to_close():
    session, officer = begun_session()
    closing, _ = factories.school(status="closing"), factories.school(status="closed")
    offered = {urn for urn, _ in day_pack(officer)["schools"]}
    assert offered == {str(session.school.urn), str(closing.urn)}


def test_the_pack_is_for_officers_and_its_token_is_not_in_what_is_kept():
    _, officer = begun_session()
    answer = signed_in(officer).get("/officer/pack/")
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    assert (len(answer.json()["token"]) > 30, answer.json()["since"]) == (True, int(now().timestamp()))
    assert signed_in(factories.person()).get("/officer/pack/").status_code == 403
    assert "const { token, since, ...pack }" in (ROOT / "static/js/officer/pack.js").read_text()

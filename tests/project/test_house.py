"""The house's own rules, read from the files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
OURS = ("site", "education", "home")
ROOMS = ["ledger", "people", "schools", "content", "liaison", "attendance", "figures", "home"]
TEXT = {".py", ".md", ".html", ".txt", ".toml", ".css", ".js", ".in", ".yml", ".svg", ""}


def tracked(*suffixes: str) -> list[Path]:
    """Every file that git keeps or would keep, with one of these endings."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [file for file in files if file.is_file() and (not suffixes or file.suffix in suffixes)]


def code() -> list[Path]:
    """Our Python files, without tests and migrations."""
    return [
        file
        for file in tracked(".py")
        if file.relative_to(ROOT).parts[0] in OURS and "migrations" not in file.parts
    ]


def where(pattern: str, files: list[Path], flags: int = 0) -> list[str]:
    """The files that hold a pattern, by their path in the project."""
    return sorted(
        str(file.relative_to(ROOT))
        for file in files
        if re.search(pattern, file.read_text(encoding="utf-8"), flags)
    )


def test_site_is_a_plain_folder_and_git_keeps_it():
    assert not (ROOT / "site/__init__.py").exists()
    ignored = subprocess.run(["git", "check-ignore", "-q", "site/config/urls.py"], cwd=ROOT)
    assert ignored.returncode == 1
    messages = subprocess.run(["git", "check-ignore", "-q", "locale/cy/LC_MESSAGES/django.mo"], cwd=ROOT)
    assert messages.returncode == 1


def test_no_room_imports_a_higher_one():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "site:.", "PATH": "/usr/bin"},
    )
    assert done.returncode == 0, done.stdout


def test_one_module_imports_bleach():
    assert where(r"^\s*(import|from) bleach", code(), re.MULTILINE) == ["education/content/html.py"]


def test_one_module_reads_the_clock():
    pattern = r"timezone\.(now|localdate|localtime)\(|date\.today\(|datetime\.(now|utcnow|today)\("
    assert where(pattern, code()) == ["education/ledger/clock.py"]


def test_who_may_post_without_a_token_is_known():
    """The read-only API answers a POST with 405 and never with a page about tokens; the rest is one module."""
    assert where(r"csrf_exempt", code()) == ["education/figures/api.py", "home/open_posts.py"]


def test_nothing_is_marked_safe_by_hand():
    """Help texts of form fields come from the code alone; allauth's and Django's hold markup."""
    pattern = r"mark_safe|SafeString\(|\|\s*safe\b|autoescape off"
    assert where(pattern, [*code(), *tracked(".html")]) == ["templates/components/field.html"]


@pytest.mark.parametrize("label", ROOMS)
def test_each_app_has_one_initial_migration(label):
    folder = Path(apps.get_app_config(label).path) / "migrations"
    assert [file.name for file in sorted(folder.glob("0001_*.py"))] == ["0001_initial.py"]


@pytest.mark.parametrize("name", ["base.txt", "test.txt", "uv.txt"])
def test_a_lock_file_holds_hashes_and_no_address(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://|file:|index-url|find-links", text) == []
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_no_file_names_a_machine():
    machine = r"/(work|root|home/[a-z]+)/|/tmp/(wt|pg|brief)|files\.pythonhosted\.org|registry\.npmjs\.org"
    here = Path(__file__).resolve()
    files = [f for f in tracked() if f.suffix in TEXT and f != here and "vendor" not in f.parts]
    assert where(machine, files) == []


def test_templates_hold_no_script_no_style_and_no_handler():
    files = [file for file in tracked(".html") if "emails" not in file.parts]
    inline = r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>"
    assert where(inline, files, re.IGNORECASE) == []


def test_templates_and_styles_ask_nobody_else():
    pattern = r"""(src|href)=["'](https?:)?//(?!\{)[^"']+\.(js|css|woff2?|png|jpe?g|svg|gif|webp)["']|url\(["']?(https?:)?//|@import"""
    assert where(pattern, tracked(".html", ".css")) == []


def test_scripts_write_no_markup_and_keep_nothing_on_the_device():
    files = [file for file in tracked(".js") if "vendor" not in file.parts]
    assert where(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", files) == []


def test_nothing_is_left_for_later():
    assert (
        where(
            r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
            [f for f in tracked(".py", ".html", ".css", ".js") if "vendor" not in f.parts],
        )
        == []
    )


# Every text column of the visits and registers that is no choice, and why nobody can write about a child in it.
CLOSED_TEXT = {
    "liaison.Draft.answers": "codes and numbers of a booking",
    "liaison.WaitingEntry.weekdays": "numbers of days",
    "liaison.SessionType.code": "the desk's catalogue",
    "liaison.SessionType.title": "the desk's catalogue",
    "liaison.SessionType.summary": "the desk's catalogue",
    "liaison.SessionType.years": "year codes",
    "liaison.SessionType.skills": "codes from a list",
    "liaison.SessionType.curriculum": "codes from a list",
    "liaison.Officer.skills": "codes from a list",
    "liaison.Visit.reference": "made by the system",
    "liaison.Visit.submission_digest": "a digest",
    "liaison.Visit.safeguarding_lead_email": "an address",
    "liaison.Visit.day_telephone": "a number",
    "liaison.Visit.needs": "codes from a list",
    "liaison.CalendarFeed.digest": "a digest",
    "attendance.Entry.hands_up": "counts",
    "attendance.Entry.soft_checks": "codes from a list",
    "attendance.Entry.payload_hash": "a digest",
    "attendance.Entry.receipt": "made by the system",
    "attendance.CheckIn.code": "made by the system",
    "attendance.Phone.key": "a public key in hex",
    "attendance.RefusedUpload.code": "a code from a list",
    "attendance.RefusedUpload.payload_hash": "a digest",
    "attendance.RefusedUpload.payload": "counts and codes, cut to the contract's fields",
    "attendance.ImportBatch.file_sha256": "a digest",
    "attendance.ImportBatch.decisions_sha256": "a digest",
    "attendance.ImportBatch.mapping": "column numbers",
    "attendance.ImportDraft.file_sha256": "a digest",
    "attendance.ImportDraft.period": "a key of the system's",
    "attendance.ImportDraft.columns": "column numbers",
    "attendance.ImportDraft.refusal": "one of our own sentences, with row numbers and no cell",
    "attendance.SavedColumns.header_sha256": "a digest",
    "attendance.SavedColumns.columns": "column numbers",
    "attendance.ImportRow.natural_key": "a digest",
    "attendance.ImportRow.problems": "codes from a list",
}


def test_no_visit_register_entry_or_import_takes_free_text():
    found = {
        f"{model._meta.label}.{field.name}"
        for label in ("liaison", "attendance")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, (models.TextField, models.JSONField, models.FileField))
        or (isinstance(field, models.CharField) and not field.choices)
    }
    assert found == set(CLOSED_TEXT)


def test_no_model_of_ours_knows_a_child():
    """No column is named after what would single out a child."""
    names = re.compile(r"(pupil|child|student).*(name|birth|email)|date_of_birth|^dob$|upn$")
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.get_fields()
    ]
    assert [name for name in fields if names.search(name.rpartition(".")[2])] == []


def test_the_readme_names_both_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text

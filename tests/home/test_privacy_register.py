"""Every field of ours is accounted for, and the page that says so is true of the code."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from education.ledger import jobs

ROOT = Path(__file__).resolve().parents[2]
REGISTER = tomllib.loads((ROOT / "docs/privacy.toml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/data-protection.md").read_text(encoding="utf-8")
ASKED = {"model", "fields", "purpose", "basis", "kept", "jobs", "seen_by"}


def fields() -> set[str]:
    """Every field of our own tables; what a page inherits from Wagtail's is Wagtail's."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(("education.", "home."))
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
    }


def named(register: dict) -> list[str]:
    """Every field that the register names, as often as it does."""
    personal = [f"{entry['model']}.{name}" for entry in register["personal"] for name in entry["fields"]]
    return personal + [
        f"{model}.{name}" for model, names in register["not_personal"].items() for name in names
    ]


def test_every_field_of_ours_is_named_once():
    counted = Counter(named(REGISTER))
    assert sorted(fields() - set(counted)) == []
    assert sorted(set(counted) - fields()) == []
    assert [name for name, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("taken", ["people.User.email", "liaison.Visit.day_telephone", "ledger.Event.data"])
def test_a_field_that_nobody_accounts_for_is_noticed(taken):
    left = set(named(REGISTER)) - {taken}
    assert fields() - left == {taken}


def test_every_personal_field_says_why_how_long_and_who_sees_it():
    assert [entry for entry in REGISTER["personal"] if set(entry) != ASKED] == []
    empty = [
        (entry["model"], key)
        for entry in REGISTER["personal"]
        for key in ASKED - {"jobs", "fields"}
        if not entry[key].strip()
    ]
    assert empty == []
    assert {entry["basis"] for entry in REGISTER["personal"]} == {"public task", "security"}


def test_whoever_is_linked_to_a_person_is_personal():
    people = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith(("education.", "home."))
        for field in model._meta.local_fields
        if field.related_model is apps.get_model("people.User") or "email" in field.name
    }
    plain = {f"{model}.{name}" for model, names in REGISTER["not_personal"].items() for name in names}
    assert people & plain == {"content.HelpOrganisation.email"}  # a helpline's own public address


def test_every_job_named_exists_and_every_job_of_retention_is_on_the_page():
    ours = {name for name, job in jobs.JOBS.items() if job.run.__module__ == "home.retention"}
    assert {name for entry in REGISTER["personal"] for name in entry["jobs"]} <= ours
    listed = re.search(r"says a line of each:\n(.*?)\n\n", PAGE, re.DOTALL)
    assert listed is not None
    assert set(re.findall(r"`([^`]+)`", listed[1])) == ours

"""The permission matrix, walked: every address × every role × GET and POST × own, another's and a missing object.

What is expected stands in permissions.toml and nowhere else.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.urls import URLPattern, get_resolver

from education.ledger.models import Event
from home.doorman import roles_for
from tests.project import world as worlds
from tests.project.test_doors import OURS, walk
from tests.project.world import ROLES, World

MATRIX = tomllib.loads((Path(__file__).parent / "permissions.toml").read_text(encoding="utf-8"))
SIGN_IN = "sign-in"
THING = {"uuid": str(worlds.NOBODY), "int": "7000000", "slug": "nothing", "str": "nothing", "path": "nothing"}


def outcomes(text: str) -> dict[str, str]:
    """“coordinator, supervisor: 200; others: 404” by role."""
    told: dict[str, str] = {}
    for part in text.split(";"):
        who, _, outcome = part.partition(":")
        for name in who.split(","):
            for role in ROLES if name.strip() in ("others", "all") else [name.strip()]:
                told.setdefault(role, outcome.strip())
    assert set(told) <= set(ROLES), text
    return told


def expected(row: dict[str, Any], role: str, method: str, which: str) -> str:
    """The one right outcome; whoever does not pass the door gets the same for every object and method."""
    door = row["door"]
    if door != "open":
        if role == "anonymous":
            return SIGN_IN
        if door != "signed-in" and role not in door:
            return "403"
    told = row[method]
    return outcomes(told if isinstance(told, str) else told[which])[role]


@dataclass(frozen=True)
class Step:
    """One request of the walk."""

    route: str
    role: str
    method: str
    which: str
    address: str
    data: dict[str, Any]


def by_route() -> dict[str, URLPattern]:
    return dict(walk(get_resolver().url_patterns))


def ours() -> list[str]:
    return [r for r, p in by_route().items() if p.callback.__module__.startswith(OURS)]


def theirs() -> list[str]:
    """Wagtail's and allauth's."""
    return sorted(set(by_route()) - set(ours()))


def fill(route: str, gaps: dict[str, Any]) -> str:
    """An address from its route; a gap that nobody named gets something that is not there."""
    text = route.replace("^", "").removesuffix("$").replace(r"\.", ".")
    text = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda m: str(gaps.get(m[1], "7")), text)
    text = re.sub(r"\((?:\?:)?[^()]*\)\*?", "7", re.sub(r"\(\?:[^()]*\)\?", "", text)).replace(".*", "nothing")
    return "/" + re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda m: str(gaps.get(m[2], THING.get(m[1] or "str", "nothing"))), text
    ).replace("$", "")


def steps(world: World) -> Iterator[Step]:
    for route in ours():
        objects = world.gaps.get(route, {"": {}})
        for which, gaps in objects.items():
            for method in ("GET", "POST"):
                data = world.posts.get(route, {}).get(which, {}) if method == "POST" else {}
                for role in ROLES:
                    yield Step(route, role, method, which, fill(route, gaps), data)


class Walker:
    """Asks, rolls back whatever the request changed, and keeps what came."""

    def __init__(self, world: World) -> None:
        self.clients = {role: world.client(role) for role in ROLES}

    def ask(self, step: Step) -> tuple[str, bytes, bool]:
        """The outcome in the matrix's words, the body, and whether anything was logged as done."""
        client = self.clients[step.role]
        cookies = client.cookies.copy()
        with transaction.atomic():
            before = Event.objects.count()
            if step.method == "GET":
                answer = client.get(step.address)
            else:
                answer = client.post(step.address, step.data)
            acted = Event.objects.count() != before
            body = answer.getvalue()
            transaction.set_rollback(True)
        client.cookies = cookies
        place = answer.headers.get("Location", "")
        outcome = SIGN_IN if place.startswith("/accounts/login/") else str(answer.status_code)
        if acted and outcome in ("200", "303"):
            outcome = "done"
        return outcome, re.sub(rb'csrf\w*"[^>]*value="\w+"|"csrfToken": "\w+"', b"", body), acted


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once and rolled back at the end; the clock stands still."""
    with (
        django_db_blocker.unblock(),
        override_settings(FAKE_NOW=worlds.NOW, ALLOWED_HOSTS=["*"]),
        transaction.atomic(),
    ):
        yield worlds.build()
        transaction.set_rollback(True)
    connection.close()


def wrong(world: World, only: set[str] | None = None) -> tuple[list[str], Counter[str]]:
    """Every request that did not come out as the matrix says."""
    walker, problems, seen = Walker(world), [], Counter[str]()
    bodies: dict[tuple[str, str, str], dict[str, tuple[str, bytes]]] = {}
    for step in steps(world):
        if only is not None and step.route not in only:
            continue
        outcome, body, acted = walker.ask(step)
        seen[step.route] += 1
        want = expected(MATRIX[step.route], step.role, step.method, step.which)
        where = f"{step.method} {step.route} {step.which} as {step.role}"
        if outcome != want:
            problems.append(f"{where}: {outcome}, not {want}")
        if acted and outcome != "done":
            problems.append(f"{where}: refused with {outcome}, and yet something was done")
        bodies.setdefault((step.route, step.role, step.method), {})[step.which] = (outcome, body)
    for (route, role, method), found in bodies.items():
        if found.get("other", ("", b""))[0] == "404" and found["other"] != found["missing"]:
            problems.append(f"{method} {route} as {role}: another's object does not look like a missing one")
    return problems, seen


def test_every_address_is_in_the_matrix_and_the_matrix_names_no_other():
    assert sorted(MATRIX) == sorted(ours())


def test_every_address_with_an_object_has_one_of_ones_own_and_anothers(world):
    assert sorted(world.gaps) == sorted(route for route in ours() if "<" in route)


def test_the_walk(world, capsys):
    began = time.monotonic()
    problems, seen = wrong(world)
    with capsys.disabled():
        print(
            f"\nPermission walk: {seen.total():,} requests over {len(seen)} addresses as {len(ROLES)} roles,"
            f" {time.monotonic() - began:.0f} s"
        )
    assert problems == []

"""The permission matrix, walked: every address × every role × GET and POST × own, another's and a missing object.

What is expected stands in permissions.toml and nowhere else.
"""

from __future__ import annotations

import inspect
import logging
import re
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404, HttpResponseNotFound
from django.urls import URLPattern, get_resolver

from education.ledger.models import AccessEvent, Event
from education.liaison import policies
from education.liaison.views import visits
from education.people.roles import Role
from home import doorman
from tests.project import world as worlds
from tests.project.test_doors import OURS, walk
from tests.project.world import ROLES, World

DATA = tomllib.loads((Path(__file__).parent / "permissions.toml").read_text(encoding="utf-8"))
PREFIXES: dict[str, str | list[str]] = DATA.pop("prefixes")
MATRIX: dict[str, dict[str, Any]] = DATA
CHANGES = (
    AccessEvent.Kind.PERMISSIONS_CHANGED,
    AccessEvent.Kind.PERSON_EMPTIED,
    AccessEvent.Kind.ERASURE_REQUESTED,
)
SIGN_IN = "sign-in"
THING = {"uuid": str(worlds.NOBODY), "int": "7000000", "slug": "nothing", "str": "nothing", "path": "nothing"}


pytestmark = pytest.mark.timeout(600)  # thousands of requests, on a machine that may be busy


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
    data: dict[str, Any] | str


def by_route() -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for route, pattern in walk(get_resolver().url_patterns):
        found.setdefault(route, pattern)  # the first one answers
    return found


def ours() -> list[str]:
    return [r for r, p in by_route().items() if p.callback.__module__.startswith(OURS)]


def theirs() -> list[str]:
    """Wagtail's and allauth's."""
    return sorted(set(by_route()) - set(ours()))


def rule(route: str) -> str | list[str] | None:
    """Who may use one of Wagtail's or allauth's addresses."""
    if f"{route}$" in PREFIXES:
        return PREFIXES[f"{route}$"]
    fitting = [prefix for prefix in PREFIXES if route.startswith(prefix)]
    return PREFIXES[max(fitting, key=len)] if fitting else None


def fill(route: str, gaps: dict[str, Any]) -> str:
    """An address from its route; a gap that nobody named gets something that is not there."""
    text = route.replace("^", "").removesuffix("$").replace(r"\.", ".")
    text = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda m: str(gaps.get(m[1], "7")), text)
    text = re.sub(r"\((?:\?:)?[^()]*\)\*?", "7", re.sub(r"\(\?:[^()]*\)\?", "", text)).replace(
        ".*", "nothing"
    )
    return "/" + re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda m: str(gaps.get(m[2], THING.get(m[1] or "str", "nothing"))), text
    ).replace("$", "")


def steps(world: World) -> Iterator[Step]:
    for route in ours():
        objects = world.gaps.get(route, {"": {}})
        for which, gaps in objects.items():
            address = fill(route, gaps) + world.queries.get(route, "")
            for method in ("GET", "POST"):
                data = world.posts.get(route, {}).get(which, {}) if method == "POST" else {}
                for role in ROLES:
                    yield Step(route, role, method, which, address, data)


def written() -> int:
    """How much is on record as done: every event, and of the access log what changes somebody's account."""
    return Event.objects.count() + AccessEvent.objects.filter(kind__in=CHANGES).count()


class Walker:
    """Asks, rolls back whatever the request changed, and keeps what came."""

    def __init__(self, world: World) -> None:
        self.world, self.proved = world, time.monotonic()
        self.clients = {role: world.client(role) for role in ROLES}

    def ask(self, step: Step) -> tuple[str, bytes, bool]:
        """The outcome in the matrix's words, the body, and whether anything was logged as done."""
        if time.monotonic() - self.proved > 120:
            self.proved = time.monotonic()
            for role in ROLES[1:]:
                self.world.prove(self.clients[role], role)
        client = self.clients[step.role]
        cookies = client.cookies.copy()
        with transaction.atomic():
            before = written()
            if step.method == "GET":
                answer = client.get(step.address)
            else:
                answer = worlds.post(client, step.address, step.data)
            acted = written() != before
            body = answer.getvalue()
            transaction.set_rollback(True)
        client.cookies = cookies
        place = answer.headers.get("Location", "")
        asked_to = answer.status_code == 302 and place.startswith("/accounts/login/")
        outcome = SIGN_IN if asked_to else str(answer.status_code)
        if acted and outcome in ("200", "303"):
            outcome = "done"
        return outcome, re.sub(rb'csrf\w*"[^>]*value="\w+"|"csrfToken": "\w+"', b"", body), acted


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of refusals are what we want to see, and not in the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


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


def say(capsys, what: str, seen: Counter[str], began: float) -> None:
    with capsys.disabled():
        print(
            f"\nPermission walk, {what}: {seen.total():,} requests over {len(seen)} addresses as {len(ROLES)} roles,"
            f" {time.monotonic() - began:.0f} s"
        )


def test_the_walk_over_our_own_addresses(world, capsys):
    began = time.monotonic()
    problems, seen = wrong(world)
    say(capsys, "ours", seen, began)
    assert "\n".join(problems) == ""


def wrong_by_rule(world: World, start: str = "") -> tuple[list[str], Counter[str]]:
    """Every request to Wagtail's and allauth's addresses that its rule does not expect."""
    walker, problems, seen = Walker(world), [], Counter[str]()
    for route in theirs():
        if not route.startswith(start):
            continue
        allowed = rule(route)
        named = re.search(r"<int:(image_id|document_id|doc_id)>", route) and route.startswith("cms/")
        objects = {"missing": {}, **(world.uploads if named else {})}
        for role, method in product(ROLES, ("GET", "POST")):
            inside = route.startswith("cms/") and isinstance(allowed, list) and role in allowed
            refusals = set()
            for which, gaps in objects.items():
                if inside and which == "missing":
                    continue  # inside, Wagtail decides: test_wagtail_doors.py
                outcome, body, _ = walker.ask(Step(route, role, method, which, fill(route, gaps), {}))
                seen[route] += 1
                refusals.add(body)
                if not (outcome < "500" and outcome != "403" if inside else fits(outcome, allowed, role)):
                    problems.append(
                        f"{method} {route} {which} as {role}: {outcome}, and the rule is {allowed}"
                    )
            if named and not inside and role != "anonymous" and len(refusals) > 1:
                problems.append(
                    f"{method} {route} as {role}: the refusal tells whether there is such a thing"
                )
    return problems, seen


def fits(outcome: str, allowed: str | list[str] | None, role: str) -> bool:
    """Whoever is outside gets exactly the refusal; whoever is inside gets an answer, never a fault."""
    if allowed == "open":
        return outcome.isdigit() is False or outcome < "500"
    if role == "anonymous":
        return outcome == SIGN_IN
    if allowed == "signed-in":
        return outcome < "500" or outcome == SIGN_IN
    return outcome == "403"


def test_every_other_address_has_a_rule():
    assert [route for route in theirs() if rule(route) is None] == []


def test_the_walk_over_wagtails_and_allauths_addresses(world, capsys):
    began = time.monotonic()
    problems, seen = wrong_by_rule(world)
    say(capsys, "Wagtail's and allauth's", seen, began)
    assert "\n".join(problems) == ""


def test_control_a_view_without_its_door_is_noticed(world, monkeypatch):
    pattern = by_route()["officer/"]
    monkeypatch.setattr(pattern, "callback", inspect.unwrap(pattern.callback))
    assert "GET officer/  as teacher: 200, not 403" in wrong(world, {"officer/"})[0]


def test_control_an_object_without_its_check_is_noticed(world, monkeypatch):
    monkeypatch.setattr(policies, "can_see", lambda user, visit: True)
    problems, _ = wrong(world, {"visits/<slug:reference>/"})
    assert "GET visits/<slug:reference>/ other as teacher: 200, not 404" in problems


def test_control_a_foreign_object_that_looks_different_is_noticed(world, monkeypatch):
    def told(request, reference):
        raise Http404 if reference == worlds.MISSING else Refusal(f"{reference} is not yours")

    class Refusal(Http404):
        pass

    def answer(self, request, exception):
        return HttpResponseNotFound(str(exception))

    monkeypatch.setattr(visits, "find", told)
    monkeypatch.setattr(doorman.Doorman, "process_exception", answer, raising=False)
    problems, _ = wrong(world, {"visits/<slug:reference>/"})
    assert (
        "GET visits/<slug:reference>/ as officer: another's object does not look like a missing one"
        in problems
    )


def test_control_a_room_of_wagtail_that_opens_is_noticed(world, monkeypatch):
    monkeypatch.setitem(doorman.ROOMS, "reports/", (Role.COORDINATOR,))
    problems, _ = wrong_by_rule(world, "cms/reports/locked")
    assert [p for p in problems if p.startswith("GET cms/reports/locked/ missing as coordinator: ")]

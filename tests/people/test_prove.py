"""Proofs against a live server of four processes: guessing passwords, and telling accounts apart by time."""

from __future__ import annotations

import os
import random
import statistics
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connections

from education.people.models import User
from tests.people.live import Visitor, server

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]
PASSWORD = "seven quiet boats at noon"
TRIES = int(os.environ.get("TRIES", "200"))  # each way, for each form


def people(names: list[str]) -> list[str]:
    """Accounts with the password above, hashed as in production; their addresses."""
    hashed = Argon2PasswordHasher().encode(PASSWORD, "a-salt-for-the-proofs")
    users = User.objects.bulk_create(
        User(email=f"{name}@school.example", password=hashed, first_name="Pat") for name in names
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return [user.email for user in users]


@pytest.fixture
def live(tmp_path, transactional_db):
    emails = {"one": people(["one"])[0], "fifty": people(["fifty"])[0]}
    known = people([f"known{number}" for number in range(TRIES)])
    connections.close_all()
    with server(tmp_path) as port:
        yield port, emails, known


def test_a_thousand_wrong_passwords(live):
    port, emails, _ = live
    for name, addresses in (("one", 1), ("fifty", 50)):
        email = emails[name]
        home = Visitor(port, "203.0.113.77")
        first = home.post("/accounts/login/", home.token(), login=email, password=PASSWORD)
        assert (first.status, first.location) == (302, "/accounts/start/")
        home.post("/accounts/logout/", home.token("/accounts/logout/"))
        attackers = [Visitor(port, f"198.51.100.{number + 1}") for number in range(addresses)]
        tokens = [attacker.token() for attacker in attackers]

        def guess(number: int, attackers=attackers, tokens=tokens, email=email) -> int:
            which = number % len(attackers)
            visitor = Visitor(port, attackers[which].address, dict(attackers[which].cookies))
            return visitor.post(
                "/accounts/login/", tokens[which], login=email, password=f"wrong {number}"
            ).status

        with ThreadPoolExecutor(8) as pool:
            seen = Counter(pool.map(guess, range(1000)))
        stranger = Visitor(port, "203.0.113.99")
        refused = stranger.post("/accounts/login/", stranger.token(), login=email, password=PASSWORD)
        by_mail = stranger.post("/accounts/login/code/", stranger.token(), email=email)
        owner = home.post("/accounts/login/", home.token(), login=email, password=PASSWORD)
        print(
            f"\n1,000 wrong passwords from {addresses} address(es), 4 processes: {seen[200]} looked at, {seen[429]}"
            f" refused, {1000 - seen[200] - seen[429]} other; right password of a stranger's browser"
            f" {refused.status}, code by e-mail {by_mail.status}, the owner's own browser {owner.status}"
        )
        assert seen[200] + seen[429] == 1000
        assert 1 <= seen[200] <= 7
        assert (refused.status, int(refused.headers["Retry-After"]) <= 300) == (429, True)
        assert (by_mail.status, by_mail.location) == (302, "/accounts/login/code/confirm/")
        assert (owner.status, owner.location) == (302, "/accounts/start/")


FORMS = {
    "sign-in": ("/accounts/login/", "login", {"password": "a wrong password"}),
    "sign-up": (
        "/accounts/signup/", "email", {"first_name": "Robin", "last_name": "Reed", "password1": PASSWORD},
    ),
    "reset": ("/accounts/password/reset/", "email", {}),
    "code": ("/accounts/login/code/", "email", {}),
}  # fmt: skip


STEPS = (*FORMS, "sign-up, wrong code", "reset, wrong code", "code, wrong code")


def bound(tries: int) -> float:
    """Three and a half standard errors of what chance alone does: 0.10 with 200 tries each way."""
    return 3.5 * ((2 * tries + 1) / (12 * tries**2)) ** 0.5


def told_apart(known: list[float], unknown: list[float]) -> float:
    """How often a known address takes longer than an unknown one (Mann-Whitney): 0.5 is a coin."""
    rows = sorted([(seconds, True) for seconds in known] + [(seconds, False) for seconds in unknown])
    ranks = sum(rank for rank, (_, is_known) in enumerate(rows, 1) if is_known)
    return (ranks - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))


def measure(port: int, known: list[str], steps: tuple[str, ...], tries: int) -> dict[str, float]:
    """Ask for known and unknown addresses in turn, in an order that chance decides; prints each figure."""
    order, found = random.Random(7), {}
    first = Visitor(port)
    token = first.token()
    for step in steps:
        form, _, then = step.partition(", ")
        path, name, rest = FORMS[form]
        times: dict[bool, list[float]] = {True: [], False: []}
        answers: set[tuple[int, str]] = set()
        for number in range(tries):
            for is_known in order.sample([True, False], 2):
                email = known[number] if is_known else f"nobody{step[:3]}{len(step)}{number}@school.example"
                place = f"10.{order.randrange(256)}.{order.randrange(256)}.{order.randrange(1, 255)}"
                visitor = Visitor(port, place, {"csrftoken": first.cookies["csrftoken"]})
                answer = visitor.post(path, token, **{name: email, **rest})
                if then:
                    answer = visitor.post(answer.location, token, code="WRONG1")
                times[is_known].append(answer.seconds)
                answers.add((answer.status, answer.location))
        assert len(answers) == 1, (step, answers)
        found[step] = told_apart(times[True], times[False])
        middle = {kind: statistics.median(values) * 1000 for kind, values in times.items()}
        print(
            f"\n{step}: {tries} known and {tries} unknown addresses in turn, medians {middle[True]:.0f} and"
            f" {middle[False]:.0f} ms, a known one is slower in {found[step]:.1%} of pairs (50 % is chance)"
        )
        cache.clear()
    return found


def test_time_tells_nothing_about_who_has_an_account(live):
    port, _, known = live
    found = measure(port, known, STEPS, TRIES)
    assert {step: figure for step, figure in found.items() if abs(figure - 0.5) > bound(TRIES)} == {}


def test_control_guards_that_are_taken_away_are_told_apart(tmp_path, transactional_db):
    tries = max(30, TRIES // 4)
    known = people([f"known{number}" for number in range(tries)])
    connections.close_all()
    with server(tmp_path, application="tests.people.leaky") as port:
        found = measure(port, known, ("sign-up", "reset", "code"), tries)
    assert found["sign-up"] < 0.5 - bound(200)
    assert min(found["reset"], found["code"]) > 0.5 + bound(200)

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


def test_time_tells_nothing_about_who_has_an_account(live):
    port, _, known = live
    order = random.Random(7)
    for form, (path, name, rest) in FORMS.items():
        token_of = Visitor(port)
        token = token_of.token()
        times: dict[str, list[float]] = {"known": [], "unknown": []}
        statuses: set[int] = set()
        for number in range(TRIES):
            pair = [("known", known[number]), ("unknown", f"nobody{form}{number}@school.example")]
            order.shuffle(pair)
            for kind, email in pair:
                place = f"10.{order.randrange(256)}.{order.randrange(256)}.{order.randrange(1, 255)}"
                visitor = Visitor(port, place, {"csrftoken": token_of.cookies["csrftoken"]})
                answer = visitor.post(path, token, **{name: email, **rest})
                times[kind].append(answer.seconds)
                statuses.add(answer.status)
        middle = {kind: statistics.median(values) for kind, values in times.items()}
        ratio = middle["known"] / middle["unknown"]
        print(
            f"\n{form}: known {middle['known'] * 1000:.0f} ms, unknown {middle['unknown'] * 1000:.0f} ms,"
            f" ratio {ratio:.3f} over {TRIES} tries each"
        )
        assert len(statuses) == 1
        assert 0.9 <= ratio <= 1.1, form

"""Walks through signing in at Microsoft and Google against a provider of its own, and prints what came of it.

Run in a process of its own, because the services are there only when the site starts configured.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PEOPLE: dict[str, dict[str, Any]] = {}
"""What the provider says about whoever signs in there, by the code that it hands out."""


def packed(part: dict[str, Any]) -> str:
    """One part of a token; nobody looks at its signature when it comes from the service itself."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class Provider(BaseHTTPRequestHandler):
    """Hands out tokens and tells who somebody is, as both services do."""

    def log_message(self, *args: Any) -> None:
        pass

    def answer(self, body: dict[str, Any]) -> None:
        self.send_response(200 if body else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        code = sent["code"][0]
        claims = {
            "iss": "https://accounts.google.com",
            "aud": "force",
            "exp": time.time() + 60,
            **PEOPLE.get(code, {}),
        }
        token = ".".join(packed(part) for part in ({"alg": "HS256", "typ": "JWT"}, claims, {}))
        known = code in PEOPLE and sent.get("client_secret", ["secret"]) == ["secret"]
        self.answer({"access_token": code, "token_type": "Bearer", "id_token": token} if known else {})

    def do_GET(self) -> None:
        self.answer(PEOPLE.get(self.headers.get("Authorization", "").removeprefix("Bearer "), {}))


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["PROVIDER"] = f"http://127.0.0.1:{server.server_port}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.people.elsewhere_settings"
    sys.path[:0] = ["site", "."]
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    told = {}
    for scene in (newcomer, taken, staff, joining, refused, pages):
        told[scene.__name__] = scene()
    print(json.dumps(told))


def person_at(service: str, number: str, email: str, **more: Any) -> str:
    """Somebody with an account there; the code with which they come back."""
    code = f"code-{service}-{number}-{len(PEOPLE)}"
    if service == "microsoft":
        PEOPLE[code] = {"id": number, "mail": email, "givenName": "Robin", "surname": "Reed", **more}
    else:
        PEOPLE[code] = {
            "sub": number, "email": email, "email_verified": True, "given_name": "Robin", "family_name": "Reed", **more,
        }  # fmt: skip
    return code


def come(client: Any, service: str, code: str, process: str = "login") -> Any:
    """There and back, as a browser goes: our button, the service's page, our address with a code."""
    sent = client.post(f"/accounts/{service}/login/?process={process}")
    there = urlsplit(sent.headers["Location"])
    assert f"{there.scheme}://{there.netloc}" == os.environ["PROVIDER"], sent.headers["Location"]
    asked = parse_qs(there.query)
    return client.get(f"/accounts/{service}/login/callback/", {"code": code, "state": asked["state"][0]})


def signed_in(client: Any) -> bool:
    return client.get("/accounts/name/").status_code == 200


def mails() -> list[Any]:
    from django.core import mail

    from education.ledger import outbox

    mail.outbox.clear()
    outbox.send_due()
    return list(mail.outbox)


def code_in(body: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{2,})\s*$", body, re.MULTILINE)
    assert found, body
    return found[1]


def newcomer() -> dict[str, Any]:
    """Somebody new comes in at each service, proves the address by a code, and comes again without one."""
    from django.test import Client

    from education.people.models import User

    told: dict[str, Any] = {}
    for service in ("microsoft", "google"):
        email = f"robin@{service}.school.example"
        client = Client()
        first = come(client, service, person_at(service, "7", email))
        before = signed_in(client)
        [sent] = mails()
        client.post(first.headers["Location"], {"code": code_in(sent.body)})
        user = User.objects.get(email=email)
        again = Client()
        come(again, service, person_at(service, "7", "another@address.example"))
        mails()
        told[service] = [
            first.headers["Location"], before, signed_in(client), str(user), sorted(user.roles()),
            user.has_usable_password(), signed_in(again), User.objects.filter(email__startswith="another").count(),
        ]  # fmt: skip
    return told


def taken() -> dict[str, Any]:
    """An address that has an account here: nothing is joined, the page is a newcomer's, its owner gets a mail."""
    from allauth.socialaccount.models import SocialAccount
    from django.test import Client

    from education.people.models import User
    from tests import factories

    told = {}
    for service in ("microsoft", "google"):
        owner = factories.person(f"owner@{service}.school.example")
        client, other = Client(), Client()
        answer = come(client, service, person_at(service, "8", owner.email))
        [warned] = mails()
        fresh = come(other, service, person_at(service, "9", f"fresh@{service}.school.example"))
        mails()
        masked = [
            re.sub(r'value="\w+"|[\w.]+@[\w.]+', "", visitor.get(answer.headers["Location"]).content.decode())
            for visitor in (client, other)
        ]
        told[service] = [
            answer.headers["Location"] == fresh.headers["Location"], masked[0] == masked[1], signed_in(client),
            SocialAccount.objects.filter(user=owner).count(), User.objects.filter(email=owner.email).count(),
            warned.to == [owner.email], "code" in warned.body.lower(),
        ]  # fmt: skip
    return told


def staff() -> dict[str, Any]:
    """Staff who come in this way still give their second factor, and set one up when they have none."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )
    from allauth.socialaccount.models import SocialAccount
    from django.test import Client

    from education.people.roles import Role
    from tests import factories

    officer = factories.staff(Role.OFFICER)
    SocialAccount.objects.create(user=officer, provider="microsoft", uid="70")
    secret = generate_totp_secret()
    Authenticator.objects.filter(user=officer).delete()
    TOTP.activate(officer, secret)
    code = person_at("microsoft", "70", officer.email)
    client = Client()
    asked = come(client, "microsoft", code)
    before = client.get("/officer/").headers.get("Location", "")
    number = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/accounts/2fa/authenticate/", {"code": number})
    after = client.get("/officer/").status_code
    Authenticator.objects.filter(user=officer).delete()
    bare = Client()
    come(bare, "microsoft", code)
    return {
        "asked": asked.headers["Location"], "before": before.split("?")[0], "after": after,
        "without": bare.get("/officer/").headers["Location"].split("?")[0],
    }  # fmt: skip


def joining() -> dict[str, Any]:
    """Joining asks for a fresh proof, is told by mail, and takes nobody else's account."""
    from allauth.socialaccount.models import SocialAccount
    from django.test import Client

    from tests import factories

    me, other = factories.person(), factories.person()
    client, stale, thief = Client(), Client(), Client()
    factories.sign_in_fresh(client, me)
    factories.sign_in_fresh(stale, other, 900)
    factories.sign_in_fresh(thief, other)
    code = person_at("google", "71", "me@elsewhere.example")
    old = come(stale, "google", code, "connect")
    nothing = SocialAccount.objects.filter(uid="71").count()
    come(client, "google", code, "connect")
    joined = list(SocialAccount.objects.filter(uid="71").values_list("user__email", flat=True)) == [me.email]
    told = [m.subject for m in mails() if "new sign-in" not in m.subject]
    come(thief, "google", code, "connect")
    still = SocialAccount.objects.get(uid="71").user_id == me.pk
    row = SocialAccount.objects.get(uid="71").pk
    client.post("/accounts/3rdparty/", {"account": row})
    return {
        "old": old.headers["Location"].split("?")[0], "nothing": nothing, "joined": joined, "told": told,
        "still": still, "left": SocialAccount.objects.filter(uid="71").count(),
    }  # fmt: skip


def refused() -> dict[str, Any]:
    """Another's state, no state, a code the service does not know: nobody comes in."""
    from django.test import Client

    client, other = Client(), Client()
    sent = client.post("/accounts/google/login/?process=login")
    state = parse_qs(urlsplit(sent.headers["Location"]).query)["state"][0]
    code = person_at("google", "72", "x@elsewhere.example")
    tries: dict[str, Callable[[], Any]] = {
        "another state": lambda: other.get(
            "/accounts/google/login/callback/", {"code": code, "state": state}
        ),
        "no state": lambda: client.get("/accounts/google/login/callback/", {"code": code}),
        "no such code": lambda: client.get(
            "/accounts/google/login/callback/", {"code": "made-up", "state": state}
        ),
    }
    strict = Client(enforce_csrf_checks=True)
    return {
        **{name: ["That did not work" in do().content.decode(), signed_in(client), signed_in(other)] for name, do in tries.items()},
        "get only asks": client.get("/accounts/google/login/").status_code,
        "forged": strict.post("/accounts/google/login/?process=login").status_code,
    }  # fmt: skip


def pages() -> dict[str, str]:
    """Each page of it, as sent."""
    from allauth.socialaccount.models import SocialAccount
    from django.test import Client

    from tests import factories

    stranger, member, nameless = Client(), Client(), Client()
    me = factories.person()
    SocialAccount.objects.create(
        user=me, provider="google", uid="73", extra_data={"email": "me@elsewhere.example"}
    )
    factories.sign_in_fresh(member, me)
    come(nameless, "microsoft", person_at("microsoft", "74", ""))
    found = {
        "/accounts/login/": stranger, "/accounts/google/login/": stranger, "/accounts/3rdparty/login/error/": stranger,
        "/accounts/3rdparty/login/cancelled/": stranger, "/accounts/3rdparty/": member,
        "/accounts/3rdparty/signup/": nameless,
    }  # fmt: skip
    told = {}
    for address, client in found.items():
        answer = client.get(address)
        told[address] = answer.content.decode()
        assert answer.status_code in {200, 401}, (address, answer.status_code, answer.headers)
    return told


if __name__ == "__main__":
    main()

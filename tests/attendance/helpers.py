"""A session of today that has begun, its officer, and what their phone sends."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from education.attendance.contract import read_entry
from education.attendance.queries import accepted_lines
from education.ledger.clock import now, today
from education.liaison.models import Audience, Officer, TrainingSession
from education.people.models import User
from education.people.roles import Role
from tests import factories


def begun_session(
    officer: Officer | None = None, start: str = "10:00", **fields: Any
) -> tuple[TrainingSession, User]:
    """A confirmed session of today and its officer; the tests' clock stands at noon."""
    officer = officer or factories.make_officer()
    visit = fields.pop("visit", None) or factories.visit(state="confirmed", day=today())
    session = factories.training_session(visit, start=start, **fields)
    factories.commitment(officer, session)
    return session, officer.user


def supervisor() -> User:
    return factories.staff(Role.SUPERVISOR)


def line(actual: Any = 28, audience: str = "pupil", year: str | None = "5") -> dict[str, Any]:
    return {"audience": audience, "year_group": year, "actual": actual}


def entry(of: TrainingSession, actual: Any = 28, **fields: Any) -> dict[str, Any]:
    """One entry as a phone sends it: a count of one class at version 0."""
    return {
        "id": str(uuid4()), "session": str(of.public_id), "kind": "count", "base_version": 0,
        "method": "counted", "captured_at": (now() - dt.timedelta(minutes=30)).isoformat(),
        "lines": [line(actual)], **fields,
    }  # fmt: skip


def submission(session: TrainingSession, actual: Any = 28, **fields: Any) -> Any:
    reading = read_entry(entry(session, actual, **fields))
    assert reading.problems == []
    return reading.submission


def signed_in(user: User) -> Client:
    client = Client()
    factories.sign_in_fresh(client, user)
    return client


def post(client: Client, *entries: Any, **top: Any) -> Any:
    body = {"device": str(uuid4()), "sent_at": now().isoformat(), "entries": list(entries), **top}
    return client.post("/officer/sync/", json.dumps(body), content_type="application/json")


def send(user: User, *entries: Any, **top: Any) -> list[dict[str, Any]]:
    """Post and return the results."""
    response = post(signed_in(user), *entries, **top)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def codes(result: dict[str, Any]) -> list[str]:
    return [item["code"] for item in result["problems"]]


def total() -> int:
    """Children and parents that count today."""
    lines = accepted_lines(today(), today())
    return sum(li.actual for li in lines.filter(audience__in=[Audience.PUPIL, Audience.PARENT_CARER]))


class PhoneKey:
    """A phone's own key, which signs as WebCrypto does."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = point.hex()

    def sign(self, phone: object, body: bytes) -> str:
        """The Authorization header for this body."""
        r, s = decode_dss_signature(self.private.sign(body, ec.ECDSA(hashes.SHA256())))
        text = base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).rstrip(b"=").decode()
        return f"Device {phone}:{text}"

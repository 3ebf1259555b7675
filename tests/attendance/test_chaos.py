"""A network that repeats, reorders, delays and cuts off: what was acknowledged is there once, and nothing else is."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from collections import Counter
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from education.attendance import actions
from education.attendance.models import Entry
from education.ledger.clock import now, today
from education.ledger.models import Event
from tests import factories
from tests.attendance.helpers import PhoneKey, begun_session, entry

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

MOST = int(os.environ.get("UPLOADS", "10000"))
STARTS, DAYS = ("06:00", "07:30", "09:00", "10:30"), 6


class Network:
    """Hands uploads on in its own time: twice, late, in another order, cut off, or with the answer lost."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.late, self.client = dice, [], Client()  # type: ignore[var-annotated]
        self.seen: Counter[str] = Counter()

    def carry(self, body: bytes, header: str) -> dict[str, Any] | None:
        """The answer, or None when the phone hears nothing."""
        fate = self.dice.choices(
            ["through", "twice", "late", "cut", "answer lost"], weights=[50, 15, 15, 10, 10]
        )[0]
        self.seen[fate] += 1
        if fate == "late":
            self.late.append((body, header))
            return None
        if fate == "cut":
            answer = self._post(body[: self.dice.randrange(len(body))], header)
            assert answer.status_code in {400, 401}
            return None
        answer = self._post(body, header)
        if fate == "twice":
            answer = self._post(body, header)
        return None if fate == "answer lost" else answer.json()

    def deliver_late(self) -> None:
        """Everything that was held back arrives now, in any order."""
        self.dice.shuffle(self.late)
        for body, header in self.late:
            self._post(body, header)
        self.late = []

    def _post(self, body: bytes, header: str) -> Any:
        cache.clear()  # so many a minute is not what is asked about here
        return self.client.post(
            "/officer/sync/", body, content_type="application/json", HTTP_AUTHORIZATION=header
        )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "uploads", [pytest.param(40, id="short"), pytest.param(MOST, id="long", marks=pytest.mark.prove)]
)
def test_what_was_acknowledged_is_there_exactly_once(uploads, capsys):
    dice = random.Random(uploads)
    officer = factories.make_officer()
    visits = [
        factories.visit(state="confirmed", day=today() - dt.timedelta(days=back)) for back in range(DAYS)
    ]
    sessions = [begun_session(officer, start=start, visit=visit)[0] for start in STARTS for visit in visits]
    key = PhoneKey()
    phone = actions.enrol_phone(key=key.public, kind="android", by=officer.user).pk
    network, waiting, receipts, minted = Network(dice), [], {}, 0
    for number in range(uploads):
        if number < uploads * 0.4 or not waiting:
            fresh = entry(
                dice.choice(sessions), dice.randrange(20, 30), base_version=dice.choice([0, 0, 1, 2])
            )
            waiting.append(fresh)
            minted += 1
        batch = dice.sample(waiting, min(len(waiting), dice.randrange(1, 6)))
        body = json.dumps({"device": str(phone), "sent_at": now().isoformat(), "entries": batch}).encode()
        answer = network.carry(body, key.sign(phone, body))
        for result in answer["results"] if answer else []:
            assert result["status"] in {"accepted", "duplicate", "proposal", "review"}, result
            assert receipts.setdefault(result["id"], result["receipt"]) == result["receipt"]
        waiting = [item for item in waiting if item["id"] not in receipts]
        if dice.random() < 0.05:
            network.deliver_late()
    network.deliver_late()
    kept = dict(Entry.objects.values_list("pk", "receipt"))
    stored = {str(pk): receipt for pk, receipt in kept.items()}
    assert {pk: stored.get(pk) for pk in receipts} == receipts
    events = Event.objects.filter(kind__in=["entry_accepted", "entry_confirmed", "entry_proposed"])
    assert (len(stored) <= minted, events.count()) == (True, len(stored))
    assert min(network.seen.values()) > 0
    with capsys.disabled():
        print(
            f"\n  {uploads} uploads of {minted} counts, {dict(network.seen)}: "
            f"{len(receipts)} acknowledged, 0 lost, 0 doubled"
        )


def test_control_without_one_id_a_repeat_is_a_second_count():
    officer = factories.make_officer()
    session, _ = begun_session(officer)
    key = PhoneKey()
    phone = actions.enrol_phone(key=key.public, kind="android", by=officer.user).pk
    for _ in "ab":
        body = json.dumps({"device": str(phone), "entries": [entry(session)]}).encode()
        Client().post(
            "/officer/sync/", body, content_type="application/json",
            HTTP_AUTHORIZATION=key.sign(phone, body),
        )  # fmt: skip
    assert Entry.objects.count() == 2

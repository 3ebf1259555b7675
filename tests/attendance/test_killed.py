"""A server killed −9 fifty times while phones send: what was acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import json
import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from education.attendance import actions
from education.attendance.models import Entry
from education.ledger.clock import now, today
from education.ledger.models import Event
from tests import factories
from tests.attendance.helpers import PhoneKey, begun_session, entry
from tests.people.live import server

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1800)]

KILLS = int(os.environ.get("KILLS", "50"))
DAYS = 60  # sessions of each phone: first counts together, then counts that differ
BETWEEN = int(os.environ.get("BETWEEN", "10"))  # counts that are acknowledged before the next kill


def workers(port: int) -> list[int]:
    """The processes that serve this port, without the one that started them."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"127.0.0.1:{port}".encode() in (folder / "cmdline").read_bytes():
                status = (folder / "status").read_text()
                parents[int(folder.name)] = int(status.split("PPid:")[1].split()[0])
    return [pid for pid, parent in parents.items() if parent in parents]


class Sender(threading.Thread):
    """A phone that sends four counts at a time, each again until it has a receipt."""

    def __init__(
        self, port: int, key: PhoneKey, phone: object, sessions: list[Any], stop: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.key, self.phone, self.sessions, self.stop = port, key, phone, sessions, stop
        self.receipts: dict[str, str] = {}
        self.failures = 0
        self.refused: list[dict[str, Any]] = []

    def run(self) -> None:
        while not self.stop.is_set():
            waiting = [entry(one, random.randrange(20, 30)) for one in random.sample(self.sessions, 4)]
            while waiting and not (self.stop.is_set() and self.failures > 5_000):
                self._send(waiting)
                waiting = [item for item in waiting if item["id"] not in self.receipts]

    def _send(self, items: list[dict[str, Any]]) -> None:
        body = json.dumps(
            {"device": str(self.phone), "sent_at": now().isoformat(), "entries": items}
        ).encode()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Authorization": self.key.sign(self.phone, body)}
            link.request("POST", "/officer/sync/", body, headers)
            answer = link.getresponse()
            text = answer.read()
            if answer.status == 200:
                results = json.loads(text)["results"]
                self.receipts |= {result["id"]: result["receipt"] for result in results if result["receipt"]}
                self.refused += [result for result in results if not result["receipt"]]
            else:
                time.sleep(1 if answer.status == 429 else 0.1)
        except (OSError, http.client.HTTPException, ValueError):
            self.failures += 1
            time.sleep(0.05)
        finally:
            link.close()


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path, transactional_db, settings, capsys):
    settings.FAKE_NOW = ""
    phones = []
    for _ in range(4):
        officer, sessions = factories.make_officer(), []
        for back in range(1, DAYS + 1):
            visit = factories.visit(state="confirmed", day=today() - dt.timedelta(days=back))
            sessions.append(begun_session(officer, visit=visit)[0])
        key = PhoneKey()
        pk = actions.enrol_phone(key=key.public, kind="android", by=officer.user).pk
        phones.append((key, pk, sessions))
    connections.close_all()
    stop, killed, between = threading.Event(), 0, []  # type: threading.Event, int, list[int]
    with server(tmp_path, workers=2) as port:
        senders = [Sender(port, *phone, stop) for phone in phones]
        for sender in senders:
            sender.start()
        while killed < KILLS:
            before, patience = sum(len(s.receipts) for s in senders), time.monotonic() + 120
            while sum(len(s.receipts) for s in senders) < before + BETWEEN and time.monotonic() < patience:
                time.sleep(random.uniform(0.02, 0.1))
            between.append(sum(len(s.receipts) for s in senders) - before)
            for pid in workers(port):  # all of them: whatever is under way is cut off
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            killed += 1
        stop.set()
        for sender in senders:
            sender.join(120)
    receipts = {pk: receipt for sender in senders for pk, receipt in sender.receipts.items()}
    stored = {str(pk): receipt for pk, receipt in Entry.objects.values_list("pk", "receipt")}
    lost = [pk for pk, receipt in receipts.items() if stored.get(pk) != receipt]
    events = Event.objects.filter(kind__in=["entry_accepted", "entry_confirmed", "entry_proposed"]).count()
    with capsys.disabled():
        print(
            f"\n  {killed} kills, {sum(s.failures for s in senders)} connections lost: {len(receipts)} acknowledged,"
            f" at least {min(between)} before each kill, {len(lost)} lost, {len(stored)} stored,"
            f" {events - len(stored)} doubled"
        )
    assert [result for sender in senders for result in sender.refused] == []
    assert (lost, events, set(stored) >= set(receipts)) == ([], len(stored), True)

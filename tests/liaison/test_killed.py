"""A server killed −9 twenty times while schools book: there is never half a visit, and what was answered is there."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import os
import random
import re
import signal
import threading
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.test import Client

from education.ledger.clock import now, today
from education.ledger.models import Event, OutboxMessage
from education.liaison.availability import add_working_days
from education.liaison.models import Commitment, TrainingSession, Visit
from education.people.models import User
from tests import factories
from tests.attendance.test_killed import workers
from tests.liaison.test_races import overlaps
from tests.people.live import Visitor, server

KILLS = int(os.environ.get("KILLS", "20"))
BETWEEN = 4  # answers before the next kill
CLASSES = (("5", 28), ("5", 27), ("6", 30))
TIMES = ("09:00", "10:00", "11:00")


def half_visits() -> list[str]:
    """Visits without all that belongs to a request, and anything that belongs to no visit."""
    wrong = [
        f"{visit.reference}: {what}"
        for visit in Visit.objects.all()
        for what, found, wanted in (
            ("sessions", visit.sessions.count(), len(CLASSES)),
            ("groups", visit.sessions.filter(groups__isnull=False).distinct().count(), len(CLASSES)),
            (
                "held",
                Commitment.objects.filter(session__visit=visit, active=True, kind="hold").count(),
                len(CLASSES),
            ),
            ("events", Event.objects.filter(subject="visit", subject_id=str(visit.public_id)).count(), 1),
            ("mails", OutboxMessage.objects.filter(subject_id=str(visit.public_id)).count(), 1),
        )
        if found != wanted
    ]
    references = set(Visit.objects.values_list("public_id", flat=True))
    lost = set(Event.objects.filter(subject="visit").values_list("subject_id", flat=True)) - {
        str(r) for r in references
    }
    twice = TrainingSession.objects.values("visit", "start_at").annotate(n=Count("id")).filter(n__gt=1)
    return [
        *wrong,
        *(f"an event without its visit: {one}" for one in lost),
        *(f"twice: {row}" for row in twice),
    ]


class Booker(threading.Thread):
    """A teacher who sends each form again, with the same hidden number, until there is an answer."""

    def __init__(
        self, port: int, number: int, teachers: list[tuple[User, str]], stop: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.port, self.number, self.teachers, self.stop = port, number, teachers, stop
        self.booked: dict[str, str] = {}
        self.refused, self.lost = 0, 0
        self.odd: list[str] = []

    def run(self) -> None:
        wishes = [(teacher, nth) for nth in range(3) for teacher in self.teachers]
        for place, (teacher, nth) in enumerate(wishes):
            if self.stop.is_set():
                return
            day = add_working_days(today(), 12 + (self.number * 30 + place) % 60)
            self.ask(teacher, f"{day.isoformat()}&time={TIMES[nth]}")

    def ask(self, teacher: tuple[User, str], when: str) -> None:
        person, cookie = teacher
        groups = "".join(f"&group={year}-{count}" for year, count in CLASSES)
        address = f"/book/check/?type=class-talk&day={when}&way=classes&first=group{groups}"
        visitor = Visitor(self.port, f"192.0.2.{person.pk % 250}", {settings.SESSION_COOKIE_NAME: cookie})
        page = self.until_answered(lambda: visitor.get(address))
        if page is None or page.status != 200:
            self.odd += [f"GET {page.status}"] if page else []
            return
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        submission = re.search(r'name="submission" value="([\w-]+)"', page.body)
        assert token and submission, page.body[:300]
        sent = {
            "submission": submission[1], "safeguarding_lead_email": "lead@school.example",
            "day_telephone": "01642 000000", "arrival": "main_reception",
        }  # fmt: skip
        answer = self.until_answered(lambda: visitor.post(address, token[1], **sent))
        if answer is None:
            return
        if answer.status == 303:
            self.booked[submission[1]] = answer.location
        elif answer.status == 409:
            self.refused += 1
        else:
            self.odd.append(f"POST {answer.status}")

    def until_answered(self, send: Any) -> Any:
        while not self.stop.is_set():
            try:
                answer = send()
                if answer.status < 500:
                    return answer
                self.odd.append(f"{answer.status}")
            except (OSError, http.client.HTTPException):
                self.lost += 1
                time.sleep(0.05)
        return None


@pytest.fixture
def many(transactional_db, settings):
    """Sixty schools with a teacher each, six officers, a long term, by the real clock."""
    settings.FAKE_NOW = ""
    teachers = []
    factories.session_type()
    for _ in range(60):
        school = factories.school()
        teacher = factories.membership(of=school, expires_at=now() + dt.timedelta(days=300)).user
        client = Client()
        factories.sign_in_fresh(client, teacher)
        teachers.append((teacher, client.cookies[settings.SESSION_COOKIE_NAME].value))
    for authority in {teacher.memberships.get().school.authority for teacher, _ in teachers}:
        factories.terms(authority, today() - dt.timedelta(days=30), today() + dt.timedelta(days=300))
    for _ in range(6):
        factories.make_officer()
    return teachers


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_twenty_kills_leave_no_half_visit(tmp_path, many, capsys):
    connections.close_all()
    stop, killed = threading.Event(), 0
    with server(tmp_path, workers=2) as port:
        bookers = [Booker(port, n, many[n * 10 : n * 10 + 10], stop) for n in range(6)]
        for booker in bookers:
            booker.start()
        while killed < KILLS and any(booker.is_alive() for booker in bookers):
            before, patience = sum(len(b.booked) for b in bookers), time.monotonic() + 20
            while sum(len(b.booked) for b in bookers) < before + BETWEEN and time.monotonic() < patience:
                time.sleep(random.uniform(0.01, 0.05))
            for pid in workers(port):  # all of them: whatever is under way is cut off
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(2)
        stop.set()
        for booker in bookers:
            booker.join(120)
    booked = {key: place for booker in bookers for key, place in booker.booked.items()}
    stored = {str(v.submission): f"/visits/{v.reference}/" for v in Visit.objects.all()}
    missing = [key for key, place in booked.items() if stored.get(key) != place]
    half, odd = half_visits(), [line for booker in bookers for line in booker.odd]
    with capsys.disabled():
        print(
            f"\n  {killed} kills, {sum(b.lost for b in bookers)} connections lost: {len(stored)} visits,"
            f" {len(booked)} answered, {sum(b.refused for b in bookers)} refused, {len(half)} half visits,"
            f" {len(missing)} lost, {overlaps()} overlaps"
        )
    assert (killed, half, missing, odd, overlaps()) == (KILLS, [], [], [], 0)
    assert len(booked) >= KILLS * 2


@pytest.mark.django_db
def test_control_half_a_visit_is_seen(settings):
    settings.FAKE_NOW = "2027-01-04T09:00"
    visit = factories.visit()
    assert half_visits() == [
        f"{visit.reference}: {what}" for what in ("sessions", "groups", "held", "events", "mails")
    ]

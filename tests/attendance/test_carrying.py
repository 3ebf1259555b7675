"""Carry codes: a count that travels as letters is the very count that its own phone sends later."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import random
import re
from pathlib import Path
from typing import Any

import pytest

from education.attendance.actions import record_entry
from education.attendance.carrying import ALPHABET, entry_id, read_code
from education.attendance.contract import read_entry
from education.attendance.models import Entry
from education.ledger.clock import now
from education.liaison.errors import Refused
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import begun_session, entry, line, signed_in, total

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

CHANCE = f"{123456789:045b}"
YEAR_5, STAFF = (0, 7, 28), (2, 0, 2)
"""Pupils, Year 5 (the seventh of the list, counted from one for none); staff."""


def written(session: Any, officer: Any, lines: list[tuple[int, int, int]], hands: str = "0") -> str:
    """A code as the phone writes it."""
    minute = int((now() - dt.datetime(2025, 1, 1, tzinfo=dt.UTC)).total_seconds() // 60) - 30
    body = "".join([
        "001", f"{int(session.public_id.hex[:10], 16):040b}", CHANCE, f"{minute:023b}",
        f"{int(officer.public_id.hex[:5], 16):020b}", "00", "000", f"{0:06b}", hands, f"{len(lines):04b}",
        *(f"{audience:02b}{year:05b}{heads:011b}" for audience, year, heads in lines),
    ])  # fmt: skip
    check = "".join(f"{byte:08b}" for byte in hashlib.sha256(body.encode()).digest())[:15]
    bits = body + check
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[i : i + 5], 2)] for i in range(0, len(bits), 5))


def test_a_class_and_its_staff_are_forty_letters_and_the_phones_own_upload_is_a_repeat():
    session, officer = begun_session()
    code = written(session, officer, [YEAR_5, STAFF])
    assert len(code) == 40
    colleague = factories.staff(Role.OFFICER)
    first = record_entry(submission=read_code(code), by=colleague)
    moment = Entry.objects.get().captured_at
    own = entry(
        session, id=str(entry_id(session.public_id, CHANCE)), captured_at=moment.isoformat(),
        captured_by=str(officer.public_id), lines=[line(28), line(2, "staff", None)],
    )  # fmt: skip
    again = record_entry(submission=read_entry(own).submission, by=officer)
    assert (first.status, again.status, again.receipt, total()) == (
        "accepted",
        "duplicate",
        first.receipt,
        28,
    )
    kept = Entry.objects.get()
    assert (kept.captured_by, kept.sent_by) == (officer, colleague)


def test_small_letters_spaces_and_look_alikes_do_no_harm():
    session, officer = begun_session()
    code = written(session, officer, [YEAR_5])
    typed = " ".join([code[:5], code[5:]]).lower().replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code)


def test_hands_up_travel_too():
    session, officer = begun_session()
    code = written(session, officer, [YEAR_5], hands=f"101{7:011b}{24:011b}")
    assert read_code(code).hands_up == {"question": "would_tell_an_adult", "before": 7, "after": 24}


def test_any_one_wrong_letter_is_noticed():
    session, officer = begun_session()
    code = written(session, officer, [YEAR_5, STAFF])
    dice = random.Random(6)
    for place in range(len(code)):
        other = dice.choice([letter for letter in ALPHABET if letter != code[place]])
        with pytest.raises(Refused):
            read_code(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("text", ["", "!", "A", "0" * 40, "Z" * 40, "A" * 500, "тест"])
def test_what_is_no_code_is_said_in_words(text):
    with pytest.raises(Refused) as refusal:
        read_code(text)
    assert refusal.value.code == "damaged"


def test_a_colleague_types_it_and_sees_what_came_in():
    session, officer = begun_session()
    client = signed_in(factories.staff(Role.OFFICER))
    code = written(session, officer, [YEAR_5, STAFF])
    answer = client.post("/officer/carry/", {"code": code})
    assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).content.decode()
    assert ("Year 5: 28, School staff: 2" in shown, Entry.objects.get().receipt in shown) == (True, True)
    wrong = client.post("/officer/carry/", {"code": code[:-1]})
    assert (wrong.status_code, Entry.objects.count()) == (422, 1)


def test_what_a_colleague_brought_in_is_shown_to_nobody_else():
    session, officer = begun_session()
    code = written(session, officer, [YEAR_5])
    answer = signed_in(factories.staff(Role.OFFICER)).post("/officer/carry/", {"code": code})
    other = signed_in(factories.staff(Role.OFFICER)).get(answer.headers["Location"]).content.decode()
    assert Entry.objects.get().receipt not in other


def test_the_page_names_the_way_to_the_code_as_the_app_has_it():
    page = signed_in(factories.staff(Role.OFFICER)).get("/officer/carry/").content.decode()
    shell = (ROOT / "templates/attendance/app.html").read_text(encoding="utf-8")
    script = (ROOT / "static/js/officer/extra.js").read_text(encoding="utf-8")
    found = re.findall(r"“([^”]+)”", html.unescape(page))
    assert found == ["Sent and waiting", "Show the carry code"]
    assert (f'<a href="#waiting">{found[0]}</a>' in shell, f'"{found[1]}")' in script) == (True, True)

"""Carry codes: an unsent count as text that any officer may type or scan for a colleague; static/js/officer/carry.js writes them.

Bits, in order: format 3 (1), session 40 (the head of its id), chance 45, minute of the count since 2025 23, officer 20
(the head of their id), method 2, room 3 (0: not named), version 6, hands-up 1 and, when set, question 2, before 11,
after 11; lines 4, and for each audience 2, year group 5 (0: none), heads 11; check 15, the head of the SHA-256 over
all bits before it, written as 0 and 1. Five bits make a letter of Crockford's alphabet, so a class and its staff are
40 letters. The entry's id comes from the session and the chance, so this phone's own upload later is a repeat.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from education.attendance.contract import Count, Submission, heads_asked
from education.attendance.forms import ENTERED_BY_HAND
from education.attendance.models import Entry
from education.attendance.states import HANDS_UP_QUESTIONS, PartName
from education.liaison.errors import Refused
from education.liaison.models import Audience, SessionYear, TrainingSession
from education.people.models import User

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
LONGEST = 200
CHECK = 15
DAMAGED = "One letter or more is not right. Type the code again, five letters at a time."


class Damaged(Exception):  # noqa: N818 - what somebody typed, not a fault
    """The text ends too early, or its check does not fit."""


def entry_id(session: UUID, chance: str) -> UUID:
    """The id that a phone gives a count: from the session and 45 bits of chance, written as 0 and 1."""
    made = bytearray(hashlib.sha256(f"{session} {chance}".encode()).digest()[:16])
    made[6] = made[6] & 0x0F | 0x80
    made[8] = made[8] & 0x3F | 0x80
    return UUID(bytes=bytes(made))


@dataclass
class _Bits:
    text: str
    at: int = 0

    def take(self, size: int) -> str:
        found = self.text[self.at : self.at + size]
        if len(found) < size:
            raise Damaged
        self.at += size
        return found

    def number(self, size: int) -> int:
        return int(self.take(size), 2)

    def code(self, size: int, codes: list[str]) -> str:
        found = self.number(size)
        if found >= len(codes):
            raise Damaged
        return codes[found]


def read_code(text: str) -> Submission:
    """The count that a code carries; raises Refused with the sentence what is wrong with it."""
    typed = "".join(letter for letter in text.upper() if letter.isalnum()).translate(READ_AS)
    if not typed or len(typed) > LONGEST or any(letter not in ALPHABET for letter in typed):
        raise Refused(DAMAGED, "damaged")
    bits = _Bits("".join(f"{ALPHABET.index(letter):05b}" for letter in typed))
    try:
        return _read(bits)
    except Damaged:
        raise Refused(DAMAGED, "damaged")


def _read(bits: _Bits) -> Submission:
    if bits.number(3) != 1:
        raise Damaged
    head, chance = f"{bits.number(40):010x}", bits.take(45)
    minute, officer = bits.number(23), f"{bits.number(20):05x}"
    method = bits.code(2, [method.value for method in ENTERED_BY_HAND])
    part = bits.code(3, ["", *PartName.values])
    version = bits.number(6)
    hands: dict[str, Any] | None = None
    if bits.number(1):
        question = bits.code(2, list(HANDS_UP_QUESTIONS))
        hands = {"question": question, "before": bits.number(11), "after": bits.number(11)}
    lines = tuple(
        Count(bits.code(2, list(Audience.values)), bits.code(5, ["", *SessionYear.values]), bits.number(11))
        for _ in range(bits.number(4))
    )
    _check(bits)
    if not lines or len({(line.audience, line.year) for line in lines}) != len(lines):
        raise Damaged
    if hands and max(hands["before"], hands["after"]) > heads_asked(lines):
        raise Damaged
    session, who = _session(head), _officer(officer)
    return Submission(
        id=entry_id(session.public_id, chance), session=session.public_id, kind=Entry.Kind.COUNT,
        base_version=version, part=part, method=method, captured_at=START + dt.timedelta(minutes=minute),
        captured_by=who.public_id, hands_up=hands, lines=lines,
    )  # fmt: skip


def _check(bits: _Bits) -> None:
    """The sum fits and nothing but padding follows it."""
    body = bits.text[: bits.at]
    digest = hashlib.sha256(body.encode()).digest()
    if bits.take(CHECK) != f"{int.from_bytes(digest[:2], 'big'):016b}"[:CHECK]:
        raise Damaged
    if len(bits.text) - bits.at >= len("00000") or "1" in bits.text[bits.at :]:
        raise Damaged


def _between(head: str) -> tuple[UUID, UUID]:
    """The first and the last id that begin with these digits."""
    return UUID(head.ljust(32, "0")), UUID(head.ljust(32, "f"))


def _session(head: str) -> TrainingSession:
    found = list(TrainingSession.objects.filter(public_id__range=_between(head))[:2])
    if len(found) != 1:
        raise Refused("There is no session that this code could be of.", "unknown_session")
    return found[0]


def _officer(head: str) -> User:
    found = list(User.objects.filter(public_id__range=_between(head))[:2])
    if len(found) != 1:
        raise Refused("The officer who counted is not known here. Ring the office.", "unknown_officer")
    return found[0]

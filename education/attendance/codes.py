"""What a self check-in is reached by: the code on the slide, its address and picture, and the mark of one's own answer."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from education.attendance.models import CheckIn
from education.attendance.states import CODE_LETTERS

LENGTH = 6


def new_code() -> str:
    """Six letters and digits by chance: 86 million of them, so nobody finds an evening by trying."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody types it: small letters, blanks and dashes are forgiven."""
    return "".join(letter for letter in typed[:40].upper() if letter.isascii() and letter.isalnum())


def address(check_in: CheckIn) -> str:
    """Where the room answers, whole, as the QR code and the slide show it."""
    return f"{settings.BASE_URL}{reverse('here', args=[check_in.code])}"


def new_mark(check_in: CheckIn) -> str:
    """The id of an answer that is not there yet, signed: with it the answer is given once and may be changed."""
    return mark_of(check_in, uuid4())


def mark_of(check_in: CheckIn, answer: UUID) -> str:
    """The id of an answer, signed for this check-in alone."""
    return _signer(check_in).sign(answer.hex)


def read_mark(check_in: CheckIn, text: str) -> UUID | None:
    """The id of an answer when we signed it for this check-in, else None."""
    try:
        return UUID(_signer(check_in).unsign(text[:200]))
    except (BadSignature, ValueError):
        return None


def _signer(check_in: CheckIn) -> Signer:
    return Signer(salt=f"attendance.check-in.{check_in.pk}", sep=".")

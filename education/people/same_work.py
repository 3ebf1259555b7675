"""Work that one answer would leave out, done all the same: how long it takes must not tell who has an account."""

from __future__ import annotations

from education.people.models import User

NOBODY = 0


def look_up(times: int = 1) -> None:
    """Ask the database for somebody who is not there, as often as the other answer asks for somebody who is.

    tests/people/test_enumeration.py counts both.
    """
    for _ in range(times):
        User.objects.filter(pk=NOBODY).first()

"""What the other rooms do when somebody leaves; each says it here, because this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable

from education.people.models import User

HandOver = Callable[[User, User | None], dict[str, int]]
HAND_OVERS: list[HandOver] = []


def hand_over(function: HandOver) -> HandOver:
    """Register what a room hands over: it gets who leaves and who ended it (None for the command line).

    It runs in the transaction that ends the access, and returns how many of what it handed over.
    """
    HAND_OVERS.append(function)
    return function

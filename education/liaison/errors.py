"""Why a booking or a move is refused, each with a sentence that a person can act on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from education.liaison.availability import Start


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something may not be done now or by this person; the message says so in a plain sentence."""

    def __init__(self, sentence: str, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class QuotaReached(Refused):
    """As much as one person or one school may ask for; `wait` is the seconds after which there is room again."""

    def __init__(self, sentence: str, wait: float) -> None:
        super().__init__(sentence, "quota")
        self.wait = max(1, math.ceil(wait))


class NotYours(Refused):
    """The person has no business with this visit: a page answers it as if there were no such visit."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "not_yours")


class Stale(Refused):
    """Somebody else moved the visit first (compare and swap on its version)."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody else changed this visit a moment ago. Look at it again, then decide.", "stale"
        )


class SubmissionReused(Refused):
    """The same form was sent again with other answers: 422."""

    def __init__(self) -> None:
        super().__init__(
            "This form was already sent with other answers. Start a new booking to ask for another visit.",
            "submission_reused",
        )


class Busy(Refused):
    """So many write at this moment that the wait was too long; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "Many people are booking at this moment, and nothing was changed. Please try again in a minute.",
            "busy",
        )


class SlotTaken(Refused):
    """The time went to somebody else; `nearest` holds up to three times that are still free."""

    def __init__(self, nearest: Sequence[Start] = ()) -> None:
        super().__init__("That time has just been taken. Nothing was booked.", "slot_taken")
        self.nearest = tuple(nearest)

"""What a school can tell us that its group needs: codes with words, never a sentence about a child."""

from __future__ import annotations

NEEDS: dict[str, str] = {
    "projector": "We have no projector or screen",
    "sound": "We have no loudspeakers",
    "step_free": "The room needs to be reached without steps",
    "hearing_loop": "The room has a hearing loop to be used",
    "bsl": "A British Sign Language interpreter will be there",
    "interpreter": "Another interpreter will be there",
    "calm": "A calm, predictable session helps this group",
    "breaks": "Short breaks help this group",
    "large_print": "Large print helps this group",
    "easy_words": "Simple words and pictures help this group",
    "parking": "Please ask us about parking",
}


def words(codes: list[str]) -> list[str]:
    """The words of known codes, in the order of the list above."""
    return [text for code, text in NEEDS.items() if code in codes]

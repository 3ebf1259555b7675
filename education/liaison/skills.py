"""What an officer is trained for and a session asks of whoever comes: codes with words, nothing about a person."""

from __future__ import annotations

from django.core.exceptions import ValidationError

SKILLS: dict[str, str] = {
    "early_years": "Young children, up to age 7",
    "secondary": "Secondary age",
    "send": "Special educational needs",
    "parents": "Talks for parents and carers",
    "staff": "Briefings for school staff",
}


def check_skills(value: object) -> None:
    """Raise ValidationError unless it is a list of known codes."""
    if not isinstance(value, list) or set(map(str, value)) - set(SKILLS):
        raise ValidationError("Choose from the list.")


def words(codes: list[str]) -> list[str]:
    """The words of known codes, in the order of the list above."""
    return [text for code, text in SKILLS.items() if code in codes]

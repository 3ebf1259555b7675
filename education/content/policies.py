"""Who may let something that a gate found stand."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from education.content.models.base import ReviewedPage
from education.content.models.checks import authors
from education.people.models import User
from education.people.roles import Role


def check_may_give_reason(*, page: ReviewedPage, by: User) -> None:
    """Raise ValidationError unless this publisher wrote nothing of what would go live."""
    if not by.has_role(Role.PUBLISHER):
        raise ValidationError("A publisher lets it stand, as part of the safeguarding check.")
    if by.pk in authors(page):
        raise ValidationError("You wrote this. Another publisher says whether it may stand.")

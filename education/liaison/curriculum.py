"""What a session answers to: codes of the statements of England's frameworks, which the content room keeps in words."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

CODE = re.compile(r"[A-Z]{2,5}(-[A-Za-z0-9]+){1,6}")
MOST = 12


def check_statements(value: object) -> None:
    """Raise ValidationError unless it is a short list of codes of statements."""
    if (
        not isinstance(value, list)
        or len(value) > MOST
        or not all(CODE.fullmatch(str(code)) for code in value)
    ):
        raise ValidationError(f"Choose up to {MOST} from the list.")

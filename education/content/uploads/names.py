"""Refusals, and the rules for a file's name and for a title."""

from __future__ import annotations

import secrets
import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.text import slugify

LONGEST = 100  # characters of a file's name, ending included
JOINERS = "\u200c\u200d"  # Persian, Urdu and Hindi words need them; they turn nothing around


class RefusedError(ValidationError):
    """A file that is not taken; the one sentence says what to do instead."""


def hidden(text: str) -> bool:
    """Whether text holds control characters, or ones that turn or hide what follows."""
    return any(
        unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for c in text if c not in JOINERS
    )


def check_name(name: str) -> None:
    """Refuse a file's name that is too long or that does not show what it is."""
    if len(name) > LONGEST:
        raise RefusedError(f"The file's name is longer than {LONGEST} characters. Give it a shorter one.")
    if hidden(name):
        raise RefusedError(
            "The file's name holds hidden characters. Rename it with plain letters and numbers."
        )
    if name != PurePosixPath(name.replace("\\", "/")).name:
        raise RefusedError("The file's name holds folders. Rename it with plain letters and numbers.")


def ending(name: str) -> str:
    """A name's last ending in lower case, without its dot."""
    return PurePosixPath(name).suffix.lower().lstrip(".")


def stem(name: str) -> str:
    """A name without folders and without its ending."""
    return PurePosixPath(name.replace("\\", "/")).stem


def opaque(kind: str) -> str:
    """A name for a stored picture: the sender's own may name a child, and renditions repeat it in public."""
    return f"{secrets.token_hex(8)}.{kind}"


def plain(name: str) -> str:
    """A document's name as readers download it: letters, numbers and hyphens."""
    return f"{slugify(stem(name))[:60] or 'document'}.{ending(name)}"

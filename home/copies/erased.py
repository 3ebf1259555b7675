"""Who was erased, kept outside the database, so that restoring an older copy does not bring anyone back."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

NAME = "erased"


def remember(public_id: UUID) -> None:
    """Note an opaque id; the file holds nothing else, and a repeat is harmless."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / NAME).open("a", encoding="ascii") as file:
        file.write(f"{public_id}\n")


def listed() -> list[UUID]:
    """The ids, oldest first."""
    path = settings.VAR_DIR / NAME
    return [UUID(line) for line in path.read_text(encoding="ascii").split()] if path.exists() else []

"""What rooms above may listen to."""

from __future__ import annotations

from django.dispatch import Signal

membership_moved = Signal()
"""A link to a school made a move (`membership`, `step`, `by`); sent inside its transaction, under its lock."""

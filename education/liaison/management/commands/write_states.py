"""Write docs/states.md from the table of transitions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from education.liaison.states_page import PLACE, page


class Command(BaseCommand):
    """Write docs/states.md."""

    help = "Write docs/states.md from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        PLACE.parent.mkdir(exist_ok=True)
        PLACE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote docs/{PLACE.name}.")

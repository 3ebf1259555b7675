"""Lists help records that a person must see to."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from education.content.queries import help_problems


class Command(BaseCommand):
    """List help records and facts that nobody has checked, that are stale or missing; exit 1 when there are any."""

    help = (
        "List help records and facts that a person must check before going live; exits 1 when there are any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        problems = help_problems()
        for problem in problems:
            self.stdout.write(f"{problem.kind:<10}  {problem.name}: {problem.sentence}")
        if problems:
            self.stdout.write(f"{len(problems)} to see to.")
            sys.exit(1)
        self.stdout.write(
            "Every help record and every fact has been checked in time, and no council is without a record."
        )

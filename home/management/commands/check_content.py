"""Prints what the gates for shipped pages found."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from home.gates import results


class Command(BaseCommand):
    """One line a gate with its figure, one for each page that does not pass; exits 1 when there is any."""

    help = "Check the shipped pages: counts, reading, words, numbers, care, links, pictures."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        gates = results()
        for gate in gates:
            self.stdout.write(f"    {gate.name:<28} {gate.figure}")
            for problem in gate.problems:
                self.stdout.write(f"      ! {problem}")
        if any(gate.problems for gate in gates):
            sys.exit(1)

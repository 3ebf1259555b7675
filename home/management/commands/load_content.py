"""Loads the launch content."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from education.people.models import User
from home.actions import load_launch_content


class Command(BaseCommand):
    """Make the pages and help records that the project ships; an editor's change is never overwritten."""

    help = "Make the pages and help records that the project ships; what an editor changed stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", metavar="EMAIL", help="who asks for it; the command line when left out")
        parser.add_argument(
            "--take", metavar="KEY", action="append", default=[],
            help='take a newer shipped version by its key; "all" takes those that nobody edited',
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = User.objects.filter(email__iexact=options["by"]).first()
            if by is None:
                raise CommandError(f"Nobody here has the address {options['by']}.")
        for line in load_launch_content(by=by, take=options["take"]).lines():
            self.stdout.write(line)

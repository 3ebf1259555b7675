"""`manage.py verify_figure DIR|ZIP|URL`: check a published figure from its own files; needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from education.figures import verify


class Command(BaseCommand):
    """Prints each check; the first that fails ends it with status 1."""

    help = "Check a published figure from its files: a directory, a ZIP archive or a web address."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", help="directory, ZIP archive or address such as …/figures/calendar-2019-1/"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in verify.check(verify.read(options["source"])):
                self.stdout.write(f"ok      {line}")
        except verify.UnreadableError as error:
            raise CommandError(str(error))
        except verify.CheckError as error:
            self.stdout.write(f"FAILED  {error}")
            raise CommandError(f"This figure does not hold: {error}")
        self.stdout.write("This figure holds.")

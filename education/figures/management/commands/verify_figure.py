"""`manage.py verify_figure DIR|ZIP|URL …`: check published figures from their own files; needs no database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from education.figures import beside, verify
from education.figures.disclosure.rules import BlockedError


class Command(BaseCommand):
    """Prints each check; the first that fails ends it with status 1. Several figures are also subtracted."""

    help = (
        "Check a published figure from its files: a directory, a ZIP archive or a web address."
        " Several are checked one by one, then beside each other."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="source",
            help="directory, ZIP archive or address such as …/figures/calendar-2019-1/",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sources = options["sources"]
        these = "This figure holds." if len(sources) == 1 else "These figures hold."
        try:
            several = []
            for source in sources:
                several.append(verify.read(source))
                if len(sources) > 1:
                    self.stdout.write(source)
                for line in verify.check(several[-1]):
                    self.stdout.write(f"ok      {line}")
            if len(sources) > 1:
                for line in beside.check(several):
                    self.stdout.write(f"ok      {line}")
        except verify.UnreadableError as error:
            raise CommandError(str(error))
        except (verify.CheckError, BlockedError) as error:
            self.stdout.write(f"FAILED  {error}")
            which = "This figure does" if len(sources) == 1 else "These figures do"
            raise CommandError(f"{which} not hold: {error}")
        self.stdout.write(these)

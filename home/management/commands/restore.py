"""Bring a copy back, or prove that it could be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import serving
from home.copies import restoring


class Command(BaseCommand):
    help = "Check a copy and put it in the place of what is here; --drill does it somewhere else and throws it away."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="the copy that `backup` wrote")
        parser.add_argument(
            "--identity", default="", metavar="KEYFILE", help="the private age key of an encrypted copy"
        )
        parser.add_argument(
            "--drill", action="store_true", help="restore it elsewhere, look at it and remove it"
        )
        parser.add_argument("--replace", action="store_true", help="although there is data here")
        parser.add_argument(
            "--finish", action="store_true", help="only what follows a restore: erasures, mails, checks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["finish"]:
            restoring.finish(say=self.stdout.write)
            return
        if not options["file"]:
            raise CommandError("Name the copy: manage.py restore FILE.")
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        if options["drill"]:
            restoring.drill(path, identity=options["identity"], say=self.stdout.write)
            return
        if options["replace"]:
            serving.free("127.0.0.1", settings.PORT)
        restoring.restore(
            path, identity=options["identity"], replace=options["replace"], say=self.stdout.write
        )
        self.stdout.write("Restored. Start the site again with `make run`.")

"""Make a copy of everything that is kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.copies.making import forget_old, make


class Command(BaseCommand):
    help = "Copy database, media and secret key into one checked file while the site runs; older ones go after 35 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="where to, by default VAR_DIR/backups")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"] or settings.VAR_DIR / "backups")
        began = time.monotonic()
        try:
            path = make(folder, recipient=settings.BACKUP_RECIPIENT)
            gone = forget_old(folder)
        except OSError as error:
            raise CommandError(
                f"{folder} can't be written ({error.strerror}); name another folder."
            ) from None
        self.stdout.write(f"{path} ({path.stat().st_size / 1e6:.1f} MB, {time.monotonic() - began:.1f} s)")
        for old in gone:
            self.stdout.write(f"removed {old.name}, older than 35 days")
        if not settings.BACKUP_RECIPIENT:
            self.stderr.write(
                "Not encrypted: set BACKUP_RECIPIENT to a public age key before it leaves this machine."
            )

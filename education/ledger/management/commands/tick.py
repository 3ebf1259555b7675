"""Run what is due: queued mails, lapsed holds, reminders, retention."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from education.ledger import jobs


class Command(BaseCommand):
    help = "Run every due job once and say what each did. Safe to run as often as you like."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="run every job, due or not")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in jobs.run_due(force=options["all"]):
            self.stdout.write(line)

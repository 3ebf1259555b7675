"""Load or top up the demonstration: invented people, schools, visits and figures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home import demonstration, starting


class Command(BaseCommand):
    help = "Make the demonstration people and let each room load its demonstration data; harmless to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A production start (SITE_URL with https) has no demonstration.")
        demonstration.load(self.say, starting.step)

    def say(self, text: str, ending: str = "\n") -> None:
        self.stdout.write(text, ending=ending)
        self.stdout.flush()

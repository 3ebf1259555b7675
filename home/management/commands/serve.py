"""Serve the site: web server and worker in one command."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.people.models import User
from home import demonstration, serving, starting


class Command(BaseCommand):
    help = "Serve the site at 127.0.0.1:PORT, with a worker for mail and due jobs; Ctrl-C stops both."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="first make whatever is missing")
        parser.add_argument("--no-demo", action="store_true", help="no demonstration people and data")
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, demo = options["host"], settings.PORT, not options["no_demo"]
        serving.free(host, port)
        self.check()
        if options["prepare"]:
            starting.prepare(self.say, demo=demo)
            if not demo or settings.PRODUCTION:
                starting.first_administrator(self.say)
        if settings.PRODUCTION and User.objects.filter(is_demo=True).exists():
            raise CommandError(
                f"SITE_URL={settings.SITE_URL} is a production start, and this database holds demonstration people;"
                " start with another database, and with DEMO=0."
            )
        code = serving.Parent(host, port, self.welcome).run()
        self.say("Stopped.")
        sys.exit(code)

    def say(self, text: str, ending: str = "\n") -> None:
        self.stdout.write(text, ending=ending)
        self.stdout.flush()

    def welcome(self) -> None:
        """Where to go and who to be."""
        base = settings.BASE_URL
        self.say(f"\nReady at {base}/ (Ctrl-C stops it; everything is kept in {settings.VAR_DIR})\n")
        for address, what in (
            ("/", "home"), ("/learn/", "lessons"), ("/parents/", "guides"), ("/help/", "help now"),
            ("/figures/", "the published figure"), ("/book/", "book a visit"), ("/officer/", "the officer's day"),
            ("/cms/", "the desk: editors, coordinators, supervisors, analysts"),
        ):  # fmt: skip
            self.say(f"  {base + address:<34} {what}")
        if User.objects.filter(is_demo=True).exists():
            names = " ".join(f"{name}@" for name in demonstration.PEOPLE)
            self.say(
                f"\n  Demonstration people, all at {demonstration.HOST}, password {settings.DEMO_PASSWORD}:"
            )
            self.say(f"  {names}")
        if not settings.EMAIL_HOST:
            self.say(f"\n  Mails, with their sign-up codes, are files in {settings.MAIL_DIR}")

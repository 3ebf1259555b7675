"""Make an administrator."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home import starting


class Command(BaseCommand):
    help = "Make an administrator; the password is asked for, or read from ADMIN_PASSWORD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            starting.make_administrator(email=options["email"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{options['email']} can sign in at /accounts/login/.")

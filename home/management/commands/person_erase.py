"""Empty a person's record in every room."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.people.models import User
from home.privacy.actions import StillAtWorkError, erase


class Command(BaseCommand):
    help = "Take name, addresses, telephone and keys of a person out of everything; counts stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the administrator who decided it")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"], emptied_at=None).first()
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if person is None or by is None:
            raise CommandError(f"Nobody with the address {options['by'] if person else options['email']}.")
        try:
            erase(person=person, by=by, reason="command")
        except StillAtWorkError as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Done: {person.public_id} is all that is left of the person.")

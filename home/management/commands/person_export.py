"""Write everything that is held on a person, as JSON."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.ledger.actions import log_access
from education.ledger.models import AccessEvent
from education.people.models import User
from home.privacy.views import as_json


class Command(BaseCommand):
    help = "Print everything held on the person with this e-mail address; the answer to a subject access request."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError("Nobody with this address has an account.")
        log_access(kind=AccessEvent.Kind.DATA_DOWNLOADED, person=person, by=None, about="command")
        self.stdout.write(as_json(person), ending="")

"""Let somebody in again who lost their second factor, where no other administrator can."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.people.models import User
from education.people.staff import actions
from education.people.staff.policies import Refused


class Command(BaseCommand):
    help = "Take off somebody's second factor and password; they come back by a code to their mailbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", default="", help="e-mail address of who asks; the command line otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.filter(is_active=True)
        about = people.filter(email=options["email"].lower()).first()
        by = people.filter(email=options["by"].lower()).first() if options["by"] else None
        if about is None or (options["by"] and by is None):
            raise CommandError("Nobody signs in with this address.")
        try:
            change = actions.propose_way_back(user=about, by=by)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        done = change.state == change.State.DONE
        self.stdout.write(
            f"{about.email} comes back by a code." if done else "Another administrator has to agree first."
        )

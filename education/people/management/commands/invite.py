"""Invite a member of staff from the command line, and print the link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from education.people.models import User
from education.people.roles import Role
from education.people.staff import actions, tokens
from education.people.staff.policies import Refused


class Command(BaseCommand):
    help = "Invite somebody to the staff; prints the link, which works once and for seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", action="append", choices=Role.values, required=True, dest="roles")
        parser.add_argument(
            "--by", default="", help="e-mail address of who invites; the command line otherwise"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = User.objects.filter(email=options["by"].lower(), is_active=True).first()
            if by is None:
                raise CommandError(f"Nobody signs in as {options['by']}.")
        try:
            validate_email(options["email"])
            change = actions.invite(email=options["email"], roles=options["roles"], by=by)
        except ValidationError:
            raise CommandError(f"{options['email']} is not an e-mail address.") from None
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        if change.state == change.State.WAITING:
            self.stdout.write("Another administrator has to agree; then the invitation is sent.")
            return
        self.stdout.write(f"{change.email} is invited until {change.expires_at:%d %B %Y, %H:%M} UTC:")
        self.stdout.write(tokens.address(change))

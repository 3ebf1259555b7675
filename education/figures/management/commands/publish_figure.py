"""`manage.py publish_figure`: freeze the figure of a period with its open data; takes two people."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from education.figures import actions, queries
from education.figures.periods import PeriodError
from education.figures.policies import NotAllowedError
from education.figures.recount import DisagreementError
from education.people.models import User


def person(email: str) -> User:
    """Somebody by address; raises CommandError when nobody has it."""
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return found


class Command(BaseCommand):
    """Prints the snapshot's id and address."""

    help = "Publish the figure of a period, prepared by one person and approved by another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--definition", default=queries.TRAINED)
        parser.add_argument("--period", required=True, help="such as calendar-2019 or academic-2019-20")
        parser.add_argument("--prepared-by", required=True, metavar="EMAIL")
        parser.add_argument("--approved-by", required=True, metavar="EMAIL")
        parser.add_argument("--status", choices=["provisional", "final"])
        parser.add_argument("--reason", default="", help="of a revision; it is public")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = actions.publish(
                definition=options["definition"],
                period=options["period"],
                prepared_by=person(options["prepared_by"]),
                approved_by=person(options["approved_by"]),
                status=options["status"],
                reason=options["reason"],
                actor_kind="command",
            )
        except (NotAllowedError, PeriodError, DisagreementError) as error:
            raise CommandError(str(error))
        address = snapshot.get_absolute_url()
        if options["json"]:
            self.stdout.write(json.dumps({"snapshot": snapshot.slug, "address": address}))
            return
        self.stdout.write(f"{snapshot.slug}  {settings.BASE_URL}{address}")
        self.stdout.write(
            f"{snapshot.total:,} places: {snapshot.children:,} children, {snapshot.parents:,} parents and carers;"
            f" {snapshot.period_name}; {snapshot.status}."
        )

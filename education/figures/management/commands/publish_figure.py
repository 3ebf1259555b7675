"""`manage.py publish_figure`: freeze the figure of a period with its open data; takes two people."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from education.figures import actions, queries
from education.figures.periods import PeriodError
from education.figures.policies import NotAllowedError
from education.figures.recount import DisagreementError
from education.ledger.clock import to_utc
from education.people.models import User


def person(email: str) -> User:
    """Somebody by address; raises CommandError when nobody has it."""
    found = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return found


def moment(text: str) -> dt.datetime:
    """A local time as the command line has it; raises CommandError for anything else."""
    try:
        local = dt.datetime.fromisoformat(text)
        return to_utc(local.date(), local.time())
    except ValueError:
        raise CommandError(f"{text} is no day and time: write it like 2027-01-29T09:30.") from None


class Command(BaseCommand):
    """Prints the snapshot's id and address."""

    help = "Publish the figure of a period, prepared by one person and approved by another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--definition", default=queries.TRAINED)
        parser.add_argument("--period", required=True, help="such as calendar-2019 or academic-2019-20")
        parser.add_argument("--prepared-by", required=True, metavar="EMAIL")
        parser.add_argument("--approved-by", required=True, metavar="EMAIL")
        parser.add_argument("--status", choices=["provisional", "final"])
        parser.add_argument(
            "--reason",
            default="",
            help="of a revision; it is public. Given here it also says that an error was found, so that a final"
            " figure may change by less than half a per cent",
        )
        parser.add_argument(
            "--release-at", metavar="WHEN", help="such as 2027-01-29T09:30; nobody sees it before"
        )
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
                error_found=bool(options["reason"]),
                release_at=moment(options["release_at"]) if options["release_at"] else None,
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

"""`manage.py withdraw_snapshot ID --by EMAIL --reason TEXT`: take a published figure back."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from education.figures import actions
from education.figures.management.commands.publish_figure import person
from education.figures.models import Snapshot
from education.figures.policies import NotAllowedError


class Command(BaseCommand):
    """The page stays and says why."""

    help = "Withdraw a published figure; its page stays and shows the reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("snapshot", help="such as calendar-2019-1")
        parser.add_argument("--by", required=True, metavar="EMAIL")
        parser.add_argument("--reason", required=True, help="public")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = Snapshot.objects.filter(slug=options["snapshot"]).first()
        if snapshot is None:
            raise CommandError(f"There is no snapshot {options['snapshot']}.")
        try:
            actions.withdraw(
                snapshot=snapshot,
                reason=options["reason"],
                by=person(options["by"]),
                actor_kind="command",
            )
        except NotAllowedError as error:
            raise CommandError(str(error))
        self.stdout.write(f"{snapshot.slug} is withdrawn.")

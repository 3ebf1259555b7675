"""A committed import is taken back as a whole, by entries that void its counts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from education.attendance.actions.imports import WithdrawReason, withdraw_import
from education.attendance.management.commands.import_attendance import person
from education.attendance.models import ImportBatch
from education.liaison.errors import Refused


class Command(BaseCommand):
    help = f"Withdraw a batch. Reasons: {', '.join(WithdrawReason.values)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", help="the batch's id, as the import printed it")
        parser.add_argument("--reason", required=True, metavar="CODE")
        parser.add_argument(
            "--by", default="", metavar="EMAIL", help="who withdraws; the command line when left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = ImportBatch.objects.filter(public_id=UUID(options["batch"])).first()
        except ValueError:
            batch = None
        if batch is None:
            raise CommandError("There is no batch with this id.", returncode=1)
        reason = options["reason"].strip().casefold().replace(" ", "_").replace("-", "_")
        if reason not in WithdrawReason.values:
            reason = WithdrawReason.OTHER.value
            self.stderr.write(
                f"No text is stored: the reason is kept as “{reason}”. The codes are {', '.join(WithdrawReason.values)}."
            )
        try:
            done = withdraw_import(batch=batch, by=person(options["by"]), reason=reason)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1)
        self.stdout.write(
            f"Batch {batch.public_id} is withdrawn: its sessions no longer count, their entries stay."
            if done
            else f"Batch {batch.public_id} was withdrawn before; nothing changed."
        )

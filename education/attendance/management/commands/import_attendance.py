"""A past year's spreadsheet becomes sessions and registers: a dry run first, a commit when it adds up."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from education.attendance.actions.imports import import_batch
from education.attendance.importing.plan import ORDERS, Plan, make_plan
from education.attendance.importing.problems import TableError
from education.attendance.models import ImportBatch
from education.liaison.errors import Refused
from education.people.models import User

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Read a CSV or XLSX sheet of past sessions. Without --commit nothing is written. Exits with 1 when a commit"
        " is refused, with 2 when the file can't be read as a table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--date-order", required=True, choices=ORDERS)
        parser.add_argument(
            "--period", required=True, help="2019, calendar-2019, academic-2018-19, financial-2019-20"
        )
        parser.add_argument("--sheet", default="", help="name of the sheet; the first one when left out")
        parser.add_argument("--header-row", type=int)
        parser.add_argument("--mapping", type=Path, help="JSON: which column holds what")
        parser.add_argument("--decisions", type=Path, help="CSV: row,urn,date,pupils,parents[,skip]")
        parser.add_argument("--control-total", type=int, help="children and parents by the sheet's own sum")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--accept-difference", default=None, metavar="REASON")
        parser.add_argument(
            "--by", default="", metavar="EMAIL", help="who imports; the command line when left out"
        )
        parser.add_argument(
            "--signed-off-by", default="", metavar="EMAIL", help="the supervisor who signs it off"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = make_plan(
                options["file"], order=options["date_order"], period=options["period"], sheet=options["sheet"],
                header_row=options["header_row"], mapping=options["mapping"], decisions=options["decisions"],
                control_total=options["control_total"],
            )  # fmt: skip
        except TableError as error:
            raise CommandError(str(error), returncode=2)
        if plan.layout.unrecognised:
            self.stderr.write(f"Columns not recognised and not read: {', '.join(plan.layout.unrecognised)}.")
        if not options["json"]:
            self._tell(plan)
        batch = refusal = None
        if options["commit"]:
            try:
                batch = self._commit(plan, options)
            except Refused as error:
                refusal = error
        if options["json"]:
            told = plan.as_json() | ({"batch": str(batch.public_id)} if batch else {})
            self.stdout.write(json.dumps(told))
        if refusal:
            raise CommandError(refusal.sentence, returncode=1)

    def _commit(self, plan: Plan, options: dict[str, Any]) -> ImportBatch:
        reason = options["accept_difference"]
        if reason is not None and not reason.strip():
            raise CommandError(
                'Say why the difference is accepted: --accept-difference "reason".', returncode=1
            )
        batch, new = import_batch(
            plan=plan,
            by=person(options["by"]),
            signer=person(options["signed_off_by"]),
            accept_difference=reason is not None,
        )
        say = self.stderr.write if options["json"] else self.stdout.write
        if not new:
            say(f"already_imported: batch {batch.public_id} holds this file; nothing changed.")
            return batch
        say(f"Committed as batch {batch.public_id}.")
        if batch.difference_accepted:
            say(
                f"A difference of {batch.difference} was accepted: {reason}\nThe batch keeps that it was accepted,"
                " not the words: note them where the decision is filed."
            )
        return batch

    def _tell(self, plan: Plan) -> None:
        told = plan.as_json()
        self.stdout.write(
            "{rows:,} rows: {counted:,} counted, {excluded:,} excluded, {needs_decision:,} need a decision,"
            " {sessions_without_register:,} sessions without a register".format_map(told)
        )
        self.stdout.write(
            f"{plan.tally.children:,} children and {plan.tally.parents:,} parents and carers:"
            f" {plan.tally.children + plan.tally.parents:,} for {plan.period.key}"
        )
        if plan.difference is not None:
            self.stdout.write(f"Control total {plan.control_total:,}: difference {plan.difference:,}")
        for code, number in sorted(Counter(p.code.value for p in plan.problems).items()):
            self.stdout.write(f"  {number:>6,} {code}")
        for problem in plan.problems[:SHOWN]:
            self.stdout.write(f"row {problem.row}: {problem.code.value}: {problem.message}")
        if len(plan.problems) > SHOWN:
            self.stdout.write(f"… and {len(plan.problems) - SHOWN:,} more; --json lists them all.")


def person(email: str) -> User | None:
    """Who has this address (None for no address); CommandError when nobody active has."""
    if not email:
        return None
    found = User.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"Nobody who is active has the address {email}.", returncode=1)
    return found

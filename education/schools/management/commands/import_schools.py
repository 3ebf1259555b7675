"""Take in a file of the national register."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from education.people.models import User
from education.schools.actions import ImportRefusedError, ImportSummary, import_schools
from education.schools.models import LocalAuthority
from education.schools.register import NotReadableError


class Command(BaseCommand):
    help = (
        "Take in schools from a file of Get Information about Schools (CSV; plain, .gz or .zst; UTF-8 or "
        "Windows-1252). All of the file or nothing of it; running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--links", type=Path, metavar="FILE", help="predecessors and successors")
        parser.add_argument("--everywhere", action="store_true", help="also schools outside the force's area")
        parser.add_argument("--by", metavar="EMAIL", help="who does this (default: command line)")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
            if by is None:
                raise CommandError(f"Nobody here has the address {options['by']}.", returncode=2)
        try:
            summary = import_schools(
                path=options["file"], links=options["links"], everywhere=options["everywhere"], by=by
            )
        except NotReadableError as error:
            raise CommandError(f"{error}\nNothing was imported.", returncode=2) from error
        except ImportRefusedError as error:
            lines = list(error.problems.shown)
            more = error.problems.count - len(lines)
            if more:
                lines.append(f"… and {more} more.")
            raise CommandError("\n".join([*lines, "Nothing was imported."]), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_dict(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(report(summary)))


def report(summary: ImportSummary) -> list[str]:
    """The summary in lines for a person."""
    lines = [
        f"{summary.rows} rows read: {summary.added} added, {summary.changed} changed, {summary.same} same."
    ]
    if summary.elsewhere:
        lines.append(f"{summary.elsewhere} outside the force's area were left out (--everywhere takes them).")
    if summary.without_authority:
        lines.append(f"{summary.without_authority} without an authority that we know were left out.")
    if summary.without_status:
        lines.append(f"{summary.without_status} without a status were left out.")
    ours = set(LocalAuthority.objects.filter(in_force=True).values_list("name", flat=True))
    others = [numbers for name, numbers in summary.authorities.items() if name not in ours]
    for name, numbers in summary.authorities.items():
        if name in ours:
            lines.append(f"  {name}: {numbers['schools']} schools, {numbers['open']} of them open")
    if others:
        total, still_open = (sum(n[key] for n in others) for key in ("schools", "open"))
        lines.append(f"  {len(others)} other authorities: {total} schools, {still_open} of them open")
    lines.append(
        f"Open schools without a roll: {summary.open_without_roll}; without coordinates:"
        f" {summary.without_coordinates}; of ours without a place: {summary.open_without_place}."
    )
    if summary.links is not None:
        numbers = summary.links
        lines.append(
            f"{numbers['rows']} successions read: {numbers['added']} added, {numbers['changed']} changed,"
            f" {numbers['same']} same; {numbers['not_held']} name a school that is not here,"
            f" {numbers['unclear']} do not say which came first."
        )
    if summary.other_links:
        kinds = ", ".join(f"{kind or 'no type'} {n}" for kind, n in sorted(summary.other_links.items()))
        lines.append(f"Links of other kinds, left aside: {kinds}.")
    return lines

"""The second, independent computation: the sum over the event log, which must agree to the unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from education.figures import queries
from education.figures.models import Definition
from education.figures.periods import Period
from education.figures.totals import Total
from education.ledger.models import Event
from education.liaison.models import Audience

Heads = tuple[int, int]  # children, parents and carers


class DisagreementError(Exception):
    """The accepted counts and the event log do not give the same figure; nothing may be published."""


@dataclass
class Chain:
    """What the events of one register say: the heads of each room that count at the end."""

    session: str = ""
    parts: dict[str, Heads] = field(default_factory=dict)

    def apply(self, kind: str, data: Mapping[str, Any]) -> None:
        """Read one event: an accepted entry takes its room's place, a void empties it."""
        self.session = data["session"]
        if kind == "entry_voided":
            self.parts.pop(data["part"], None)
        else:
            self.parts[data["part"]] = _heads(data["lines"])


# A proposal that a supervisor picks is accepted like any other entry; by itself it says nothing.
KINDS = ("entry_accepted", "entry_voided")


def _heads(lines: Iterable[Mapping[str, Any]]) -> Heads:
    children = parents = 0
    for line in lines:
        if line["audience"] == Audience.PUPIL.value:
            children += line["actual"]
        elif line["audience"] == Audience.PARENT_CARER.value:
            parents += line["actual"]
    return children, parents


def heads_by_log(sessions: set[str]) -> Heads:
    """Children and parents of these sessions (public ids), summed over the log alone."""
    chains: dict[str, Chain] = {}
    events = Event.objects.filter(subject="register", kind__in=KINDS).order_by("id")
    for subject_id, kind, data in events.values_list("subject_id", "kind", "data").iterator(chunk_size=5000):
        chains.setdefault(subject_id, Chain()).apply(kind, data)
    children = parents = 0
    for chain in chains.values():
        if chain.session in sessions:
            children += sum(heads[0] for heads in chain.parts.values())
            parents += sum(heads[1] for heads in chain.parts.values())
    return children, parents


def both_ways(definition: Definition, period: Period, *, with_demo: bool) -> tuple[Total, Heads]:
    """The figure from the accepted counts, and children and parents from the log."""
    total = queries.total(definition, period, with_demo=with_demo)
    sessions = queries.sessions_of(period, with_demo=with_demo).values_list("public_id", flat=True)
    return total, heads_by_log({str(public_id) for public_id in sessions})


def agreed(definition: Definition, period: Period, *, with_demo: bool) -> Total:
    """The figure, computed both ways; raises DisagreementError with both results when they differ."""
    total, logged = both_ways(definition, period, with_demo=with_demo)
    if logged != (total.children, total.parents):
        raise DisagreementError(
            f"The accepted counts give {total.children:,} children and {total.parents:,} parents and carers,"
            f" the event log gives {logged[0]:,} and {logged[1]:,}. Nothing can be published until they agree."
        )
    return total

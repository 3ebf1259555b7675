"""The second, independent computation: the sum over the event log, which must agree to the unit in every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from education.figures import queries
from education.figures.counts import CHILDREN, OF_AUDIENCE, Cells, Line, cells, phase_of
from education.figures.models import Definition
from education.figures.periods import Period
from education.figures.totals import Total
from education.ledger.models import Event

Heads = tuple[int, int]  # children, parents and carers
Count = tuple[str, str, str, int]  # audience, year, method, heads


class DisagreementError(Exception):
    """The accepted counts and the event log do not give the same figure; nothing may be published."""


@dataclass
class Chain:
    """What the events of one register say: the counts of each room that stand at the end."""

    session: str = ""
    parts: dict[str, list[Count]] = field(default_factory=dict)

    def apply(self, kind: str, data: Mapping[str, Any]) -> None:
        """Read one event: an accepted entry takes its room's place, a void empties it."""
        self.session = data["session"]
        if kind == "entry_voided":
            self.parts.pop(data["part"], None)
        else:
            self.parts[data["part"]] = _counts(data)


# A proposal that a supervisor picks is accepted like any other entry; by itself it says nothing.
KINDS = ("entry_accepted", "entry_voided")


@dataclass(frozen=True)
class Facts:
    """A figure that both computations agree on, down to its lines."""

    total: Total
    lines: list[Line]


def _counts(data: Mapping[str, Any]) -> list[Count]:
    method = data.get("method", "")
    return [
        (OF_AUDIENCE[line["audience"]], line["year"], method, line["actual"])
        for line in data["lines"]
        if line["audience"] in OF_AUDIENCE
    ]


def counts_by_log(sessions: Iterable[str]) -> dict[str, list[Count]]:
    """What counts for each of these sessions (public ids), from the log alone."""
    wanted = set(sessions)
    chains: dict[str, Chain] = {}
    events = Event.objects.filter(subject="register", kind__in=KINDS).order_by("id")
    for subject_id, kind, data in events.values_list("subject_id", "kind", "data").iterator(chunk_size=5000):
        if data["session"] in wanted:
            chains.setdefault(subject_id, Chain()).apply(kind, data)
    found: dict[str, list[Count]] = {}
    for chain in chains.values():
        if chain.parts:
            found.setdefault(chain.session, []).extend(c for part in chain.parts.values() for c in part)
    return found


def lines_by_log(period: Period, *, with_demo: bool) -> list[Line]:
    """Every line of a period from the log; only where and when a session was comes from elsewhere."""
    about = {row[0]: row[1:] for row in queries.session_places(period, with_demo=with_demo)}
    current = queries.one_school_each({place[0] for place in about.values()})
    lines = []
    for session, counts in counts_by_log(about).items():
        school, authority, locality, phase, kind, day = about[session]
        for audience, year, method, heads in counts:
            lines.append(
                Line(
                    session, school, current[school], authority, locality, phase_of(phase), kind, day,
                    audience, year, method, heads,
                )
            )  # fmt: skip
    return lines


def heads_of(found: Cells) -> Heads:
    """Children, and parents and carers, of all cells together."""
    children = sum(heads for cell, heads in found.items() if cell[3] == CHILDREN)
    return children, sum(found.values()) - children


def facts(definition: Definition, period: Period, *, with_demo: bool) -> Facts:
    """The figure and its lines, computed both ways; raises DisagreementError where they differ in any cell."""
    total = queries.total(definition, period, with_demo=with_demo)
    lines = lines_by_log(period, with_demo=with_demo)
    logged, counted = cells(lines), queries.counted_cells(period, with_demo=with_demo)
    said, seen = heads_of(logged), (total.children, total.parents)
    if said != seen or heads_of(counted) != seen:
        raise DisagreementError(
            f"The accepted counts give {total.children:,} children and {total.parents:,} parents and carers,"
            f" the event log gives {said[0]:,} and {said[1]:,}. Nothing can be published until they agree."
        )
    if logged != counted:
        differ = sorted(key for key in logged.keys() | counted.keys() if logged[key] != counted[key])
        school, _, day, audience, year, _ = differ[0]
        raise DisagreementError(
            f"The accepted counts and the event log add up to the same, but differ in {len(differ):,} cells, the"
            f" first for school {school} on {day}, {audience}, year “{year}”: {counted[differ[0]]:,} and"
            f" {logged[differ[0]]:,}. Nothing can be published until they agree."
        )
    return Facts(total, lines)


def agreed(definition: Definition, period: Period, *, with_demo: bool) -> Total:
    """The figure, computed both ways; raises DisagreementError with both results when they differ."""
    return facts(definition, period, with_demo=with_demo).total

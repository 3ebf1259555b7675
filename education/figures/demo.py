"""The demonstration's figure: the invented past year, published by two invented people."""

from __future__ import annotations

from collections.abc import Mapping

from education.figures import actions, queries
from education.figures.models import Snapshot
from education.figures.periods import parse
from education.ledger.clock import today
from education.people.models import User

PERIOD = "calendar-2019"


def load_demo_figures(people: Mapping[str, User]) -> Snapshot | None:
    """Publish calendar year 2019 and enter the reported figures once; None while 2019 has no delivered session.

    `people` holds the demonstration people by name or by address.
    """
    analyst, publisher = (
        people.get(name) or people[f"{name}@demo.example"] for name in ("analyst", "publisher")
    )
    actions.load_definitions()
    actions.load_reported_figures(entered_by=analyst, approved_by=publisher)
    if found := queries.standing().filter(period_key=PERIOD).first():
        return found
    period = parse(PERIOD, today=today())
    if not queries.sessions_of(period, with_demo=True).exists():
        return None
    withdrawn = Snapshot.objects.filter(period_key=PERIOD).exists()
    again = "Published again for the demonstration." if withdrawn else ""
    return actions.publish(
        definition=queries.TRAINED,
        period=period,
        prepared_by=analyst,
        approved_by=publisher,
        reason=again,
    )

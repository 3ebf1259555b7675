"""What the clock does with invitations."""

from __future__ import annotations

import datetime as dt

from education.ledger import jobs
from education.ledger.clock import now
from education.ledger.outbox import NOBODY
from education.people.models import StaffChange

KEPT = dt.timedelta(days=30)


@jobs.job("forget invitations that nobody took up", every=dt.timedelta(days=1))
def forget() -> str:
    """Thirty days after it was proposed, an invitation without an account loses its address."""
    rows = StaffChange.objects.filter(user=None, proposed_at__lte=now() - KEPT).exclude(
        email__endswith=NOBODY
    )
    for row in rows:
        row.email, row.token_hash = f"{row.public_id.hex}{NOBODY}", ""
        if row.state in (StaffChange.State.WAITING, StaffChange.State.INVITED):
            row.state, row.decided_at = StaffChange.State.WITHDRAWN, now()
        row.save()
    return f"{len(rows)} forgotten"

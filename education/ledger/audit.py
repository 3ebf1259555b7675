"""Proof that the event log is as it was written: every chain is walked, every recorded head is looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Max

from education.ledger import jobs
from education.ledger.actions import event_body, event_hash
from education.ledger.clock import today
from education.ledger.models import ChainHead, Event


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold."""

    subject: str
    subject_id: str
    event_id: int | None
    problem: str

    def __str__(self) -> str:
        where = f", event {self.event_id}" if self.event_id else ""
        return f"{self.subject} {self.subject_id}{where}: {self.problem}"


def record_heads(day: dt.date | None = None) -> int:
    """Keep the last hash and the length of every chain that grew since its last head; returns how many."""
    day = day or today()
    known = {
        (head.subject, head.subject_id): head.length
        for head in ChainHead.objects.order_by("day").iterator(2000)
    }
    chains = (
        Event.objects.values("subject", "subject_id").annotate(length=Count("id"), last=Max("id")).order_by()
    )
    grown = [
        chain for chain in chains if known.get((chain["subject"], chain["subject_id"])) != chain["length"]
    ]
    hashes: dict[int, str] = {}
    for start in range(0, len(grown), 500):
        hashes |= dict(
            Event.objects.filter(id__in=[c["last"] for c in grown[start : start + 500]]).values_list(
                "id", "hash"
            )
        )
    ChainHead.objects.bulk_create(
        [ChainHead(day=day, subject=c["subject"], subject_id=c["subject_id"], length=c["length"],
                   hash=hashes[c["last"]]) for c in grown],
        update_conflicts=True, unique_fields=["day", "subject", "subject_id"], update_fields=["length", "hash"],
        batch_size=200,
    )  # fmt: skip
    return len(grown)


def breaks() -> Iterator[Break]:
    """Every place where a hash, a link or a recorded head does not fit; nothing when all is well."""
    heads: dict[tuple[str, str], list[ChainHead]] = {}
    for head in ChainHead.objects.order_by("subject", "subject_id", "length").iterator(2000):
        heads.setdefault((head.subject, head.subject_id), []).append(head)
    chain: tuple[str, str] = ("", "")
    previous, length = "", 0
    for event in Event.objects.order_by("subject", "subject_id", "id").iterator(2000):
        if (event.subject, event.subject_id) != chain:
            yield from _cut(chain, length, heads)
            chain, previous, length = (event.subject, event.subject_id), "", 0
        length += 1
        if event.previous_hash != previous:
            yield Break(*chain, event.pk, "does not follow the event before it")
        if event.hash != event_hash(previous=event.previous_hash, body=event_body(event)):
            yield Break(*chain, event.pk, "is not as it was written")
        for head in heads.get(chain, []):
            if head.length == length and head.hash != event.hash:
                yield Break(*chain, event.pk, f"is not the head recorded on {head.day}")
        previous = event.hash
    yield from _cut(chain, length, heads)
    for lost in heads:
        yield Break(*lost, None, "the whole chain is gone")


def _cut(
    chain: tuple[str, str], length: int, heads: dict[tuple[str, str], list[ChainHead]]
) -> Iterator[Break]:
    """A chain shorter than a head that was recorded of it has lost its end."""
    for head in heads.pop(chain, []):
        if head.length > length:
            yield Break(*chain, None, f"has {length} events, {head.length} were recorded on {head.day}")


@jobs.job("record chain heads", every=dt.timedelta(days=1))
def heads_job() -> str:
    """Once a day, so that a chain cut short later is noticed."""
    return f"{record_heads()} chains had grown"

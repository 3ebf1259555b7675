"""Proof that both logs are as they were written: every chain is walked, every recorded head is looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Model

from education.ledger import jobs
from education.ledger.actions import access_body, event_body, event_hash
from education.ledger.clock import months_before, now, today
from education.ledger.models import AccessEvent, ChainHead, Event

ACCESS = "access"
KEPT_MONTHS = 12


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
    chains = list(
        Event.objects.values("subject", "subject_id").annotate(length=Count("id"), last=Max("id")).order_by()
    )
    grown = _with_hashes(
        Event, [c for c in chains if known.get((c["subject"], c["subject_id"])) != c["length"]]
    )
    accesses = [
        {"subject": ACCESS, "subject_id": c["chain"], "length": c["length"], "last": c["last"]}
        for c in AccessEvent.objects.values("chain").annotate(length=Max("number"), last=Max("id")).order_by()
    ]
    grown += _with_hashes(
        AccessEvent, [c for c in accesses if known.get((ACCESS, c["subject_id"])) != c["length"]]
    )
    ChainHead.objects.bulk_create(
        [ChainHead(day=day, subject=c["subject"], subject_id=c["subject_id"], length=c["length"],
                   hash=c["hash"]) for c in grown],
        update_conflicts=True, unique_fields=["day", "subject", "subject_id"], update_fields=["length", "hash"],
        batch_size=200,
    )  # fmt: skip
    return len(grown)


def _with_hashes(model: type[Model], chains: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same chains with the hash of the last row of each."""
    chains = list(chains)
    hashes: dict[int, str] = {}
    for start in range(0, len(chains), 500):
        ids = [c["last"] for c in chains[start : start + 500]]
        hashes |= dict(model._default_manager.filter(pk__in=ids).values_list("pk", "hash"))
    return [{**c, "hash": hashes[c["last"]]} for c in chains]


def breaks() -> Iterator[Break]:
    """Every place where a hash, a link or a recorded head does not fit; nothing when all is well."""
    yield from _event_breaks()
    yield from _access_breaks()


def _event_breaks() -> Iterator[Break]:
    heads: dict[tuple[str, str], list[ChainHead]] = {}
    for head in (
        ChainHead.objects.exclude(subject=ACCESS).order_by("subject", "subject_id", "length").iterator(2000)
    ):
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


def _access_breaks() -> Iterator[Break]:
    """As for events; but what is twelve months old goes, so the chains of that month may lack their beginning."""
    turning = f"{months_before(now(), KEPT_MONTHS):%Y-%m}"
    heads: dict[str, list[ChainHead]] = {}
    for head in ChainHead.objects.filter(subject=ACCESS).order_by("subject_id", "length").iterator(2000):
        heads.setdefault(head.subject_id, []).append(head)
    chain, previous, number = "", "", 0
    for event in AccessEvent.objects.order_by("chain", "number").iterator(2000):
        if event.chain != chain:
            yield from _lost_end(chain, number, heads)
            chain, previous, number = event.chain, "", 0
            if _month(chain) <= turning:
                previous, number = event.previous_hash, event.number - 1
        number += 1
        if (event.number, event.previous_hash) != (number, previous):
            yield Break(ACCESS, chain, event.pk, "does not follow the event before it")
        if event.hash != event_hash(previous=event.previous_hash, body=access_body(event)):
            yield Break(ACCESS, chain, event.pk, "is not as it was written")
        for head in heads.get(chain, []):
            if head.length == event.number and head.hash != event.hash:
                yield Break(ACCESS, chain, event.pk, f"is not the head recorded on {head.day}")
        previous, number = event.hash, event.number
    yield from _lost_end(chain, number, heads)
    for lost in heads:
        if _month(lost) > turning:
            yield Break(ACCESS, lost, None, "the whole chain is gone")


def _month(chain: str) -> str:
    return chain.rpartition(":")[2]


def _lost_end(chain: str, length: int, heads: dict[str, list[ChainHead]]) -> Iterator[Break]:
    for head in heads.pop(chain, []):
        if head.length > length:
            yield Break(
                ACCESS, chain, None, f"has {length} events, {head.length} were recorded on {head.day}"
            )


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

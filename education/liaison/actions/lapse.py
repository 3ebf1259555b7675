"""Requests that nobody answered in time: their hold ends and the time is free again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.liaison.actions.moves import move
from education.liaison.locks import lock_officers, lock_visit
from education.liaison.models import Commitment, Officer, Visit, WaitingEntry, WaitingOffer
from education.liaison.states import VisitState, Who
from education.schools.models import Membership

UNANSWERED_AT_MOST = 2


def lapse_holds_of(*, officers: Iterable[Officer]) -> int:
    """Lapse what has run out for these officers, whose locks the caller holds; returns how many visits.

    Every writer does this before it counts, so that no free time depends on a clock job.
    """
    end_private_holds(officer__in=list(officers))
    end_offers(commitments__officer__in=list(officers))
    due = Visit.objects.lapsed_by(now()).filter(
        sessions__commitments__officer__in=list(officers), sessions__commitments__active=True
    )
    return sum(_lapse(visit_id) for visit_id in sorted(set(due.values_list("id", flat=True))))


def lapse_due() -> int:
    """Lapse every request whose hold has run out, one transaction each; returns how many.

    A private hold that has run out ends as well; the request that it was for waits on.
    """
    lapsed = end_private_holds()
    for visit_id in list(Visit.objects.lapsed_by(now()).order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            lock_officers(officers_of(visit_id))
            lapsed += _lapse(visit_id)
    return lapsed


def end_private_holds(**which: Any) -> int:
    """Free what was held privately and has run out; returns for how many requests. Freeing needs no lock."""
    over = Commitment.objects.filter(active=True, filing__isnull=False, expires_at__lte=now(), **which)
    filings = set(over.values_list("filing", flat=True))
    Commitment.objects.filter(active=True, filing__in=filings).update(active=False)
    return len(filings)


@transaction.atomic
def end_offers(**which: Any) -> int:
    """End the offers to schools that wait which nobody answered in time, and write to them; returns how many.

    Whoever left two unanswered is off the list. Each is ended by whoever changes its state first, so freeing needs
    no lock.
    """
    ended = 0
    for offer in WaitingOffer.objects.over().filter(**which).select_related("entry").distinct():
        if not WaitingOffer.objects.over().filter(pk=offer.pk).update(state=WaitingOffer.State.LAPSED):
            continue
        Commitment.objects.filter(offer=offer, active=True).update(active=False)
        entry, ended = offer.entry, ended + 1
        log(
            subject="waiting", subject_id=entry.public_id, kind="waiting_offer_lapsed", by=None,
            data={"offer": offer.public_id},
        )  # fmt: skip
        unanswered = entry.offers.filter(state=WaitingOffer.State.LAPSED).count() >= UNANSWERED_AT_MOST
        if unanswered:
            WaitingEntry.objects.filter(pk=entry.pk, state=WaitingEntry.State.WAITING).update(
                state=WaitingEntry.State.UNANSWERED
            )
            log(subject="waiting", subject_id=entry.public_id, kind="waiting_unanswered", by=None)
        for address in waiting_teachers(entry):
            queue_mail(
                kind="waiting_lapsed", subject_id=offer.public_id, recipient=address,
                key=f"waiting_lapsed:{offer.public_id}:{address}",
            )  # fmt: skip
    return ended


def waiting_teachers(entry: WaitingEntry) -> list[str]:
    """Who hears of an offer: who asked, as long as they act for the school; else everybody who does."""
    links = Membership.objects.approved().filter(school=entry.school_id)
    acting = dict(links.values_list("user_id", "user__email"))
    return [acting[entry.teacher_id]] if entry.teacher_id in acting else sorted(acting.values())


def free_private_holds(**which: Any) -> None:
    """Free whatever is held privately for the requests that have such a commitment, all of each request.

    An offer to a school that waits is taken back in the same way: the next one follows by the clock.
    """
    held = Commitment.objects.filter(active=True, offer__isnull=False, **which)
    offers = list(held.values_list("offer", flat=True))
    Commitment.objects.filter(active=True, offer__in=offers).update(active=False)
    open_ = WaitingOffer.objects.filter(pk__in=offers, state=WaitingOffer.State.OPEN)
    open_.update(state=WaitingOffer.State.ENDED)
    filings = Commitment.objects.filter(active=True, filing__isnull=False, **which).values("filing")
    Commitment.objects.filter(active=True, filing__in=list(filings.values_list("filing", flat=True))).update(
        active=False
    )


def officers_of(visit_id: int) -> list[int]:
    """Ids of the officers whose time a visit takes now."""
    taken = Commitment.objects.filter(session__visit_id=visit_id, active=True)
    return sorted(set(taken.values_list("officer_id", flat=True)))


def _lapse(visit_id: int) -> int:
    visit = lock_visit(visit_id)
    if visit.state != VisitState.REQUESTED or not visit.held_until or visit.held_until > now():
        return 0
    move(visit=visit, target=VisitState.LAPSED, as_=Who.CLOCK, by=None)
    return 1

"""What a decision about a teacher means for the request that they filed while they waited."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from education.liaison.actions.moves import move
from education.liaison.locks import lock_visit
from education.liaison.models import Visit
from education.liaison.states import VisitState, Who
from education.people.models import User
from education.schools.models import Membership
from education.schools.signals import membership_moved
from education.schools.states import MembershipState, Move


@receiver(membership_moved)
def follow_the_claim(membership: Membership, step: Move, by: User | None, **more: Any) -> None:
    """A refused claim declines its request, a withdrawn one takes it back; runs in the claim's transaction."""
    if step.source != MembershipState.REQUESTED or step.target == MembershipState.APPROVED:
        return
    filed = Visit.objects.filter(
        teacher=membership.user_id, school=membership.school_id, state=VisitState.AWAITING_APPROVAL
    )
    for visit_id in filed.values_list("pk", flat=True):
        if step.target == MembershipState.REFUSED:
            target, as_, reason = VisitState.DECLINED, Who.COORDINATOR, Visit.Reason.NOT_PROVED.value
        else:
            target, as_, reason = VisitState.WITHDRAWN, Who.CLAIMANT, ""
        move(visit=lock_visit(visit_id), target=target, as_=as_, by=by, reason=reason, tell=False)

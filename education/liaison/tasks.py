"""Background tasks of this room."""

from django_tasks import task

from education.liaison.actions.private_hold import hold_best
from education.liaison.models import Visit
from education.liaison.states import VisitState


@task()
def hold_privately(public_id: str) -> bool:
    """Hold the best fit of a filed request; running it twice holds it once."""
    waiting = Visit.objects.filter(state=VisitState.AWAITING_APPROVAL).select_related(
        "school", "session_type"
    )
    visit = waiting.filter(public_id=public_id).first()
    return visit is not None and hold_best(visit=visit)

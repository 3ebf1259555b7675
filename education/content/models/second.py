"""What only two people change: one writes, another reads it through, and then it shows."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from modelcluster.models import get_all_child_relations
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, TaskState, WorkflowMixin

from education.content.models.checks import PageCheck, authors, not_handed_in


class SecondPerson(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A record whose change stays a draft until somebody else has approved these very words."""

    class Meta:
        abstract = True

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Wagtail's; a draft that was handed in is never written over, and one like it is no draft of somebody else.

        The button "Approve" in the editor sends the form along: whoever changes nothing in it has written nothing.
        """
        asked = self.get_latest_revision() if self.workflow_in_progress else None
        if asked and alike(asked.content, self.serializable_data()):
            return asked
        return super().save_revision(*args, overwrite_revision=not_handed_in(overwrite_revision), **kwargs)

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, **options: Any) -> None:
        """The last word, whatever button asked; raises ValidationError with what to do instead.

        `self` is what stands there now. The line in the log names who wrote and who approved it.
        """
        from education.content.actions import log_second_person

        approval = approval_of(revision)
        writers = authors(self)
        if approval is None or approval.finished_by_id in writers:
            raise ValidationError(
                "Help is changed by two people. Submit it; somebody who did not write it approves it."
            )
        record = revision.as_object()
        sound(record)
        before, after = self.serializable_data(), record.serializable_data()
        # The second person's approval is the permission; nobody holds one to publish alone.
        super().publish(revision, user=user, **{**options, "skip_permission_checks": True})
        changed = sorted(name for name in after if name not in OWN and before.get(name) != after[name])
        log_second_person(record=self, changed=changed, writers=writers, approval=approval)


OWN = frozenset(
    {
        "latest_revision", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
        "live_revision", "go_live_at", "expire_at", "expired",
    }
)  # fmt: skip
"""What Wagtail keeps about a draft, which nobody reads on a page."""


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two drafts say the same, as they are kept."""
    kept = json.loads(json.dumps(other, cls=DjangoJSONEncoder))
    return {name: one.get(name) for name in kept if name not in OWN} == {
        name: value for name, value in kept.items() if name not in OWN
    }


def approval_of(revision: Revision) -> TaskState | None:
    """The second person's word on exactly this draft; the latest where there are several."""
    checks = PageCheck.objects.filter(kind=PageCheck.Kind.HELP)
    given = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED)
    return given.filter(task__in=checks.values("pk")).order_by("-finished_at", "-pk").first()


def sound(record: Any) -> None:
    """A draft may lack what a record must have; raises ValidationError before it shows."""
    record.full_clean()
    for relation in get_all_child_relations(type(record)):
        for child in getattr(record, relation.get_accessor_name()).all():
            child.full_clean(exclude=[relation.field.name])

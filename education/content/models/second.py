"""What only two people change: one writes, another reads it through, and then it shows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
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
        """Wagtail's, and a draft that was handed in is never written over."""
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
        super().publish(revision, user=user, **options)
        changed = sorted(name for name in after if name not in OWN and before.get(name) != after[name])
        log_second_person(record=self, changed=changed, writers=writers, approval=approval)


OWN = frozenset(
    {
        "latest_revision", "live", "has_unpublished_changes", "first_published_at", "last_published_at",
        "live_revision", "go_live_at", "expire_at", "expired",
    }
)  # fmt: skip
"""What Wagtail keeps about a draft, which nobody reads on a page."""


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

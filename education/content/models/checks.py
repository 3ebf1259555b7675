"""Who checks a page before it goes live, and why something that a gate found may stay."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import AbstractGroupApprovalTask, Page, PagePermissionTester, Revision, TaskState

Actions = list[tuple[str, str, bool]]
REFUSE = ("reject", "Ask for changes", True)
APPROVE: Actions = [("approve", "Approve", False), ("approve", "Approve with a comment", True)]


class PageCheck(AbstractGroupApprovalTask):
    """One of the two checks of a page, or the one of a help record. Nobody gives it on what they wrote, and nobody gives both."""

    class Kind(models.TextChoices):
        EDUCATION = "education", "Education check"
        SAFEGUARDING = "safeguarding", "Safeguarding check"
        HELP = "help", "A second person for help"

    kind = models.CharField(max_length=12, choices=Kind.choices)

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "kind"]

    class Meta:
        verbose_name = "check of a page"
        verbose_name_plural = "checks of pages"

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Whoever may give the check reads the draft; running the site is no check."""
        return bool(self._user_in_groups(user))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is being checked, only those who check it may change it."""
        return not self._user_in_groups(user)

    def get_actions(self, obj: Any, user: Any) -> Actions:
        """To approve is not offered to somebody who would check their own work."""
        if not self._user_in_groups(user):
            return []
        return [REFUSE] if barred(obj, user) else [REFUSE, *APPROVE]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """The last word, whatever was offered; raises ValidationError with the reason."""
        page = task_state.workflow_state.content_object
        if action_name == "approve":
            sentence = (
                barred(page, user) if self._user_in_groups(user) else "This check is not yours to give."
            )
            if sentence:
                raise ValidationError(sentence)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet[TaskState]:
        """What waits for this person, and for nobody else by virtue of running the site."""
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting: models.QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting

    @classmethod
    def get_description(cls) -> str:
        return "Somebody of these groups who did not write the page, and did not give the other check"


class GateReason(models.Model):
    """Why something that a gate found stays on a page: kept for the safeguarding report, by the page's lasting key."""

    class Gate(models.TextChoices):
        READING = "reading", "Reading limit"
        WORDS = "words", "Safe words"

    page_key = models.UUIDField(help_text="the page's translation key, which outlives its address")
    gate = models.CharField(max_length=8, choices=Gate.choices)
    phrase = models.CharField(
        max_length=120, blank=True, help_text="in small letters; empty for the reading limit"
    )
    because = models.CharField(max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["page_key", "gate", "phrase"], name="content_one_reason_each")
        ]

    def __str__(self) -> str:
        return f"{self.get_gate_display()}: {self.phrase or 'harder'}"


class TwoChecks(PagePermissionTester):
    """Who may do what with a page: one for children, or a sensitive one, goes live by both checks and no other way."""

    def can_publish(self) -> bool:
        """As Wagtail says, and both checks are given where the page needs them."""
        return bool(super().can_publish()) and (not needs_two_checks(self.page) or both_given(self.page))

    def can_set_view_restrictions(self) -> bool:
        """To hide a page and to call off what was planned need no check."""
        return bool(super().can_publish())

    def can_unschedule(self) -> bool:
        return bool(super().can_publish())


def needs_two_checks(page: Any) -> bool:
    """Whether what is live or what would go live is for children or sensitive; nobody writes the need away."""
    if page.needs_two_checks:
        return True
    if page.has_unpublished_changes and page.latest_revision_id:
        latest = page.get_latest_revision_as_object()
        return bool(getattr(latest, "needs_two_checks", False))
    return False


def both_given(page: Page) -> bool:
    """Whether the newest revision has both checks and has not gone live yet."""
    if not page.latest_revision_id or page.latest_revision_id == page.live_revision_id:
        return False
    approved = TaskState.objects.filter(revision=page.latest_revision_id, status=TaskState.STATUS_APPROVED)
    kinds = PageCheck.objects.filter(pk__in=approved.values("task")).values_list("kind", flat=True)
    return set(kinds) >= {PageCheck.Kind.EDUCATION, PageCheck.Kind.SAFEGUARDING}


def not_handed_in(draft: Revision | None) -> Revision | None:
    """The draft that would be written over, unless somebody was asked to check it: a check is for the words it was given on."""
    return draft if draft and not draft.task_states.exists() else None


def authors(page: Any) -> set[int]:
    """Everybody who wrote what would go live now: each draft since the live version, and whoever began the page."""
    drafts = page.revisions.exclude(user=None)
    if page.live_revision_id:
        drafts = drafts.filter(pk__gt=page.live_revision_id)
        return set(drafts.values_list("user", flat=True))
    began = getattr(page, "owner_id", None)
    return set(drafts.values_list("user", flat=True)) | ({began} if began else set())


def barred(page: Any, user: Any) -> str:
    """Why this person may not approve this page; empty when they may."""
    if user.pk in authors(page):
        return "You wrote this. Somebody else gives the check."
    state = page.current_workflow_state
    given = state and state.task_states.filter(
        status=TaskState.STATUS_APPROVED, finished_by=user, revision=page.latest_revision_id
    )
    if given and given.exists():
        return "You gave the other check. Somebody else gives this one."
    return ""

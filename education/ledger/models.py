"""The event log, the access log, the outbox of mails and the record of due jobs."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened, for ever; it names people only by an opaque id, and is chained per subject."""

    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True, help_text="people.User.public_id; empty for the system")
    actor_kind = models.CharField(
        max_length=12,
        choices=[("person", "Person"), ("command", "Command line"), ("system", "System")],
        default="person",
    )
    subject = models.CharField(max_length=20, help_text="visit, register, snapshot …")
    subject_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "subject_id", "id"], name="ledger_event_subject")]
        constraints = [
            # Two writers can't both extend one chain from the same head.
            models.UniqueConstraint(
                fields=["subject", "subject_id", "previous_hash"], name="ledger_event_chain"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.kind}"


class AccessEvent(models.Model):
    """Who came in, and who looked at what, for twelve months: opaque ids and codes, never a name or an address.

    Chained per person and month. The database refuses every change, and the removal of a row younger than
    twelve months (migration 0005).
    """

    class Kind(models.TextChoices):
        SIGN_IN = "sign_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed"
        CODE_REJECTED = "code_rejected", "Wrong code from a mail"
        SECOND_FACTOR_USED = "second_factor_used", "Used a second factor"
        SECOND_FACTOR_FAILED = "second_factor_failed", "Second factor failed"
        REAUTHENTICATED = "reauthenticated", "Confirmed who they are"
        SIGN_OUT = "sign_out", "Signed out"
        ACCOUNT_MADE = "account_made", "Made an account"
        SIGN_UP_KNOWN = "sign_up_known", "Sign-up with an address that has an account"
        ACCOUNT_REMOVED = "account_removed", "Account removed"
        PASSWORD_CHANGED = "password_changed", "Password changed"  # noqa: S105 - a code, no secret
        EMAIL_CHANGED = "email_changed", "E-mail address changed"
        EMAIL_CONFIRMED = "email_confirmed", "E-mail address confirmed"
        SECOND_FACTOR_ADDED = "second_factor_added", "Second factor added"
        SECOND_FACTOR_REMOVED = "second_factor_removed", "Second factor removed"
        PERMISSIONS_CHANGED = "permissions_changed", "Permissions changed"
        CONTACT_VIEWED = "contact_viewed", "Contact details seen"
        EXPORTED = "exported", "Downloaded from the desk"
        FIGURE_SEEN = "figure_seen", "Looked into a figure"
        AUDIT_READ = "audit_read", "Audit read"
        DATA_DOWNLOADED = "data_downloaded", "Downloaded what we hold"
        ERASURE_REQUESTED = "erasure_requested", "Asked to be deleted"
        PERSON_EMPTIED = "person_emptied", "Personal details emptied"

    at = models.DateTimeField()
    chain = models.CharField(
        max_length=40, help_text="public_id and month; the network where nobody is known"
    )
    number = models.PositiveIntegerField(help_text="place in its chain, from 1")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    person = models.UUIDField(null=True, blank=True, help_text="public_id of the person whom it concerns")
    actor = models.UUIDField(null=True, blank=True, help_text="public_id of who did it; empty for the system")
    about = models.CharField(max_length=60, blank=True, help_text="reference of what was seen or changed")
    network = models.CharField(
        max_length=12, blank=True, help_text="keyed hash of the address, new each month"
    )
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["at"], name="ledger_access_at"),
            models.Index(fields=["person", "at"], name="ledger_access_person"),
            models.Index(fields=["kind", "at"], name="ledger_access_kind"),
        ]
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="ledger_access_chain")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.kind}"


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Questions asked of mails."""

    def unsent(self) -> OutboxQuerySet:
        """Given up, or put off after a failed try and in nobody's hands now: what a person should see."""
        from education.ledger.clock import now

        waits = Q(state=OutboxMessage.State.PENDING, attempts__gt=0)
        idle = Q(leased_until__isnull=True) | Q(leased_until__lt=now())
        return self.filter(idle, waits | Q(state=OutboxMessage.State.FAILED))


class OutboxMessage(models.Model):
    """A mail to be sent, written in the transaction that caused it; its words are made when it is sent."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        SENT = "sent", "Sent"
        OBSOLETE = "obsolete", "No longer needed"
        FAILED = "failed", "Gave up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text="what makes a second copy of it a repeat")
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    recipient = models.EmailField()
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["state", "due_at"], name="ledger_outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class JobRun(models.Model):
    """When a due job last ran and how it ended, one row a job."""

    name = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class ChainHead(models.Model):
    """The last hash of one chain on one day, so that a chain cut short later is noticed."""

    day = models.DateField()
    subject = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    length = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "subject", "subject_id"], name="ledger_head_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id} on {self.day}"


class Freshness(models.Model):
    """One row: how often anything public has changed. Every web process compares it with what it remembers."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"change {self.number}"

"""The event log, the outbox of mails and the record of due jobs."""

from __future__ import annotations

import uuid

from django.db import models


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

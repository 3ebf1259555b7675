"""Registers and the append-only entries they are built from.

Counts only: no name, no pupil id, no free text. Entries and their lines are never changed or deleted (the
database refuses, migration 0002); a register points at the entry that counts.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from education.attendance.states import PartName, RegisterState
from education.liaison.models import Audience, SessionYear, TrainingSession


class Register(models.Model):
    """The head-counts of one training session."""

    class NotRecorded(models.TextChoices):
        OFFICER_LEFT = "officer_left", "The officer has left"
        PAPER_LOST = "paper_lost", "The paper register was lost"
        CHASED_OUT = "chased_out", "Asked for four times"

    session = models.OneToOneField(TrainingSession, on_delete=models.PROTECT, related_name="register")
    state = models.CharField(max_length=14, choices=RegisterState.choices, default=RegisterState.DUE)
    version = models.PositiveIntegerField(default=0)
    not_recorded_reason = models.CharField(max_length=14, choices=NotRecorded.choices, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    chased = models.PositiveSmallIntegerField(default=0, help_text="how many times the count was asked for")
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed_off") | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="attendance_signature_has_a_signer",
            ),
            models.CheckConstraint(
                condition=~Q(state="not_recorded") | ~Q(not_recorded_reason=""),
                name="attendance_not_recorded_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Register of {self.session}"


class Entry(models.Model):
    """One append-only submission of counts; its id is the sender's own and is the key for ever."""

    class Kind(models.TextChoices):
        COUNT = "count", "Count"
        CORRECTION = "correction", "Correction"
        VOID = "void", "Void"
        OUTCOME = "outcome", "Outcome"

    class Method(models.TextChoices):
        COUNTED = "counted", "Counted"
        CONFIRMED_AS_EXPECTED = "confirmed_as_expected", "As expected"
        SCHOOL_REGISTER = "school_register", "The school's register"
        ESTIMATED = "estimated", "Estimated"
        SELF_CHECK_IN = "self_check_in", "Self check-in, confirmed"
        IMPORTED = "imported", "Imported"

    class Reason(models.TextChoices):
        MISCOUNT = "miscount", "Miscounted"
        WRONG_SESSION = "wrong_session", "Wrong session"
        DUPLICATE = "duplicate", "Counted twice"
        LATE_SCHOOL_REGISTER = "late_school_register", "The school's register came later"
        IMPORT_WITHDRAWN = "import_withdrawn", "The import was withdrawn"
        SCHOOL_CLOSED = "school_closed", "The school was closed"
        OFFICER_CALLED_AWAY = "officer_called_away", "The officer was called away"
        NO_AUDIENCE = "no_audience", "Nobody came"
        OTHER = "other", "Another reason"

    class Status(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PROPOSAL = "proposal", "Proposal"
        REVIEW = "review", "Waiting for a person"

    class Outcome(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        NOT_DELIVERED = "not_delivered", "Not delivered"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    part = models.CharField(max_length=12, choices=PartName.choices, default=PartName.ONLY)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    method = models.CharField(max_length=22, choices=Method.choices, blank=True)
    reason = models.CharField(max_length=22, choices=Reason.choices, blank=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    base_version = models.PositiveIntegerField(default=0)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    captured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_skew_seconds = models.IntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    hands_up = models.JSONField(null=True, blank=True)
    soft_checks = models.JSONField(default=list, help_text="codes of the questions that were answered yes")
    device = models.UUIDField(null=True, blank=True)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="empty: the command line",
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    payload_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices)
    result_version = models.PositiveIntegerField()
    receipt = models.CharField(max_length=16)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["register", "part"], name="attendance_entry_part")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.receipt}"


class EntryLine(models.Model):
    """A head-count: how many of one audience and year group were expected and were there."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    year = models.CharField(max_length=12, choices=SessionYear.choices, blank=True)
    expected = models.PositiveSmallIntegerField(null=True, blank=True)
    actual = models.PositiveSmallIntegerField(validators=[MaxValueValidator(2000)])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "audience", "year"], name="attendance_line_once"),
            models.CheckConstraint(
                condition=Q(actual__gte=0, actual__lte=2000), name="attendance_line_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actual} {self.get_audience_display()}"


class RegisterPart(models.Model):
    """A room of a register, and the one entry that counts for it (none: nothing is known yet)."""

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=12, choices=PartName.choices, default=PartName.ONLY)
    accepted = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="accepted_for"
    )
    version = models.PositiveIntegerField(default=0, help_text="the register's version when it last changed")
    settled_version = models.PositiveIntegerField(
        default=0, help_text="what was proposed before this version of the register has been decided"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["register", "name"], name="attendance_part_once")]

    def __str__(self) -> str:
        return self.get_name_display()


class RefusedUpload(models.Model):
    """An upload that was refused but must not vanish: the same id with other content, an unknown session."""

    entry_id = models.UUIDField()
    code = models.CharField(max_length=30)
    payload_hash = models.CharField(max_length=64)
    payload = models.JSONField(help_text="counts and codes as sent, cut to the contract's fields")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "code", "payload_hash"], name="attendance_refusal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.code}"


class Phone(models.Model):
    """An officer's enrolled phone: its key may append entries for that officer, and nothing else."""

    class Kind(models.TextChoices):
        IPHONE = "iphone", "iPhone"
        IPAD = "ipad", "iPad"
        ANDROID = "android", "Android phone"
        COMPUTER = "computer", "Computer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(
        max_length=130,
        unique=True,
        validators=[RegexValidator(r"^04[0-9a-f]{128}$")],
        help_text="the public key, an uncompressed point of P-256 in hex",
    )
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.COMPUTER)
    enrolled_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-enrolled_at"]

    def __str__(self) -> str:
        return self.get_kind_display()


class PeriodClose(models.Model):
    """A month whose registers are all signed or given up, with the coverage that it was closed with."""

    month = models.DateField(unique=True, help_text="its first day")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    delivered = models.PositiveIntegerField()
    signed_off = models.PositiveIntegerField()
    given_up = models.PositiveIntegerField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered=models.F("signed_off") + models.F("given_up")),
                name="attendance_closed_month_is_complete",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}"

"""Training sessions, the groups they expect, and the time of officers that is taken."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from education.ledger.clock import now
from education.liaison.models.filing import Filing
from education.liaison.models.kinds import Audience, SessionType, SessionYear
from education.liaison.models.officers import Absence, Officer
from education.liaison.models.visits import Visit
from education.liaison.models.waiting import WaitingOffer
from education.schools.models import School


class SessionQuerySet(models.QuerySet["TrainingSession"]):
    """Questions asked of training sessions."""

    def planned(self) -> SessionQuerySet:
        """Still to be delivered, or not yet said to have been."""
        return self.filter(state=TrainingSession.State.PLANNED)

    def delivered(self) -> SessionQuerySet:
        """Said to have taken place."""
        return self.filter(state=TrainingSession.State.DELIVERED)


class TrainingSession(models.Model):
    """One group in one room at one time. An imported one has a date, no time and no commitment."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DELIVERED = "delivered", "Delivered"
        NOT_DELIVERED = "not_delivered", "Not delivered"
        CANCELLED = "cancelled", "Cancelled"
        IN_REVIEW = "in_review", "In review"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Source(models.TextChoices):
        BOOKED = "booked", "Booked"
        IMPORTED = "imported", "Imported"
        AD_HOC = "ad_hoc", "Not booked"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="training_sessions")
    session_type = models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="training_sessions")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.BOOKED)
    state = models.CharField(max_length=14, choices=State.choices, default=State.PLANNED)
    day = models.DateField(help_text="the local date, which decides the period")
    start_time = models.TimeField(null=True, blank=True)
    end_time = models.TimeField(null=True, blank=True)
    start_at = models.DateTimeField(null=True, blank=True)
    end_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["day", "start_at", "id"]
        indexes = [models.Index(fields=["day", "state"], name="liaison_session_day_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_at__isnull=True, end_at__isnull=True) | Q(end_at__gt=F("start_at")),
                name="liaison_session_has_length",
            ),
            models.CheckConstraint(
                condition=Q(source="booked", visit__isnull=False) | ~Q(source="booked"),
                name="liaison_booked_session_has_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_type} on {self.day}"


class Group(models.Model):
    """Whom a training session expects: one audience, one year group, how many."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="groups")
    audience = models.CharField(max_length=20, choices=Audience.choices)
    year = models.CharField(max_length=12, choices=SessionYear.choices, blank=True)
    expected = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(2000)])

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "audience", "year"], name="liaison_group_once"),
            models.CheckConstraint(
                condition=Q(expected__gte=1, expected__lte=2000), name="liaison_group_expected_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expected} {self.get_audience_display()}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Questions asked of officers' time."""

    def private(self) -> CommitmentQuerySet:
        """Held for requests of people who are not approved yet; what has run out is not held."""
        return self.filter(active=True, filing__isnull=False, expires_at__gt=now())


class Commitment(models.Model):
    """A stretch of an officer's time that is taken; the only thing that means "busy".

    The stretch is [start − set-up, end + pack-down). The database refuses two active ones of one officer that
    overlap: an exclusion constraint on PostgreSQL, triggers on SQLite (migration 0002).
    """

    class Kind(models.TextChoices):
        SESSION = "session", "Session"
        HOLD = "hold", "Hold"
        LEAVE = "leave", "Leave"
        DUTY = "duty", "Duty"

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="commitments")
    session = models.ForeignKey(
        TrainingSession, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    filing = models.ForeignKey(
        Filing, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments",
        help_text="of a private hold, which has no session yet",
    )  # fmt: skip
    offer = models.ForeignKey(
        WaitingOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments",
        help_text="of a time that is held for a school that waits",
    )  # fmt: skip
    absence = models.ForeignKey(
        Absence, null=True, blank=True, on_delete=models.CASCADE, related_name="commitments",
        help_text="of leave or a duty",
    )  # fmt: skip
    kind = models.CharField(max_length=8, choices=Kind.choices)
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="of a hold")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["start_at"]
        indexes = [
            models.Index(
                fields=["officer", "start_at"], condition=Q(active=True), name="liaison_commitment_active"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_at__gt=F("start_at")), name="liaison_commitment_has_length"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["session", "hold"],
                    session__isnull=False,
                    filing__isnull=True,
                    offer__isnull=True,
                )
                | Q(
                    kind="hold",
                    session__isnull=True,
                    filing__isnull=False,
                    offer__isnull=True,
                    expires_at__isnull=False,
                )
                | Q(
                    kind="hold",
                    session__isnull=True,
                    filing__isnull=True,
                    offer__isnull=False,
                    expires_at__isnull=False,
                )
                | Q(
                    kind__in=["leave", "duty"], session__isnull=True, filing__isnull=True, offer__isnull=True
                ),
                name="liaison_commitment_kind_and_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start_at:%Y-%m-%d %H:%M}"

    @property
    def school(self) -> School | None:
        """Where the officer is then: at the school of a session, of a filed request or of an offer; else nowhere."""
        if self.session:
            return self.session.school
        if self.filing:
            return self.filing.visit.school
        return self.offer.entry.school if self.offer else None

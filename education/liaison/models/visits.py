"""Visits: one booking, one school, one day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from education.liaison.models.kinds import Delivery, SessionType
from education.liaison.states import OPEN, VisitState
from education.schools.models import Membership, School

if TYPE_CHECKING:
    from education.liaison.models.sessions import TrainingSession


class VisitQuerySet(models.QuerySet["Visit"]):
    """Questions asked of visits."""

    def requested(self) -> VisitQuerySet:
        """Waiting for a coordinator."""
        return self.filter(state=VisitState.REQUESTED)

    def confirmed(self) -> VisitQuerySet:
        """Agreed and still to come."""
        return self.filter(state=VisitState.CONFIRMED)

    def open(self) -> VisitQuerySet:
        """Requested or confirmed."""
        return self.filter(state__in=OPEN)

    def with_nobody_to_talk_to(self) -> VisitQuerySet:
        """Open visits whose teacher does not act for the school any more; visits of a school that rang have none."""
        acting = Membership.objects.approved().filter(user=OuterRef("teacher"), school=OuterRef("school"))
        return self.open().exclude(teacher=None).exclude(Exists(acting))

    def lapsed_by(self, moment: dt.datetime) -> VisitQuerySet:
        """Requests whose hold has run out."""
        return self.requested().filter(held_until__lte=moment)

    def with_rows(self) -> VisitQuerySet:
        """With all that a list shows, in a number of queries that does not grow with the rows."""
        return self.select_related("school__locality", "session_type", "teacher").prefetch_related(
            "sessions__groups", "sessions__commitments__officer__user"
        )


class Visit(models.Model):
    """One booking: one school, one local date, one or more training sessions, one state."""

    class Arrival(models.TextChoices):
        MAIN_RECEPTION = "main_reception", "Main reception"
        SECOND_RECEPTION = "second_reception", "Second reception"
        SIXTH_FORM = "sixth_form", "Sixth form entrance"
        HALL_DOOR = "hall_door", "Hall door"

    class Room(models.TextChoices):
        CLASSROOM = "classroom", "Their own classroom"
        HALL = "hall", "The hall"
        LIBRARY = "library", "The library"
        COMPUTERS = "computers", "A computer room"
        STAFF_ROOM = "staff_room", "The staff room"
        OTHER = "other", "Another room, which reception knows"

    class Reason(models.TextChoices):
        NO_OFFICER = "no_officer", "No officer is free"
        NOT_SUITABLE = "not_suitable", "The session does not suit this group"
        SCHOOL_NOT_REACHED = "school_not_reached", "We could not reach the school"
        DUPLICATE = "duplicate", "Already booked"
        STAFF_ABSENCE = "staff_absence", "Staff are away"
        TIMETABLE = "timetable", "The timetable changed"
        SCHOOL_CLOSED = "school_closed", "The school is closed"
        OFFICER_CALLED_AWAY = "officer_called_away", "The officer was called away"
        OFFICER_ILL = "officer_ill", "Our officer is ill"
        NO_AUDIENCE = "no_audience", "Nobody came"
        NOT_PROVED = "not_proved", "We could not make sure who asked"
        OTHER = "other", "Another reason"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="visits")
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits"
    )
    session_type = models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    delivery = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.CLASS)
    state = models.CharField(max_length=20, choices=VisitState.choices)
    version = models.PositiveIntegerField(default=0, help_text="one more for every move: compare and swap")
    slot_version = models.PositiveIntegerField(default=0, help_text="the calendar SEQUENCE")
    held_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    submission = models.UUIDField(
        unique=True, help_text="minted with the form, so that a second post is the first"
    )
    submission_digest = models.CharField(max_length=64)
    safeguarding_lead_email = models.EmailField(blank=True)
    day_telephone = models.CharField(max_length=20, blank=True)
    arrival = models.CharField(max_length=20, choices=Arrival.choices, default=Arrival.MAIN_RECEPTION)
    room = models.CharField(
        max_length=12, choices=Room.choices, blank=True, help_text="empty until the school knows it"
    )
    needs = models.JSONField(default=list, help_text="codes of education.liaison.needs")
    please_ring = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["school", "state"], name="liaison_visit_school_state"),
            models.Index(fields=["state", "day"], name="liaison_visit_state_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="liaison_visit_state_known"
            ),
            models.CheckConstraint(
                condition=Q(delivery__in=Delivery.values), name="liaison_visit_delivery_known"
            ),
            models.UniqueConstraint(
                fields=["teacher", "school"],
                condition=Q(state="awaiting_approval"),
                name="liaison_one_filing",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Still to come: requested or confirmed."""
        return self.state in OPEN

    @property
    def arrival_words(self) -> str:
        """Where to arrive and where it goes on to, as far as the school has said."""
        arrival = str(self.get_arrival_display())
        return f"{arrival}, then {self.get_room_display().lower()}" if self.room else arrival

    @property
    def standing(self) -> list[TrainingSession]:
        """Its sessions that were not called off; all of them once the whole visit was."""
        every = list(self.sessions.all())
        return [session for session in every if session.state != "cancelled"] or every

    @property
    def begins_at(self) -> dt.datetime | None:
        """When its first session starts that was not called off; None while it has no time."""
        starts = [s.start_at for s in self.sessions.all() if s.start_at and s.state != "cancelled"]
        return min(starts, default=None)

"""What can be booked, officers' time, visits and their training sessions.

No field here takes free text: needs, reasons and places are codes, the rest are addresses, numbers and times.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from education.content.ages import years_label
from education.ledger.clock import now
from education.liaison.states import OPEN, VisitState
from education.schools.models import LessonTimes, Locality, Membership, School


class Audience(models.TextChoices):
    """Who is in the room; only pupils and parents and carers count toward the figure."""

    PUPIL = "pupil", "Pupils"
    PARENT_CARER = "parent_carer", "Parents and carers"
    STAFF = "staff", "School staff"
    OTHER_PROFESSIONAL = "other_professional", "Other professionals"


class SessionYear(models.TextChoices):
    """Year groups as a register knows them."""

    EYFS = "EYFS", "Nursery"
    R = "R", "Reception"
    Y1 = "1", "Year 1"
    Y2 = "2", "Year 2"
    Y3 = "3", "Year 3"
    Y4 = "4", "Year 4"
    Y5 = "5", "Year 5"
    Y6 = "6", "Year 6"
    Y7 = "7", "Year 7"
    Y8 = "8", "Year 8"
    Y9 = "9", "Year 9"
    Y10 = "10", "Year 10"
    Y11 = "11", "Year 11"
    Y12 = "12", "Year 12"
    Y13 = "13", "Year 13"
    MIXED = "mixed", "Mixed years"
    NOT_STATED = "not_stated", "Not stated"


class SessionType(models.Model):
    """Something a school can book; a visit keeps the version it was booked under."""

    class Window(models.TextChoices):
        SCHOOL_DAY = "school_day", "In school hours"
        EVENING = "evening", "In the evening"

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    window = models.CharField(max_length=12, choices=Window.choices, default=Window.SCHOOL_DAY)
    years = models.JSONField(default=list, help_text="year codes that it is for; empty for adults")
    minutes = models.PositiveSmallIntegerField()
    setup_minutes = models.PositiveSmallIntegerField(default=15)
    packdown_minutes = models.PositiveSmallIntegerField(default=15)
    largest_group = models.PositiveSmallIntegerField()
    officers_needed = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(2)]
    )
    counts_toward_figure = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["audience", "title"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="liaison_session_type_version"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="liaison_session_type_lasts"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years_label(self) -> str:
        """The year groups it is for, in words; empty for adults."""
        return years_label(self.years)


class Officer(models.Model):
    """A liaison officer's working frame: base, area and caps."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="officer")
    base = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    covers = models.ManyToManyField(
        Locality, related_name="officers", help_text="localities this officer goes to"
    )
    daily_cap = models.PositiveSmallIntegerField(default=4)
    weekly_cap = models.PositiveSmallIntegerField(default=14)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)


class WorkingHours(models.Model):
    """Weekly wall-clock hours of one officer, from a date on."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])))  # fmt: skip
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "start"]
        verbose_name_plural = "working hours"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="liaison_hours_have_length")
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_weekday_display()} {self.start:%H:%M}–{self.end:%H:%M}"


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

    class Reason(models.TextChoices):
        NO_OFFICER = "no_officer", "No officer is free"
        NOT_SUITABLE = "not_suitable", "The session does not suit this group"
        SCHOOL_NOT_REACHED = "school_not_reached", "We could not reach the school"
        DUPLICATE = "duplicate", "Already booked"
        STAFF_ABSENCE = "staff_absence", "Staff are away"
        TIMETABLE = "timetable", "The timetable changed"
        SCHOOL_CLOSED = "school_closed", "The school is closed"
        OFFICER_CALLED_AWAY = "officer_called_away", "The officer was called away"
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


class Filing(LessonTimes):
    """What a teacher who is not approved yet asks for; codes, numbers and times, as everywhere."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="filing")

    def __str__(self) -> str:
        return f"Filing of {self.visit}"


class FiledClass(models.Model):
    """One class of a filing: year, letter, size."""

    class Letter(models.TextChoices):
        NONE = "", "no letter"
        A, B, C, D, E, F = (("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E"), ("F", "F"))

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="classes")
    year = models.CharField(max_length=12, choices=SessionYear.choices)
    letter = models.CharField(max_length=1, choices=Letter.choices, blank=True)
    size = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(2000)])

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_year_display()}{f' {self.letter}' if self.letter else ''}: {self.size}"


class FiledHalfDay(models.Model):
    """A half-day that would suit the school."""

    class Part(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="half_days")
    day = models.DateField()
    part = models.CharField(max_length=10, choices=Part.choices)

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "day", "part"], name="liaison_half_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} of {self.day}"


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
                condition=Q(kind__in=["session", "hold"], session__isnull=False, filing__isnull=True)
                | Q(kind="hold", session__isnull=True, filing__isnull=False, expires_at__isnull=False)
                | Q(kind__in=["leave", "duty"], session__isnull=True, filing__isnull=True),
                name="liaison_commitment_kind_and_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start_at:%Y-%m-%d %H:%M}"
